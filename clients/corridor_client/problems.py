"""What is wrong with a dataset, row by row."""

from dataclasses import dataclass

from corridor_client.choices import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a dataset, and what would mend it.

    Attributes
    ----------
    code
        Stable name of the kind of problem, such as ``UNKNOWN_REFERENCE``.
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
        What is wrong, in a sentence without the place. Not stable.
    remedy
        What would mend it, in a sentence. Not stable.
    """

    code: str
    severity: Severity
    table: str
    row: int | None
    row_id: str
    column: str
    value: str
    message: str
    remedy: str

    def place(self) -> str:
        """Table, row and column for people, as in ``legs, row 4 (a-b), mode``."""
        row = "" if self.row is None else f"row {self.row}"
        key = f"({self.row_id})" if self.row_id else ""
        parts = [self.table, f"{row} {key}".strip(), self.column]
        return ", ".join(part for part in parts if part) or "dataset"

    def __str__(self) -> str:
        return f"{self.place()}: {self.code}: {self.message}; {self.remedy}"
