"""Workbooks, one sheet per table, as raw tables.

Planners add sheets and columns of their own, and so does their software: those are noted
and left out. Only names that are nearly those of a table or column are errors, since what
stands below them would be lost.
"""

import warnings
from collections.abc import Collection, Iterator, Mapping

from openpyxl.utils import get_column_letter

from optimizer.domain.columns import Column, columns_of
from optimizer.domain.dataset import TABLES, Table
from optimizer.domain.problems import ProblemCode, Severity
from optimizer.tables.headers import columns_of_header
from optimizer.tables.raw_tables import RawTables, table_named
from optimizer.tables.rows import RawRow
from optimizer.tables.workbook_cells import raw_of
from optimizer.tables.workbook_layout import OTHER_SHEETS, is_unit, normalized
from optimizer.tables.workbook_sheets import (
    Cell,
    Sheet,
    SheetRow,
    UnreadableWorkbookError,
    sheets_of,
)


def raw_tables_of_workbook(content: bytes) -> RawTables:
    """Read a workbook; rows are numbered as the spreadsheet shows them.

    Parameters
    ----------
    content
        An ``.xlsx`` or ``.xlsm`` file.
    """
    tables = RawTables(allows_others=True)
    with warnings.catch_warnings():
        # The library warns of what it does not keep, such as rules and page headers.
        warnings.simplefilter("ignore")
        try:
            for sheet in sheets_of(content):
                _add_sheet(sheet, tables)
        except UnreadableWorkbookError as error:
            code = ProblemCode.UNREADABLE_ARCHIVE
            tables.complain(code, error.message, error.remedy)
            # They may well be there, below what cannot be read.
            tables.incomplete.update(TABLES.keys() - tables.rows.keys())
    return tables


def _add_sheet(sheet: Sheet, tables: RawTables) -> None:
    name = normalized(sheet.name)
    if name in OTHER_SHEETS:
        return
    rows = sheet.rows()
    first = next(rows, None)
    if first is None:
        return
    table = table_named(name, tables)
    if table is None:
        return
    if not _is_header(first, table):
        _complain_of_header(first, table, tables)
        return
    columns = _columns_in(first, table, tables)
    tables.add(table, list(_rows_in(rows, columns, table, tables)))


def _is_header(row: SheetRow, table: Table) -> bool:
    """Whether a row names any column of a table."""
    known = columns_of(table.record)
    cells = (cell for cell in row[1] if cell is not None)
    return any(normalized(str(cell.value)) in known for cell in cells)


def _complain_of_header(row: SheetRow, table: Table, tables: RawTables) -> None:
    tables.incomplete.add(table.name)
    tables.complain(
        ProblemCode.MISSING_COLUMN,
        "the first row that is filled in names none of the table's columns",
        "put the names of the columns there, as the template has them, and nothing above",
        table=table.name,
        row=row[0],
    )


def _columns_in(
    row: SheetRow, table: Table, tables: RawTables
) -> dict[int, Column | None]:
    """Return the columns of the header by their place; None for one that is left out."""
    _, cells = row
    texts = {
        place: normalized(str(cell.value))
        for place, cell in enumerate(cells)
        if cell is not None
    }
    names = columns_of_header(list(texts.values()), table, tables)
    known = columns_of(table.record)
    return {
        place: None if name is None else known[name]
        for place, name in zip(texts, names, strict=True)
    }


def _rows_in(
    rows: Iterator[SheetRow],
    columns: Mapping[int, Column | None],
    table: Table,
    tables: RawTables,
) -> Iterator[RawRow]:
    """Yield the rows below the header, and note cells that stand below no name."""
    nameless: set[int] = set()
    for position, (number, found) in enumerate(rows):
        cells = {place: cell for place, cell in enumerate(found) if cell is not None}
        # Sorting may have put the row of units elsewhere; then it must be the whole one.
        is_whole = position == 0 or cells.keys() >= columns.keys()
        if is_whole and _are_units(cells.values()):
            continue
        nameless.update(place for place in cells if place not in columns)
        named = ((columns.get(place), cell) for place, cell in cells.items())
        read = {column.name: raw_of(cell, column) for column, cell in named if column}
        if read:
            yield RawRow(number, read)
    for place in sorted(nameless):
        tables.complain(
            ProblemCode.UNKNOWN_COLUMN,
            f"column {get_column_letter(place + 1)} has no name and is left out",
            "write the name of a column above it, if it is meant for one",
            table=table.name,
            severity=Severity.WARNING,
        )


def _are_units(cells: Collection[Cell]) -> bool:
    return all(is_unit(cell.value) for cell in cells)
