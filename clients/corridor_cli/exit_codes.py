"""What the exit code of a command says."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    """A plan was found, the dataset is valid, or what was asked for is printed."""

    FAULT = 1
    """The command itself has a fault."""

    BAD_INPUT = 2
    """The dataset or an argument cannot be used."""

    NO_PLAN = 3
    """No plan exists, or none was found within the time."""

    SERVER_TROUBLE = 4
    """The server cannot be reached, cannot be started, or failed."""

    INTERRUPTED = 130
    """Ctrl-C was pressed."""

    OUTPUT_CLOSED = 141
    """Whatever read the output stopped reading."""


MEANINGS = (
    "0  done",
    "1  the command itself has a fault",
    "2  the dataset or an argument cannot be used",
    "3  no plan exists, or none was found in time",
    "4  the server cannot be reached or failed",
)
"""The exit codes in the words of the help."""
