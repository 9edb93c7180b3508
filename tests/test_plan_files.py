"""Files that are made with a plan say what the plan says, and the program costs what it does."""

import csv
import io
import json
import zipfile
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from math import acos, cos, radians, sin
from pathlib import Path

import highspy  # noqa: TID251 - another reader of the file
import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import given, settings
from strategies import datasets

from optimizer.analysis.plan_charges import itemized as itemized_plan
from optimizer.analysis.planning import optimize_plan, optimize_plan_from
from optimizer.domain.plan import (
    ResourcePeriod,
    StepKind,
    UnservedReason,
    UnservedVolume,
)
from optimizer.formulation.export import ProgramFormat, program_names, written_program
from optimizer.solve.options import PlanOptions
from optimizer.tables.great_circles import EARTH_RADIUS_KM, great_circle
from optimizer.tables.plan_csv import to_plan_zip
from optimizer.tables.plan_geojson import to_geojson
from optimizer.tables.plan_parquet import to_plan_parquet_zip
from optimizer.tables.plan_tables import plan_tables
from optimizer.tables.plan_workbook import (
    CELL_CHARACTERS,
    CUT,
    SUMMARY,
    to_plan_workbook,
)
from optimizer.tables.reading import read_folder

REFERENCE = Path(__file__).parents[1] / "datasets" / "middle-corridor"


@pytest.fixture(scope="module")
def dataset():
    return read_folder(REFERENCE).dataset


@pytest.fixture(scope="module")
def result(dataset):
    return optimize_plan(dataset, PlanOptions())


@pytest.fixture(scope="module")
def plan(result):
    return result.plan


@pytest.fixture(scope="module")
def workbook(dataset, result, plan):
    content = to_plan_workbook(dataset, result, plan)
    formulas, values = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=only)
        for only in (False, True)
    )
    return formulas, values


@pytest.fixture(scope="module")
def tables(dataset, plan):
    """The tables of the zip, as lists of rows by name."""
    with zipfile.ZipFile(io.BytesIO(to_plan_zip(dataset, plan))) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
        }


@pytest.fixture(scope="module")
def features(dataset, plan):
    return json.loads(to_geojson(dataset, plan))["features"]


def tonnes_of(plan):
    return {demand.demand_id: demand.tonnes_per_unit for demand in plan.demands}


def loads_by_paths(plan):
    """Tonnes on each leg, summed along the paths instead of the flows."""
    tonnes, loads = tonnes_of(plan), defaultdict(float)
    for path in plan.paths:
        for step in path.steps:
            if step.kind is StepKind.LEG:
                loads[step.element_id] += path.quantity * tonnes[path.demand_id]
    return loads


def test_the_summary_says_what_the_plan_costs(workbook, plan):
    """Each figure beside its label, to the cent."""
    rows = workbook[1][SUMMARY].iter_rows(max_col=2, values_only=True)
    figures = {label: value for label, value in rows if label}

    assert figures["Total cost"] == pytest.approx(float(plan.total_cost), abs=0.005)
    assert figures["Dataset digest, SHA-256"] == plan.dataset_digest
    assert figures["FREIGHT"] == pytest.approx(
        float(next(s.cost for s in plan.cost_by_component if s.key == "FREIGHT"))
    )


def test_totals_are_formulas_whose_kept_values_are_right(workbook, plan):
    """Programs that do not compute show them all the same."""
    formulas, values = (book[SUMMARY] for book in workbook)
    totals = [row for row in formulas.iter_rows() if row[0].value == "Total"]

    assert len(totals) == 2
    for label, cell, *_ in totals:
        first, last = cell.value.removeprefix("=SUM(B").removesuffix(")").split(":B")
        parts = [values.cell(n, 2).value for n in range(int(first), int(last) + 1)]
        kept = values.cell(label.row, 2).value
        assert kept == pytest.approx(sum(parts))
        assert kept == pytest.approx(float(plan.total_cost))


def test_every_sheet_can_be_sorted_and_printed(workbook):
    """Header that stays, filters, one page wide."""
    for sheet in workbook[0].worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert len(workbook[0][SUMMARY]._charts) == 2


