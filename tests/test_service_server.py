"""The server starts, says where it listens, serves the contract, and stops."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import grpc
import pytest
from corridor.v1 import (
    dataset_service_pb2,
    plan_service_pb2,
    plan_service_pb2_grpc,
    run_service_pb2,
    scenario_service_pb2,
    sensitivity_service_pb2,
    server_info_service_pb2,
    simulation_service_pb2,
    tariff_service_pb2,
)
from google.longrunning import operations_pb2
from google.protobuf.json_format import MessageToDict
from grpc_health.v1 import health_pb2, health_pb2_grpc
from lines import busy_ring, line
from processes import read, session_of, wait_until
from serving import (
    ANY_PORT,
    PATIENCE,
    RunningServer,
    running_server,
    start,
    wait_until_ready,
)
from yagrc import reflector

from optimizer.service.command import PROGRAM_VARIABLE, main
from optimizer.service.server import Server
from optimizer.service.settings import Settings

pytestmark = pytest.mark.integration

FILES = (
    plan_service_pb2,
    dataset_service_pb2,
    scenario_service_pb2,
    sensitivity_service_pb2,
    simulation_service_pb2,
    tariff_service_pb2,
    server_info_service_pb2,
    run_service_pb2,
    operations_pb2,
)
SERVICES = [s for file in FILES for s in file.DESCRIPTOR.services_by_name.values()]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for the tests that leave it as it is."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


def health_of(channel, service=""):
    stub = health_pb2_grpc.HealthStub(channel)
    request = health_pb2.HealthCheckRequest(service=service)
    return stub.Check(request, timeout=PATIENCE).status


def test_every_service_is_healthy(server):
    """Probes may ask for the whole server or for one service."""
    wait_until_ready(server)
    names = ["", *(service.full_name for service in SERVICES)]

    statuses = {health_of(server.channel, name) for name in names}

    assert statuses == {health_pb2.HealthCheckResponse.SERVING}


def test_the_health_of_all_services_can_be_listed(server):
    """The library itself has no answer to that."""
    wait_until_ready(server)
    stub = health_pb2_grpc.HealthStub(server.channel)
    response = stub.List(health_pb2.HealthListRequest(), timeout=PATIENCE)
    serving = health_pb2.HealthCheckResponse.SERVING

    found = {name: answer.status for name, answer in response.statuses.items()}
    names = {"", "google.longrunning.Operations", *(s.full_name for s in SERVICES)}

    assert found == dict.fromkeys(names, serving)


async def test_every_method_of_the_contract_is_served(tmp_path):
    """What the protos promise is there, and nothing else."""
    settings = Settings(
        address=ANY_PORT, datasets=tmp_path, workers=1, database="memory"
    )
    server = Server(settings)
    served = {name: set(methods) for name, methods in server.services.items()}

    assert served == {s.full_name: set(s.methods_by_name) for s in SERVICES}


def test_a_client_without_protos_can_plan(server):
    """Reflection is enough for tools that were built without the contract."""
    client = reflector.GrpcReflectionClient()
    client.load_protocols(server.channel, symbols=["corridor.v1.PlanService"])
    stub = client.service_stub_class("corridor.v1.PlanService")(server.channel)
    request = client.message_class("corridor.v1.OptimizePlanRequest")
    content = plan_service_pb2.OptimizePlanRequest(dataset=line()).SerializeToString()

    response = stub.OptimizePlan(request.FromString(content), timeout=PATIENCE)

    assert MessageToDict(response)["termination"]["reason"] == (
        "TERMINATION_REASON_OPTIMAL"
    )


def test_limits_and_versions_are_published(server):
    """Clients can size their requests before they send them."""
    request = server_info_service_pb2.GetServerInfoRequest()

    info = server.info.GetServerInfo(request, timeout=PATIENCE)

    assert list(info.api_versions) == ["corridor.v1"]
    assert (info.solver, info.limits.worker_count) == ("HiGHS", 1)
    assert info.limits.max_request_bytes == 32 * 2**20
    assert info.components.python == ".".join(map(str, sys.version_info[:3]))


def test_a_message_beyond_the_limit_is_refused(server):
    """The transport refuses it before it is read, and the server goes on."""
    file = {"filename": "large.zip", "content": bytes(100 * 2**20)}
    request = plan_service_pb2.OptimizePlanRequest(file=file)

    with pytest.raises(grpc.RpcError) as error:
        server.plans.OptimizePlan(request, timeout=PATIENCE)

    assert error.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert health_of(server.channel) == health_pb2.HealthCheckResponse.SERVING


def test_a_taken_port_is_an_error(server, tmp_path):
    """Two servers on one port would share its calls without anyone knowing."""
    process = start(tmp_path / "log", "--address", server.address)
    out, _ = process.communicate(timeout=PATIENCE)

    assert (process.returncode, out) == (2, b"")
    assert (
        "the port is taken; stop the other server or choose another port"
        in (tmp_path / "log").read_text()
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server(tmp_path, number):
    """It exits with 0, and its workers are gone with it."""
    with running_server(tmp_path) as running:
        workers = wait_until(running.worker_ids)
        running.process.send_signal(number)
        out, _ = running.process.communicate(timeout=PATIENCE)

    assert (running.process.returncode, out) == (0, b"")
    assert workers
    assert not any(is_alive(pid) for pid in workers)


def test_workers_get_no_signals_that_are_for_the_server(tmp_path):
    """A supervisor that tells a whole group to end lets it finish what it was asked."""
    with running_server(tmp_path) as running:
        wait_until_ready(running)
        groups = {os.getpgid(worker) for worker in running.worker_ids()}

        assert groups
        assert os.getpgid(running.process.pid) not in groups


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends them at once")
def test_no_worker_outlives_a_server_that_is_killed(tmp_path):
    """Not in the middle of a solve of minutes either."""
    request = plan_service_pb2.OptimizePlanRequest(dataset=busy_ring(60, 1_000))
    process = start(tmp_path / "log", "--address", ANY_PORT, "--workers", "1")
    address = process.stdout.readline().decode().removeprefix("listening on ").strip()
    with grpc.insecure_channel(address) as channel:
        running = RunningServer(process, address, channel, tmp_path / "log")
        wait_until_ready(running)
        workers = running.worker_ids()
        call = running.plans.OptimizePlan.future(request, timeout=PATIENCE)
        with pytest.raises(grpc.FutureTimeoutError):
            call.result(timeout=SENDING)
        process.kill()
        process.communicate(timeout=PATIENCE)
        began = time.monotonic()
        wait_until(lambda: not any(is_alive(worker) for worker in workers))

        assert time.monotonic() - began < 1


def is_alive(pid):
    return bool(session_of(read(Path(f"/proc/{pid}/stat"))))


def test_a_stop_says_what_it_waits_for(tmp_path):
    """Whoever ends the server sees why it takes a while, and what became of a call."""
    request = plan_service_pb2.OptimizePlanRequest(dataset=busy_ring(60, 1_000))
    # Not a running server: gRPC itself logs a traceback for a call that it aborts.
    process = start(tmp_path / "log", "--address", ANY_PORT, "--workers", "1")
    address = process.stdout.readline().decode().split()[-1]
    with grpc.insecure_channel(address) as channel:
        stub = plan_service_pb2_grpc.PlanServiceStub(channel)
        call = stub.OptimizePlan.future(request, timeout=PATIENCE)
        time.sleep(SENDING)
        process.terminate()
        process.communicate(timeout=PATIENCE)
        error = call.exception(timeout=PATIENCE)
    log = (tmp_path / "log").read_text()

    assert error.code() is grpc.StatusCode.UNAVAILABLE
    assert "running calls: 1, waited for at most 10 s" in log
    assert "PlanService/OptimizePlan CANCELLED" in log


SENDING = 1
"""Seconds after which a request has come in."""


@pytest.mark.parametrize(
    ("program", "usage"),
    [("", "python -m optimizer serve"), ("corridor", "corridor serve")],
)
def test_the_usage_names_the_command_that_was_given(
    monkeypatch, capsys, program, usage
):
    """Who starts the server by another command can repeat what the usage says."""
    monkeypatch.delenv(PROGRAM_VARIABLE, raising=False)
    if program:
        monkeypatch.setenv(PROGRAM_VARIABLE, program)
    with pytest.raises(SystemExit):
        main(["serve", "--addres"])

    assert capsys.readouterr().err.startswith(f"usage: {usage} ")


@pytest.fixture
def socket_path():
    """A path short enough for a Unix socket."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder, "s")


