"""The tables of a plan as a zip of Parquet files."""

import io
from typing import TYPE_CHECKING

from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import Plan
from optimizer.tables.plan_tables import Cell, PlanTable, plan_tables
from optimizer.tables.writing import packed

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE_NUMBERS = frozenset({"path_id", "rank", "source_year"})
_NUMBERS = frozenset(
    {
        "capacity",
        "cheapest_path_cost_per_unit",
        "cost",
        "cost_per_unit",
        "distance_km",
        "load_t",
        "marginal_cost_per_unit",
        "performance_t_km",
        "quantity",
        "served",
        "served_t",
        "shadow_price",
        "transit_days",
        "unserved",
        "used",
        "utilization",
        "value",
        "value_of_one_percent",
        "volume",
    }
)


def to_plan_parquet_zip(dataset: Dataset, plan: Plan) -> bytes:
    """Write every table of a plan; a column has its type even where it has no rows.

    Money is the nearest double, for arithmetic; the CSV tables have the exact amounts.
    """
    tables = plan_tables(dataset, plan)
    return packed({f"{table.name}.parquet": _written(table) for table in tables})


def _written(table: PlanTable) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - it is large, and only these files need it
    import pyarrow.parquet as pq  # noqa: PLC0415 - likewise

    arrays = {
        name: pa.array([_cell_of(row[place], name) for row in table.rows], type_)
        for place, (name, type_) in enumerate(_types_of(table).items())
    }
    content = io.BytesIO()
    pq.write_table(pa.table(arrays), content, compression="zstd")
    return content.getvalue()


def _types_of(table: PlanTable) -> "dict[str, pa.DataType]":
    import pyarrow as pa  # noqa: PLC0415 - see above

    return {
        name: pa.float64()
        if name in _NUMBERS
        else pa.int64()
        if name in _WHOLE_NUMBERS
        else pa.string()
        for name in table.columns
    }


def _cell_of(cell: Cell, name: str) -> Cell:
    return float(cell) if name in _NUMBERS and cell is not None else cell
