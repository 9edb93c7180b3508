"""``corridor serve``: a server in the foreground."""

import os
from pathlib import Path
from typing import Annotated

import typer
from corridor_client.local_server import require_optimizer, server_command

from corridor_cli.failures import reporting

DEFAULT_ADDRESS = "127.0.0.1:50051"

PROGRAM_VARIABLE = "CORRIDOR_PROGRAM"
"""Environment variable that tells the server what its usage calls the program."""


def serve(
    *,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            metavar="ADDRESS",
            help="HOST:PORT to listen on, port 0 for any free one, or unix:PATH.",
        ),
    ] = DEFAULT_ADDRESS,
    datasets: Annotated[
        Path | None,
        typer.Option(
            "--datasets",
            metavar="FOLDER",
            help="Folder with a folder of CSV files per dataset, in place of the "
            "shipped ones.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="COUNT",
            min=1,
            help="Processes that solve, one fewer than the processors if not given.",
        ),
    ] = None,
    queue: Annotated[
        int | None,
        typer.Option(
            "--queue",
            metavar="COUNT",
            min=0,
            max=999_999,
            help="Most calls that wait for a process, 64 if not given; further ones are "
            "refused and told when to come back.",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Scheduler of a Dask cluster, as tcp://HOST:PORT, that does the pieces of "
            "comparisons, sweeps, ranges and simulations; the server's own processes if "
            "not given, nor named by CORRIDOR_SCHEDULER.",
        ),
    ] = None,
) -> None:
    """Serve plans over gRPC until Ctrl-C; needs the optimizer installed."""
    options = ["--address", address]
    if datasets is not None:
        options += ["--datasets", str(datasets)]
    if workers is not None:
        options += ["--workers", str(workers)]
    if queue is not None:
        options += ["--queue", str(queue)]
    if scheduler is not None:
        options += ["--scheduler", scheduler]
    with reporting():
        require_optimizer()
        command = server_command(*options)
        os.environ[PROGRAM_VARIABLE] = "corridor"
        # The server takes the place of this command, and so gets its signals.
        os.execv(command[0], command)  # noqa: S606 - the command is our own