def test_sheets_hold_what_the_tables_hold(workbook, tables):
    """The same rows, cell for cell."""
    for name, rows in tables.items():
        sheet = workbook[1][name.removesuffix(".csv")]
        shown = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        shown = [row for row in shown if any(cell is not None for cell in row)]
        assert len(shown) == len(rows)
        for cells, row in zip(shown, rows, strict=True):
            for cell, text in zip(cells, row.values(), strict=True):
                if isinstance(cell, int | float):
                    assert cell == pytest.approx(float(text))
                else:
                    assert (cell or "") == text


def parquet_tables(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name.removesuffix(".parquet"): pq.read_table(io.BytesIO(archive.read(name)))
            for name in archive.namelist()
        }


def test_parquet_holds_what_csv_holds(dataset, plan, tables):
    """The same tables, columns and rows, cell for cell."""
    found = parquet_tables(to_plan_parquet_zip(dataset, plan))

    assert {f"{name}.csv" for name in found} == set(tables)
    for name, table in found.items():
        rows = tables[f"{name}.csv"]
        assert table.num_rows == len(rows)
        for cells, row in zip(table.to_pylist(), rows, strict=True):
            assert list(cells) == list(row)
            for cell, text in zip(cells.values(), row.values(), strict=True):
                if isinstance(cell, int | float):
                    assert cell == float(text)
                else:
                    assert (cell or "") == text


def test_parquet_has_types_without_rows(dataset, plan):
    """So that the tables of several plans go below each other."""
    full = parquet_tables(to_plan_parquet_zip(dataset, plan))
    none = replace(plan, paths=(), flows=(), demands=(), bottlenecks=(), capacities=())
    empty = parquet_tables(to_plan_parquet_zip(dataset, none))

    assert {name: table.schema for name, table in empty.items()} == {
        name: table.schema for name, table in full.items()
    }


def test_a_text_that_no_cell_holds_says_that_it_is_cut(dataset, result, plan):
    """The library cuts it too, and says nothing."""
    exhausted = tuple(
        ResourcePeriod(resource_id="r" * 60, period_id=f"p{number}")
        for number in range(1000)
    )
    left = UnservedVolume(
        demand_id=plan.demands[0].demand_id,
        quantity=1.0,
        cost=Decimal(1),
        reason=UnservedReason.NO_PATH,
        cheapest_path_cost_per_unit=None,
        exhausted=exhausted,
    )
    content = to_plan_workbook(dataset, result, replace(plan, unserved=(left,)))
    cell = openpyxl.load_workbook(io.BytesIO(content))["unserved"]["G2"]

    assert len(cell.value) == CELL_CHARACTERS
    assert cell.value.endswith(CUT)


def test_leg_loads_are_those_of_the_paths(tables, plan):
    """Summed another way: along the paths."""
    loads = defaultdict(float)
    for row in tables["leg_flows.csv"]:
        loads[row["leg_id"]] += float(row["load_t"])

    assert loads == pytest.approx(loads_by_paths(plan))


def test_costs_add_up_to_the_total(tables, plan):
    """Each breakdown, to the cent, in decimal numbers."""
    for breakdown in ("component", "carrier", "country"):
        parts = [
            Decimal(row["cost"])
            for row in tables["costs.csv"]
            if row["breakdown"] == breakdown
        ]
        assert sum(parts) == plan.total_cost


def test_charges_add_up_to_what_carriers_earn(dataset, plan):
    """Freight and handling of all paths, receipt by receipt."""
    itemized = itemized_plan(dataset, plan)
    tables = {table.name: table for table in plan_tables(dataset, itemized)}
    place = tables["charges"].place_of("cost")
    charged = sum(row[place] for row in tables["charges"].rows)
    earned = sum(
        share.cost
        for share in plan.cost_by_component
        if share.key in {"FREIGHT", "HANDLING", "STORAGE"}
    )

    assert float(charged) == pytest.approx(float(earned), rel=1e-9)


def test_lines_carry_the_load_of_their_leg(features, plan):
    loads = loads_by_paths(plan)
    legs = [f["properties"] for f in features if f["properties"]["kind"] == "leg"]

    assert {leg["leg_id"]: leg["load_t"] for leg in legs if leg["load_t"]} == (
        pytest.approx(loads)
    )
    for leg in legs:
        assert sum(leg["load_t_by_period"].values()) == pytest.approx(leg["load_t"])


