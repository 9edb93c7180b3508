"""What is told of a plan while it is made."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator
from datetime import timedelta

from corridor.v1 import plan_service_pb2
from google.protobuf.duration_pb2 import Duration

from optimizer.service.reports import SHORTEST_PAUSE, Report

LONGEST_SILENCE = timedelta(seconds=4.5)
"""Time after which a heartbeat is sent; the contract promises one in five seconds."""

type Event = plan_service_pb2.StreamPlanResponse


class PlanNews:
    """The events of one plan, in order: follows the work, and is read meanwhile.

    An event that only says anew what the one before said, a place in the queue or how far
    the same phase is, takes its place if that was not read yet, and is not read sooner
    than a moment after it.
    """

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._changed = asyncio.Event()
        self._is_over = False

    def wait(self, position: int, expected: timedelta) -> None:
        """Tell that it waits."""
        event = plan_service_pb2.StreamPlanResponse()
        event.queued.position = position
        event.queued.expected_wait.CopyFrom(_duration(expected))
        self._put(event)

    def start(self) -> None:
        """Tell that it is taken up."""
        event = plan_service_pb2.StreamPlanResponse()
        event.started.SetInParent()
        self._put(event)

    def note(self, report: Report) -> None:
        """Tell how far it is."""
        progress = plan_service_pb2.PlanProgress(
            phase=plan_service_pb2.PlanPhase.Value(f"PLAN_PHASE_{report.phase.name}"),
            iteration_count=report.iteration_count,
            primal_bound=report.primal_bound,
            dual_bound=report.dual_bound,
            currency_code=report.currency_code,
            elapsed_time=_duration(report.elapsed),
        )
        self._put(plan_service_pb2.StreamPlanResponse(progress=progress))

    def end(self) -> None:
        """Tell nothing more."""
        self._is_over = True
        self._changed.set()

    async def read(self) -> AsyncGenerator[Event]:
        """Yield the events until the end, and a heartbeat where there is none for long."""
        last, next_at = plan_service_pb2.StreamPlanResponse(), 0.0
        while self._events or not self._is_over:
            self._changed.clear()
            pause = self._pause(last, next_at)
            if self._events and pause <= 0:
                last = self._events.popleft()
            elif await self._changes_within(pause):
                continue
            elif not self._events:
                last = plan_service_pb2.StreamPlanResponse()
                last.heartbeat.SetInParent()
            else:
                continue
            next_at = time.monotonic() + SHORTEST_PAUSE.total_seconds()
            yield last

    def _put(self, event: Event) -> None:
        if self._events and _is_refresh(event, self._events[-1]):
            self._events.pop()
        self._events.append(event)
        self._changed.set()

    def _pause(self, last: Event, next_at: float) -> float:
        """Seconds until the next event, unless another comes before."""
        if not self._events:
            return LONGEST_SILENCE.total_seconds()
        is_urgent = self._is_over or not _is_refresh(self._events[0], last)
        return 0.0 if is_urgent else next_at - time.monotonic()

    async def _changes_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        return True


def _is_refresh(event: Event, earlier: Event) -> bool:
    kind = event.WhichOneof("event")
    if kind != earlier.WhichOneof("event"):
        return False
    return kind == "queued" or event.progress.phase == earlier.progress.phase


def _duration(time_taken: timedelta) -> Duration:
    duration = Duration()
    duration.FromTimedelta(time_taken)
    return duration
