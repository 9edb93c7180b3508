"""What a server keeps survives it, and is there for the servers of the same database."""

import pytest
from corridor_client import (
    Client,
    DatasetFile,
    DatasetNotFoundError,
    OperationState,
    ScenarioFile,
)
from serving import running_server
from test_service_datasets import TABLES, archive

pytestmark = pytest.mark.integration

STORM = ScenarioFile("storm.yaml", b"changes:\n- {set: demand.d.volume, to: '2'}\n")
WINDS = ScenarioFile(
    "winds.yaml", b"uncertain:\n- {set: demand.d.volume, multiply: 'uniform(1, 2)'}\n"
)


def dataset(**changed):
    file = archive("kept", **changed)
    return DatasetFile(file["filename"], file["content"])


def cost_of(client, name):
    return client.optimize_plan(name).plan.total_cost


@pytest.fixture
def server(tmp_path, database_address):
    """Starts servers that share a database, one after the other or together."""

    def started(name):
        (tmp_path / name).mkdir()
        return running_server(tmp_path / name, "--database", database_address)

    return started


def test_datasets_and_documents_survive_their_server(server):
    """Five tonnes at 3 USD, or two in a storm."""
    with server("first") as first, Client(first.address) as client:
        imported = client.import_dataset(dataset())
        client.store_document("kept", "SCENARIO", STORM)
        client.store_document("kept", "UNCERTAINTY", WINDS)
    with server("second") as second, Client(second.address) as client:
        *_, row = client.compare_scenarios("kept", stored_scenario_ids=["storm"])
        *_, drawn = client.stream_simulation("kept", "winds", draw_count=2)
        documents = client.list_documents("kept")
        summary = next(s for s in client.list_datasets() if s.dataset_id == "kept")
        cost = cost_of(client, "kept")

    assert (cost, summary.digest) == (15, imported.digest)
    assert row.row.summary.total_cost == 6
    assert drawn.summary.planned_count == 2
    assert [(d.document_id, d.shipped) for d in documents] == [
        ("storm", False),
        ("winds", False),
    ]


def test_what_one_server_replaces_the_others_plan_at_once(server):
    """None of them keeps what it read under a name that means something else now."""
    dearer = TABLES["rates"].replace(",3\n", ",4\n")
    with (
        server("first") as first,
        server("second") as second,
        Client(first.address) as one,
        Client(second.address) as other,
    ):
        old = one.import_dataset(dataset())
        costs = [cost_of(other, "kept")]
        one.import_dataset(dataset(rates=dearer), replace=True)
        costs += [cost_of(other, "kept"), cost_of(other, f"kept@{old.digest}")]
        one.delete_dataset("kept")
        with pytest.raises(DatasetNotFoundError):
            cost_of(other, "kept")

    assert costs == [15, 20, 15]


def test_an_operation_plans_what_the_name_meant_when_it_was_asked_for(server):
    """However long it waits."""
    dearer = TABLES["rates"].replace(",3\n", ",4\n")
    with server("first") as first, Client(first.address) as client:
        client.import_dataset(dataset())
        blocking = client.start_simulation(
            "middle-corridor", "weather-and-growth", draw_count=500
        )
        asked = client.start_plan("kept")
        client.import_dataset(dataset(rates=dearer), replace=True)
        client.cancel_operation(blocking.name)
        done = client.wait_operation(asked.name)

    assert done.state is OperationState.SUCCEEDED
    assert done.require_result().plan.total_cost == 15
