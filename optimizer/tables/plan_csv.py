"""The tables of a plan as a zip of CSV files."""

import csv
import io
from collections.abc import Mapping

from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import Plan
from optimizer.tables.plan_table import PlanTable
from optimizer.tables.plan_tables import NOT_SAID, plan_tables
from optimizer.tables.writing import packed


def to_plan_zip(
    dataset: Dataset, plan: Plan, made_with: Mapping[str, str] = NOT_SAID
) -> bytes:
    """Write every table of a plan; numbers are written with all their digits."""
    tables = plan_tables(dataset, plan, made_with)
    return packed({f"{table.name}.csv": _written(table) for table in tables})


def _written(table: PlanTable) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return text.getvalue().encode()
