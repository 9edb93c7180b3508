"""Metrics are what their table says, for every method, and cost next to nothing."""

import time

import grpc
import pytest
from corridor.v1 import plan_service_pb2
from google.longrunning import operations_pb2, operations_pb2_grpc
from lines import busy_ring, line
from processes import wait_until
from scraping import admin_of, asked, families_of, samples_of
from serving import ANY_PORT, PATIENCE, running_server, start, wait_until_ready

from optimizer.service.reception import Record
from optimizer.service.server import Server
from optimizer.service.settings import Settings
from optimizer.service.telemetry.metrics import Metrics
from optimizer.service.telemetry.names import METRICS, Kind
from optimizer.service.work_watch import Loss

pytestmark = pytest.mark.integration

ADMIN = ("--admin-address", ANY_PORT)
PLAN = "corridor.v1.PlanService/OptimizePlan"
STARTED = "grpc_server_call_started_total"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with metrics and room for no waiting call, that was called."""
    folder = tmp_path_factory.mktemp("server")
    with running_server(folder, *ADMIN, "--queue", "0") as running:
        wait_until_ready(running)
        request = plan_service_pb2.OptimizePlanRequest(dataset=line())
        running.plans.OptimizePlan(request, timeout=PATIENCE)
        busy = plan_service_pb2.OptimizePlanRequest(dataset=busy_ring(60, 1_000))
        call = running.plans.OptimizePlan.future(busy, timeout=PATIENCE)
        wait_until(lambda: samples_of(running)["corridor_calls_running",] == 1)
        time.sleep(0.5)  # so that the worker has it
        with pytest.raises(grpc.RpcError):
            running.plans.OptimizePlan(request, timeout=PATIENCE)
        call.cancel()
        wait_until(lambda: samples_of(running)["corridor_calls_running",] == 0)
        operations = operations_pb2_grpc.OperationsStub(running.channel)
        operations.ListOperations(operations_pb2.ListOperationsRequest())
        yield running


def test_a_server_tells_exactly_the_metrics_of_the_table(server):
    """Dashboards and alerts break silently when a name changes."""
    told = {
        f.name + ("_total" if f.type == "counter" else ""): f.type
        for f in families_of(server).values()
    }
    told.pop("target_info", None)
    told.pop("target", None)

    assert told == {m.prometheus_name: m.kind.value for m in METRICS.values()}


def test_values_have_the_labels_of_the_table(server):
    """Whoever sums over a label must know which there are."""
    families = families_of(server)
    for metric in METRICS.values():
        family = families[metric.prometheus_name.removesuffix("_total")]
        labels = {name for s in family.samples for name in s.labels if name != "le"}

        assert labels == set(metric.labels), metric.name
        assert {s.name for s in family.samples} == set(metric.series_names)


async def test_every_method_of_a_server_has_a_metric(server, tmp_path):
    """A method that nobody called yet is there with 0, so that rates begin there."""
    settings = Settings(address=ANY_PORT, datasets=tmp_path, database="memory")
    served = {
        f"{service}/{name}"
        for service, methods in Server(settings).services.items()
        for name in methods
    }
    told = {key[1] for key in samples_of(server) if key[0] == STARTED}

    assert told == served
    assert "google.longrunning.Operations/ListOperations" in served


def test_calls_are_counted_and_measured_by_how_they_ended(server):
    """One plan that was made, one that was refused, one that was given up."""
    told = samples_of(server)
    counts = {
        key[1]: value
        for key, value in told.items()
        if key[0] == "grpc_server_call_duration_seconds_count" and key[2] == PLAN
    }

    assert told[STARTED, PLAN] == 3
    assert counts == {"OK": 1, "RESOURCE_EXHAUSTED": 1, "CANCELLED": 1}
    assert told["corridor_refused_total", "QUEUE_FULL"] == 1
    assert told[STARTED, "google.longrunning.Operations/ListOperations"] == 1


def test_work_and_workers_are_measured(server):
    """Who sizes a server looks at how long work waits and takes."""
    told = samples_of(server)

    assert told["corridor_work_duration_seconds_count", "SINGLE"] == 2
    assert told["corridor_queue_wait_seconds_count", "SINGLE"] == 2
    assert told["corridor_worker_restarts_total", "cancel"] == 1
    assert told["corridor_worker_restarts_total", "crash"] == 0
    assert told["process_memory_usage_bytes", "server"] > 2**20
    assert told["process_memory_usage_bytes", "workers"] > 2**20
    assert told["corridor_workers",] >= 1


def test_probes_are_answered_without_a_certificate(server):
    """Kubelets ask in plain HTTP."""
    assert asked(f"{admin_of(server)}/healthz") == (200, "ok\n")
    assert asked(f"{admin_of(server)}/readyz") == (200, "ok\n")
    assert asked(f"{admin_of(server)}/other")[0] == 404


def test_a_taken_admin_port_keeps_the_server_from_starting(server, tmp_path):
    """Otherwise nobody would notice that there are no metrics."""
    taken = admin_of(server).removeprefix("http://")
    process = start(tmp_path / "log", "--address", ANY_PORT, "--admin-address", taken)
    process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    assert (
        f"cannot listen on {taken}: the port is taken" in (tmp_path / "log").read_text()
    )


def test_names_follow_the_conventions():
    """Prometheus adds the unit and ``_total`` by itself."""
    assert [m.prometheus_name for m in METRICS.values()][:2] == [
        "grpc_server_call_started_total",
        "grpc_server_call_duration_seconds",
    ]
    assert all((m.unit == "s") == (m.kind is Kind.HISTOGRAM) for m in METRICS.values())


def test_watching_a_call_takes_less_than_a_tenth_of_a_millisecond():
    """A quote takes less than a millisecond in all."""
    metrics, count = Metrics(), 2_000

    def seconds():
        started = time.process_time()
        for _ in range(count):
            record = Record(PLAN, "id")
            with metrics.watch(record, None):
                record.end(b"")
        return (time.process_time() - started) / count

    assert min(seconds() for _ in range(5)) < 1e-4
    metrics.lost(Loss.CRASH)
    metrics.close()
