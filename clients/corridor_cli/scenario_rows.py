"""Rows of scenarios, gathered with a bar that shows how many are finished."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from corridor_client import ComparedScenario, ScenarioRow
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from corridor_cli.terminal import standard_error


@dataclass(frozen=True, slots=True)
class Gathered:
    """All rows of a comparison.

    Attributes
    ----------
    rows
        In the order in which they were asked for, the base first.
    currency_code
        Money of their figures.
    """

    rows: list[ScenarioRow]
    currency_code: str


def gathered(rows: Iterable[ComparedScenario]) -> Gathered:
    """Wait for all rows.

    Parameters
    ----------
    rows
        Rows as they come.
    """
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=standard_error(),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not sys.stderr.isatty(),
    )
    found: dict[int, ScenarioRow] = {}
    currency_code = ""
    with progress:
        task = progress.add_task("planning scenarios", total=None)
        for compared in rows:
            found[compared.position] = compared.row
            currency_code = compared.currency_code
            progress.update(task, total=compared.row_count, completed=len(found))
    return Gathered([found[position] for position in sorted(found)], currency_code)
