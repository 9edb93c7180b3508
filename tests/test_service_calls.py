"""Calls are isolated: what one of them does or suffers leaves the others alone."""

import os
import signal
import time

import grpc
import pytest
from corridor.v1 import plan_pb2, plan_service_pb2, termination_pb2
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from lines import busy_ring, line
from serving import PATIENCE, detail_of, reason_of, running_server

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server with one worker: whatever blocks it blocks all."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        plan(running)
        yield running


@pytest.fixture(scope="module")
def busy():
    """A request that takes many seconds to read, before any solve can be limited."""
    return plan_service_pb2.OptimizePlanRequest(dataset=busy_ring(60, 500))


SPARE_START = 3
"""Seconds that a worker takes at most to load the solver beside other tests."""


def plan(server, timeout=PATIENCE):
    request = plan_service_pb2.OptimizePlanRequest(dataset=line())
    return server.plans.OptimizePlan(request, timeout=timeout)


def error_of(server, timeout=PATIENCE, **fields):
    """The error of a call."""
    request = plan_service_pb2.OptimizePlanRequest(**fields)
    with pytest.raises(grpc.RpcError) as error:
        server.plans.OptimizePlan(request, timeout=timeout)
    return error.value


def begin(server, request, seconds=1.0):
    """Send a request and let a worker get into it."""
    call = server.plans.OptimizePlan.future(request, timeout=PATIENCE)
    time.sleep(seconds)
    assert not call.done()
    return call


def test_a_plan_comes_back(server):
    """Five tonnes at 3 CHF cost 16.50 USD at 1.10 USD for one CHF."""
    response = plan(server)

    assert response.termination.reason == termination_pb2.TERMINATION_REASON_OPTIMAL
    assert (response.plan.total_cost.units, response.plan.total_cost.nanos) == (
        16,
        500_000_000,
    )
    assert [flow.quantity for flow in response.plan.paths] == [5.0]


def test_no_plan_is_an_answer(server):
    """That a demand cannot be served is told by the termination, not by an error."""
    dataset = line()
    dataset.demands[0].must_serve = True
    dataset.demands[0].ClearField("unserved_price_per_unit")
    dataset.resources.add(
        resource_id="r", name="r", measure="MEASURE_TONNE", capacity=2
    )
    dataset.resource_uses.add(resource_id="r", leg_id="ab")
    request = plan_service_pb2.OptimizePlanRequest(dataset=dataset)

    response = server.plans.OptimizePlan(request, timeout=PATIENCE)

    assert response.termination.reason == (
        termination_pb2.TERMINATION_REASON_INFEASIBLE
    )
    assert not response.HasField("plan")
    assert list(response.conflict.demand_ids) == ["d"]
    assert list(response.conflict.capacities) == [
        plan_pb2.ResourcePeriod(resource_id="r", period_id="p")
    ]


def test_health_answers_during_a_solve(server, busy):
    """The process that answers probes does not solve."""
    call = begin(server, busy)
    health = health_pb2_grpc.HealthStub(server.channel)
    started = time.perf_counter()
    for _ in range(10):
        health.Check(health_pb2.HealthCheckRequest(), timeout=1)
    took = time.perf_counter() - started
    call.cancel()

    assert took < 1


def test_a_cancelled_call_frees_its_worker(server, busy):
    """The process ends with the call, and the next call need not wait for another."""
    plan(server)
    time.sleep(SPARE_START)
    before = set(server.worker_ids())
    begin(server, busy).cancel()
    cancelled = time.perf_counter()
    while before <= set(server.worker_ids()):
        time.sleep(0.01)
        assert time.perf_counter() - cancelled < 0.5
    started = time.perf_counter()
    plan(server, timeout=10)

    assert time.perf_counter() - started < 1


def test_a_deadline_ends_the_solve(server, busy):
    """A call that runs out of time frees its worker as well."""
    started = time.perf_counter()
    with pytest.raises(grpc.RpcError) as error:
        server.plans.OptimizePlan(busy, timeout=1)
    took = time.perf_counter() - started

    assert error.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert took < 1.5
    plan(server, timeout=10)


def test_a_deadline_that_is_too_near_is_refused(server):
    """Nothing is started that cannot be finished."""
    error = error_of(server, timeout=0.25, dataset=line())
    code, reason, facts = reason_of(error)

    assert (code, reason) == ("DEADLINE_EXCEEDED", "DEADLINE_TOO_SHORT")
    assert facts["minimumMs"] == "300"


