"""The same dataset gives the same plan to the last byte, in whatever order it comes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.dataset import ROW_TABLES, Dataset
from optimizer.domain.plan_result import Statistics
from optimizer.service.plan_messages import response_of_result
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder

FOLDER = Path(__file__).parents[1] / "datasets" / "middle-corridor"


def plan_bytes(dataset):
    """The answer as it is sent, without the times that it took."""
    result = replace(optimize_plan(dataset, PlanOptions()), statistics=Statistics())
    return response_of_result(result).SerializeToString(deterministic=True)


@pytest.fixture(scope="module")
def reference():
    dataset = read_folder(FOLDER).dataset
    return dataset, plan_bytes(dataset)


@pytest.mark.parametrize("seed", range(50))
def test_order_of_rows_changes_no_byte(reference, seed):
    """Rows are sorted by their keys before anything is numbered."""
    dataset, expected = reference
    rows = [row for table in ROW_TABLES for row in dataset.rows(table)]
    np.random.default_rng(seed).shuffle(rows)

    shuffled = Dataset.of(dataset.header, rows)

    assert plan_bytes(shuffled) == expected
