"""Servers in processes of their own, and their workers as the system sees them."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PATIENCE_SECONDS = 60
"""Time after which a server that does not end is given up."""

ANY_PORT = "127.0.0.1:0"
"""Address of a free port."""

_SAID = "listening on "


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that listens.

    Attributes
    ----------
    process
        Its process.
    address
        What clients connect to.
    log
        What it writes, and its workers.
    """

    process: subprocess.Popen[str]
    address: str
    log: IO[str]

    def logged(self) -> str:
        """Return what was logged so far."""
        with Path(f"/proc/self/fd/{self.log.fileno()}").open(errors="replace") as log:
            return log.read()

    def worker_ids(self) -> set[int]:
        """Return the process ids of its workers that live.

        Those that are being started count, those that are being buried do not. Reads
        ``/proc``, so it works on Linux alone.
        """
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        found = (child for thread in threads for child in _children(thread))
        return {child for child in found if _is_worker(child)}


def _children(thread: Path) -> list[int]:
    try:
        return [int(child) for child in (thread / "children").read_text().split()]
    except OSError:
        # Threads come and go.
        return []


def _is_worker(process_id: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{process_id}/cmdline").read_bytes()
    except OSError:
        return False


@contextmanager
def running_server(*arguments: str, address: str = ANY_PORT) -> Iterator[RunningServer]:
    """Run a server until the block ends, and tell it to end then.

    Parameters
    ----------
    arguments
        Further arguments of its command.
    address
        Where it listens, by default on a free port.

    Raises
    ------
    RuntimeError
        When it does not start, or ends with a code other than 0; it has the log.
    """
    command = [sys.executable, "-m", "optimizer", "serve"]
    command += ["--address", address, "--database", "memory"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            line = process.stdout.readline() if process.stdout else ""
            if line.startswith(_SAID):
                heard = line.removeprefix(_SAID).strip()
                yield RunningServer(process, heard, log)
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE_SECONDS)
        if process.returncode != 0:
            log.seek(0)
            msg = f"the server ended with {process.returncode}:\n{log.read()}"
            raise RuntimeError(msg)
