"""The header of a table: which column stands where."""

from collections.abc import Sequence

from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import Table
from optimizer.domain.problems import ProblemCode
from optimizer.tables.raw_tables import RawTables, is_known_column


def columns_of_header(
    header: Sequence[str], table: Table, tables: RawTables
) -> list[str | None]:
    """Return the names of known columns by position; None for one that is left out.

    What is unknown, missing or given twice is complained about.

    Parameters
    ----------
    header
        Names as they were found, in any case and with stray spaces.
    table
        Whose header it is.
    tables
        Takes the complaints.
    """
    seen: set[str] = set()
    columns: list[str | None] = []
    for cell in header:
        name = cell.strip().lower()
        is_usable = is_known_column(name, table, tables) and not (
            _is_repeated(name, seen, table, tables)
        )
        columns.append(name if is_usable else None)
        seen.add(name)
    for column in columns_of(table.record).values():
        if column.is_required and column.name not in seen:
            tables.complain(
                ProblemCode.MISSING_COLUMN,
                f"the column {column.name!r} is missing",
                "add it to the header and fill it in",
                table=table.name,
                column=column.name,
            )
    return columns


def _is_repeated(name: str, seen: set[str], table: Table, tables: RawTables) -> bool:
    if name not in seen:
        return False
    tables.complain(
        ProblemCode.DUPLICATE_COLUMN,
        f"the column {name!r} stands twice",
        "keep one of them",
        table=table.name,
        column=name,
    )
    return True
