"""Rows of scenarios, gathered with a bar that shows how many are finished."""

from collections.abc import Iterable
from dataclasses import dataclass

from corridor_client import ComparedScenario, ScenarioRow

from corridor_cli.progress import counting


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
    found: dict[int, ScenarioRow] = {}
    currency_code = ""
    with counting("planning scenarios") as show_count:
        for compared in rows:
            found[compared.position] = compared.row
            currency_code = compared.currency_code
            show_count(len(found), compared.row_count)
    return Gathered([found[position] for position in sorted(found)], currency_code)
