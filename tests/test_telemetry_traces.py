"""Calls are followed by traces, and nothing else changes by it."""

import sys
from concurrent import futures
from contextlib import contextmanager

import grpc
import pytest
from corridor.v1 import plan_service_pb2, quote_pb2, tariff_service_pb2
from lines import busy_ring, line
from opentelemetry.proto.collector.trace.v1 import (
    trace_service_pb2,
    trace_service_pb2_grpc,
)
from processes import wait_until
from serving import (
    ANY_PORT,
    PATIENCE,
    reason_of,
    running_server,
    start,
    wait_until_ready,
)

from optimizer.service.telemetry.faults import CannotTraceError
from optimizer.service.telemetry.traces import exporter_to

pytestmark = pytest.mark.integration

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT_ID = "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE_ID}-{PARENT_ID}-01"
PLAN = "corridor.v1.PlanService/OptimizePlan"
ERROR = 2


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """Keeps the spans that are sent to it."""

    def __init__(self):
        self.spans = []
        self.services = set()

    def Export(self, request, _):  # noqa: N802
        for each in request.resource_spans:
            self.services |= {
                a.value.string_value
                for a in each.resource.attributes
                if a.key == "service.name"
            }
            for scope in each.scope_spans:
                self.spans += scope.spans
        return trace_service_pb2.ExportTraceServiceResponse()


@contextmanager
def collector():
    """A receiver of traces in this process, and its address."""
    server = grpc.server(futures.ThreadPoolExecutor(2))
    kept = Collector()
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(kept, server)
    port = server.add_insecure_port(ANY_PORT)
    server.start()
    try:
        yield kept, f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def facts_of(span):
    """Attributes of a span by name."""
    return {a.key: a.value.string_value or a.value.int_value for a in span.attributes}


@pytest.fixture(scope="module")
def spans(tmp_path_factory):
    """Spans of a plan, of one that fails and of one that runs out of time, by code."""
    request = plan_service_pb2.OptimizePlanRequest(dataset=line())
    bad = plan_service_pb2.OptimizePlanRequest(dataset=line())
    bad.dataset.legs[0].origin_node_id = "nowhere"
    busy = plan_service_pb2.OptimizePlanRequest(dataset=busy_ring(60, 500))
    with collector() as (kept, address):
        folder = tmp_path_factory.mktemp("server")
        with running_server(folder, "--trace-endpoint", address) as server:
            wait_until_ready(server)
            server.plans.OptimizePlan(
                request, timeout=PATIENCE, metadata=[("traceparent", TRACEPARENT)]
            )
            with pytest.raises(grpc.RpcError) as failed:
                server.plans.OptimizePlan(bad, timeout=PATIENCE)
            with pytest.raises(grpc.RpcError):
                server.plans.OptimizePlan(busy, timeout=0.5)
            code, reason, facts = reason_of(failed.value)
        wait_until(lambda: len(kept.spans) >= 9)
    assert kept.services == {"corridor"}
    assert (code, reason) == ("INVALID_ARGUMENT", "INVALID_DATASET")
    assert facts["violationCount"] == "1"
    return kept.spans


def of_call(spans, code):
    """The span of the call that ended so, and those within it by name."""
    (call,) = [s for s in spans if facts_of(s).get("rpc.grpc.status_code", -1) == code]
    within = {s.name: s for s in spans if s.parent_span_id == call.span_id}
    return call, within


def test_a_call_goes_on_with_the_trace_of_its_caller(spans):
    """Somebody who looks for what took long sees it in one trace."""
    call, within = of_call(spans, 0)
    facts = facts_of(call)

    assert call.name == PLAN
    assert call.trace_id.hex() == TRACE_ID
    assert call.parent_span_id.hex() == PARENT_ID
    assert facts["rpc.system"] == "grpc"
    assert facts["rpc.service"] == "corridor.v1.PlanService"
    assert facts["rpc.method"] == "OptimizePlan"
    assert set(within) == {"corridor.wait", "corridor.work"}


def test_waiting_and_work_lie_within_the_call_one_after_the_other(spans):
    """They are made of measured times, which must fit those of the call."""
    call, within = of_call(spans, 0)
    wait, work = within["corridor.wait"], within["corridor.work"]
    slack = 5_000_000  # the clocks that are read differ

    assert call.start_time_unix_nano - slack <= wait.start_time_unix_nano
    assert wait.end_time_unix_nano <= work.start_time_unix_nano + slack
    assert work.end_time_unix_nano <= call.end_time_unix_nano + slack
    assert work.end_time_unix_nano > work.start_time_unix_nano


def test_only_faults_of_the_server_are_errors(spans):
    """A bad request is no reason to wake anybody, and says its reason all the same."""
    refused, _ = of_call(spans, 3)
    late, _ = of_call(spans, 4)

    assert facts_of(refused)["corridor.reason"] == "INVALID_DATASET"
    assert refused.status.code != ERROR
    assert late.status.code == ERROR


def test_spans_hold_nothing_of_what_was_asked(spans):
    """Traces go to others than the log, and neither may hold payloads."""
    text = str(spans)

    assert "nowhere" not in text
    assert "grain" not in text


def test_traces_that_cannot_be_sent_hold_nothing_up(tmp_path):
    """A receiver that is away is no reason to fail or to end late."""
    request = tariff_service_pb2.QuoteRequest(query=quote_pb2.QuoteQuery())
    arguments = ("--trace-endpoint", "127.0.0.1:1")
    with running_server(tmp_path, *arguments) as server:
        with pytest.raises(grpc.RpcError) as error:
            server.tariffs.Quote(request, timeout=PATIENCE)
        assert error.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        server.process.terminate()
        server.process.wait(timeout=10)

    assert server.process.returncode == 0


def test_a_missing_package_keeps_the_server_from_starting(tmp_path, monkeypatch):
    """Whoever asks for traces must not find out later that there are none."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['opentelemetry.exporter.otlp.proto.grpc'] = None\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    arguments = ("--address", ANY_PORT, "--trace-endpoint", "127.0.0.1:4317")
    process = start(tmp_path / "log", *arguments)
    process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    assert "install the extra 'telemetry'" in (tmp_path / "log").read_text()


def test_the_error_of_a_missing_package_says_what_to_do(monkeypatch):
    """Its text is the only one that people see."""
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.grpc", None)
    monkeypatch.delitem(
        sys.modules,
        "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
        raising=False,
    )

    with pytest.raises(CannotTraceError, match="traces cannot be sent to there:1"):
        exporter_to("there:1")
