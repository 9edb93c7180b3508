"""Changes of one scenario that cannot both be meant."""

from collections.abc import Iterator

from optimizer.domain.dataset import TABLES, Dataset
from optimizer.domain.problems import ProblemCode
from optimizer.domain.scenarios.changes import (
    Change,
    Close,
    Open,
    SetQuantity,
    SwitchRegime,
)
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.selecting import selected, selected_periods
from optimizer.domain.scenarios.targets import KINDS, Target

type Cell = tuple[str, str, str, str]
"""Table, row, quantity and period, empty for all, that a change decides on."""


class Contradictions:
    """What the changes so far decide on for good.

    A change that scales or adds goes with any other; two that each say what a number is
    to be, or whether something is open, do not unless they say the same.
    """

    def __init__(self) -> None:
        self._decided: dict[Cell, tuple[int, str]] = {}

    def note(self, dataset: Dataset, position: int, change: Change) -> None:
        """Take note of a change.

        Raises
        ------
        UnusableChangeError
            When it contradicts one before, or selects nothing.
        """
        for cell, value in _decisions(dataset, change):
            before, known = self._decided.setdefault(cell, (position, value))
            if known != value:
                raise UnusableChangeError(
                    ProblemCode.CONTRADICTING_CHANGES,
                    f"it makes {_name(cell)} {value}, and change {before + 1} makes it "
                    f"{known}",
                    "keep one of them",
                )


def _decisions(dataset: Dataset, change: Change) -> Iterator[tuple[Cell, str]]:
    match change:
        case SetQuantity(amount=amount) if not amount.is_relative:
            said = str(amount)
            yield from _cells(dataset, change.target, change.periods, said)
        case Close():
            yield from _cells(dataset, change.target, change.periods, "closed")
        case Open():
            yield from _cells(dataset, change.target, change.periods, "open")
        case SwitchRegime(regime_id):
            yield ("regimes", "", "regime", ""), regime_id
        case _:
            return


def _cells(
    dataset: Dataset, target: Target, periods: tuple[str, ...], said: str
) -> Iterator[tuple[Cell, str]]:
    table = KINDS[target.kind].table
    column = TABLES[table].key[0]
    for row in selected(dataset, target):
        for period_id in selected_periods(dataset, periods) or ("",):
            row_id = str(getattr(row, column))
            yield (table, row_id, target.quantity, period_id), said


def _name(cell: Cell) -> str:
    table, row_id, quantity, period_id = cell
    name = " ".join(part for part in (row_id, quantity) if part) or table
    return f"{name} in {period_id}" if period_id else name
