"""Failures as messages and exit codes, never as tracebacks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from corridor_client import (
    CorridorError,
    CredentialsFileError,
    DatasetExistsError,
    DatasetFileError,
    DatasetNotFoundError,
    InvalidAddressError,
    InvalidDatasetError,
    InvalidRequestError,
    MessageTooLargeError,
    OperationNotDoneError,
    OperationNotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from corridor_client.json_object import json_object_of

from corridor_cli.exit_codes import ExitCode
from corridor_cli.problem_report import problem_table
from corridor_cli.terminal import plain, print_blocks, print_json, standard_error

TRACEBACK_VARIABLE = "CORRIDOR_TRACEBACK"
"""Environment variable that, when set, lets a fault of the command show its place."""


_BAD_INPUT = (
    InvalidAddressError,
    DatasetFileError,
    InvalidDatasetError,
    InvalidRequestError,
    DatasetNotFoundError,
    DatasetExistsError,
    MessageTooLargeError,
    OperationNotDoneError,
    OperationNotFoundError,
    CredentialsFileError,
    UnauthenticatedError,
    PermissionDeniedError,
)


def exit_code_of(error: CorridorError) -> ExitCode:
    """Exit code for an error of the client: who has to do something about it."""
    if isinstance(error, _BAD_INPUT):
        return ExitCode.BAD_INPUT
    return ExitCode.SERVER_TROUBLE


@contextmanager
def reporting(*, as_json: bool = False) -> Iterator[None]:
    """Report what fails in the block and end with its exit code.

    Parameters
    ----------
    as_json
        Whether to print the error as a JSON object on standard output as well.

    Raises
    ------
    typer.Exit
        When something failed.
    """
    try:
        yield
    except CorridorError as error:
        _report(error, as_json=as_json)
        raise typer.Exit(exit_code_of(error)) from error
    except KeyboardInterrupt as interrupt:
        raise typer.Exit(ExitCode.INTERRUPTED) from interrupt
    except (typer.Exit, typer.Abort):
        raise
    except Exception as fault:
        if TRACEBACK_VARIABLE in os.environ:
            raise
        standard_error().print(
            f"error: {type(fault).__name__}: {plain(str(fault))}; this is a fault of "
            f"the command: set {TRACEBACK_VARIABLE}=1 to see where, and report it",
            soft_wrap=True,
        )
        raise typer.Exit(ExitCode.FAULT) from fault


def _report(error: CorridorError, *, as_json: bool) -> None:
    terminal = standard_error()
    problems = error.problems if isinstance(error, InvalidDatasetError) else ()
    if problems:
        print_blocks([problem_table(problems)], terminal)
    terminal.print(f"error: {plain(str(error))}", soft_wrap=True)
    if as_json:
        print_json(
            {
                "error": {
                    "reason": error.reason,
                    "message": str(error),
                    "problems": [json_object_of(problem) for problem in problems],
                }
            }
        )
