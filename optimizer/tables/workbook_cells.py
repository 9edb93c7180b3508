"""What a cell of a spreadsheet says to the column that it stands in."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl.utils.escape import unescape

from optimizer.domain.columns import Column
from optimizer.domain.problems import ProblemCode
from optimizer.tables.cells import CellError, Raw
from optimizer.tables.workbook_sheets import Cell

PLAIN_FORMATS = frozenset({"General", "0", "@"})
"""Formats that show a whole number as it is."""

EXACT_DIGITS = 15
"""Digits of a number that spreadsheets keep."""

_COMPUTE = "open the workbook in a spreadsheet program and save it, or type the value"
_AS_TEXT = "format the cell as text and type it again"


def raw_of(cell: Cell, column: Column) -> Raw:
    """Return what a cell holds; an error where that depends on how it is looked at.

    Spreadsheets keep dates and percentages as numbers, and take some texts for either.

    Parameters
    ----------
    cell
        The cell.
    column
        What it stands for.
    """
    value = cell.value
    if cell.is_error:
        return _bad(f"the cell shows the error {value}", "mend its formula, or type it")
    match value:
        case None:
            raw: Raw = _bad("the formula was never computed", _COMPUTE)
        case bool():
            raw = value
        case datetime() | date():
            raw = _date(value, column)
        case time() | timedelta():
            raw = _bad("the cell holds a time of day or a duration", _AS_TEXT)
        case int() | float():
            raw = _number(value, cell.number_format, column)
        case _:
            raw = unescape(str(value))
    return raw


def _bad(message: str, remedy: str) -> CellError:
    return CellError(ProblemCode.BAD_FORMAT, message, remedy)


def _date(value: datetime | date, column: Column) -> Raw:
    if column.type_ is not date:
        return _bad(f"the spreadsheet takes it for the date {value:%Y-%m-%d}", _AS_TEXT)
    if isinstance(value, datetime):
        if value.time() != time():
            return CellError(
                ProblemCode.NOT_A_DATE,
                "the cell holds a time of day beside the date",
                "write the date alone",
            )
        return value.date()
    return value


def _number(value: float, number_format: str, column: Column) -> Raw:
    if "%" in number_format and "percent" in column.unit:
        return CellError(
            ProblemCode.AMBIGUOUS_NUMBER,
            f"the cell shows {value:.6%} and holds {value:g}",
            "format it as a plain number and type the percentage",
        )
    if column.type_ in (int, float, Decimal):
        return value
    if column.type_ is date:
        return CellError(
            ProblemCode.NOT_A_DATE,
            "a date is expected and the cell holds a number",
            "format the cell as a date, or write it as 2025-06-30",
        )
    if column.type_ is bool:
        return _whole(value)
    return _code(value, number_format)


def _whole(value: float) -> Raw:
    return int(value) if value == int(value) else value


def _code(value: float, number_format: str) -> Raw:
    """Read a number that stands where a text is meant, such as a code of goods."""
    is_shown = number_format in PLAIN_FORMATS and value == int(value)
    if is_shown and 0 <= value < 10**EXACT_DIGITS:
        return str(int(value))
    return _bad(f"a text is expected and the cell holds the number {value:g}", _AS_TEXT)
