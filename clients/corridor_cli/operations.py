"""``corridor operations``: work that a server does in the background."""

from datetime import timedelta
from typing import Annotated

import typer

from corridor_cli.connection import connection
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.operation_report import (
    facts_report,
    list_report,
    progress_text,
    result_report,
)
from corridor_cli.options import JsonOption, RequiredServerOption
from corridor_cli.progress import phases
from corridor_cli.terminal import print_blocks, print_json, standard_output

LOOK_EVERY = timedelta(seconds=2)
"""Time after which a command that waits looks how far it is."""

NAME_PREFIX = "operations/"
"""What the name of every operation starts with."""


def _full_name(name: str) -> str:
    """Return the name of an operation whose prefix may have been left out."""
    return name if "/" in name else NAME_PREFIX + name


NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        callback=_full_name,
        help="As it was printed when it was started; operations/ may be left out.",
    ),
]


def list_(*, server: RequiredServerOption, as_json: JsonOption = False) -> None:
    """List the operations of a server, the newest first.

    Operations are forgotten seven days after their end.
    """
    with reporting(as_json=as_json):
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("listing")
            found = client.list_operations()
        if as_json:
            print_json({"operations": [each.to_json_object() for each in found]})
        else:
            print_blocks([list_report(found)], standard_output())


def show(
    name: NameArgument, *, server: RequiredServerOption, as_json: JsonOption = False
) -> None:
    """Tell how far an operation is, and what came of it.

    Prints the plan, or the rows, where it has succeeded.
    """
    with reporting(as_json=as_json):
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("asking")
            found = client.get_operation(name)
        if as_json:
            print_json(found.to_json_object())
        else:
            print_blocks(
                [facts_report(found), *result_report(found)], standard_output()
            )


def wait(
    name: NameArgument, *, server: RequiredServerOption, as_json: JsonOption = False
) -> None:
    """Wait for the end of an operation, and print what came of it.

    Ctrl-C ends the waiting, not the operation. Exits with 4 where the operation failed.
    """
    with reporting(as_json=as_json):
        with phases() as show_phase, connection(server, show_phase) as client:
            found = client.get_operation(name)
            while not found.is_done:
                show_phase(progress_text(found))
                found = client.wait_operation(name, timeout=LOOK_EVERY)
        if as_json:
            print_json(found.to_json_object())
        else:
            print_blocks(
                [facts_report(found), *result_report(found)], standard_output()
            )
    if found.error is not None:
        raise typer.Exit(ExitCode.SERVER_TROUBLE)


def cancel(name: NameArgument, *, server: RequiredServerOption) -> None:
    """End an operation; one that has ended stays as it is."""
    with (
        reporting(),
        phases() as show_phase,
        connection(server, show_phase) as client,
    ):
        show_phase("cancelling")
        client.cancel_operation(name)


def delete(name: NameArgument, *, server: RequiredServerOption) -> None:
    """Forget an operation that has ended, and its result."""
    with (
        reporting(),
        phases() as show_phase,
        connection(server, show_phase) as client,
    ):
        show_phase("deleting")
        client.delete_operation(name)
