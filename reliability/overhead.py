"""What a call costs beyond the work itself.

The same plan of the reference dataset is made in turns by the very function that workers
do, in a process that is made ready as theirs are, from the bytes of the request to those of
the answer; and by a server. Each knows the dataset from calls before.
"""

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

import grpc
from corridor.v1 import plan_service_pb2, plan_service_pb2_grpc
from corridor_client import Client

from benchmarks.targets import Measured, Report, Target
from optimizer.service import plan_work
from optimizer.service.dataset_sources import FolderSource
from optimizer.service.deadlines import Deadline
from optimizer.service.logs import LogStyle
from optimizer.service.settings import shipped_datasets
from optimizer.service.work import prepare_worker
from reliability.callers import CALL_SECONDS, REFERENCE
from reliability.servers import running_server

UNIX = Target(
    what="plan by a call over a Unix socket, beyond the work",
    unit="ms",
    at_least=5,
    aim=2,
)
TCP = Target(
    what="plan by a call over TCP on the machine, beyond the work",
    unit="ms",
    at_least=5,
    aim=2,
)
ROUNDS = 200
SHORT_ROUNDS = 15
_WARM_UP_ROUNDS = 10

type Timed = Callable[[], float]
"""Makes a plan; returns the seconds that it took."""


def run(*, is_short: bool) -> Report:
    """Plan in turns 200 times each way, or in short 15 times."""
    rounds = SHORT_ROUNDS if is_short else ROUNDS
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ways = {
            "in process": stack.enter_context(_in_process()),
            "Unix socket": stack.enter_context(_by_call(f"unix:{folder}/server")),
            "TCP": stack.enter_context(_by_call("127.0.0.1:0")),
            "TCP, client": stack.enter_context(_by_client()),
        }
        taken = _in_turns(ways, rounds)
    medians = {name: statistics.median(times) * 1e3 for name, times in taken.items()}
    for name, milliseconds in medians.items():
        yield f"{name:<12} {milliseconds:8.2f} ms in the middle of {rounds}"
    yield Measured(UNIX, _beyond(taken["Unix socket"], taken["in process"]))
    yield Measured(TCP, _beyond(taken["TCP"], taken["in process"]))


def _beyond(calls: list[float], work: list[float]) -> float:
    """Return the milliseconds that calls take more, in the middle of all rounds."""
    more = [call - alone for call, alone in zip(calls, work, strict=True)]
    return statistics.median(more) * 1e3


def _in_turns(ways: dict[str, Timed], rounds: int) -> dict[str, list[float]]:
    """Plan each way in turns, so that what else the machine does meets all alike.

    Each round begins with another way, as the one after a pause is slower.
    """
    for _ in range(_WARM_UP_ROUNDS):
        for timed in ways.values():
            timed()
    names = list(ways)
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            taken[name].append(ways[name]())
    return taken


@contextmanager
def _in_process() -> Iterator[Timed]:
    """Plan in a process that is ready as a worker's, and measured there."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there,), daemon=True)
    process.start()

    def timed() -> float:
        here.send("plan")
        seconds: float = here.recv()
        return seconds

    with closing(here):
        yield timed
        here.send("")
        process.join()


def _work(asked: Connection) -> None:
    """Make a plan whenever asked, as a worker does."""
    _, reports_to = multiprocessing.Pipe(duplex=False)
    prepare_worker(reports_to, 0, LogStyle(), is_spare=False)
    source = FolderSource(shipped_datasets() / REFERENCE.partition("/")[2])
    request = plan_service_pb2.OptimizePlanRequest(dataset_name=REFERENCE)
    while asked.recv():
        started = time.perf_counter()
        content = request.SerializeToString()
        plan_work.optimize_plan(content, source, Deadline.after(CALL_SECONDS))
        asked.send(time.perf_counter() - started)


@contextmanager
def _by_call(address: str) -> Iterator[Timed]:
    """Plan by the generated stub, from a request to an answer as messages."""
    request = plan_service_pb2.OptimizePlanRequest(dataset_name=REFERENCE)
    with (
        running_server("--workers", "1", address=address) as server,
        grpc.insecure_channel(server.address) as channel,
    ):
        stub = cast("Any", plan_service_pb2_grpc.PlanServiceStub(channel))

        def timed() -> float:
            started = time.perf_counter()
            stub.OptimizePlan(request, timeout=CALL_SECONDS)
            return time.perf_counter() - started

        yield timed


@contextmanager
def _by_client() -> Iterator[Timed]:
    """Plan by the client, which turns the answer into its own records."""
    with (
        running_server("--workers", "1") as server,
        Client(server.address, timeout=timedelta(seconds=CALL_SECONDS)) as client,
    ):

        def timed() -> float:
            started = time.perf_counter()
            client.optimize_plan(REFERENCE)
            return time.perf_counter() - started

        yield timed
