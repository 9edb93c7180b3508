"""One process that works, as the server sees it: a connection, and the process behind it.

No two processes share a lock or a queue, so whatever ends one of them leaves the others as
they are.
"""

import multiprocessing
import pickle
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from optimizer.service.logs import LogStyle
from optimizer.service.work import READY, Outcome, do_pieces

BURIAL_SECONDS = 5.0
"""Time that a process gets to end by itself once its connection is closed."""

_CONTEXT = multiprocessing.get_context("spawn")
"""Processes are spawned: a forked one would inherit the threads' locks of gRPC."""


class NotTakenUpError(Exception):
    """The process was gone before it could take up the work."""


class ProcessGoneError(Exception):
    """The process ended while it worked."""


class WorkerProcess:
    """A process that does one piece of work at a time.

    Parameters
    ----------
    reports_to
        Where it tells how far it is.
    memory_mib
        Most memory that it may take, in MiB; 0 leaves it to the system.
    log_style
        How it logs.
    is_spare
        Whether it yields the processor to others until it is ready.

    Attributes
    ----------
    is_spare
        The same.
    done_count
        Pieces of work that it has done.
    is_ready
        Whether it has said that it is ready to work.
    """

    def __init__(
        self,
        reports_to: Connection,
        memory_mib: int,
        log_style: LogStyle,
        *,
        is_spare: bool = False,
    ) -> None:
        self.is_spare = is_spare
        self._connection, self._far_end = _CONTEXT.Pipe()
        self._process: SpawnProcess = _CONTEXT.Process(
            target=do_pieces,
            args=(self._far_end, reports_to, memory_mib, log_style, is_spare),
            daemon=True,
        )
        self.done_count = 0
        self.is_ready = False

    @property
    def process_id(self) -> int | None:
        """Its id; None before it is started."""
        return self._process.pid

    def fileno(self) -> int:
        """Return what can be read from when it says something, or is gone."""
        return self._connection.fileno()

    def start(self) -> None:
        """Start it, which takes some milliseconds; it is ready later."""
        self._process.start()
        # The only other end must be the process's, so that its end is noticed.
        self._far_end.close()

    def hear(self) -> None:
        """Take what it says when it is not at work: that it is ready.

        Raises
        ------
        EOFError, OSError
            When it is gone.
        """
        if self._connection.recv_bytes() == READY:
            self.is_ready = True

    def do[T](
        self, request_id: str, work: Callable[..., T], args: tuple[object, ...]
    ) -> Outcome[T]:
        """Have it do a piece of work, and wait for what comes of it.

        Raises
        ------
        NotTakenUpError
            When it was gone before.
        ProcessGoneError
            When it ended meanwhile.
        """
        content = pickle.dumps((request_id, work, args))
        try:
            self._connection.send_bytes(content)
            self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise NotTakenUpError from error
        try:
            outcome: Any = self._connection.recv()
        except (EOFError, OSError) as error:
            raise ProcessGoneError from error
        self.done_count += 1
        return outcome  # type: ignore[no-any-return]  # what the other end has sent

    def kill(self) -> None:
        """End it at once, in the middle of its work too."""
        if self._process.pid is not None:
            self._process.kill()

    def bury(self) -> int:
        """Wait until it has ended, and free what it took; return its exit code.

        A process that rests ends by itself, since its connection does.
        """
        self._connection.close()
        if self._process.pid is None:
            self._far_end.close()
            return 0
        self._process.join(BURIAL_SECONDS)
        self._process.kill()
        self._process.join()
        exit_code = self._process.exitcode or 0
        self._process.close()
        return exit_code
