"""Work in the background: asked for once, done once, whatever happens to the servers."""

import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from corridor_client import (
    AsyncClient,
    Client,
    InvalidRequestError,
    OperationCancelledError,
    OperationNotDoneError,
    OperationNotFoundError,
    OperationState,
    SweepAxis,
)
from google.longrunning import operations_pb2
from serving import PATIENCE, running_server

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"
STORED = "weather-and-growth"
AXIS = SweepAxis(
    target="resource.kuryk-wagons-westbound.capacity",
    amounts=tuple(f"x{0.5 + step / 20:g}" for step in range(21)),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that keeps nothing beyond its own life."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    with Client(server.address) as client:
        yield client


@contextmanager
def keeping(folder, database, name):
    """A server that keeps operations in a database."""
    (folder / name).mkdir()
    with running_server(folder / name, "--database", database) as running:
        yield running


def costs_of(answers):
    """What each point of a grid costs; how each was proven may differ."""
    return {row.amounts: row.total_cost for answer in answers for row in answer.rows}


def test_a_plan_in_the_background_is_the_plan(client):
    """Only the way in which it is asked for differs."""
    asked = client.start_plan(REFERENCE, label="for June")
    done = client.wait_operation(asked.name, timeout=timedelta(seconds=PATIENCE))

    assert done.state is OperationState.SUCCEEDED
    assert (done.label, done.method) == (
        "for June",
        "corridor.v1.PlanService/OptimizePlan",
    )
    assert done.create_time <= done.start_time <= done.end_time == done.update_time
    assert done.expire_time - done.end_time == timedelta(days=7)
    assert done.require_result().plan == client.optimize_plan(REFERENCE).plan


def test_a_sweep_and_a_simulation_give_all_their_rows(client):
    """In one answer, by position, as their streams give them one by one."""
    swept = client.start_sweep(REFERENCE, [AXIS])
    drawn = client.start_simulation(REFERENCE, STORED, draw_count=3, seed=2)
    sweep = client.wait_operation(swept.name).require_result()
    simulation = client.wait_operation(drawn.name).require_result()
    streamed = list(client.stream_simulation(REFERENCE, STORED, draw_count=3, seed=2))

    assert costs_of(sweep) == costs_of(client.stream_sweep(REFERENCE, [AXIS]))
    assert len(costs_of(sweep)) == len(AXIS.amounts)
    assert simulation[0].certain == streamed[0].certain
    assert simulation[-1].summary == streamed[-1].summary


async def test_the_async_client_does_the_same(server):
    async with AsyncClient(server.address) as client:
        asked = await client.start_plan(REFERENCE)
        done = await client.wait_operation(asked.name)
        plan = (await client.optimize_plan(REFERENCE)).plan
        await client.delete_operation(asked.name)
        left = await client.list_operations()

    assert done.require_result().plan == plan
    assert asked.name not in {operation.name for operation in left}


def test_what_cannot_be_planned_is_the_error_of_the_operation(client):
    """The same error that the call in the foreground gives."""
    asked = client.start_plan(REFERENCE, regime_id="none")
    done = client.wait_operation(asked.name)

    assert done.state is OperationState.FAILED
    with pytest.raises(InvalidRequestError, match="none") as error:
        done.require_result()
    assert error.value.reason == "UNKNOWN_REGIME"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"request_id": "a b"}, "request_id"),
        ({"label": "x" * 201}, "label"),
    ],
)
def test_requests_that_make_no_sense_are_refused(client, arguments, part):
    """At once, before anything is kept."""
    with pytest.raises(InvalidRequestError, match=part):
        client.start_plan(REFERENCE, **arguments)


@pytest.mark.parametrize(
    ("table", "start"),
    [
        (
            "uncertainties",
            lambda c: c.start_simulation(REFERENCE, "none", draw_count=1),
        ),
        (
            "scenarios",
            lambda c: c.start_sweep(REFERENCE, [AXIS], scenario="none"),
        ),
    ],
    ids=["uncertainty", "scenario"],
)
def test_what_is_not_stored_is_told_before_the_work_begins(client, table, start):
    """The operation would find it much later, when nobody looks any more."""
    with pytest.raises(InvalidRequestError, match=rf"{table}.*'none'") as error:
        start(client)

    assert error.value.reason == "UNKNOWN_ROW"


def test_a_request_that_is_sent_twice_is_done_once(client):
    """A caller that got no answer may ask again."""
    first = client.start_plan(REFERENCE, request_id="once")
    second = client.start_plan(REFERENCE, request_id="once")

    assert second.name == first.name
    with pytest.raises(InvalidRequestError, match="'once' asked for something else"):
        client.start_plan(REFERENCE, request_id="once", receipts=True)


def test_what_is_cancelled_stops_at_once(server, client):
    """Its process is ended, and with it the solve; the next call has its place."""
    asked = client.start_simulation(REFERENCE, STORED, draw_count=500)
    until(lambda: client.get_operation(asked.name).done_count > 0)
    with pytest.raises(OperationNotDoneError):
        client.delete_operation(asked.name)
    before = set(server.worker_ids())
    client.cancel_operation(asked.name)
    ended = client.wait_operation(asked.name, timeout=timedelta(seconds=5))
    client.optimize_plan(REFERENCE)

    assert ended.state is OperationState.CANCELLED
    assert not before <= set(server.worker_ids())
    with pytest.raises(OperationCancelledError):
        ended.require_result()


