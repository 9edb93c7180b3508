"""All that the server tells of itself, as far as its settings ask for it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from optimizer.errors import OptimizerError
from optimizer.service.operations.record import State
from optimizer.service.reception import Observer
from optimizer.service.settings import Settings
from optimizer.service.telemetry.sources import Sources
from optimizer.service.work_watch import Loss, Turn

if TYPE_CHECKING:
    from optimizer.service.telemetry.admin import AdminServer
    from optimizer.service.telemetry.metrics import Metrics
    from optimizer.service.telemetry.traces import Traces

OPERATIONS_SECONDS = 10.0
"""Time after which operations are counted again."""


class Telemetry:
    """Metrics where there is an address for them, traces where there is one for those.

    OpenTelemetry takes a while to load, so it is loaded only where it is asked for.

    Parameters
    ----------
    settings
        How the server is started.

    Raises
    ------
    CannotTraceError
        When traces are asked for and the package for them is missing.
    """

    def __init__(self, settings: Settings) -> None:
        self._address = settings.admin_address
        self._metrics = None if self._address is None else _new_metrics()
        endpoint = settings.trace_endpoint
        self._traces = None if endpoint is None else _new_traces(endpoint)
        self._told: tuple[Metrics | Traces, ...] = tuple(
            each for each in (self._traces, self._metrics) if each is not None
        )
        self._admin: AdminServer | None = None
        self._counting: asyncio.Task[None] | None = None

    @property
    def observers(self) -> Sequence[Observer]:
        """Who is told of calls, the outermost first."""
        return self._told

    def waited(self, turn: Turn, seconds: float) -> None:
        """Note for how long a piece of work waited for its place."""
        for watch in self._told:
            watch.waited(turn, seconds)

    def worked(self, turn: Turn, seconds: float) -> None:
        """Note for how long a piece of work had its place."""
        for watch in self._told:
            watch.worked(turn, seconds)

    def lost(self, loss: Loss) -> None:
        """Note that a process is replaced."""
        for watch in self._told:
            watch.lost(loss)

    async def start(self, sources: Sources) -> None:
        """Begin to look things up, and to serve metrics and probes.

        Raises
        ------
        CannotListenError
            When the address for them cannot be listened on.
        """
        if self._metrics is None or self._address is None:
            return
        from optimizer.service.telemetry.admin import (  # noqa: PLC0415 - see the class
            AdminServer,
        )

        counts: dict[State, int] = dict.fromkeys(State, 0)
        self._metrics.observe(sources, counts)
        self._admin = AdminServer(self._address, self._metrics.registry, sources.fault)
        self._counting = asyncio.create_task(_keep_counting(sources, counts))

    async def stop(self) -> None:
        """Tell what is left to tell."""
        if self._counting is not None:
            self._counting.cancel()
        if self._admin is not None:
            await self._admin.stop()
        if self._metrics is not None:
            self._metrics.close()
        if self._traces is not None:
            await self._traces.close()


async def _keep_counting(sources: Sources, counts: dict[State, int]) -> None:
    while True:
        # What a database that is away says of operations is what it said last.
        with suppress(OptimizerError):
            counts.update(await sources.count_operations())
        await asyncio.sleep(OPERATIONS_SECONDS)


def _new_metrics() -> "Metrics":
    from optimizer.service.telemetry.metrics import (  # noqa: PLC0415 - see the class
        Metrics,
    )

    return Metrics()


def _new_traces(endpoint: str) -> "Traces":
    from optimizer.service.telemetry.traces import (  # noqa: PLC0415 - see the class
        Traces,
        exporter_to,
    )

    return Traces(exporter_to(endpoint))
