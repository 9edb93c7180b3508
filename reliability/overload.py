"""Three times the calls that a server can do."""

import asyncio
import statistics
from collections import Counter

import grpc
from corridor_client.channels import CHANNEL_OPTIONS

from benchmarks.targets import Measured, Report, Target
from reliability.callers import Ended, at_a_rate, plan, seconds_of_a_plan
from reliability.servers import running_server

TIMES = 3
"""Calls for each that can be done."""

REFUSAL = Target(
    what="refusals under overload, 99 of 100 within", unit="ms", at_least=20
)
HINTS = Target(what="refusals without a hint when to come back", at_least=0)
OTHERS = Target(what="calls that ended otherwise than planned or refused", at_least=0)
RECOVERED = Target(what="calls of the stock client that failed afterwards", at_least=0)
_ARGUMENTS = ("--workers", "1", "--queue", "4")
_AFTERWARDS = 10


def run(*, is_short: bool) -> Report:
    """Overload a server for a minute, or in short for five seconds."""
    with running_server(*_ARGUMENTS) as server:
        seconds = 5.0 if is_short else 60.0
        took, ended, after = asyncio.run(_overloaded(server.address, seconds))
        is_alive = server.process.poll() is None
    counts = Counter(each.reason or "planned" for each in ended)
    refused = [each for each in ended if each.reason == "QUEUE_FULL"]
    yield f"a plan takes {took * 1e3:.1f} ms; {len(ended)} calls in {seconds:g} s"
    yield ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    others = len(ended) - len(refused) - counts["planned"]
    if refused:
        milliseconds = sorted(each.seconds * 1e3 for each in refused)
        yield (
            f"refused within {statistics.median(milliseconds):.1f} ms in the middle, "
            f"{milliseconds[-1]:.1f} ms at most"
        )
        yield Measured(REFUSAL, milliseconds[int(len(milliseconds) * 0.99)])
        yield Measured(HINTS, sum(not each.has_hint for each in refused))
    yield Measured(OTHERS, others + (not is_alive))
    yield Measured(RECOVERED, sum(bool(each.reason) for each in after))


async def _overloaded(
    address: str, seconds: float
) -> tuple[float, list[Ended], list[Ended]]:
    """Return what a plan takes, how calls ended, and those of a stock client after."""
    async with grpc.aio.insecure_channel(address) as channel:
        took = await seconds_of_a_plan(channel, 10)
        ended = await at_a_rate(channel, TIMES / took, seconds)
    async with grpc.aio.insecure_channel(address, options=CHANNEL_OPTIONS) as channel:
        after = await asyncio.gather(*(plan(channel) for _ in range(_AFTERWARDS)))
    return took, ended, after