def test_an_operation_that_is_not_there_is_named(client):
    with pytest.raises(OperationNotFoundError, match="'operations/none'"):
        client.wait_operation("operations/none")


@pytest.mark.parametrize(
    ("seconds", "nanos"), [(2**63 - 1, 2**31 - 1), (-(2**63), -1), (0, 0)]
)
def test_any_time_to_wait_is_answered(server, client, seconds, nanos):
    """A message of a duration holds times that no clock does."""
    asked = client.start_plan(REFERENCE)
    client.wait_operation(asked.name, timeout=timedelta(seconds=PATIENCE))
    request = operations_pb2.WaitOperationRequest(name=asked.name)
    request.timeout.seconds, request.timeout.nanos = seconds, nanos
    wait = server.channel.unary_unary("/google.longrunning.Operations/WaitOperation")

    answer = wait(request.SerializeToString(), timeout=PATIENCE)

    assert operations_pb2.Operation.FromString(answer).done


def test_waiting_ends_with_the_time_that_is_given(client):
    """And tells how far it is, which is no error."""
    asked = client.start_simulation(REFERENCE, STORED, draw_count=500)
    started = time.monotonic()
    waited = client.wait_operation(asked.name, timeout=timedelta(seconds=0.5))
    client.cancel_operation(asked.name)

    assert not waited.is_done
    assert time.monotonic() - started < 3


def test_a_call_in_the_foreground_goes_first(client):
    """Nobody waits for what goes on in the background."""
    asked = client.start_simulation(REFERENCE, STORED, draw_count=500)
    until(lambda: client.get_operation(asked.name).done_count > 0)
    plan = client.optimize_plan(REFERENCE)
    done = client.get_operation(asked.name)
    client.cancel_operation(asked.name)

    assert plan.plan
    assert not done.is_done


def test_operations_survive_their_server(tmp_path, database_address):
    """Killed in the middle: what was planned is kept, and the rest is planned by the next."""
    with keeping(tmp_path, database_address, "first") as first:
        with Client(first.address) as client:
            asked = client.start_simulation(
                REFERENCE, STORED, draw_count=12, seed=4, request_id="survivor"
            )
            until(lambda: client.get_operation(asked.name).done_count >= 2)
        first.process.kill()
        first.process.wait()
        first.log.write_text("")
    with (
        keeping(tmp_path, database_address, "second") as second,
        Client(second.address) as client,
    ):
        again = client.start_simulation(
            REFERENCE, STORED, draw_count=12, seed=4, request_id="survivor"
        )
        done = client.wait_operation(asked.name)
        streamed = client.stream_simulation(REFERENCE, STORED, draw_count=12, seed=4)
        *_, last = streamed

    assert again.name == asked.name
    assert (done.state, done.attempt_count) == (OperationState.SUCCEEDED, 2)
    assert (done.done_count, done.total_count) == (12, 12)
    assert done.require_result()[-1].summary == last.summary


def test_a_server_that_is_told_to_stop_hands_its_work_over(tmp_path, database_address):
    """At once, and without counting as lost."""
    with (
        keeping(tmp_path, database_address, "first") as first,
        Client(first.address) as client,
    ):
        asked = client.start_simulation(REFERENCE, STORED, draw_count=8)
        until(lambda: client.get_operation(asked.name).done_count >= 1)
    with (
        keeping(tmp_path, database_address, "second") as second,
        Client(second.address) as client,
    ):
        taken = client.get_operation(asked.name)
        done = client.wait_operation(asked.name)

    assert taken.done_count >= 1
    assert (done.state, done.attempt_count) == (OperationState.SUCCEEDED, 1)


def test_two_servers_share_operations_and_do_none_twice(tmp_path, database_address):
    """Each takes up what the other has not, and both know of all."""
    with (
        keeping(tmp_path, database_address, "first") as first,
        keeping(tmp_path, database_address, "second") as second,
        Client(first.address) as one,
        Client(second.address) as other,
    ):
        names = [one.start_plan(REFERENCE, label=str(n)).name for n in range(8)]
        done = [other.wait_operation(name) for name in names]
        logs = first.log.read_text(), second.log.read_text()
        listed = {operation.name for operation in other.list_operations()}

    ends = [[f"{name} SUCCEEDED" in log for log in logs] for name in names]
    assert {operation.attempt_count for operation in done} == {1}
    assert [sum(end) for end in ends] == [1] * 8
    assert [any(end[server] for end in ends) for server in range(2)] == [True, True]
    assert listed == set(names)


def test_what_one_server_does_is_cancelled_through_another(tmp_path, database_address):
    """A caller reaches any of them."""
    with (
        keeping(tmp_path, database_address, "first") as first,
        Client(first.address) as one,
    ):
        asked = one.start_simulation(REFERENCE, STORED, draw_count=500)
        until(lambda: one.get_operation(asked.name).done_count >= 1)
        with (
            keeping(tmp_path, database_address, "second") as second,
            Client(second.address) as other,
        ):
            other.cancel_operation(asked.name)
            ended = other.wait_operation(asked.name, timeout=timedelta(seconds=10))

    assert ended.state is OperationState.CANCELLED


def until(holds):
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
