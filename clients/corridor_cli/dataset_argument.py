"""What the argument DATASET stands for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corridor_client import (
    DatasetFile,
    DatasetFileError,
    DatasetNotFoundError,
    InvalidRequestError,
)
from corridor_client.channels import MAX_REQUEST_BYTES
from corridor_client.datasets import NAME_PREFIX, is_path, read_file

STANDARD_INPUT = "-"


def source_of(argument: str) -> str | DatasetFile:
    """Read the file that the argument stands for, or pass on a stored dataset's name.

    Raises
    ------
    DatasetFileError
        When there is no such file, it cannot be read, or standard input is empty.
    InvalidRequestError
        When the argument is empty.
    """
    if not argument:
        msg = (
            "DATASET is empty; give the name of a stored dataset, a path such as "
            f"./my-dataset, or {STANDARD_INPUT} for standard input"
        )
        raise InvalidRequestError(msg)
    if argument == STANDARD_INPUT:
        return _standard_input()
    return read_file(Path(argument)) if is_path(argument) else argument


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
        if not name or name == argument or is_path(name):
            raise
        fault = f"there is no such folder; for the stored dataset, write {name}"
        raise DatasetFileError(error.path, fault) from error


def _standard_input() -> DatasetFile:
    content = sys.stdin.buffer.read(MAX_REQUEST_BYTES + 1)
    if not content:
        raise DatasetFileError(Path(STANDARD_INPUT), "standard input is empty")
    return DatasetFile("standard input", content)
