"""Files that commands write: whole or not at all, and none that is there already."""

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from corridor_client import InvalidRequestError

ForceOption = Annotated[
    bool, typer.Option("--force", help="Write over a file that is there.")
]


def require_free(path: Path, *, force: bool) -> None:
    """Make sure that a file can be written, before anything is worked out for it.

    Raises
    ------
    InvalidRequestError
        When it is there already and may not be written over, or its folder is not there.
    """
    if path.is_dir():
        msg = f"{path} is a folder; name a file in it"
        raise InvalidRequestError(msg)
    if path.exists() and not force:
        msg = f"{path} is there already; name another file, or add --force"
        raise InvalidRequestError(msg)
    if not path.absolute().parent.is_dir():
        msg = f"{path}: there is no folder {path.parent}; make it first"
        raise InvalidRequestError(msg)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, which is there whole or, when that fails, as it was before.

    Raises
    ------
    InvalidRequestError
        When it cannot be written.
    """
    folder = path.absolute().parent
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=folder)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            Path(name).chmod(0o666 & ~_mask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}; name another file"
        raise InvalidRequestError(msg) from error


def _mask() -> int:
    """Return which permissions new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
