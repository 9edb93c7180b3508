"""Workers that die under load, and calls that are given up."""

import asyncio
import os
import random
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import grpc
from corridor.v1 import dataset_pb2, plan_service_pb2, plan_service_pb2_grpc
from corridor_client import AsyncClient

from benchmarks.targets import Measured, Report, Target
from reliability.callers import REFERENCE, Ended, plan
from reliability.servers import RunningServer, running_server

FAILED = Target(what="calls that a killed worker fails, at most", at_least=1)
UNCLEAR = Target(what="such calls that fail without a clear reason", at_least=0)
BACK = Target(what="slowest return of a killed worker", unit="s", at_least=1)
STOPPED = Target(
    what="slowest end of a solve after its cancellation", unit="ms", at_least=500
)
LATE = Target(
    what="slowest end of work after the deadline of its call", unit="ms", at_least=500
)
SLOWEST = 2
"""Bound of the slowest plan that comes next, to the slowest of as many undisturbed ones.
On a machine of two processors, the times of those differ by as much among themselves."""
MIDDLE = 1.5
"""Bound of the median plan that comes next, to the median of the undisturbed ones."""
WORKERS = 2
_CALLERS = 4
_STEP_SECONDS = 0.005
_PATIENCE_SECONDS = 10.0
_START_SECONDS = 3.0
_WORKING_SECONDS = 0.1
_DEADLINE_SECONDS = 1.5
_DEMAND_COUNT = 120_000
"""So many that reading and building never end in time."""
_PAUSE_SECONDS = 1.5
_FRESH = ("--workers", "1", "--worker-tasks", "1")
"""A server whose every plan is the first of its process."""


@dataclass
class _Load:
    """Callers that call again and again."""

    address: str
    ended: list[Ended] = field(default_factory=list)
    is_over: bool = False

    async def run(self) -> None:
        async with grpc.aio.insecure_channel(self.address) as channel:
            while not self.is_over:
                self.ended.append(await plan(channel))


@dataclass
class _Plans:
    """Seconds of plans that come after lost work, and of as many that do not.

    Each is the first of its process, and processes have time to start between them.
    """

    undisturbed: list[float] = field(default_factory=list)
    following: list[float] = field(default_factory=list)

    async def make_undisturbed(self, channel: grpc.aio.Channel) -> None:
        """Make a plan when nothing is lost."""
        await self._make(self.undisturbed, channel)

    async def make_next(self, channel: grpc.aio.Channel) -> None:
        """Make a plan just after work was lost."""
        await self._make(self.following, channel)

    async def _make(self, seconds: list[float], channel: grpc.aio.Channel) -> None:
        seconds.append((await plan(channel)).seconds)
        await asyncio.sleep(_PAUSE_SECONDS)

    def report(self, loss: str) -> Report:
        """Tell how the ones compare with the others."""
        for name, bound, of in (
            ("median", MIDDLE, statistics.median),
            ("slowest", SLOWEST, max),
        ):
            what = f"next plan after {loss} to an undisturbed one, {name} of each"
            target = Target(what=what, unit="times", at_least=bound)
            yield Measured(target, of(self.following) / of(self.undisturbed))


def run(*, is_short: bool) -> Report:
    """Kill workers under load, cancel calls, let their time run out; few in short."""
    count = 3 if is_short else 20
    with running_server("--workers", str(WORKERS)) as server:
        load, failures, seconds = asyncio.run(_killed(server, count))
    reasons = Counter(each.reason or "planned" for each in load.ended)
    yield ", ".join(f"{name} {number}" for name, number in sorted(reasons.items()))
    failed = [each.reason for each in load.ended if each.reason]
    yield Measured(FAILED, max(failures))
    yield Measured(UNCLEAR, sum(reason != "WORKER_CRASHED" for reason in failed))
    yield Measured(BACK, max(seconds))
    with running_server(*_FRESH) as server:
        stopped, plans = asyncio.run(_cancelled(server, count))
    yield Measured(STOPPED, max(stopped) * 1e3)
    yield from plans.report("a cancellation")
    with running_server(*_FRESH) as server:
        late, plans = asyncio.run(_out_of_time(server, count))
    yield Measured(LATE, max(late) * 1e3)
    yield from plans.report("a deadline")