def test_lines_begin_and_end_at_their_nodes(features, dataset):
    """Longitude first, as RFC 7946 has it."""
    nodes = {n.node_id: [n.longitude, n.latitude] for n in dataset.nodes}
    for feature in features:
        if feature["properties"]["kind"] == "leg":
            line = feature["geometry"]["coordinates"]
            for end, field in ((0, "origin_node_id"), (-1, "destination_node_id")):
                node = nodes[feature["properties"][field]]
                assert line[end] == pytest.approx(node, abs=1e-5)


def test_gdal_reads_the_layer(dataset, plan, features, tmp_path):
    """What QGIS reads by: every feature, in WGS 84, with its load."""
    file = tmp_path / "plan.geojson"
    file.write_bytes(to_geojson(dataset, plan))
    described = pyogrio.read_info(file)
    _, _, shapes, columns = pyogrio.raw.read(file)
    loads = dict(zip(described["fields"], columns, strict=True))["load_t"]

    assert described["crs"] == "EPSG:4326"
    assert described["features"] == len(features) == len(shapes)
    total = sum(f["properties"].get("load_t") or 0 for f in features)
    assert sum(load for load in loads if load == load) == pytest.approx(total)  # noqa: PLR0124 - nodes have none, which is not a number


def test_scarce_places_have_the_price_of_their_capacity(features, plan):
    """The port where the ferry chokes shows what one wagon more is worth."""
    priced = {
        f["properties"]["scarcest_resource_id"]: Decimal(
            f["properties"]["shadow_price"]
        )
        for f in features
        if f["properties"].get("shadow_price") not in (None, "0")
    }
    worth = {b.resource_id: b.shadow_price for b in plan.bottlenecks}

    assert {k: v for k, v in priced.items() if v} == worth


def test_leg_flows_stand_beside_the_capacity_that_holds_them(dataset, plan, tables):
    """The scarcest of those that name the leg, in that period; none where none does."""
    uses = {(use.resource_id, use.period_id): use for use in plan.capacities}
    named = defaultdict(set)
    for draw in dataset.resource_uses:
        named[draw.leg_id].add(draw.resource_id)
    rows = tables["leg_flows.csv"]

    assert any(row["scarcest_resource_id"] for row in rows)
    for row in rows:
        known = [
            uses[key]
            for resource_id in named[row["leg_id"]]
            if (key := (resource_id, row["period_id"])) in uses
        ]
        if not known:
            assert not row["scarcest_resource_id"]
            continue
        use = uses[row["scarcest_resource_id"], row["period_id"]]
        assert use in known
        assert float(row["capacity"]) == use.capacity
        assert float(row["used"]) == use.used
        assert float(row["utilization"]) == use.utilization
        dearest = max(each.shadow_price for each in known)
        assert Decimal(row["shadow_price"]) == dearest == use.shadow_price


def test_the_provenance_says_what_was_planned_and_how(dataset, plan):
    """Enough to make the plan again."""
    table = plan_tables(dataset, plan, {"options.receipts": "False"})[-1]
    said = dict(table.rows)

    assert table.name == "provenance"
    assert said["dataset_digest"] == plan.dataset_digest == dataset.digest()
    assert said["options.receipts"] == "False"


def length_km(lines):
    pieces = [pair for line in lines for pair in pairwise(line)]
    return sum(chord_km(start, end) for start, end in pieces)


def chord_km(start, end):
    """Distance by the spherical law of cosines, another formula than the code's."""
    (x, y), (u, v) = (map(radians, place) for place in (start, end))
    inner = sin(y) * sin(v) + cos(y) * cos(v) * cos(u - x)
    return EARTH_RADIUS_KM * acos(max(-1.0, min(1.0, inner)))


