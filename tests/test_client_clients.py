"""The two clients make the same calls; they differ only in how they wait."""

import asyncio
import inspect
import time
from datetime import date, timedelta
from decimal import Decimal

import grpc
import pytest
from corridor.v1 import dataset_service_pb2, server_info_service_pb2
from corridor_client import (
    AsyncClient,
    Client,
    DatasetFile,
    DatasetNotFoundError,
    DeadlineExceededError,
    InvalidAddressError,
    InvalidRequestError,
    QuoteQuery,
    ScenarioFile,
    SweepAxis,
)
from corridor_client.channels import checked_address
from fake_server import GET_SERVER_INFO, LIST_DATASETS, failing, fake_server

FILE = DatasetFile("rows.json", b"{}")

QUERY = QuoteQuery(
    origin_node_id="a",
    destination_node_id="b",
    commodity_id="ore",
    quantity=Decimal(1),
    day=date(2025, 6, 1),
)

CALLS = {
    "optimize_plan": ("line",),
    "compare_regimes": ("line", "own", "joint"),
    "validate_dataset": ("line",),
    "quote": ("line", QUERY),
    "batch_quote": ("line", [QUERY]),
    "check_tariffs": ("line",),
    "explain_demand": ("line", "ore"),
    "find_expansions": ("line",),
    "find_trade_off": ("line", "EMISSIONS"),
    "find_contracts": ("line", "storms"),
    "import_dataset": (FILE,),
    "list_datasets": (),
    "get_dataset": ("line",),
    "export_dataset": ("line",),
    "get_template": (),
    "list_dataset_versions": ("line",),
    "delete_dataset": ("line",),
    "store_document": ("line", "SCENARIO", ScenarioFile("s.yaml", b"changes: []")),
    "list_documents": ("line",),
    "delete_document": ("line", "SCENARIO", "s"),
    "get_server_info": (),
    "list_runs": (),
    "start_plan": ("line",),
    "start_sweep": ("line", [SweepAxis(target="carbon.price", amounts=("0", "50"))]),
    "start_simulation": ("line", "storms"),
    "get_operation": ("operations/a",),
    "wait_operation": ("operations/a",),
    "list_operations": (),
    "cancel_operation": ("operations/a",),
    "delete_operation": ("operations/a",),
}

OPTIONS = {
    "start_plan": {"request_id": "a"},
    "start_sweep": {"request_id": "b"},
    "start_simulation": {"request_id": "c", "draw_count": 5},
    "wait_operation": {"timeout": timedelta(0)},
}
"""What calls cannot do without, beyond their arguments."""

STREAMS = {
    "compare_scenarios",
    "stream_plan",
    "stream_ranges",
    "stream_simulation",
    "stream_sweep",
}
"""Calls that are answered several times, which tests of their own look at."""


@pytest.fixture
def server():
    with fake_server() as fake:
        yield fake


def public_methods(kind):
    members = inspect.getmembers(kind, callable)
    return {name: member for name, member in members if not name.startswith("_")}


def test_both_clients_have_the_same_methods():
    """Moving to async is putting ``await`` before the calls."""
    awaited, waiting = public_methods(AsyncClient), public_methods(Client)

    assert set(waiting) == {*CALLS, *STREAMS, "close", "local"}
    assert {name: parameters_of(m) for name, m in awaited.items()} == {
        name: parameters_of(m) for name, m in waiting.items()
    }


def parameters_of(method):
    return inspect.signature(method).parameters


@pytest.mark.parametrize("name", CALLS)
async def test_both_clients_send_and_read_alike(server, name):
    """One description of each call serves both."""
    options = OPTIONS.get(name, {})

    def wait():
        with Client(server.address) as client:
            return getattr(client, name)(*CALLS[name], **options)

    waited = await asyncio.to_thread(wait)
    async with AsyncClient(server.address) as client:
        awaited = await getattr(client, name)(*CALLS[name], **options)

    assert awaited == waited
    assert server.requests[0] == server.requests[1]


