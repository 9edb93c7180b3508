"""CSV as planners' programs write it: byte order marks, semicolons, decimal commas."""

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass

from optimizer.domain.problems import ProblemCode
from optimizer.tables.cells import CellError

_DELIMITERS = (",", ";", "\t")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_CELL_LIMIT = 100_000


@dataclass(frozen=True)
class Grid:
    """The cells of a CSV file.

    Attributes
    ----------
    header
        Names of the columns, without stray spaces.
    rows
        Line number and cells of each row that is not blank.
    decimal_mark
        ``,`` where the file is separated by something else and writes fractions so.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    decimal_mark: str


def read_grid(content: bytes, columns: Collection[str]) -> Grid:
    """Split a CSV file into cells.

    Parameters
    ----------
    content
        The file: UTF-8 with or without byte order mark, or UTF-16 with one.
    columns
        Names that the header may have, by which the separator is recognized.

    Raises
    ------
    UnreadableTextError
        When it is not text in that sense.
    """
    text = _decode(content)
    header_line = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=lambda d: _known_count(header_line, d, columns))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(_CELL_LIMIT)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                rows.append((start, cells))
            start = lines.line_num + 1
    except csv.Error as error:
        detail = f"line {lines.line_num}: {error}"
        raise UnreadableTextError(detail) from error
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    return Grid(header, rows[1:], _decimal_mark(delimiter, rows[1:]))


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        detail = f"byte {error.start} is not valid UTF-8"
        raise UnreadableTextError(detail) from error
    if "\0" in text:
        detail = "it holds a zero byte"
        raise UnreadableTextError(detail)
    return text


class UnreadableTextError(CellError):
    """A file is not the text that CSV is made of."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            ProblemCode.UNREADABLE_TEXT,
            f"the file cannot be read as CSV: {detail}",
            "save it as CSV in UTF-8",
        )


def _known_count(line: str, delimiter: str, columns: Collection[str]) -> int:
    return sum(cell.strip(' "\r') in columns for cell in line.split(delimiter))


def _decimal_mark(delimiter: str, rows: list[tuple[int, list[str]]]) -> str:
    """Tell the decimal mark: a comma only where it does not separate columns."""
    if delimiter == ",":
        return "."
    cells = (cell.strip() for _, row in rows for cell in row)
    return "," if any(_DECIMAL_COMMA.fullmatch(cell) for cell in cells) else "."
