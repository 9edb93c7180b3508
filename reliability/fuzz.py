"""Ten thousand hostile messages and files against one server."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import grpc
from corridor.v1 import plan_service_pb2

from benchmarks.targets import Measured, Report, Target
from reliability.callers import CALL_SECONDS, REFERENCE
from reliability.fuzzing.callers import (
    GRACE_SECONDS,
    OPTIONS,
    Heartbeat,
    Judged,
    answers_of,
    judged,
)
from reliability.fuzzing.hostile_files import prepare_bombs
from reliability.fuzzing.kept import keep
from reliability.fuzzing.making import CaseMaker
from reliability.fuzzing.ready import made_ready
from reliability.fuzzing.rpcs import every_rpc
from reliability.fuzzing.verdicts import Fault
from reliability.servers import RunningServer, running_server

CASES = 10_000
SHORT_CASES = 260

SEED = 20_251_128
"""Of all cases: every run sends the same."""

CRASHES = Target(what="hostile requests after which the server is gone", at_least=0)
HANGS = Target(
    what="hostile requests without an answer 2 s past the deadline", at_least=0
)
INTERNAL = Target(what="hostile requests answered INTERNAL or UNKNOWN", at_least=0)
NO_REASON = Target(what="errors without a reason, gRPC's own apart", at_least=0)
TRACEBACKS = Target(what="tracebacks in the log", at_least=0)
BEAT = Target(what="slowest server info meanwhile", unit="s", at_least=GRACE_SECONDS)
HELD_UP = Target(
    what="longest time the callers held themselves up", unit="s", at_least=GRACE_SECONDS
)
"""Beyond it a call that was answered may be taken for one without an end."""
CHANGED = Target(what="plans of the reference that cost another amount", at_least=0)
_CALLERS = 8
_WORKERS = 2
_CASES_AN_OPERATION = 25
_MOST_OPERATIONS = 80
_SHOWN = 20


@dataclass
class _Run:
    """What came of a run."""

    costs: list[bytes]
    ended: list[Judged] = field(default_factory=list)
    slowest_beat_seconds: float = 0.0
    held_up_seconds: float = 0.0


def run(*, is_short: bool) -> Report:
    """Send 10,000 cases, or in short 260."""
    count = SHORT_CASES if is_short else CASES
    prepare_bombs()
    started = time.perf_counter()
    with running_server("--workers", str(_WORKERS)) as server:
        result = asyncio.run(_fuzzed(server, count))
        is_alive = server.process.poll() is None
        log = server.logged()
    seconds = time.perf_counter() - started
    yield f"{len(result.ended)} cases of seed {SEED} in {seconds:.0f} s"
    yield from _outcomes(result.ended)
    faults = Counter(each.verdict.fault for each in result.ended)
    yield Measured(CRASHES, faults[Fault.GONE] + (not is_alive))
    yield Measured(HANGS, faults[Fault.HUNG])
    yield Measured(INTERNAL, faults[Fault.INTERNAL] + faults[Fault.UNREADABLE])
    yield Measured(NO_REASON, faults[Fault.NO_REASON])
    yield Measured(TRACEBACKS, log.count("Traceback (most recent call last)"))
    yield Measured(BEAT, result.slowest_beat_seconds)
    yield Measured(HELD_UP, result.held_up_seconds)
    yield Measured(CHANGED, len(set(result.costs)) - 1)


async def _fuzzed(server: RunningServer, count: int) -> _Run:
    async with grpc.aio.insecure_channel(server.address, options=OPTIONS) as channel:
        operation_count = min(count // _CASES_AN_OPERATION, _MOST_OPERATIONS)
        names = await made_ready(channel, operation_count)
        result = _Run([await _cost(channel)])
        beat = Heartbeat(server.address)
        beating = asyncio.create_task(beat.run())
        numbers = iter(range(count))
        with CaseMaker(SEED, names) as maker:
            callers = (
                _caller(channel, numbers, maker, result) for _ in range(_CALLERS)
            )
            await asyncio.gather(*callers)
        beat.stop()
        await beating
        result.slowest_beat_seconds = beat.slowest_seconds
        result.held_up_seconds = beat.held_up_seconds
        result.costs.append(await _cost(channel))
    return result


async def _caller(
    channel: grpc.aio.Channel, numbers: Iterator[int], maker: CaseMaker, result: _Run
) -> None:
    """Send one case after another, until there is none or the server is gone."""
    for number in numbers:
        ended = await judged(channel, await maker.made(number))
        result.ended.append(ended)
        if ended.verdict.fault is Fault.GONE:
            return


async def _cost(channel: grpc.aio.Channel) -> bytes:
    """Return what the reference costs, as it is sent."""
    request = plan_service_pb2.OptimizePlanRequest(dataset_name=REFERENCE)
    (rpc,) = (rpc for rpc in every_rpc() if rpc.name.endswith("/OptimizePlan"))
    content = request.SerializeToString()
    (answer,) = await answers_of(channel, rpc, content, CALL_SECONDS)
    plan = plan_service_pb2.OptimizePlanResponse.FromString(answer).plan
    cost: bytes = plan.total_cost.SerializeToString(deterministic=True)
    return cost


def _outcomes(ended: list[Judged]) -> Iterator[str]:
    """Say how calls ended, and keep those that went wrong."""
    counts = Counter(each.verdict.outcome for each in ended)
    yield ", ".join(f"{name} {count}" for name, count in counts.most_common())
    wrong = [each for each in ended if each.verdict.fault]
    commands = [keep(each) for each in wrong]
    for each, command in list(zip(wrong, commands, strict=True))[:_SHOWN]:
        verdict = each.verdict
        yield f"{each.case.rpc.name} ({each.case.kind}): {verdict.fault}"
        yield f"    {verdict.detail}; repeat it with {command}"