async def test_both_clients_fail_alike(server):
    """Callers catch the same errors."""
    server.answers[GET_SERVER_INFO] = failing(
        grpc.StatusCode.NOT_FOUND, "no dataset", "DATASET_NOT_FOUND"
    )

    def wait():
        with Client(server.address) as client, pytest.raises(DatasetNotFoundError) as e:
            client.get_server_info()
        return str(e.value)

    waited = await asyncio.to_thread(wait)
    async with AsyncClient(server.address) as client:
        with pytest.raises(DatasetNotFoundError) as awaited:
            await client.get_server_info()

    assert str(awaited.value) == waited == "no dataset"


def pages(*names):
    """An answer with one dataset a page, each page's token being its number."""

    def answer(request, _):
        number = int(request.page_token or 0)
        is_last = number + 1 == len(names)
        return dataset_service_pb2.ListDatasetsResponse(
            datasets=[{"dataset_id": names[number]}],
            next_page_token="" if is_last else str(number + 1),
        )

    return answer


async def test_all_pages_are_listed(server):
    """Callers see datasets, never pages."""
    server.answers[LIST_DATASETS] = pages("a", "b", "c")

    def wait():
        with Client(server.address) as client:
            return client.list_datasets()

    waited = await asyncio.to_thread(wait)
    async with AsyncClient(server.address) as client:
        awaited = await client.list_datasets()

    assert [summary.dataset_id for summary in waited] == ["a", "b", "c"]
    assert awaited == waited


def test_a_server_that_is_away_for_a_moment_is_asked_again(server):
    """A restart behind the same address goes unnoticed."""
    attempts = []

    def answer(request, context):
        attempts.append(request)
        if len(attempts) < 3:
            context.abort(grpc.StatusCode.UNAVAILABLE, "restarting")
        return server_info_service_pb2.GetServerInfoResponse(server_version="1")

    server.answers[GET_SERVER_INFO] = answer
    with Client(server.address) as client:
        version = client.get_server_info().server_version

    assert (version, len(attempts)) == ("1", 3)


def test_no_answer_in_time_is_an_error(server):
    """The timeout is the client's, whatever the server does."""
    server.answers[GET_SERVER_INFO] = lambda *_: time.sleep(0.5)
    hasty = Client(server.address, timeout=timedelta(seconds=0.1))
    with hasty, pytest.raises(DeadlineExceededError, match="allow more time"):
        hasty.get_server_info()


async def test_a_cancelled_call_is_cancelled(server):
    """Cancelling is no error of the server, so it is not turned into one."""
    server.answers[GET_SERVER_INFO] = lambda *_: time.sleep(0.5)
    async with AsyncClient(server.address) as client:
        call = asyncio.create_task(client.get_server_info())
        await asyncio.sleep(0.1)
        call.cancel()

        with pytest.raises(asyncio.CancelledError):
            await call


@pytest.mark.parametrize(
    "address",
    [
        "localhost",  # a port is needed: gRPC would take 443
        "localhost:",
        "localhost:0",
        "localhost:65536",
        "http://localhost:50051",  # no scheme
        "local host:50051",
        "unix:",
        "",
    ],
)
def test_what_is_no_address_is_refused_at_once(address):
    """gRPC would try for seconds and then speak of name resolution."""
    with pytest.raises(InvalidAddressError, match="HOST:PORT"):
        Client(address)


@pytest.mark.parametrize(
    "address",
    ["localhost:50051", "10.0.0.1:1", "[::1]:65535", "a-b.example:80", "unix:a.sock"],
)
def test_addresses_of_both_kinds_are_taken(address):
    """They are as they were given, and connecting waits for the first call."""
    started = time.perf_counter()
    Client(address).close()

    assert time.perf_counter() - started < 1
    assert checked_address(address) == address


def test_a_timeout_of_nothing_is_refused():
    """Every call would fail before it is sent."""
    with pytest.raises(InvalidRequestError, match="timeout must be above 0 s"):
        Client("localhost:50051", timeout=timedelta(0))