@pytest.mark.parametrize(
    ("start", "end", "line_count"),
    [
        ((49.9, 40.4), (51.2, 43.6), 1),
        ((170.0, 10.0), (-170.0, 20.0), 2),
        ((-170.0, 20.0), (170.0, 10.0), 2),
        ((10.0, 10.0), (10.0, 10.0), 1),
    ],
)
def test_a_great_circle_is_as_long_as_the_way(start, end, line_count):
    """And no piece of it crosses the antimeridian."""
    lines = great_circle(start, end)

    assert len(lines) == line_count
    assert length_km(lines) == pytest.approx(chord_km(start, end), rel=1e-3, abs=0.1)
    for line in lines:
        assert max(x for x, _ in line) - min(x for x, _ in line) < 180


def optimum_of(content, tmp_path, ending=".mps"):
    """What another reader of the file makes of it."""
    file = tmp_path / f"program{ending}"
    file.write_bytes(content)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - as the library has it
    assert solver.readModel(str(file)) == highspy.HighsStatus.kOk
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return solver.getInfo().objective_function_value


@pytest.mark.parametrize("program_format", ProgramFormat)
@pytest.mark.parametrize("regime_id", ["national", "unified"])
def test_the_program_costs_what_the_plan_does(
    dataset, tmp_path, regime_id, program_format
):
    """Hauls included, whichever tariffs hold, in either form."""
    run = optimize_plan_from(dataset, PlanOptions(regime_id=regime_id))
    content = written_program(run.graph, program_format, "line")

    cost = float(run.result.plan.certificate.total_cost)
    found = optimum_of(content, tmp_path, f".{program_format.lower()}")
    assert found == pytest.approx(cost, rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(dataset=datasets())
def test_any_program_costs_what_its_plan_does(tmp_path_factory, dataset):
    """Several periods, storage, windows, unserved demands."""
    run = optimize_plan_from(dataset, PlanOptions())
    if run.result.plan is None:
        return
    mps = written_program(run.graph, ProgramFormat.MPS, "line")

    cost = float(run.result.plan.certificate.total_cost)
    found = optimum_of(mps, tmp_path_factory.mktemp("mps"))
    assert found == pytest.approx(cost, rel=1e-6, abs=1e-6)


def test_every_name_of_the_program_is_explained(dataset):
    """Once each; what states stand for the balance rows say themselves."""
    graph = optimize_plan_from(dataset, PlanOptions()).graph
    rows = list(csv.DictReader(io.StringIO(program_names(graph).decode())))
    names = [row["name"] for row in rows]
    lp = written_program(graph, ProgramFormat.LP, "line").decode()

    assert len(set(names)) == len(names)
    assert {row["demand_id"] for row in rows if row["kind"] == "UNSERVED"} == {
        demand.demand_id for demand in dataset.demands
    }
    for name in names[:50] + names[-50:]:
        assert f" {name} " in lp or f"{name}:" in lp


def test_the_same_plan_gives_the_same_files(dataset, result, plan):
    """Byte for byte."""
    graph = optimize_plan_from(dataset, PlanOptions()).graph
    for write in (
        lambda: to_plan_workbook(dataset, result, plan),
        lambda: to_geojson(dataset, plan),
        lambda: to_plan_zip(dataset, plan),
        lambda: to_plan_parquet_zip(dataset, plan),
        lambda: written_program(graph, ProgramFormat.MPS, "line"),
        lambda: program_names(graph),
    ):
        assert write() == write()


def test_the_cost_per_tonne_leaves_out_what_is_paid_for_cargo_that_stays(dataset):
    """The penalty is told beside it."""
    dear = dataset.model_copy(
        update={
            "resources": tuple(
                row.model_copy(update={"capacity": row.capacity / 2})
                if row.capacity is not None
                else row
                for row in dataset.resources
            )
        }
    )
    result = optimize_plan(dear, PlanOptions())
    content = to_plan_workbook(dear, result, result.plan)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    rows = book[SUMMARY].iter_rows(max_col=2, values_only=True)
    figures = {label: value for label, value in rows if label}
    left = sum(each.cost for each in result.plan.unserved)
    moved_t = sum(d.served * d.tonnes_per_unit for d in result.plan.demands)

    assert left > 0
    assert figures["of it for what is left unserved"] == pytest.approx(float(left))
    per_t = float(result.plan.total_cost - left) / moved_t
    told = figures["Cost per tonne served, without what is left"]
    assert told == pytest.approx(per_t)
