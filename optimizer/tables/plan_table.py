"""A table of a plan, whatever file it goes into."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

type Cell = str | float | int | Decimal | None
"""What a cell holds; None is an empty one."""


class ColumnKind(StrEnum):
    """What a column holds, from which files choose its type and how it is shown."""

    TEXT = "TEXT"

    WHOLE = "WHOLE"
    """Whole numbers that nobody adds up, such as ranks and years."""

    NUMBER = "NUMBER"

    MONEY = "MONEY"
    """In the plan's currency, per unit where the name says so."""

    MEASURE_PRICE = "MEASURE_PRICE"
    """Money per unit of the measure that the row names."""

    SHARE = "SHARE"
    """Of 1."""

    EXACT = "EXACT"
    """Numbers of any size, each of whose digits counts."""

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are numbers that may be fractions."""
        return self not in {ColumnKind.TEXT, ColumnKind.WHOLE}


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table.

    Attributes
    ----------
    name
        What it is called, as a file or sheet.
    columns
        Names of the columns, with units, and what they hold.
    rows
        Cells in the order of the columns.
    """

    name: str
    columns: Mapping[str, ColumnKind]
    rows: tuple[tuple[Cell, ...], ...]

    def place_of(self, column: str) -> int:
        """Return where a column stands, from 0."""
        return list(self.columns).index(column)
