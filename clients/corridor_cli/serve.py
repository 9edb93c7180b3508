"""``corridor serve``: a server in the foreground."""

import os
from typing import Annotated

import typer
from corridor_client.local_server import require_optimizer, server_command

from corridor_cli.failures import reporting

PROGRAM_VARIABLE = "CORRIDOR_PROGRAM"
"""Environment variable that tells the server what its usage calls the program."""


def serve(
    context: typer.Context,
    *,
    settings: Annotated[
        bool,
        typer.Option(
            "--settings",
            help="List every setting: its option, its environment variable and what "
            "holds without it.",
        ),
    ] = False,
) -> None:
    """Serve plans over gRPC until Ctrl-C; needs the optimizer installed.

    Takes every setting of the server as an option.
    """
    options = ["--help"] if settings else context.args
    with reporting():
        require_optimizer()
        command = server_command(*options)
        os.environ[PROGRAM_VARIABLE] = "corridor"
        # The server takes the place of this command, and so gets its signals.
        os.execv(command[0], command)  # noqa: S606 - the command is our own
