"""Who is let in, and who is next: a bounded queue in two classes."""

import asyncio
import random
import statistics
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from optimizer.errors import QueueFullError
from optimizer.service.work_watch import NoWatch, Turn, WorkWatch

LONGEST_PASSED_OVER = timedelta(seconds=10)
"""Time for which work of a large call lets single calls go first, and no longer."""

LEAST_RETRY = timedelta(milliseconds=200)
"""Shortest time after which a refused caller is asked to try again."""

LONGEST_RETRY = timedelta(seconds=60)
"""Longest such time."""

_JITTER = 0.2
"""Share by which those times differ, so that callers do not all come back at once."""

_KNOWN_COUNT = 50
"""Pieces of work whose times say how long the next ones take."""


type OnWait = Callable[[int, timedelta], None]
"""Told the position of who waits, from 1, and about how long the wait will be."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """Who waits, since when, and what was told of the position."""

    ticket: "asyncio.Future[None]"
    since: float
    on_wait: OnWait | None
    position: int = 0


class Admission:
    """Lets as much work in at once as can be done, and the rest wait in turn.

    Parameters
    ----------
    count
        Pieces of work that can be done at once, at least 1.
    queue_limit
        Most that wait in each class.
    clock
        Seconds that pass.
    watch
        Who is told how long work waits and takes.
    """

    def __init__(
        self,
        count: int,
        queue_limit: int,
        clock: Callable[[], float] = time.monotonic,
        watch: WorkWatch | None = None,
    ) -> None:
        self._count = count
        self._free = count
        self._queue_limit = queue_limit
        self._clock = clock
        self._watch = watch or NoWatch()
        self._full_since: float | None = None
        self._queues: dict[Turn, deque[_Waiting]] = {turn: deque() for turn in Turn}
        self._seconds: deque[float] = deque(maxlen=_KNOWN_COUNT)

    @property
    def waiting_count(self) -> int:
        """How many wait."""
        return sum(map(len, self._queues.values()))

    @property
    def waiting_counts(self) -> dict[Turn, int]:
        """How many wait in each class."""
        return {turn: len(queue) for turn, queue in self._queues.items()}

    @property
    def stuck_seconds(self) -> float:
        """For how long single calls have been refused without one getting its turn.

        A queue that is full but moves is busy, not stuck.
        """
        return 0.0 if self._full_since is None else self._clock() - self._full_since

    @asynccontextmanager
    async def place(
        self, turn: Turn, *, is_let_in: bool = False, on_wait: OnWait | None = None
    ) -> AsyncIterator[None]:
        """Wait in turn for a place to work in, and give it back.

        Parameters
        ----------
        turn
            In which order.
        is_let_in
            Whether it belongs to a call that was let in, which is never refused.
        on_wait
            Told the position when the wait begins and whenever it changes. Large calls
            that were passed over for long may go first all the same.

        Raises
        ------
        QueueFullError
            When as many wait as may; it says when to try again.
        """
        if self._is_full(turn) and not is_let_in:
            raise QueueFullError(self._queue_limit, self._retry_after())
        came = self._clock()
        await self._enter(turn, on_wait)
        started = self._clock()
        self._watch.waited(turn, started - came)
        try:
            yield
        finally:
            seconds = self._clock() - started
            self._seconds.append(seconds)
            self._leave()
            self._watch.worked(turn, seconds)

    def _is_full(self, turn: Turn) -> bool:
        return not self._free and len(self._queues[turn]) >= self._queue_limit

    def _note_room(self) -> None:
        """Note since when there has been no room for one more single call."""
        if not self._is_full(Turn.SINGLE):
            self._full_since = None
        elif self._full_since is None:
            self._full_since = self._clock()

    async def _enter(self, turn: Turn, on_wait: OnWait | None) -> None:
        if self._free:
            self._free -= 1
            self._note_room()
            return
        queue = self._queues[turn]
        ticket = asyncio.get_running_loop().create_future()
        waiting = _Waiting(ticket, self._clock(), on_wait)
        queue.append(waiting)
        self._note_room()
        self._tell_positions()
        try:
            await waiting.ticket
        except asyncio.CancelledError:
            if waiting in queue:
                queue.remove(waiting)
                self._note_room()
                self._tell_positions()
            elif not waiting.ticket.cancelled():
                # The place was given at the very moment of the cancellation.
                self._leave()
            raise

    def _leave(self) -> None:
        """Hand the place to who is next, or keep it free."""
        while (waiting := self._next()) is not None:
            if not waiting.ticket.done():
                waiting.ticket.set_result(None)
                self._note_room()
                self._tell_positions()
                return
        self._free += 1
        self._note_room()

    def _next(self) -> _Waiting | None:
        single, batch = self._queues[Turn.SINGLE], self._queues[Turn.BATCH]
        patience = LONGEST_PASSED_OVER.total_seconds()
        if batch and (not single or self._clock() - batch[0].since >= patience):
            return batch.popleft()
        return single.popleft() if single else None

    def _tell_positions(self) -> None:
        """Tell those whose position has changed, single calls being first."""
        everybody = chain(self._queues[Turn.SINGLE], self._queues[Turn.BATCH])
        for position, waiting in enumerate(everybody, start=1):
            if waiting.on_wait is not None and waiting.position != position:
                waiting.position = position
                waiting.on_wait(position, self._expected_wait(position))

    def _expected_wait(self, position: int) -> timedelta:
        typical = statistics.median(self._seconds) if self._seconds else 0.0
        return timedelta(seconds=typical * position / self._count)

    def _retry_after(self) -> timedelta:
        """Say when there may be room: once those who wait are about done."""
        expected = self._expected_wait(self.waiting_count)
        jitter = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
        return min(max(expected, LEAST_RETRY) * jitter, LONGEST_RETRY)