def test_a_unix_socket_serves_and_goes(tmp_path, socket_path):
    """A private server leaves nothing behind, and no one can take its socket away."""
    address = f"unix:{socket_path}"
    with running_server(tmp_path, address=address) as running:
        second = start(tmp_path / "log", "--address", address)
        second.communicate(timeout=PATIENCE)

        assert second.returncode == 2
        assert "another server listens there" in (tmp_path / "log").read_text()
        assert health_of(running.channel) == health_pb2.HealthCheckResponse.SERVING

    assert not socket_path.exists()


def test_a_socket_that_nobody_serves_is_reused(tmp_path, socket_path):
    """A server that was killed must not keep the next one from starting."""
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(socket_path))

    with running_server(tmp_path, address=f"unix:{socket_path}") as running:
        assert health_of(running.channel) == health_pb2.HealthCheckResponse.SERVING


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--workers", "0"], "no count from 1"),
        (["--datasets", "nowhere"], "--datasets: 'nowhere' is no folder"),
        (["--address", "localhost:70000"], "has no port that exists"),
        (["--address", "localhost"], "write HOST:PORT"),
        (["--address", "unix:"], "no path"),
        (["--address", "unix:/no/where/s"], "there is no directory /no/where"),
        (["--address", "no-host.invalid:0"], "'no-host.invalid' is unknown"),
    ],
)
def test_a_bad_option_is_refused(tmp_path, arguments, complaint):
    """Exit code 2 and a sentence, before anything is started."""
    process = start(tmp_path / "log", *arguments)
    process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    assert complaint in (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    ("modules", "unwanted"),
    [
        (["optimizer.service.command"], {"pulp", "highspy", "numpy", "scipy"}),
        (
            [
                "optimizer.service.work",
                "optimizer.service.plan_work",
                "optimizer.service.dataset_work",
                "optimizer.service.tariff_check_work",
                "optimizer.analysis.planning",
            ],
            {"grpc"},
        ),
    ],
    ids=["server", "worker"],
)
def test_a_process_loads_only_what_it_may(modules, unwanted):
    """The server must stay light, and a worker must not start gRPC's threads."""
    first = "import sys, optimizer.service.work as work; "
    prepare = "work.leave_out_grpc(); " if "grpc" in unwanted else ""
    code = f"{first}{prepare}import {', '.join(modules)}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout.split()

    assert unwanted.isdisjoint(loaded)
