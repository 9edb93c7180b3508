"""The process ``corridor``: its signals and its output."""

import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from corridor_cli.exit_codes import ExitCode


def main() -> NoReturn:
    """Run the command with the arguments of the process."""
    # What gRPC writes of failed connections is for its makers; errors say what matters.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    for name in ("SIGTERM", "SIGHUP"):
        # Not every system has both.
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # An output that cannot hold a letter gets a question mark for it.
            stream.reconfigure(errors="replace")
    try:
        # Loading takes long enough for somebody to press Ctrl-C meanwhile.
        from corridor_cli.application import app  # noqa: PLC0415

        app()
    except KeyboardInterrupt:
        raise SystemExit(ExitCode.INTERRUPTED) from None
    raise SystemExit(ExitCode.DONE)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """End as the signal asks, after the private server was stopped."""
    raise SystemExit(128 + number)
