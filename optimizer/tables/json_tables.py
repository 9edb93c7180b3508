"""A JSON document with a list per table, as raw tables."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from optimizer.domain.dataset import Table
from optimizer.domain.problems import ProblemCode
from optimizer.tables.cells import Raw
from optimizer.tables.raw_tables import RawTables, is_known_column, table_named
from optimizer.tables.rows import RawRow


def raw_tables_of_json(content: bytes) -> RawTables:
    """Read a JSON object; each member is a table."""
    tables = RawTables()
    try:
        document = json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=str
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        tables.complain(
            ProblemCode.UNREADABLE_TEXT,
            f"the content cannot be read as JSON: {error}",
            "check it with a JSON validator and save it in UTF-8",
        )
        return tables
    for name, rows in document.items():
        table = table_named(str(name), tables)
        if table is not None:
            tables.add(table, list(_rows_of_json(rows, table, tables)))
    return tables


def _rows_of_json(rows: Any, table: Table, tables: RawTables) -> Iterator[RawRow]:  # noqa: ANN401 - whatever the document holds
    if table.name == "dataset" and isinstance(rows, dict):
        rows = [rows]
    if not isinstance(rows, list):
        tables.complain(
            ProblemCode.UNREADABLE_TEXT,
            "the member is no list of rows",
            "write a list of objects, one per row",
            table=table.name,
        )
        return
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            tables.complain(
                ProblemCode.RAGGED_ROW,
                "the row is no object",
                "write an object with a member per column",
                table=table.name,
                row=number,
                value=str(row)[:80],
            )
            continue
        cells: dict[str, Raw] = {
            str(name): cell
            for name, cell in row.items()
            if is_known_column(str(name), table, tables)
        }
        yield RawRow(number, cells)
