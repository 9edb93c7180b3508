"""Scenarios over the wire: row by row, whoever works on them."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from corridor_client import (
    AsyncClient,
    Client,
    DatasetFile,
    InvalidDatasetError,
    InvalidRequestError,
    ScenarioFile,
)
from documents import as_json, document, drop_table
from serving import running_server

from optimizer.analysis.what_if import Comparison
from optimizer.domain.scenarios import Variant
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder
from optimizer.tables.scenario_files import read_scenario

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"
FOLDER = Path(__file__).parents[1] / "datasets" / REFERENCE
STORED = sorted((FOLDER / "scenarios").glob("*.yaml"))
KURYK = ScenarioFile(
    "kuryk.yaml",
    b"changes:\n- {set: resource.kuryk-wagons-westbound.capacity, to: +1}\n",
)
BAD = ScenarioFile("bad.yaml", b"changes:\n- {close: leg.nowhere}\n")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    with Client(server.address) as client:
        yield client


def test_the_base_comes_first_and_every_scenario_once(client):
    """Rows say which they are; a broken one is a row like others."""
    rows = list(client.compare_scenarios(REFERENCE, [KURYK, BAD, KURYK]))

    assert rows[0].position == 0
    assert sorted(row.position for row in rows) == [0, 1, 2, 3]
    assert {row.row_count for row in rows} == {4}
    assert {row.currency_code for row in rows} == {"USD"}


def test_one_more_wagon_saves_its_shadow_price(client):
    """What a what-if costs and what the base says of it agree."""
    base, row = client.compare_scenarios(REFERENCE, [KURYK])
    (bottleneck,) = base.row.summary.bottlenecks

    assert -row.row.change.total_cost == pytest.approx(
        bottleneck.shadow_price, abs=Decimal("0.01")
    )
    assert row.row.attributions[0].in_order == row.row.change.total_cost


def test_a_scenario_that_cannot_be_applied_is_a_row_with_its_reason(client):
    """And with what is wrong, by the number of the change."""
    _, row = client.compare_scenarios(REFERENCE, [BAD])

    assert row.row.reason == "INVALID_SCENARIO"
    assert row.row.summary is None
    assert [(p.code, p.row) for p in row.row.problems] == [("NOTHING_SELECTED", 1)]


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_every_shipped_scenario_has_a_plan(path):
    """With a title and a sentence that says what it shows."""
    scenario = read_scenario(path.name, path.read_bytes())
    base = Variant(read_folder(FOLDER).dataset)
    row = Comparison(base, PlanOptions(), attributes=False).row(scenario)

    assert row.summary is not None, row.message
    assert scenario.description.endswith(".")
    assert scenario.title != scenario.scenario_id


def test_stored_scenarios_are_named_or_all(client):
    """Without attributions they take a solve each."""
    one = client.compare_scenarios(REFERENCE, stored_scenario_ids=["growth-10mt"])
    every = client.compare_scenarios(
        REFERENCE, stored_scenario_ids=["*"], attributions=False
    )
    titles = [row.row.scenario_id for row in sorted(every, key=lambda r: r.position)]

    assert [row.row.scenario_id for row in one] == [REFERENCE, "growth-10mt"]
    assert titles == [REFERENCE, *(path.stem for path in STORED)]


@pytest.mark.parametrize("worker_count", [1, 2])
def test_rows_do_not_depend_on_how_many_work(tmp_path, client, worker_count):
    """Nor on the order in which they are finished."""
    files = STORED[:4]
    expected = by_position(client.compare_scenarios(REFERENCE, files))
    options = ("--workers", str(worker_count))
    with running_server(tmp_path, *options) as other, Client(other.address) as single:
        found = by_position(single.compare_scenarios(REFERENCE, files))

    assert found == expected


def by_position(rows):
    return {row.position: row.row for row in rows}


def test_the_async_client_gets_the_same_rows(server, client):
    """As they come."""

    async def ask():
        async with AsyncClient(server.address) as other:
            found = other.compare_scenarios(REFERENCE, [KURYK, BAD])
            return [row async for row in found]

    assert by_position(asyncio.run(ask())) == by_position(
        client.compare_scenarios(REFERENCE, [KURYK, BAD])
    )


def test_a_caller_may_stop_in_the_middle(client):
    """The server goes on with other calls."""
    rows = client.compare_scenarios(REFERENCE, stored_scenario_ids=["*"])
    first = next(rows)
    rows.close()

    assert first.position == 0
    assert client.optimize_plan(REFERENCE).plan is not None


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"scenarios": [KURYK] * 51}, "INVALID_REQUEST"),
        ({"stored_scenario_ids": ["growth"]}, "UNKNOWN_ROW"),
        ({"scenarios": [KURYK], "regime_id": "unifed"}, "UNKNOWN_REGIME"),
    ],
)
def test_requests_that_cannot_be_answered_are_refused(client, arguments, reason):
    """Before anything is planned."""
    with pytest.raises(InvalidRequestError) as refused:
        list(client.compare_scenarios(REFERENCE, **arguments))

    assert refused.value.reason == reason


def test_a_base_with_errors_is_refused(client):
    """There is nothing to compare with."""
    broken = DatasetFile("base.json", as_json(document(drop_table("periods"))))

    with pytest.raises(InvalidDatasetError):
        list(client.compare_scenarios(broken, [KURYK]))
