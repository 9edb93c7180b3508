"""Commands that start an operation of a server instead of waiting for the result."""

from collections.abc import Callable
from typing import Annotated

import typer
from corridor_client import Client, InvalidRequestError, Operation

from corridor_cli.connection import connection
from corridor_cli.progress import phases
from corridor_cli.terminal import print_json, standard_output

BackgroundOption = Annotated[
    bool,
    typer.Option(
        "--background",
        help="Let the server do it in the background, for six hours at most, and print "
        "the name of the operation. Needs --server.",
    ),
]

RequestIdOption = Annotated[
    str,
    typer.Option(
        "--request-id",
        metavar="ID",
        help="With --background: a second command of the same id starts nothing, but "
        "prints the same name.",
    ),
]

LabelOption = Annotated[
    str,
    typer.Option(
        "--label", metavar="TEXT", help="With --background: what lists show with it."
    ),
]


def check_background(
    server: str | None,
    background: bool,  # noqa: FBT001 - as the command got it
    *,
    request_id: str,
    label: str,
) -> None:
    """Refuse options that make no sense together.

    Raises
    ------
    InvalidRequestError
        When a private server should do it, which ends with the command, or an option
        of the background is given without it.
    """
    if background and not server:
        msg = "--background needs a server that stays: give --server ADDRESS"
        raise InvalidRequestError(msg)
    if (request_id or label) and not background:
        msg = "--request-id and --label go with --background"
        raise InvalidRequestError(msg)


def start_in_background(
    server: str | None, start: Callable[[Client], Operation], *, as_json: bool
) -> None:
    """Start an operation and print its name, which other commands take."""
    with phases() as show_phase, connection(server, show_phase) as client:
        show_phase("starting")
        operation = start(client)
    if as_json:
        print_json(operation.to_json_object())
    else:
        standard_output().print(operation.name)
