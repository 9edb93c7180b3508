"""CSV as planners' programs write it: byte order marks, semicolons, decimal commas."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.columns import Column
from optimizer.tables.text import UnreadableTextError, decoded

_DELIMITERS = (",", ";", "\t")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?")
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


def read_grid(content: bytes, columns: Mapping[str, Column]) -> Grid:
    """Split a CSV file into cells.

    Parameters
    ----------
    content
        The file: UTF-8 with or without byte order mark, or UTF-16 with one.
    columns
        Columns that the file may have, by name. Their names tell the separator, and
        their numbers the decimal mark.

    Raises
    ------
    UnreadableTextError
        When it is not text in that sense.
    """
    text = decoded(content, "CSV")
    header_line = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=lambda d: _known_count(header_line, d, columns))
    rows = list(_split(text, delimiter))
    header = _trimmed(rows[0][1]) if rows else []
    return Grid(header, rows[1:], _decimal_mark(delimiter, header, rows[1:], columns))


def _split(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row that is not blank."""
    csv.field_size_limit(_CELL_LIMIT)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = lines.line_num + 1
    except csv.Error as error:
        detail = f"line {lines.line_num}: {error}"
        raise UnreadableTextError(detail, "CSV") from error


def _known_count(line: str, delimiter: str, columns: Collection[str]) -> int:
    names = (cell.strip(' "\r').lower() for cell in line.split(delimiter))
    return sum(name in columns for name in names)


def _trimmed(header: list[str]) -> list[str]:
    """Names without stray spaces, and without the blank ones at the end."""
    names = [cell.strip() for cell in header]
    while not names[-1]:
        names.pop()
    return names


def _decimal_mark(
    delimiter: str,
    header: list[str],
    rows: list[tuple[int, list[str]]],
    columns: Mapping[str, Column],
) -> str:
    """Tell the decimal mark: a comma only where it does not separate columns."""
    if delimiter == ",":
        return "."
    known = [columns.get(name.lower()) for name in header]
    numeric = [n for n, c in enumerate(known) if c and c.type_ in (float, Decimal)]
    cells = (row[n].strip() for _, row in rows for n in numeric if n < len(row))
    return "," if any(_DECIMAL_COMMA.fullmatch(cell) for cell in cells) else "."
