"""A server that is told to end and started again, while it is called."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from threading import Event

from corridor_client import AsyncClient, Client, CorridorError, QuoteQuery

from benchmarks.targets import Measured, Report, Target
from reliability.callers import REFERENCE
from reliability.servers import ANY_PORT, running_server

FAILED = Target(what="calls of the shipped clients that restarts fail", at_least=0)
_CALLERS = frozenset({"plan", "other plan", "quote", "list"})
_RUNNING_SECONDS = 2.0
_PAUSE_SECONDS = 0.01
_PATIENCE_SECONDS = 60.0
_QUERY = QuoteQuery(
    origin_node_id="CN_XIA",
    destination_node_id="GE_PTI",
    commodity_id="container-40",
    quantity=Decimal(100),
    day=date(2025, 6, 1),
)


@dataclass
class _Load:
    """Callers that call again and again, and what came of it.

    Attributes
    ----------
    address
        Of the server.
    seconds
        What each call took.
    failures
        Errors of those that failed.
    answered
        Which callers were answered since they were last asked after.
    is_over
        Whether to call no more.
    has_ended
        Whether the last calls have ended.
    """

    address: str = ""
    seconds: list[float] = field(default_factory=list)
    failures: list[CorridorError] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    is_over: Event = field(default_factory=Event)
    has_ended: Event = field(default_factory=Event)

    async def plan(self, caller: str) -> None:
        """Plan by the client to await."""
        async with AsyncClient(self.address) as client:
            while not self.is_over.is_set():
                with self._measured(caller):
                    await client.optimize_plan(REFERENCE)

    def quote(self) -> None:
        """Quote by the client that waits."""
        with Client(self.address) as client:
            while not self.is_over.wait(_PAUSE_SECONDS):
                with self._measured("quote"):
                    client.quote(REFERENCE, _QUERY)

    def list_datasets(self) -> None:
        """List datasets by the client that waits."""
        with Client(self.address) as client:
            while not self.is_over.wait(_PAUSE_SECONDS):
                with self._measured("list"):
                    client.list_datasets()

    def wait(self) -> None:
        """Wait until every caller has been answered again, and a little longer."""
        self.answered.clear()
        ends_at = time.monotonic() + _PATIENCE_SECONDS
        while self.answered != _CALLERS and time.monotonic() < ends_at:
            time.sleep(_PAUSE_SECONDS)
        time.sleep(_RUNNING_SECONDS)

    @contextmanager
    def _measured(self, caller: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        except CorridorError as error:
            self.failures.append(error)
        else:
            self.answered.add(caller)
        self.seconds.append(time.perf_counter() - started)


def run(*, is_short: bool) -> Report:
    """Restart a server under load ten times, in short three times."""
    count = 3 if is_short else 10
    load = asyncio.run(_restarted(count))
    yield (
        f"{len(load.seconds)} calls over {count} restarts; the slowest took "
        f"{max(load.seconds):.1f} s"
    )
    for text, number in Counter(map(str, load.failures)).most_common():
        yield f"{number} failed: {text}"
    yield Measured(FAILED, len(load.failures))


async def _restarted(count: int) -> _Load:
    """Call while a server is restarted that many times."""
    loop = asyncio.get_running_loop()
    listening: asyncio.Future[None] = loop.create_future()
    load = _Load()

    def serve() -> None:
        address = ANY_PORT
        try:
            for number in range(count + 1):
                with running_server("--workers", "2", address=address) as server:
                    address = server.address
                    if number == 0:
                        load.address = address
                        loop.call_soon_threadsafe(listening.set_result, None)
                    load.wait()
                    if number == count:
                        load.is_over.set()
                        load.has_ended.wait(_PATIENCE_SECONDS)
        finally:
            load.is_over.set()

    serving = asyncio.create_task(asyncio.to_thread(serve))
    begun: set[asyncio.Future[None]] = {serving, listening}
    await asyncio.wait(begun, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
    await asyncio.gather(
        load.plan("plan"),
        load.plan("other plan"),
        asyncio.to_thread(load.quote),
        asyncio.to_thread(load.list_datasets),
    )
    load.has_ended.set()
    await serving
    return load
