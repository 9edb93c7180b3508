"""``corridor token``: a token for a caller of a server."""

import os
from typing import Annotated

import typer
from corridor_client.local_server import optimizer_command, require_optimizer

from corridor_cli.failures import reporting
from corridor_cli.serve import PROGRAM_VARIABLE


def token(
    *,
    caller: Annotated[
        str, typer.Option("--caller", metavar="NAME", help="Who gets the token.")
    ],
    scopes: Annotated[
        str,
        typer.Option(
            "--scopes",
            metavar="SCOPES",
            help="What for: some of plan, write and admin, with commas between; each "
            "includes those before it.",
        ),
    ],
) -> None:
    """Make a token for a caller of a server; needs the optimizer installed.

    Prints the token, which is kept nowhere, and the line that the server's file of tokens
    needs to know it by.
    """
    with reporting():
        require_optimizer()
        command = optimizer_command("token", "--caller", caller, "--scopes", scopes)
        os.environ[PROGRAM_VARIABLE] = "corridor"
        os.execv(command[0], command)  # noqa: S606 - the command is our own
