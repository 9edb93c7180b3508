"""The sheets of a workbook as rows of cells, however it was made."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

UNPACKED_BYTES_LIMIT = 128 * 2**20
"""Most bytes that the parts of a workbook may unpack to."""

MOST_COLUMNS = 200
"""Columns of a sheet that are looked at."""

MOST_BLANK_ROWS = 20_000
"""Rows without anything in a sheet: a cell very far down costs as much as all above it."""

MOST_ROWS = 1_000_100
"""Rows of a sheet that are looked at: as many as a table may have, and a few more."""

_FORMULA_MARK = b"<f"
_CHUNK_BYTES = 2**20


class UnreadableWorkbookError(Exception):
    """A workbook cannot be opened.

    Attributes
    ----------
    message, remedy
        What is wrong and what would mend it.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty.

    Attributes
    ----------
    value
        A text, number, truth value, date, time or duration; for a formula, what it gave
        when it was last computed. None for one that never was.
    number_format
        How a number is shown, as Excel writes formats.
    is_error
        Whether the value is an error such as ``#REF!``.
    """

    value: object
    number_format: str
    is_error: bool


type SheetRow = tuple[int, Sequence[Cell | None]]
"""Number of a row, as the spreadsheet shows it, and its cells; None for an empty one."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes
    ----------
    name
        Its name.
    rows
        Gives the rows that are not blank, from the top.
    """

    name: str
    rows: Callable[[], Iterator[SheetRow]]


def sheets_of(content: bytes) -> list[Sheet]:
    """Return the sheets of a workbook in their order.

    Parameters
    ----------
    content
        An ``.xlsx`` or ``.xlsm`` file. Macros and links to other files are not followed.

    Raises
    ------
    UnreadableWorkbookError
        When it cannot be read; the rows of sheets raise it too.
    """
    has_formulas = _checked(content)
    with _complaining():
        values = _opened(content, values=True)
        formulas = _opened(content, values=False) if has_formulas else None
        return [
            Sheet(
                sheet.title,
                partial(_rows_of, sheet, formulas and formulas[sheet.title]),
            )
            for sheet in values.worksheets
        ]


def _opened(content: bytes, *, values: bool) -> Workbook:
    return load_workbook(
        io.BytesIO(content), read_only=True, data_only=values, keep_links=False
    )


def _rows_of(sheet: Any, formulas: Any | None) -> Iterator[SheetRow]:  # noqa: ANN401 - the library types its sheets that are only read as others
    """Yield rows that are not blank; a formula without a value counts as a cell."""
    blank_count = last_filled = 0
    with _complaining():
        others = repeat(()) if formulas is None else _cells_of(formulas)
        both = zip(_cells_of(sheet), others, strict=False)
        for number, (found, written) in enumerate(both, start=1):
            cells = [_cell_of(each) for each in found]
            for place, each in enumerate(written):
                if each.data_type == "f" and cells[place] is None:
                    cells[place] = Cell(None, "General", is_error=False)
            if any(cell is not None for cell in cells):
                yield number, cells
                last_filled = number
                continue
            blank_count += 1
            if blank_count > MOST_BLANK_ROWS:
                message = f"the sheet {sheet.title!r} has very many blank rows"
                remedy = f"delete the rows below row {last_filled}, and those between that are empty"
                raise UnreadableWorkbookError(message, remedy)


def _cells_of(sheet: Any) -> Iterator[Sequence[Any]]:  # noqa: ANN401 - as above
    # What a file says of its size is not to be trusted.
    sheet.reset_dimensions()
    rows: Iterator[Sequence[Any]] = sheet.iter_rows(
        max_col=MOST_COLUMNS, max_row=MOST_ROWS
    )
    return rows


def _cell_of(cell: Any) -> Cell | None:  # noqa: ANN401 - as above
    if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
        return None
    return Cell(cell.value, cell.number_format or "General", cell.data_type == "e")


def _checked(content: bytes) -> bool:
    """Refuse what is too large to open; return whether there are formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > UNPACKED_BYTES_LIMIT:
                limit = UNPACKED_BYTES_LIMIT // 2**20
                message = f"the workbook unpacks to more than {limit} MiB"
                raise UnreadableWorkbookError(
                    message,
                    "clear the rows and columns that only have formats, or send a zip of "
                    "CSV files",
                )
            sheets = [p for p in parts if p.filename.startswith("xl/worksheets/")]
            return any(_has_formula(archive, sheet) for sheet in sheets)
    except _UNPACKING_ERRORS as error:
        raise _damaged(error) from error


def _has_formula(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as file:
        last = b""
        while chunk := file.read(_CHUNK_BYTES):
            if _FORMULA_MARK in last + chunk:
                return True
            last = chunk[-1:]
    return False


_UNPACKING_ERRORS = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError)


@contextmanager
def _complaining() -> Iterator[None]:
    """Turn whatever the library raises for a damaged workbook into one error."""
    try:
        yield
    except (UnreadableWorkbookError, MemoryError):
        raise
    except Exception as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        f"the workbook cannot be read: {type(error).__name__}: {error}",
        "open it in a spreadsheet program and save it as .xlsx, without a password",
    )
