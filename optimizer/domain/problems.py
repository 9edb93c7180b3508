"""What can be wrong with a dataset, row by row."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem means for planning."""

    ERROR = "ERROR"
    """The dataset cannot be planned."""

    WARNING = "WARNING"
    """The dataset can be planned, but hardly as meant."""


class ProblemCode(StrEnum):
    """Stable name of each kind of problem; ``docs/errors.md`` has a section on each."""

    # What was sent could not be read as tables.
    UNREADABLE_ARCHIVE = "UNREADABLE_ARCHIVE"
    UNREADABLE_TEXT = "UNREADABLE_TEXT"
    UNKNOWN_TABLE = "UNKNOWN_TABLE"
    DUPLICATE_TABLE = "DUPLICATE_TABLE"
    MISSING_TABLE = "MISSING_TABLE"
    UNKNOWN_COLUMN = "UNKNOWN_COLUMN"
    DUPLICATE_COLUMN = "DUPLICATE_COLUMN"
    MISSING_COLUMN = "MISSING_COLUMN"
    RAGGED_ROW = "RAGGED_ROW"
    TOO_LARGE = "TOO_LARGE"

    # A cell could not be read as its column's type, or is out of range.
    MISSING_VALUE = "MISSING_VALUE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    NOT_FINITE = "NOT_FINITE"
    AMBIGUOUS_NUMBER = "AMBIGUOUS_NUMBER"
    NEGATIVE_VALUE = "NEGATIVE_VALUE"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_A_DATE = "NOT_A_DATE"
    NOT_A_BOOLEAN = "NOT_A_BOOLEAN"
    UNKNOWN_CHOICE = "UNKNOWN_CHOICE"
    BAD_FORMAT = "BAD_FORMAT"

    # A row contradicts itself or another row.
    INCONSISTENT_ROW = "INCONSISTENT_ROW"
    DUPLICATE_ID = "DUPLICATE_ID"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"
    UNIT_MISMATCH = "UNIT_MISMATCH"
    INCOMPLETE_SHAPE = "INCOMPLETE_SHAPE"
    CALENDAR_GAP = "CALENDAR_GAP"
    WINDOW_OUTSIDE_CALENDAR = "WINDOW_OUTSIDE_CALENDAR"
    FREE_TRANSFER_CYCLE = "FREE_TRANSFER_CYCLE"

    # Tariffs do not price what is open, or price it twice.
    UNPRICED_LEG = "UNPRICED_LEG"
    UNPRICED_TRANSFER = "UNPRICED_TRANSFER"
    UNPRICED_HAUL = "UNPRICED_HAUL"
    AMBIGUOUS_RATE = "AMBIGUOUS_RATE"
    MISSING_EXCHANGE_RATE = "MISSING_EXCHANGE_RATE"

    # Tariffs that charge by the haul lack something, or contradict themselves.
    WRONG_TARIFF_BASIS = "WRONG_TARIFF_BASIS"
    EMPTY_SCOPE = "EMPTY_SCOPE"
    NO_HAUL_RATES = "NO_HAUL_RATES"
    OVERLAPPING_BELTS = "OVERLAPPING_BELTS"
    BELT_GAP = "BELT_GAP"
    OVERLAPPING_LOADS = "OVERLAPPING_LOADS"
    OVERLAPPING_COEFFICIENTS = "OVERLAPPING_COEFFICIENTS"
    DUPLICATE_POSITION = "DUPLICATE_POSITION"
    OVERLAPPING_TIERS = "OVERLAPPING_TIERS"
    OVERLAPPING_TARIFFS = "OVERLAPPING_TARIFFS"
    DUPLICATE_DEFAULT_REGIME = "DUPLICATE_DEFAULT_REGIME"
    MISSING_DEFAULT_REGIME = "MISSING_DEFAULT_REGIME"
    EMPTY_REGIME = "EMPTY_REGIME"

    # A scenario's change cannot be applied to its dataset.
    UNKNOWN_TARGET = "UNKNOWN_TARGET"
    NOTHING_SELECTED = "NOTHING_SELECTED"
    AMBIGUOUS_TARGET = "AMBIGUOUS_TARGET"
    CONTRADICTING_CHANGES = "CONTRADICTING_CHANGES"

    # Nothing forbids a plan, but it is hardly what was meant.
    UNREACHABLE_DEMAND = "UNREACHABLE_DEMAND"
    UNUSED_RESOURCE = "UNUSED_RESOURCE"
    TARIFF_NOT_IN_FORCE = "TARIFF_NOT_IN_FORCE"
    TARIFF_ENDS_IN_PERIOD = "TARIFF_ENDS_IN_PERIOD"
    RELAXED_DECISION = "RELAXED_DECISION"
    UNEARNED_DISCOUNT = "UNEARNED_DISCOUNT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a dataset, and what would mend it.

    Attributes
    ----------
    code
        Stable name of the kind of problem.
    severity
        Whether the dataset can be planned all the same.
    table
        Table it stands in, empty where the problem is of the whole.
    row
        Row in that table: in a file its line, the header being line 1; in a message
        or a JSON list its position, the first being 1. None is the whole table.
    row_id
        The row's key, its columns joined by ``/``; empty where it has none.
    column
        Column at fault, empty where the problem is of the whole row.
    value
        The offending value as it was read, at most 80 characters.
    message
        What is wrong, in a sentence without the place.
    remedy
        What would mend it, in a sentence.
    """

    code: ProblemCode
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    table: str = ""
    row: int | None = None
    row_id: str = ""
    column: str = ""
    value: str = ""

    def place(self) -> str:
        """Table, row and column for people, as in ``legs, row 4 (a-b), mode``."""
        row = "" if self.row is None else f"row {self.row}"
        key = f" ({self.row_id})" if self.row_id else ""
        parts = [self.table, (row + key).strip(), self.column]
        return ", ".join(part for part in parts if part) or "dataset"

    def __str__(self) -> str:
        return f"{self.place()}: {self.code}: {self.message}; {self.remedy}"
