"""Rows of scenarios, gathered with a bar that shows how many are finished."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corridor_client import ComparedScenario, ScenarioRow

from corridor_cli.kept_rows import KeptRows, taken_up
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


type Ask = Callable[[list[int]], Iterable[ComparedScenario]]
"""Asks for rows, those at some positions left out."""


def gathered(ask: Ask, kept: KeptRows[ComparedScenario] | None = None) -> Gathered:
    """Wait for all rows.

    Parameters
    ----------
    ask
        Asks for them; the row of the base comes in any case.
    kept
        Rows of an earlier run, and where new ones go; None keeps none.
    """

    def missing(known: tuple[ComparedScenario, ...]) -> Iterator[ComparedScenario]:
        positions = {compared.position for compared in known}
        for compared in ask(sorted(positions - {0})):
            if compared.position not in positions:
                yield compared

    with counting("planning scenarios") as show_count:

        def show(rows: tuple[ComparedScenario, ...]) -> None:
            if rows:
                show_count(len(rows), rows[0].row_count)

        rows = taken_up(kept or KeptRows.of(None, ComparedScenario), missing, show)
    rows.sort(key=lambda compared: compared.position)
    return Gathered([compared.row for compared in rows], rows[0].currency_code)
