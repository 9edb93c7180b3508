"""Matrices hold all that is asked for, where and when it becomes ready."""

import csv
import io
from collections import defaultdict
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from strategies import datasets

from optimizer.analysis.preparing import prepare
from optimizer.domain.memory import Memory
from optimizer.tables.demand_matrices import to_demand_csv, to_demand_omx
from optimizer.tables.reading import read_folder

REFERENCE = Path(__file__).parents[1] / "datasets" / "middle-corridor"


def rows_of(dataset):
    return list(csv.DictReader(io.StringIO(to_demand_csv(dataset).decode())))


def opened(dataset):
    return h5py.File(io.BytesIO(to_demand_omx(dataset)), "r")


@settings(max_examples=25, deadline=None)
@given(dataset=datasets())
def test_nothing_that_is_asked_for_is_lost(dataset):
    """Volumes by commodity, over all periods and relations."""
    found, asked = defaultdict(float), defaultdict(float)
    for row in rows_of(dataset):
        found[row["commodity"]] += float(row["value"])
    for demand in dataset.demands:
        asked[demand.commodity_id] += demand.volume

    assert found == pytest.approx(asked)


@settings(max_examples=15, deadline=None)
@given(dataset=datasets())
def test_volumes_become_ready_when_the_program_has_them(dataset):
    """Period by period as the releases of the linear program, which is built apart."""
    graph = prepare(dataset, None, Memory()).graph
    calendar = dataset.calendar()
    released, found = defaultdict(float), defaultdict(float)
    for release in graph.releases:
        key = release.commodity_id, calendar[release.period].period_id
        released[key] += release.volume
    for row in rows_of(dataset):
        found[row["commodity"], row["period"]] += float(row["value"])

    assert found == pytest.approx(released)


def test_both_forms_hold_the_same():
    """Every cell of every matrix is a line of the table."""
    dataset = read_folder(REFERENCE).dataset
    lines = {
        (r["commodity"], r["period"], r["origin"], r["destination"]): float(r["value"])
        for r in rows_of(dataset)
    }
    cells = {}
    with opened(dataset) as file:
        nodes = [name.decode() for name in file["lookup/node_id"]]
        assert file.attrs["OMX_VERSION"] == b"0.2"
        assert list(file.attrs["SHAPE"]) == [len(nodes), len(nodes)]
        for name, matrix in file["data"].items():
            commodity, period = name.split("@")
            for row, column in zip(*np.nonzero(matrix[:]), strict=True):
                key = commodity, period, nodes[row], nodes[column]
                cells[key] = float(matrix[row, column])

    assert cells == lines
    assert nodes == [node.node_id for node in dataset.nodes]
