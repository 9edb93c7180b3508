"""A JSON document with a list per table, as raw tables."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from optimizer.domain.dataset import HEADER_TABLE, Table
from optimizer.domain.problems import ProblemCode
from optimizer.tables.cells import Raw
from optimizer.tables.raw_tables import RawTables, is_known_column, table_named
from optimizer.tables.rows import RawRow
from optimizer.tables.text import UnreadableTextError, decoded


class Members(dict[str, Any]):
    """The members of a JSON object, the last of each name.

    Attributes
    ----------
    repeated
        Names that several members have.
    """

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs) if len(self) < len(pairs) else {}
        self.repeated = [name for name, count in counts.items() if count > 1]


def raw_tables_of_json(content: bytes) -> RawTables:
    """Read a JSON object; each member is a table."""
    tables = RawTables()
    try:
        document = _document(content)
    except UnreadableTextError as error:
        tables.complain(error.code, error.message, error.remedy)
        return tables
    for name, rows in document.items():
        table = table_named(name, tables)
        if table is None:
            continue
        tables.add(table, list(_rows_of_json(rows, table, tables)))
        if name in document.repeated:
            tables.complain_of_second(table)
    return tables


def _document(content: bytes) -> Members:
    """Parse a JSON object; its numbers stay the texts that they are written as."""
    text = decoded(content, "JSON")
    try:
        document: Members = json.loads(
            text,
            object_pairs_hook=Members,
            parse_int=str,
            parse_float=str,
            parse_constant=float,
        )
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableTextError(str(error), "JSON") from error
    return document


def _rows_of_json(rows: Any, table: Table, tables: RawTables) -> Iterator[RawRow]:  # noqa: ANN401 - whatever the document holds
    if table is HEADER_TABLE and isinstance(rows, dict):
        rows = [rows]
    if not isinstance(rows, list):
        tables.incomplete.add(table.name)
        tables.complain(
            ProblemCode.UNREADABLE_TEXT,
            "the member is no list of rows",
            "write a list of objects, one per row",
            table=table.name,
        )
        return
    # Asked once for each name, so that a misspelt one is one problem, not one a row.
    is_known = cache(partial(is_known_column, table=table, tables=tables))
    for number, row in enumerate(rows, start=1):
        if isinstance(row, Members):
            _complain_of_repeated(row, number, table, tables)
            cells: dict[str, Raw] = {k: v for k, v in row.items() if is_known(k)}
            yield RawRow(number, cells)
        else:
            tables.incomplete.add(table.name)
            tables.complain(
                ProblemCode.RAGGED_ROW,
                "the row is no object",
                "write an object with a member per column",
                table=table.name,
                row=number,
                value=row,
            )


def _complain_of_repeated(
    row: Members, number: int, table: Table, tables: RawTables
) -> None:
    for name in row.repeated:
        tables.complain(
            ProblemCode.DUPLICATE_COLUMN,
            "the member stands twice",
            "keep one of them",
            table=table.name,
            row=number,
            column=name,
        )
