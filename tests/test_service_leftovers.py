"""However a solve ends, nothing of it stays: no process, file, thread or memory."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
from corridor.v1 import plan_service_pb2
from lines import busy_ring, line
from processes import wait_until
from serving import PATIENCE, running_server

pytestmark = pytest.mark.integration

ROUNDS = 3

WORKERS_AT_REST = 3
"""The one that the server was asked for, and its spare ones."""

ALLOWED_GROWTH_MB = 16
"""What allocators and caches may keep after some rounds of every ending."""


@dataclass(frozen=True)
class Footprint:
    """What a server holds."""

    worker_count: int
    thread_count: int
    open_files: int
    resident_mb: float


def footprint(server):
    folder = Path(f"/proc/{server.process.pid}")
    pages = int((folder / "statm").read_text().split()[1])
    return Footprint(
        worker_count=len(server.worker_ids()),
        thread_count=len(list((folder / "task").iterdir())),
        open_files=len(list((folder / "fd").iterdir())),
        resident_mb=pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
    )


def plan(server, dataset, timeout=PATIENCE, **options):
    request = plan_service_pb2.OptimizePlanRequest(dataset=dataset)
    if options:
        request.options.time_limit.nanos = options["nanos"]
    return server.plans.OptimizePlan.future(request, timeout=timeout)


def taken_up(server, busy):
    """Begin a call once a worker is there for it, and let the worker get into it."""
    at_rest(server)
    call = plan(server, busy)
    with pytest.raises(grpc.FutureTimeoutError):
        call.result(timeout=1)
    return call


def cancelled(server, busy):
    taken_up(server, busy).cancel()


def killed(server, busy):
    call = taken_up(server, busy)
    for worker in server.worker_ids():
        os.kill(worker, signal.SIGKILL)
    assert call.exception(timeout=PATIENCE).code() is grpc.StatusCode.INTERNAL


def out_of_time(server, busy):
    error = plan(server, busy, timeout=0.5).exception(timeout=PATIENCE)
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def limited(server, _busy):
    assert plan(server, busy_ring(20, 20), nanos=1000).result().termination.limit


ENDINGS = (cancelled, killed, out_of_time, limited)


def round_of(server, busy):
    """End a solve in every way, each followed by a call that must be answered."""
    for end in ENDINGS:
        end(server, busy)
        assert plan(server, line()).result().HasField("plan")


def at_rest(server):
    """The footprint once the worker and its spare ones wait."""
    wait_until(lambda: len(server.worker_ids()) == WORKERS_AT_REST)
    return footprint(server)


def test_nothing_of_a_solve_that_was_ended_stays(tmp_path, monkeypatch):
    """After the first round, which fills caches, rounds leave the server as it was."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    busy = busy_ring(60, 500)
    with running_server(tmp_path) as server:
        assert plan(server, line()).result().HasField("plan")
        round_of(server, busy)
        before = at_rest(server)
        for _ in range(ROUNDS):
            round_of(server, busy)
        after = at_rest(server)
        workers = server.worker_ids()

    assert after.thread_count <= before.thread_count + 1
    assert after.open_files <= before.open_files
    assert after.resident_mb <= before.resident_mb + ALLOWED_GROWTH_MB
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    assert list(scratch.iterdir()) == []
