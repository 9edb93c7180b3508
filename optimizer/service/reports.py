"""How workers tell the server how far they are.

All workers of a server write to one pipe, and the server alone reads it. A report is a
record of a fixed size, far below what a pipe takes in one piece (``PIPE_BUF``), so reports
of several workers do not mix, none is ever cut in two by the end of its worker, and no lock
is needed that a worker could take with it. Where the pipe is full a report is dropped: no
work waits for the server, and the next report says all that it said.
"""

import asyncio
import math
import multiprocessing
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from typing import Self

from optimizer.solve.progress import Phase, Progress

SHORTEST_PAUSE = timedelta(milliseconds=100)
"""Time between two reports of the same phase, at least."""

_PHASES = tuple(Phase)
_RECORD = struct.Struct("=QBI3sddd")
_READ_COUNT = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How far a piece of work is.

    Attributes
    ----------
    phase
        What is done now.
    iteration_count
        Rounds of the solve so far.
    primal_bound, dual_bound
        Cost of what is found so far, and proven lower bound; None before they are known.
    currency_code
        Of the bounds; empty before it is known.
    elapsed
        Time since the worker took it up.
    """

    phase: Phase
    iteration_count: int = 0
    primal_bound: float | None = None
    dual_bound: float | None = None
    currency_code: str = ""
    elapsed: timedelta = timedelta(0)

    def to_record(self, number: int) -> bytes:
        """Write it, for the piece of work of that number."""
        return _RECORD.pack(
            number,
            _PHASES.index(self.phase),
            self.iteration_count,
            self.currency_code.encode("ascii"),
            math.nan if self.primal_bound is None else self.primal_bound,
            math.nan if self.dual_bound is None else self.dual_bound,
            self.elapsed.total_seconds(),
        )

    @classmethod
    def of_record(cls, record: bytes) -> tuple[int, Self]:
        """Read the number of a piece of work, and the report."""
        fields = _RECORD.unpack(record)
        number, phase, iteration_count, currency, primal, dual, seconds = fields
        return number, cls(
            phase=_PHASES[phase],
            iteration_count=iteration_count,
            primal_bound=None if math.isnan(primal) else primal,
            dual_bound=None if math.isnan(dual) else dual,
            currency_code=currency.rstrip(b"\0").decode("ascii"),
            elapsed=timedelta(seconds=seconds),
        )


class Reports:
    """The server's end: passes reports on to whoever follows the work.

    Attributes
    ----------
    writer
        The workers' end.
    """

    def __init__(self) -> None:
        self._reader, self.writer = multiprocessing.Pipe(duplex=False)
        os.set_blocking(self._reader.fileno(), False)
        os.set_blocking(self.writer.fileno(), False)
        self._followers: dict[int, Callable[[Report], None]] = {}
        self._numbers = count(1)
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to read, in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._reader.fileno(), self._read)

    def stop(self) -> None:
        """Close both ends; the workers must have ended."""
        if self._loop is not None:
            self._loop.remove_reader(self._reader.fileno())
        self._reader.close()
        self.writer.close()

    @contextmanager
    def followed(self, follower: Callable[[Report], None]) -> Iterator[int]:
        """Give a number for a piece of work; its reports go to the follower meanwhile."""
        number = next(self._numbers)
        self._followers[number] = follower
        try:
            yield number
        finally:
            del self._followers[number]

    def _read(self) -> None:
        with suppress(BlockingIOError):
            content = os.read(self._reader.fileno(), _READ_COUNT * _RECORD.size)
            for start in range(0, len(content), _RECORD.size):
                number, report = Report.of_record(content[start : start + _RECORD.size])
                follower = self._followers.get(number)
                if follower is not None:
                    follower(report)


class Reporter:
    """The worker's end for one piece of work: a watcher of it.

    Parameters
    ----------
    write
        Takes a record.
    number
        Of the piece of work.
    clock
        Seconds that pass.

    Attributes
    ----------
    currency_code
        Of the bounds; empty until it is set.
    """

    def __init__(
        self,
        write: Callable[[bytes], object],
        number: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write
        self._number = number
        self._clock = clock
        self._started = clock()
        self._last = -math.inf
        self._phase: Phase | None = None
        self._progress: Progress | None = None
        self.currency_code = ""

    def see(self, phase: Phase, progress: Progress | None = None) -> None:
        """Report a phase when it begins, and within it where the solve stands."""
        self._progress = progress or self._progress
        now = self._clock()
        is_new = phase is not self._phase
        if not is_new and now - self._last < SHORTEST_PAUSE.total_seconds():
            return
        self._phase, self._last = phase, now
        # A full pipe, or a server that is gone: the work does not depend on it.
        with suppress(OSError):
            self._write(self._report(phase, now).to_record(self._number))

    def _report(self, phase: Phase, now: float) -> Report:
        known = self._progress
        return Report(
            phase=phase,
            iteration_count=known.round if known else 0,
            primal_bound=_finite(known.primal_bound) if known else None,
            dual_bound=_finite(known.dual_bound) if known else None,
            currency_code=self.currency_code,
            elapsed=timedelta(seconds=now - self._started),
        )


_kept: list[Connection] = []


def report_to(connection: Connection) -> None:
    """Say where reports of this process go: to the server's pipe."""
    _kept[:] = [connection]


def reporter_of(number: int) -> Reporter:
    """Return the reporter of a piece of work of this process."""
    (connection,) = _kept
    return Reporter(partial(os.write, connection.fileno()), number)


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None
