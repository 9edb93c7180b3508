"""Writing a dataset as CSV files and JSON, and packing files.

Equal datasets give equal bytes, and reading them gives an equal dataset.
"""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import TABLES, Dataset, Table
from optimizer.domain.record import Record
from optimizer.tables.cells import LIST_SEPARATOR

_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_QUOTED = re.compile(r'[",;\t\r\n]')


def to_csv_files(
    dataset: Dataset, *, delimiter: str = ",", decimal_mark: str = "."
) -> dict[str, bytes]:
    """Write a CSV file for each table that has rows.

    Parameters
    ----------
    dataset
        What to write.
    delimiter
        Between cells: comma, semicolon or tab.
    decimal_mark
        Before the fraction of a number: point or, unless it is the delimiter, comma.

    Returns
    -------
    dict[str, bytes]
        UTF-8 by file name, such as ``legs.csv``.

    Raises
    ------
    ValueError
        When the delimiter and the decimal mark are the same.
    """
    if delimiter == decimal_mark:
        msg = f"{delimiter!r} cannot be both the delimiter and the decimal mark"
        raise ValueError(msg)
    files = {}
    for table in TABLES.values():
        rows = dataset.rows(table.name)
        if rows:
            lines = [list(columns_of(table.record))]
            lines += [_cells_of(table, row, decimal_mark) for row in rows]
            text = "".join(f"{delimiter.join(map(_quoted, line))}\n" for line in lines)
            files[f"{table.name}.csv"] = text.encode()
    return files


def to_json(dataset: Dataset) -> bytes:
    """Write one JSON object with a member for each table that has rows."""
    document = {
        table.name: [_members_of(table, row) for row in dataset.rows(table.name)]
        for table in TABLES.values()
        if dataset.rows(table.name)
    }
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Pack files into a zip that depends on nothing but their names and contents."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, date_time=_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = _READABLE
            archive.writestr(member, files[name])
    return content.getvalue()


def _cells_of(table: Table, row: Record, decimal_mark: str) -> list[str]:
    values = (getattr(row, column) for column in columns_of(table.record))
    return [_cell_of(value, decimal_mark) for value in values]


def _cell_of(value: object, decimal_mark: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() | Decimal():
            return str(value).replace(".", decimal_mark)
        case tuple():
            return LIST_SEPARATOR.join(value)
    return str(value)


def _quoted(cell: str) -> str:
    if not _QUOTED.search(cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _members_of(table: Table, row: Record) -> dict[str, object]:
    values = {column: getattr(row, column) for column in columns_of(table.record)}
    return {
        column: str(value) if isinstance(value, Decimal | date) else value
        for column, value in values.items()
        if value not in (None, ())
    }
