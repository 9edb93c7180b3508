"""Writing a dataset as a workbook, or an empty one to fill in.

Equal datasets give equal bytes, and reading them gives an equal dataset.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from optimizer.domain.checks.references import TARGETS
from optimizer.domain.columns import Column, columns_of
from optimizer.domain.dataset import PROVENANCE, TABLES, Dataset, Table
from optimizer.domain.record import Record
from optimizer.tables.cells import LIST_SEPARATOR
from optimizer.tables.workbook_instructions import (
    EXAMPLE_HEADER,
    EXAMPLE_TITLE,
    TITLE,
    example_rows,
    sentences,
)
from optimizer.tables.workbook_layout import INSTRUCTIONS, unit_of

ROWS_TO_FILL = 2_000
"""Rows below the last one that have lists to choose from."""

HEADER_ROWS = 2
"""Rows above the first one of a table: names, and what they hold."""

FIRST_DATE = date(1900, 3, 1)
"""Days before it are others in some spreadsheet programs."""

_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands for the time at which every workbook was made, so that equal ones are equal."""

_LIST_CHARACTERS = 255
"""Most characters of a list to choose from that is not in a sheet."""

_MESSAGE_CHARACTERS = 255
_TITLE_CHARACTERS = 32
_WIDEST = 40
_HEADER_FILL = "#1F3A5F"
_UNIT_FILL = "#E8EDF3"


def to_workbook(dataset: Dataset | None) -> bytes:
    """Write an ``.xlsx`` file with instructions and a sheet for each table.

    Parameters
    ----------
    dataset
        What to write; None leaves all sheets to be filled in. The provenance of rows is
        written as well.
    """
    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"title": _title_of(dataset), "created": _MADE})
        looks = _Looks.of(workbook)
        _write_instructions(workbook.add_worksheet(INSTRUCTIONS), looks)
        for table in TABLES.values():
            rows = () if dataset is None else dataset.rows(table.name)
            _write_table(workbook.add_worksheet(table.name), table, rows, looks)
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    """Formats of cells."""

    title: Format
    sentence: Format
    header: Format
    required: Format
    unit: Format
    text: Format
    date: Format
    number: Format

    @classmethod
    def of(cls, workbook: Workbook) -> "_Looks":
        """Add the formats to a workbook."""
        head = {"bold": True, "font_color": "#FFFFFF", "bg_color": _HEADER_FILL}
        unit = {"italic": True, "font_color": "#444444", "bg_color": _UNIT_FILL}
        return cls(
            title=workbook.add_format({"bold": True, "font_size": 14}),
            sentence=workbook.add_format({"text_wrap": True, "valign": "top"}),
            header=workbook.add_format(head),
            required=workbook.add_format({**head, "underline": 1}),
            unit=workbook.add_format(unit),
            text=workbook.add_format({"num_format": "@"}),
            date=workbook.add_format({"num_format": "yyyy-mm-dd"}),
            number=workbook.add_format({"num_format": "General"}),
        )

    def for_column(self, column: Column) -> Format:
        """Return the format of a column's cells."""
        if column.type_ is date:
            return self.date
        is_number = column.type_ in (int, float, Decimal, bool)
        return self.number if is_number and not column.is_list else self.text


def _title_of(dataset: Dataset | None) -> str:
    return TITLE if dataset is None else dataset.header.title


def _write_instructions(sheet: Worksheet, looks: _Looks) -> None:
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 3, 24)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, TITLE, looks.title)
    row = 2
    for sentence in (*sentences(), EXAMPLE_TITLE):
        sheet.merge_range(row, 0, row, 3, sentence, looks.sentence)
        sheet.set_row(row, 32)
        row += 1
    pen = _Pen(sheet, looks)
    for words in (EXAMPLE_HEADER, *example_rows()):
        look = looks.header if words is EXAMPLE_HEADER else looks.text
        for place, word in enumerate(words):
            pen.write(row, place, word, look)
        row += 1


def _write_table(
    sheet: Worksheet, table: Table, rows: Sequence[Record], looks: _Looks
) -> None:
    columns = list(columns_of(table.record).values())
    last_row = HEADER_ROWS + len(rows) + ROWS_TO_FILL
    sheet.freeze_panes(HEADER_ROWS, len(table.key))
    for place, column in enumerate(columns):
        look = looks.required if column.is_required else looks.header
        sheet.set_column(place, place, _width_of(column), looks.for_column(column))
        sheet.write_string(0, place, column.name, look)
        sheet.write_string(1, place, unit_of(column), looks.unit)
        rule = _rule_of(table, column)
        sheet.data_validation(HEADER_ROWS, place, last_row, place, rule)
    pen = _Pen(sheet, looks)
    for number, row in enumerate(rows, start=HEADER_ROWS):
        for place, column in enumerate(columns):
            value = getattr(row, column.name)
            pen.write(number, place, value, looks.for_column(column))


def _width_of(column: Column) -> int:
    longest = max(len(column.name), len(unit_of(column))) + 2
    return 18 if column.name in PROVENANCE else min(longest, _WIDEST)


def _rule_of(table: Table, column: Column) -> dict[str, object]:
    """Say what a column means to who selects a cell, and offer what there is to choose."""
    meaning = column.meaning
    if len(meaning) > _MESSAGE_CHARACTERS:
        meaning = f"{meaning[: _MESSAGE_CHARACTERS - 2]} …"
    rule: dict[str, object] = {
        "validate": "any",
        "input_title": column.name[:_TITLE_CHARACTERS],
        "input_message": meaning or unit_of(column),
    }
    target = TARGETS.get(table.name, {}).get(column.name)
    choices = _choices_of(column)
    if column.is_list:
        return rule
    if choices and len(",".join(choices)) <= _LIST_CHARACTERS:
        return {**rule, "validate": "list", "source": choices, "error_type": "stop"}
    if target is not None:
        # One may write the name before the row that it names.
        source = f"='{target}'!$A${HEADER_ROWS + 1}:$A${HEADER_ROWS + ROWS_TO_FILL}"
        return {**rule, "validate": "list", "source": source, "error_type": "warning"}
    return rule


def _choices_of(column: Column) -> list[str]:
    if column.type_ is bool:
        return ["true", "false"]
    return list(map(str, column.type_)) if issubclass(column.type_, StrEnum) else []


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes cells so that they are read again as they are."""

    sheet: Worksheet
    looks: _Looks

    def write(self, row: int, place: int, value: object, look: Format) -> None:
        """Write a cell, as a text where a spreadsheet does not keep the value."""
        match value:
            case None | ():
                return
            case bool():
                self.sheet.write_boolean(row, place, value, look)
            case int() | float() | Decimal() if _is_kept(value):
                self.sheet.write_number(row, place, float(value), look)
            case date() if value >= FIRST_DATE:
                self.sheet.write_datetime(row, place, value, look)
            case tuple():
                text = LIST_SEPARATOR.join(value)
                self.sheet.write_string(row, place, text, self.looks.text)
            case _:
                self.sheet.write_string(row, place, str(value), self.looks.text)


def _is_kept(number: float | Decimal) -> bool:
    """Whether a number is the same once it was written with 16 digits."""
    return Decimal(repr(float(f"{number:.16G}"))) == Decimal(str(number))