def test_a_time_limit_ends_the_solve_with_an_answer(server):
    """What the caller asked for is no error: the termination names the limit."""
    request = plan_service_pb2.OptimizePlanRequest(dataset=busy_ring(20, 20))
    request.options.time_limit.nanos = 1000

    response = server.plans.OptimizePlan(request, timeout=PATIENCE)

    assert response.termination.reason == (
        termination_pb2.TERMINATION_REASON_NO_PLAN_FOUND
    )
    assert response.termination.limit == termination_pb2.LIMIT_TIME


def test_a_dead_worker_fails_its_own_call_only(server, busy):
    """Memory may run out in one solve; the next gets a new process."""
    call = begin(server, busy)
    for worker in server.worker_ids():
        os.kill(worker, signal.SIGKILL)

    code, reason, facts = reason_of(call.exception(timeout=PATIENCE))

    assert (code, reason, facts) == ("INTERNAL", "WORKER_CRASHED", {"exitCode": "-9"})
    plan(server)


def test_a_worker_that_dies_while_idle_is_replaced(server):
    """No call suffers from it."""
    for worker in server.worker_ids():
        os.kill(worker, signal.SIGKILL)

    assert plan(server).HasField("plan")


def test_an_invalid_dataset_names_its_problems(server):
    """Code, place and remedy of each problem arrive with the error."""
    dataset = line()
    dataset.legs[0].origin_node_id = "nowhere"
    dataset.legs[0].mode = 99
    error = error_of(server, dataset=dataset)
    bad_request = detail_of(rpc_status.from_call(error), error_details_pb2.BadRequest)

    assert reason_of(error)[:2] == ("INVALID_ARGUMENT", "INVALID_DATASET")
    assert ("legs[1].mode", "UNKNOWN_CHOICE") in [
        (v.field, v.reason) for v in bad_request.field_violations
    ]


def test_an_unpriced_leg_is_placed_as_well(server):
    """Problems that are found after reading know their row too."""
    dataset = line()
    dataset.rates[0].tariff_class = "liquid"
    error = error_of(server, dataset=dataset)
    (violation,) = detail_of(
        rpc_status.from_call(error), error_details_pb2.BadRequest
    ).field_violations

    assert violation.reason == "UNPRICED_LEG"
    assert violation.field.startswith("legs[1]")


def test_an_invalid_dataset_error_always_arrives(server):
    """A thousand problems do not make the trailer too large to be read."""
    dataset = line()
    for n in range(1000):
        dataset.nodes.add(node_id=f"bad node {n}", name="n", country_code="KZ")

    for _ in range(20):
        _, reason, facts = reason_of(error_of(server, dataset=dataset))
        assert (reason, facts["violationCount"]) == ("INVALID_DATASET", "1000")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"dataset_name": "datasets/middle-coridor"},
            ("NOT_FOUND", "DATASET_NOT_FOUND", {"name": "datasets/middle-coridor"}),
        ),
        (
            {},
            ("INVALID_ARGUMENT", "INVALID_REQUEST", {"field": "source"}),
        ),
        (
            {"dataset": line(), "options": {"time_limit": {"seconds": 601}}},
            ("INVALID_ARGUMENT", "INVALID_REQUEST", {"field": "options.time_limit"}),
        ),
        (
            {"dataset": line(), "options": {"time_limit": {"nanos": -1}}},
            ("INVALID_ARGUMENT", "INVALID_REQUEST", {"field": "options.time_limit"}),
        ),
        (
            {"dataset_name": "d" * 5000},
            ("INVALID_ARGUMENT", "INVALID_REQUEST", {"field": "dataset_name"}),
        ),
    ],
)
def test_a_bad_request_is_told_by_its_reason(server, fields, expected):
    """Reasons and facts are stable; messages are for people."""
    code, reason, facts = reason_of(error_of(server, **fields))

    assert (code, reason) == expected[:2]
    assert expected[2].items() <= facts.items()


def test_bytes_that_are_no_message_are_refused(server):
    """Garbage is an invalid argument, no internal error."""
    call = server.channel.unary_unary("/corridor.v1.PlanService/OptimizePlan")
    with pytest.raises(grpc.RpcError) as error:
        call(b"\xff\xff\xff", timeout=PATIENCE)

    assert reason_of(error.value)[:2] == ("INVALID_ARGUMENT", "INVALID_REQUEST")
