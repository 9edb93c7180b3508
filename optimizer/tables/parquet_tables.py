"""Parquet files, one per table: types as the columns have them, nothing rounded."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from optimizer.domain.columns import Column, columns_of
from optimizer.domain.dataset import TABLES, Dataset, Table
from optimizer.domain.problems import ProblemCode
from optimizer.domain.record import Record
from optimizer.tables.cells import CellError, Raw
from optimizer.tables.headers import columns_of_header
from optimizer.tables.raw_tables import ROW_LIMIT, RawTables, table_named
from optimizer.tables.rows import RawRow

if TYPE_CHECKING:
    import pyarrow as pa

ENDING = ".parquet"
"""How the names of such files end."""

_BATCH_ROWS = 10_000


def to_parquet_files(dataset: Dataset) -> dict[str, bytes]:
    """Write a Parquet file for each table that has rows.

    Ids, choices and texts are strings, money is decimal, dates are days, and cells that
    hold several values are lists.

    Parameters
    ----------
    dataset
        What to write.

    Returns
    -------
    dict[str, bytes]
        By file name, such as ``legs.parquet``.
    """
    return {
        f"{table.name}{ENDING}": _file_of(table, dataset.rows(table.name))
        for table in TABLES.values()
        if dataset.rows(table.name)
    }


def raw_tables_of_parquet(files: Iterable[tuple[str, bytes]]) -> RawTables:
    """Read files, given by name and content; the name tells the table."""
    tables = RawTables()
    for filename, content in files:
        name = PurePosixPath(filename).stem.strip().lower()
        table = table_named(name, tables)
        if table is not None:
            _add(content, table, tables)
    return tables


def _file_of(table: Table, rows: Iterable[Record]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - it is large, and only these files need it
    import pyarrow.parquet as pq  # noqa: PLC0415 - likewise

    kept = list(rows)
    arrays = {
        name: pa.array([_cell_of(getattr(row, name)) for row in kept], _type_of(column))
        for name, column in columns_of(table.record).items()
    }
    content = io.BytesIO()
    pq.write_table(pa.table(arrays), content, compression="zstd")
    return content.getvalue()


def _type_of(column: Column) -> "pa.DataType | None":
    """Return the type of a column; None leaves the digits of decimals to what is there."""
    import pyarrow as pa  # noqa: PLC0415 - see above

    types = {
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
        date: pa.date32(),
        Decimal: None,
    }
    type_ = types.get(column.type_, pa.string())
    return pa.list_(type_) if column.is_list else type_


def _cell_of(value: object) -> object:
    match value:
        case StrEnum():
            return str(value)
        case tuple():
            return [str(entry) for entry in value] or None
    return value


def _add(content: bytes, table: Table, tables: RawTables) -> None:
    import pyarrow as pa  # noqa: PLC0415 - see above
    import pyarrow.parquet as pq  # noqa: PLC0415 - see above

    try:
        file = pq.ParquetFile(io.BytesIO(content))
        if file.metadata.num_rows > ROW_LIMIT:
            tables.add(table, [RawRow(1, {})] * (ROW_LIMIT + 1))
            return
        names = columns_of_header(file.schema_arrow.names, table, tables)
        known = [name for name in names if name is not None]
        found = file.schema_arrow.names
        columns = {f: n for f, n in zip(found, names, strict=True) if n is not None}
        rows = list(_rows_of(file, columns)) if known else []
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        tables.incomplete.add(table.name)
        tables.complain(
            ProblemCode.UNREADABLE_ARCHIVE,
            f"it cannot be read as Parquet: {error}",
            "write the file again",
            table=table.name,
        )
        return
    tables.add(table, rows)


def _rows_of(file: object, columns: Mapping[str, str]) -> Iterator[RawRow]:
    number = 0
    for batch in file.iter_batches(_BATCH_ROWS, columns=list(columns)):  # type: ignore[attr-defined]  # the library has no types
        for row in batch.to_pylist():
            number += 1
            cells = {columns[found]: _raw_of(value) for found, value in row.items()}
            yield RawRow(number, cells)


def _raw_of(value: object) -> Raw:
    match value:
        case datetime() if value.time() == time():
            return value.date()
        case datetime():
            return CellError(
                ProblemCode.NOT_A_DATE,
                "the cell holds a time of day beside the date",
                "write the date alone",
            )
        case None | str() | int() | float() | Decimal() | date():
            return value
        case list():
            return [_raw_of(entry) for entry in value]
    return CellError(
        ProblemCode.BAD_FORMAT,
        f"the cell holds a {type(value).__name__}",
        "write a text, a number, a date or a list of texts",
    )
