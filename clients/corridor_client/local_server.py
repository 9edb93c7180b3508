"""A private server on this machine, started for one client and stopped after it."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import weakref
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from corridor_client.errors import LocalServerError, OptimizerNotInstalledError

START_TIMEOUT = timedelta(seconds=30)
"""Time that a server gets to be ready."""

STOP_TIMEOUT = timedelta(seconds=5)
"""Time that a server gets to stop of itself before it is killed."""

READY = "listening on "
"""What the server's one line on standard output begins with."""

LOG_BYTES = 4000
"""How much of the end of the server's log an error shows."""

SOCKET_PATH_LIMIT = 100
"""Most bytes of a socket's path that every system takes."""

VARIABLE_PREFIX = "CORRIDOR_"
"""What environment variables with settings of a server start with."""

KEPT_VARIABLES = frozenset({"CORRIDOR_SCHEDULER", "CORRIDOR_WORKERS"})
"""Settings that a private server takes from the environment: who does its work."""


class LocalServer:
    """A private server, reached by a socket that only this user can open.

    It is used as a context manager, or started and stopped. What is not stopped by the
    end of the program is stopped then; neither process nor socket stays behind.

    Parameters
    ----------
    start_timeout
        Time that it gets to be ready.

    Attributes
    ----------
    address
        What clients connect to; empty before the start.
    """

    def __init__(self, *, start_timeout: timedelta = START_TIMEOUT) -> None:
        self.address = ""
        self._start_timeout = start_timeout
        self._stop: weakref.finalize[..., LocalServer] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and wait until it is ready.

        Raises
        ------
        OptimizerNotInstalledError
            When there is no server to start.
        LocalServerError
            When it does not get ready; it is gone then.
        """
        require_optimizer()
        folder = Path(tempfile.mkdtemp(prefix="corridor-"))
        removal = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        log = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the server stops
        try:
            self.address = _address_in(folder)
            process = _spawn(self.address, log)
        except BaseException:
            log.close()
            removal()
            raise
        removal.detach()
        self._stop = weakref.finalize(self, _stop, process, folder, log)
        try:
            _wait_until_ready(process, log, self._start_timeout)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server; nothing happens where it does not run."""
        if self._stop is not None:
            self._stop()


def require_optimizer() -> None:
    """Make sure that there is a server to start.

    Raises
    ------
    OptimizerNotInstalledError
        When the optimizer is not installed here.
    """
    if find_spec("optimizer") is None:
        raise OptimizerNotInstalledError


def server_command(*options: str) -> list[str]:
    """Command that starts a server with these options of its own.

    What lies in the working folder never takes the place of an installed package.
    """
    return optimizer_command("serve", *options)


def optimizer_command(*arguments: str) -> list[str]:
    """Command that does something else that comes with the server."""
    return [sys.executable, "-P", "-u", "-m", "optimizer", *arguments]


def _address_in(folder: Path) -> str:
    socket = folder / "socket"
    if len(os.fsencode(socket)) > SOCKET_PATH_LIMIT:
        msg = (
            f"the private server cannot have its socket at {socket}, a path of more "
            f"than {SOCKET_PATH_LIMIT} bytes; set TMPDIR to a shorter one"
        )
        raise LocalServerError(msg)
    return f"unix:{socket}"


def _environment() -> dict[str, str]:
    """Leave out settings of servers, which are not meant for a private one."""
    return {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(VARIABLE_PREFIX) or name in KEPT_VARIABLES
    }


def _spawn(address: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
    # A session of its own keeps Ctrl-C for the client, which then stops the server.
    return subprocess.Popen(  # noqa: S603 - the command is our own
        server_command("--address", address, "--database", "memory"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,
        env=_environment(),
    )


def _wait_until_ready(
    process: subprocess.Popen[bytes], log: IO[bytes], timeout: timedelta
) -> None:
    output = process.stdout
    if output is None:
        msg = "the server's standard output must be a pipe"
        raise ValueError(msg)
    seconds = timeout.total_seconds()
    readable, _, _ = select.select([output], [], [], seconds)
    line = output.readline().decode(errors="replace") if readable else ""
    if line.startswith(READY):
        return
    if readable:
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT.total_seconds())
    code = process.poll()
    fault = (
        f"stopped with exit code {code} before it was ready"
        if code is not None
        else f"was not ready within {seconds:g} s"
    )
    msg = (
        f"the private server {fault}; see whether 'python -m optimizer serve' starts, "
        "or give the address of a server"
    )
    raise LocalServerError(msg, log=_end_of(log))


def _end_of(log: IO[bytes]) -> str:
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - LOG_BYTES))
    return log.read().decode(errors="replace").strip()


def _stop(process: subprocess.Popen[bytes], folder: Path, log: IO[bytes]) -> None:
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT.total_seconds())
    finally:
        # What is left of the server is killed, also when waiting was interrupted.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)
