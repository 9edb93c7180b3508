"""Metrics that are looked up when somebody asks for them."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from optimizer.service.operations.record import State
from optimizer.service.telemetry import names
from optimizer.service.telemetry.memory import resident_bytes
from optimizer.service.telemetry.names import Metric
from optimizer.service.telemetry.sources import Sources

type Observed = Callable[[], Iterable[tuple[dict[str, str], int]]]
"""Gives values with their attributes."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A metric, and where its values come from."""

    metric: Metric
    observed: Observed


def gauges_of(
    sources: Sources, operation_counts: Mapping[State, int]
) -> Iterator[Gauge]:
    """Yield the gauges of a server.

    Parameters
    ----------
    sources
        Where to look.
    operation_counts
        Operations in each state, as they were looked up last.
    """

    def depths() -> Iterator[tuple[dict[str, str], int]]:
        for turn, count in sources.waiting_counts().items():
            yield {names.TURN: turn.value}, count

    def memory() -> Iterator[tuple[dict[str, str], int]]:
        groups = {"server": [os.getpid()], "workers": sources.worker_ids()}
        for process, process_ids in groups.items():
            taken = resident_bytes(process_ids)
            if taken is not None:
                yield {names.PROCESS: process}, taken

    def operations() -> Iterator[tuple[dict[str, str], int]]:
        for state, count in tuple(operation_counts.items()):
            yield {names.STATE: state.value}, count

    yield Gauge(names.CALLS_RUNNING, lambda: [({}, len(sources.running))])
    yield Gauge(names.QUEUE_DEPTH, depths)
    yield Gauge(names.WORKERS, lambda: [({}, len(sources.worker_ids()))])
    yield Gauge(names.OPERATIONS, operations)
    yield Gauge(names.READY, lambda: [({}, int(not sources.fault()))])
    yield Gauge(names.MEMORY, memory)
