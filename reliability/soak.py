"""Mixed calls for ten minutes, and what the server holds after them."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import grpc

from benchmarks.targets import Measured, Report, Target
from reliability.growth import (
    after_warm_up,
    lasting_growth,
    slope_per_10_000_calls,
)
from reliability.mixed_calls import CHEAP, DEAR, Caller
from reliability.processes import Holding, holding_of, largest_memory_mib
from reliability.servers import RunningServer, running_server

SECONDS = 600.0
SHORT_SECONDS = 20.0

MEMORY = Target(
    what="memory of the server, growth in 10,000 calls", unit="MiB", at_least=1
)
FILES = Target(
    what="open files of the server, lasting growth", unit="files", at_least=0
)
THREADS = Target(
    what="threads of the server, lasting growth", unit="threads", at_least=0
)
OTHERS = Target(what="mixed calls that ended otherwise than meant", at_least=0)
_CALLERS = (CHEAP, CHEAP, DEAR, DEAR)
_WORKERS = 2
_SAMPLES = 400
_WARM_UP_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class _Sample:
    """What was held after how many calls."""

    call_count: int
    dear_count: int
    server: Holding
    worker_mib: float


def run(*, is_short: bool) -> Report:
    """Call for ten minutes, or in short for twenty seconds."""
    seconds = SHORT_SECONDS if is_short else SECONDS
    with running_server("--workers", str(_WORKERS)) as server:
        samples, unexpected = asyncio.run(_soaked(server, seconds))
    kept = after_warm_up(samples)
    first, last = kept[0], kept[-1]
    counts = [sample.call_count for sample in kept]
    yield (
        f"{last.call_count:,} calls in {seconds:g} s, {last.dear_count:,} of them dear; "
        f"the first {first.call_count:,} are warm-up"
    )
    yield (
        f"server from {first.server.memory_mib:.1f} to {last.server.memory_mib:.1f} MiB, "
        f"largest worker from {first.worker_mib:.1f} to {last.worker_mib:.1f} MiB, "
        f"{slope_per_10_000_calls(counts, [s.worker_mib for s in kept]):.2f} MiB in "
        "10,000 calls"
    )
    for what, count in Counter(unexpected).most_common():
        yield f"{what}: {count} times"
    yield from _grown(first.server, last.server)
    memory = [sample.server.memory_mib for sample in kept]
    yield Measured(MEMORY, slope_per_10_000_calls(counts, memory))
    yield Measured(FILES, lasting_growth([s.server.file_count for s in kept]))
    yield Measured(THREADS, lasting_growth([s.server.thread_count for s in kept]))
    yield Measured(OTHERS, len(unexpected))


def _grown(first: Holding, last: Holding) -> Iterator[str]:
    """Say of what files there are more at the end."""
    for kind, count in sorted(last.files.items()):
        more = count - first.files.get(kind, 0)
        if more > 0:
            yield f"{more} more of {kind} open at the end"


async def _soaked(
    server: RunningServer, seconds: float
) -> tuple[list[_Sample], list[str]]:
    """Return samples over time, and how calls ended that should not have."""
    channels = [grpc.aio.insecure_channel(server.address) for _ in _CALLERS]
    # Each caller has a draw of its own, so that all do not do the same at a time.
    callers = [
        Caller(channel, sorts, Random(number))  # noqa: S311 - no secret
        for number, (channel, sorts) in enumerate(zip(channels, _CALLERS, strict=True))
    ]
    # All at once, so that pools of threads have the size that they grow to.
    rounds = [caller for caller in callers for _ in range(_WARM_UP_ROUNDS)]
    await asyncio.gather(*(caller.call_each() for caller in rounds))
    ends = time.monotonic() + seconds
    calling = [
        asyncio.create_task(caller.call_on(lambda: time.monotonic() >= ends))
        for caller in callers
    ]
    samples = []
    while time.monotonic() < ends:
        await asyncio.sleep(seconds / _SAMPLES)
        samples.append(_sample(server, callers))
    await asyncio.gather(*calling)
    await asyncio.gather(*(channel.close() for channel in channels))
    return samples, [each for caller in callers for each in caller.unexpected]


def _sample(server: RunningServer, callers: list[Caller]) -> _Sample:
    return _Sample(
        call_count=sum(caller.call_count for caller in callers),
        dear_count=sum(caller.call_count for caller in callers if caller.is_dear),
        server=holding_of(server.process.pid),
        worker_mib=largest_memory_mib(server.worker_ids()),
    )
