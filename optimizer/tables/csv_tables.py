"""CSV files, one per table, as raw tables."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import Table
from optimizer.domain.problems import ProblemCode
from optimizer.tables.cells import CellError, CellReader
from optimizer.tables.delimited import Grid, read_grid
from optimizer.tables.headers import columns_of_header
from optimizer.tables.raw_tables import RawTables, table_named
from optimizer.tables.rows import RawRow


def raw_tables_of_csv(files: Iterable[tuple[str, bytes]]) -> RawTables:
    """Read files, given by name and content; the name tells the table."""
    tables = RawTables()
    for filename, content in files:
        table = table_named(PurePosixPath(filename).stem.strip().lower(), tables)
        if table is None:
            continue
        try:
            grid = read_grid(content, columns_of(table.record))
        except CellError as error:
            tables.complain(error.code, error.message, error.remedy, table=table.name)
            tables.incomplete.add(table.name)
            continue
        columns = columns_of_header(grid.header, table, tables)
        rows = list(_rows_of_grid(grid, columns, table, tables))
        tables.add(table, rows, CellReader(grid.decimal_mark))
    return tables


def _rows_of_grid(
    grid: Grid, columns: list[str | None], table: Table, tables: RawTables
) -> Iterator[RawRow]:
    for number, cells in grid.rows:
        if any(cell.strip() for cell in cells[len(columns) :]):
            tables.complain(
                ProblemCode.RAGGED_ROW,
                f"the row has {len(cells)} cells, the header {len(columns)}",
                "put quotation marks around cells that hold the separator",
                table=table.name,
                row=number,
            )
            tables.incomplete.add(table.name)
            continue
        named = zip(columns, cells, strict=False)
        yield RawRow(number, {name: cell for name, cell in named if name is not None})
