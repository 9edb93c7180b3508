"""A server with more calls than it can do refuses some, at once and with a hint."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from corridor.v1 import plan_service_pb2, plan_service_pb2_grpc
from corridor_client import Client, ServerUnavailableError
from corridor_client.channels import CHANNEL_OPTIONS
from corridor_client.failures import error_of
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from serving import PATIENCE, detail_of, reason_of, running_server

from optimizer.service.grpc_calls import PUSHBACK

pytestmark = pytest.mark.integration

REQUEST = plan_service_pb2.OptimizePlanRequest(dataset_name="datasets/middle-corridor")
CALLERS = 6


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One worker, and room for one more call."""
    with running_server(tmp_path_factory.mktemp("server"), "--queue", "1") as running:
        running.plans.OptimizePlan(REQUEST, timeout=PATIENCE)
        yield running


def outcomes(call, count=CALLERS):
    """What that many callers at once get: answers or errors, and the seconds taken."""

    def one(_):
        started = time.perf_counter()
        try:
            answer = call()
        except grpc.RpcError as error:
            answer = error
        return answer, time.perf_counter() - started

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_refusals_come_at_once_and_say_when_to_come_back(server):
    """The hint of the error is that which stock clients act by."""
    found = outcomes(lambda: server.plans.OptimizePlan(REQUEST, timeout=PATIENCE))
    refused = [(e, s) for e, s in found if isinstance(e, grpc.RpcError)]

    assert refused
    assert len(refused) < CALLERS
    for error, seconds in refused:
        code, reason, facts = reason_of(error)
        hint = detail_of(rpc_status.from_call(error), error_details_pb2.RetryInfo)
        delay = hint.retry_delay.ToMilliseconds()
        (pushback,) = [
            value for name, value in error.trailing_metadata() if name == PUSHBACK
        ]
        told = error_of(error, server.address)

        assert (code, reason) == ("RESOURCE_EXHAUSTED", "QUEUE_FULL")
        assert facts == {"queueLimit": "1"}
        assert int(pushback) == delay
        assert delay >= 160
        assert isinstance(told, ServerUnavailableError)
        assert told.retry_after.total_seconds() == pytest.approx(delay / 1000)
        # Far from the time of a plan, on a machine with other work as well.
        assert seconds < 0.25


def test_the_shipped_client_comes_back_and_gets_its_answer(server):
    """Nobody needs to write a loop."""
    with Client(server.address) as client:
        found = outcomes(
            lambda: client.optimize_plan("datasets/middle-corridor"), count=4
        )

    assert all(result.plan is not None for result, _ in found)


def test_health_and_limits_are_told_to_everybody(server):
    """Whoever asks whether a busy server lives must not be told to wait."""
    health = health_pb2_grpc.HealthStub(server.channel)
    with ThreadPoolExecutor(CALLERS) as pool:
        busy = [
            pool.submit(server.plans.OptimizePlan, REQUEST, timeout=PATIENCE)
            for _ in range(CALLERS)
        ]
        answer = health.Check(health_pb2.HealthCheckRequest(), timeout=PATIENCE)
        with Client(server.address) as client:
            limits = client.get_server_info().limits
        for call in busy:
            call.exception()

    assert answer.status == health_pb2.HealthCheckResponse.SERVING
    assert (limits.worker_count, limits.max_queued_calls) == (1, 1)


def test_what_can_never_work_is_not_tried_again(server):
    """A message beyond the limit stays beyond it."""
    options = [*CHANNEL_OPTIONS, ("grpc.max_send_message_length", -1)]
    with grpc.insecure_channel(server.address, options=options) as channel:
        plans = plan_service_pb2_grpc.PlanServiceStub(channel)
        large = plan_service_pb2.OptimizePlanRequest(dataset_name="x" * (33 * 2**20))
        started = time.perf_counter()
        with pytest.raises(grpc.RpcError, match="larger than max"):
            plans.OptimizePlan(large, timeout=PATIENCE)

    assert time.perf_counter() - started < 10


def test_the_short_trial_of_an_overload_holds():
    """The command of the document runs, and prints each bound beside what it saw."""
    done = subprocess.run(
        [sys.executable, "-m", "reliability", "--short", "overload"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("reached") >= 3
