"""Servers in processes of their own, for integration tests."""

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from corridor.v1 import (
    dataset_service_pb2_grpc,
    plan_service_pb2_grpc,
    server_info_service_pb2_grpc,
    tariff_service_pb2_grpc,
)
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from processes import wait_until

ANY_PORT = "127.0.0.1:0"
PATIENCE = 30
"""Seconds after which a test gives up waiting."""

PLANNING = "corridor.v1.PlanService"
"""A service that solves."""


@dataclass
class RunningServer:
    """A server that listens."""

    process: subprocess.Popen
    address: str
    channel: grpc.Channel
    log: Path

    def __post_init__(self):
        self.plans = plan_service_pb2_grpc.PlanServiceStub(self.channel)
        self.datasets = dataset_service_pb2_grpc.DatasetServiceStub(self.channel)
        self.tariffs = tariff_service_pb2_grpc.TariffServiceStub(self.channel)
        self.info = server_info_service_pb2_grpc.ServerInfoServiceStub(self.channel)

    def worker_ids(self):
        """Process ids of its workers."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        children = [c for t in threads for c in (t / "children").read_text().split()]
        return [
            int(child)
            for child in children
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]


def start(log, *arguments):
    """Start the command that serves; its log goes to a file."""
    command = [sys.executable, "-W", "error", "-m", "optimizer", "serve", *arguments]
    if "--database" not in arguments:
        command += ["--database", "memory"]
    with log.open("wb") as stream:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stream)


@contextmanager
def running_server(folder, *arguments, address=ANY_PORT):
    """Run a server, by default with one worker, until the block ends."""
    log = folder / "server.log"
    process = start(log, "--address", address, "--workers", "1", *arguments)
    try:
        line = process.stdout.readline().decode()
        assert line.startswith("listening on "), log.read_text()
        address = line.removeprefix("listening on ").strip()
        with grpc.insecure_channel(address) as channel:
            yield RunningServer(process, address, channel, log)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert "Traceback" not in log.read_text(), log.read_text()


def health_of(server, service=PLANNING):
    """What a running server says of a service."""
    stub = health_pb2_grpc.HealthStub(server.channel)
    request = health_pb2.HealthCheckRequest(service=service)
    return stub.Check(request, timeout=PATIENCE).status


def wait_until_ready(server):
    """Wait until a self-test of a running server has passed."""
    serving = health_pb2.HealthCheckResponse.SERVING
    wait_until(lambda: health_of(server) == serving)


def reason_of(error):
    """Code and stable reason of a call's error, and the facts that come with it."""
    status = rpc_status.from_call(error)
    info = detail_of(status, error_details_pb2.ErrorInfo)
    assert info.domain == "corridor"
    return error.code().name, info.reason, dict(info.metadata)


def detail_of(status, kind):
    """The detail of that kind; an empty one where there is none."""
    detail = kind()
    for packed in status.details:
        packed.Unpack(detail)
    return detail