async def _killed(
    server: RunningServer, count: int
) -> tuple[_Load, list[int], list[float]]:
    """Return the load, and for each kill the calls that failed and the seconds."""
    load = _Load(server.address)
    callers = [asyncio.create_task(load.run()) for _ in range(_CALLERS)]
    await asyncio.sleep(_START_SECONDS)
    whole = len(server.worker_ids())
    draw = random.Random(1)  # noqa: S311 - which worker dies is no secret
    failures, seconds = [], []
    for _ in range(count):
        before = sum(bool(each.reason) for each in load.ended)
        victim = draw.choice(sorted(server.worker_ids()))
        os.kill(victim, signal.SIGKILL)
        seconds.append(await _until(partial(_is_whole, server, victim, whole)))
        await asyncio.sleep(_PAUSE_SECONDS)
        failures.append(sum(bool(each.reason) for each in load.ended) - before)
    load.is_over = True
    await asyncio.gather(*callers)
    return load, failures, seconds


def _is_whole(server: RunningServer, victim: int, count: int) -> bool:
    workers = server.worker_ids()
    return victim not in workers and len(workers) >= count


def _has_lost(server: RunningServer, before: set[int]) -> bool:
    return not before <= server.worker_ids()


async def _cancelled(server: RunningServer, count: int) -> tuple[list[float], _Plans]:
    """Return what ends took, and what the next plans and undisturbed ones did."""
    stopped, plans = [], _Plans()
    async with (
        grpc.aio.insecure_channel(server.address) as channel,
        AsyncClient(server.address) as client,
    ):
        await asyncio.sleep(_START_SECONDS)
        await plan(channel)
        for _ in range(count):
            await plans.make_undisturbed(channel)
            before = server.worker_ids()
            call = asyncio.create_task(client.find_expansions(REFERENCE))
            await asyncio.sleep(_WORKING_SECONDS)
            call.cancel()
            stopped.append(await _until(partial(_has_lost, server, before)))
            await plans.make_next(channel)
    return stopped, plans


async def _out_of_time(server: RunningServer, count: int) -> tuple[list[float], _Plans]:
    """Return by what work outlived its deadline, and what plans did as above."""
    late, plans = [], _Plans()
    async with (
        grpc.aio.insecure_channel(server.address) as channel,
        AsyncClient(server.address) as client,
    ):
        stub = cast("Any", plan_service_pb2_grpc.PlanServiceStub(channel))
        large = _enlarged((await client.get_dataset(REFERENCE)).dataset)
        request = plan_service_pb2.OptimizePlanRequest(dataset=large)
        await asyncio.sleep(_START_SECONDS)
        await plan(channel)
        for _ in range(count):
            await plans.make_undisturbed(channel)
            before = server.worker_ids()
            started = time.perf_counter()
            try:
                await stub.OptimizePlan(request, timeout=_DEADLINE_SECONDS)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.DEADLINE_EXCEEDED:
                    raise
            await _until(partial(_has_lost, server, before))
            late.append(time.perf_counter() - started - _DEADLINE_SECONDS)
            await plans.make_next(channel)
    return late, plans


def _enlarged(dataset: dataset_pb2.Dataset) -> dataset_pb2.Dataset:
    """Add demands to a dataset, each like one that it has."""
    known = list(dataset.demands)
    for number in range(_DEMAND_COUNT):
        demand = dataset.demands.add()
        demand.CopyFrom(known[number % len(known)])
        demand.demand_id = f"more-{number}"
    return dataset


async def _until(holds: Callable[[], bool]) -> float:
    """Return after how many seconds something holds."""
    started = time.perf_counter()
    while not holds():
        await asyncio.sleep(_STEP_SECONDS)
        if time.perf_counter() - started > _PATIENCE_SECONDS:
            break
    return time.perf_counter() - started
