"""The command line of the server."""

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from optimizer.errors import ClusterUnreachableError
from optimizer.service.addresses import fault_in
from optimizer.service.listening import CannotListenError
from optimizer.service.server import serve
from optimizer.service.settings import (
    QUEUE_LIMIT,
    Settings,
    configure_logging,
    shipped_datasets,
    spare_processors,
)

SCHEDULER_VARIABLE = "CORRIDOR_SCHEDULER"
"""Environment variable with the address of a Dask cluster's scheduler."""

_SCHEDULER = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+:\d{1,5}")

PROGRAM_VARIABLE = "CORRIDOR_PROGRAM"
"""Environment variable with the command that this one stands for in its usage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return the exit code of the process."""
    settings = _settings_of(arguments)
    configure_logging()
    try:
        asyncio.run(serve(settings, _announce))
    except (CannotListenError, ClusterUnreachableError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _announce(address: str) -> None:
    sys.stdout.write(f"listening on {address}\n")
    sys.stdout.flush()


def _settings_of(arguments: Sequence[str] | None) -> Settings:
    program = os.environ.get(PROGRAM_VARIABLE, "python -m optimizer")
    parser = argparse.ArgumentParser(
        prog=program,
        description="Plans cargo over the legs of the Middle Corridor.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "serve",
        help="serve corridor.v1 over gRPC until told to stop",
        epilog=f"Example: {program} serve --address 127.0.0.1:50051",
    )
    command.add_argument(
        "--address",
        type=_address,
        default="127.0.0.1:50051",
        help="HOST:PORT, port 0 for any free one, or unix:PATH (default: %(default)s)",
    )
    command.add_argument(
        "--datasets",
        type=_folder,
        default=shipped_datasets(),
        metavar="DIR",
        help="folder with a folder of CSV files per dataset (default: the shipped ones)",
    )
    command.add_argument(
        "--workers",
        type=_count,
        default=spare_processors(),
        metavar="N",
        help="processes that solve (default: one fewer than the processors)",
    )
    command.add_argument(
        "--queue",
        type=_length,
        default=QUEUE_LIMIT,
        metavar="N",
        help="most calls that wait for a process; further ones are refused and told "
        "when to try again (default: %(default)s)",
    )
    command.add_argument(
        "--scheduler",
        type=_scheduler,
        default=os.environ.get(SCHEDULER_VARIABLE) or None,
        metavar="ADDRESS",
        help="scheduler of a Dask cluster that does the pieces of comparisons, sweeps, "
        f"ranges and simulations, as tcp://HOST:PORT (default: ${SCHEDULER_VARIABLE}, or "
        "the server's own processes)",
    )
    given = parser.parse_args(arguments)
    return Settings(
        address=given.address,
        datasets_folder=given.datasets,
        worker_count=given.workers,
        queue_limit=given.queue,
        scheduler_address=given.scheduler,
    )


def _address(text: str) -> str:
    fault = fault_in(text)
    if fault:
        raise argparse.ArgumentTypeError(fault)
    return text


def _scheduler(text: str) -> str:
    if not _SCHEDULER.fullmatch(text):
        msg = f"{text!r} is no scheduler; write tcp://HOST:PORT"
        raise argparse.ArgumentTypeError(msg)
    return text


def _folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_dir():
        msg = f"{text!r} is no folder"
        raise argparse.ArgumentTypeError(msg)
    return folder


def _length(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        msg = f"{text!r} is no number of calls from 0 to 999999"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _count(text: str) -> int:
    count = int(text) if text.isdecimal() else 0
    if count < 1:
        msg = f"{text!r} is no count from 1"
        raise argparse.ArgumentTypeError(msg)
    return count
