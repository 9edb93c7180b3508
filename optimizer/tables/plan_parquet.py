"""The tables of a plan as a zip of Parquet files."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import Plan
from optimizer.tables.plan_table import Cell, ColumnKind, PlanTable
from optimizer.tables.plan_tables import NOT_SAID, plan_tables
from optimizer.tables.writing import packed

if TYPE_CHECKING:
    import pyarrow as pa


def to_plan_parquet_zip(
    dataset: Dataset, plan: Plan, made_with: Mapping[str, str] = NOT_SAID
) -> bytes:
    """Write every table of a plan; a column has its type even where it has no rows.

    Money is the nearest double, for arithmetic; the CSV tables have the exact amounts.
    """
    tables = plan_tables(dataset, plan, made_with)
    return packed({f"{table.name}.parquet": _written(table) for table in tables})


def _written(table: PlanTable) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - it is large, and only these files need it
    import pyarrow.parquet as pq  # noqa: PLC0415 - likewise

    arrays = {
        name: pa.array(
            [_cell_of(row[place], kind) for row in table.rows], _type_of(kind)
        )
        for place, (name, kind) in enumerate(table.columns.items())
    }
    content = io.BytesIO()
    pq.write_table(pa.table(arrays), content, compression="zstd")
    return content.getvalue()


def _type_of(kind: ColumnKind) -> "pa.DataType":
    import pyarrow as pa  # noqa: PLC0415 - see above

    if kind.is_numeric:
        return pa.float64()
    return pa.int64() if kind is ColumnKind.WHOLE else pa.string()


def _cell_of(cell: Cell, kind: ColumnKind) -> Cell:
    return float(cell) if kind.is_numeric and cell is not None else cell
