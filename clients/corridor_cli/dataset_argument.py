"""What the argument DATASET stands for."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corridor_client import (
    DatasetFile,
    DatasetFileError,
    DatasetNotFoundError,
)
from corridor_client.channels import MAX_REQUEST_BYTES
from corridor_client.datasets import NAME_PREFIX, read_file

STANDARD_INPUT = "-"

_FILE_SUFFIXES = (".zip", ".json")


def source_of(argument: str) -> str | DatasetFile:
    """Read the file that the argument stands for, or pass on a stored dataset's name.

    Raises
    ------
    DatasetFileError
        When there is no such file, it cannot be read, or standard input is empty.
    """
    if argument == STANDARD_INPUT:
        return _standard_input()
    return read_file(Path(argument)) if is_path(argument) else argument


def is_path(argument: str) -> bool:
    """Whether the argument is a path, and not the name of a stored dataset."""
    separators = ["/", os.sep]
    return (
        argument.startswith(".")
        or argument.lower().endswith(_FILE_SUFFIXES)
        or any(separator in argument for separator in separators)
    )


@contextmanager
def hinting(argument: str) -> Iterator[None]:
    """Say how to write the argument where a path and a name were taken for another.

    Raises
    ------
    DatasetNotFoundError, DatasetFileError
        The error of the block, with the hint.
    """
    try:
        yield
    except DatasetNotFoundError as error:
        if not Path(argument).exists():
            raise
        msg = (
            f"no dataset is stored as {argument!r}, but there is {argument} in this "
            f"folder: for that, write ./{argument}"
        )
        raise DatasetNotFoundError(msg, reason=error.reason, code=error.code) from error
    except DatasetFileError as error:
        name = argument.removeprefix(NAME_PREFIX)
        if name == argument or is_path(name):
            raise
        fault = f"there is no such folder; for the stored dataset, write {name}"
        raise DatasetFileError(error.path, fault) from error


def _standard_input() -> DatasetFile:
    content = sys.stdin.buffer.read(MAX_REQUEST_BYTES + 1)
    if not content:
        raise DatasetFileError(Path(STANDARD_INPUT), "standard input is empty")
    return DatasetFile("standard input", content)
