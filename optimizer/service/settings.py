"""What the server is told, and what it allows."""

import asyncio
import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import optimizer

REQUEST_BYTES_LIMIT = 32 * 2**20
"""Largest message that is received."""

RESPONSE_BYTES_LIMIT = 64 * 2**20
"""Largest message that is sent."""

DEFAULT_CALL_TIME = timedelta(seconds=60)
"""Time of a call that sends no deadline."""

LONGEST_CALL_TIME = timedelta(minutes=10)
"""Longest time of a call; later deadlines count as this."""

IMPORTED_COUNT_LIMIT = 32
"""Most imported datasets that are kept."""

IMPORTED_BYTES_LIMIT = 256 * 2**20
"""Most bytes of imported files that are kept."""

QUEUE_LIMIT = 64
"""Most calls that wait for a worker, of those with one answer and of the others."""

STOP_GRACE = timedelta(seconds=10)
"""Time that running calls get to finish when the server stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a server is started.

    Attributes
    ----------
    address
        Where it listens: ``HOST:PORT``, port 0 for any free one, or ``unix:PATH``.
    datasets_folder
        Folder with a folder per shipped dataset.
    worker_count
        Processes that solve, at least 1.
    queue_limit
        Most calls that wait for a process, of those with one answer and of the others;
        from 0.
    scheduler_address
        Scheduler of a Dask cluster that does the pieces of large calls, as
        ``tcp://HOST:PORT``; None leaves them to the server's own processes.
    """

    address: str
    datasets_folder: Path
    worker_count: int
    queue_limit: int = QUEUE_LIMIT
    scheduler_address: str | None = None


def shipped_datasets() -> Path:
    """Return the folder of the datasets that come with the optimizer.

    In an installed package they lie in it, in a checkout beside it.
    """
    package = Path(optimizer.__file__).parent
    installed = package / "datasets"
    return installed if installed.is_dir() else package.parent / "datasets"


def spare_processors() -> int:
    """Count the processors that may be used, less one for the server itself."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # Not every system tells.
        usable = os.cpu_count() or 1
    return max(1, usable - 1)


def configure_logging() -> None:
    """Log to standard error, in the server and in each of its workers."""
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s",
    )
    logging.getLogger("grpc._cython.cygrpc").addFilter(_is_no_cancellation)


def _is_no_cancellation(record: logging.LogRecord) -> bool:
    """Pass over what gRPC says of calls that it cancels itself when a server stops.

    It takes the cancellation for an unhandled exception; the call has its own line.
    """
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, asyncio.CancelledError)
