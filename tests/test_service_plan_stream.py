"""A streamed plan tells how it goes, and its answer is that of any other plan."""

import os
import signal
import time
from pathlib import Path

import grpc
import pytest
from corridor.v1 import plan_service_pb2
from corridor_client import Client, InvalidDatasetError, PlanPhase
from documents import as_json, document
from lines import busy_ring, line
from processes import wait_until
from serving import PATIENCE, reason_of, running_server

from optimizer.service.grpc_calls import PUSHBACK
from optimizer.service.workers import SPARE_COUNT

pytestmark = pytest.mark.integration

REFERENCE = "datasets/middle-corridor"
KILLED_WITHIN = 0.5
BUSY = busy_ring(60, 500)
SMALL = {"dataset": line()}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One worker, and room for two calls that wait."""
    folder = tmp_path_factory.mktemp("server")
    with running_server(folder, "--queue", "2") as running:
        plan(running, SMALL)
        yield running


def stream(server, source):
    request = plan_service_pb2.StreamPlanRequest(**source)
    return server.plans.StreamPlan(request, timeout=PATIENCE)


def plan(server, source):
    request = plan_service_pb2.OptimizePlanRequest(**source)
    return server.plans.OptimizePlan(request, timeout=PATIENCE)


def kinds_of(events):
    return [event.WhichOneof("event") for event in events]


def without_times(response):
    """The bytes of an answer, without what differs between two runs of the same solve."""
    response.statistics.ClearField("build_time")
    response.statistics.ClearField("solve_time")
    return response.SerializeToString(deterministic=True)


SOURCES = {
    "a stored dataset, with options": {
        "dataset_name": REFERENCE,
        "options": {"receipts": True, "relative_gap": 1e-6},
    },
    "a message": SMALL,
    "a large message": {"dataset": busy_ring(30, 10)},
    "a file": {"file": {"filename": "a.json", "content": as_json(document())}},
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_the_last_event_is_the_answer_of_a_plan(server, source):
    """Whoever wants to see progress gets no other plan for it."""
    *events, last = stream(server, source)

    assert last.WhichOneof("event") == "result"
    assert without_times(last.result) == without_times(plan(server, source))
    assert "result" not in kinds_of(events)


def test_events_are_numbered_and_follow_the_work(server):
    """Every phase is told, in order, with the bounds that are known by then."""
    events = list(stream(server, {"dataset_name": REFERENCE}))
    progress = [e.progress for e in events if e.WhichOneof("event") == "progress"]
    phases = [p.phase for p in progress]
    certifying = progress[phases.index(plan_service_pb2.PLAN_PHASE_CERTIFYING)]
    optimum = events[-1].result.termination.primal_bound

    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert kinds_of(events)[0] == "started"
    assert list(dict.fromkeys(phases)) == [1, 2, 3, 4, 5]
    assert not progress[0].currency_code
    assert certifying.currency_code == "USD"
    assert certifying.iteration_count > 0
    assert certifying.dual_bound == pytest.approx(optimum)
    assert certifying.primal_bound == pytest.approx(optimum)


def test_a_long_solve_is_told_round_by_round(server):
    """The proven bound never falls, and the time goes on."""
    seen = [
        event.progress
        for event in stream(server, {"dataset": busy_ring(60, 100)})
        if event.progress.phase == plan_service_pb2.PLAN_PHASE_SOLVING
    ]
    rounds = [progress.iteration_count for progress in seen]
    bounds = [p.dual_bound for p in seen if p.HasField("dual_bound")]
    elapsed = [progress.elapsed_time.ToTimedelta() for progress in seen]

    assert rounds[0] == 0
    assert rounds[-1] > 0
    assert bounds
    assert rounds == sorted(rounds)
    assert bounds == sorted(bounds)
    assert elapsed == sorted(elapsed)


def test_who_waits_is_told_the_place_in_the_queue(server):
    """It is told again when somebody before gives up."""
    first = stream(server, {"dataset": BUSY})
    assert next(first).WhichOneof("event") == "started"
    second = stream(server, SMALL)
    assert next(second).queued.position == 1
    third = stream(server, SMALL)
    assert next(third).queued.position == 2
    second.cancel()
    assert next(third).queued.position == 1
    first.cancel()
    rest = list(third)

    assert kinds_of(rest)[0] == "started"
    assert kinds_of(rest)[-1] == "result"


def test_a_stream_that_finds_no_room_is_refused_with_a_hint(server):
    """It comes before any event, so that stock clients come back."""
    first = stream(server, {"dataset": BUSY})
    next(first)
    waiting = [stream(server, SMALL) for _ in range(2)]
    for each in waiting:
        next(each)
    with pytest.raises(grpc.RpcError) as error:
        next(stream(server, SMALL))
    pushback = dict(error.value.trailing_metadata())[PUSHBACK]
    first.cancel()
    for each in waiting:
        each.cancel()

    assert reason_of(error.value)[:2] == ("RESOURCE_EXHAUSTED", "QUEUE_FULL")
    assert int(pushback) >= 160


def until_solving(server):
    """A stream that is being solved, and the workers that there are."""
    wait_until(lambda: len(server.worker_ids()) == 1 + SPARE_COUNT)
    before = set(server.worker_ids())
    events = stream(server, {"dataset": BUSY})
    while next(events).progress.phase != plan_service_pb2.PLAN_PHASE_SOLVING:
        pass
    return events, before


def test_a_stream_that_is_cancelled_ends_its_work(server):
    """At once, and the next call is as any other."""
    events, before = until_solving(server)
    started = time.monotonic()
    events.cancel()
    wait_until(lambda: not before <= set(server.worker_ids()))
    seconds = time.monotonic() - started

    assert seconds <= KILLED_WITHIN
    assert plan(server, SMALL).HasField("plan")


def processor_time(process_id):
    """Ticks for which a process has run: of the workers, one does nothing."""
    return int(Path(f"/proc/{process_id}/stat").read_text().split()[13])


def test_a_worker_that_dies_fails_its_stream_and_no_other(server):
    """It may die while it reports; others still can."""
    events, before = until_solving(server)
    os.kill(max(before, key=processor_time), signal.SIGKILL)
    with pytest.raises(grpc.RpcError) as error:
        list(events)

    assert reason_of(error.value)[:2] == ("INTERNAL", "WORKER_CRASHED")
    assert kinds_of(stream(server, SMALL))[-1] == "result"


def test_errors_are_those_of_a_plan(server):
    """Programs go by the same reasons."""
    found = []
    for call in (lambda s: list(stream(server, s)), lambda s: plan(server, s)):
        for source in ({}, {"dataset_name": "datasets/none"}, {"dataset": {}}):
            with pytest.raises(grpc.RpcError) as error:
                call(source)
            found.append((reason_of(error.value), error.value.details()))

    assert found[:3] == found[3:]


def test_the_client_gives_typed_events(server):
    """Phases are choices, times are times, and errors are the client's own."""
    with Client(server.address) as client:
        events = list(client.stream_plan("middle-corridor"))
        whole = client.optimize_plan("middle-corridor")
        with pytest.raises(InvalidDatasetError):
            list(client.stream_plan(type(line())()))
    phases = [event.progress.phase for event in events if event.progress]
    last = [event.progress for event in events if event.progress][-1]

    assert list(dict.fromkeys(phases)) == [p for p in PlanPhase if p != "UNRECOGNIZED"]
    assert last.relative_gap == pytest.approx(0, abs=1e-9)
    assert last.elapsed_time.total_seconds() > 0
    assert events[0].started is not None
    assert events[-1].result.plan == whole.plan
