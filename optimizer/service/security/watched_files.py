"""Files that are read again when they change, so that nothing has to be restarted."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

SETTLING_SECONDS = 2.0
"""Age from which a file's time of change tells whether it has changed again.

Clocks of file systems are coarse: a file may change twice and show one time.
"""

logger = logging.getLogger(__name__)


class UnusableFileError(Exception):
    """A file that secures the server cannot be used.

    Attributes
    ----------
    path
        The file.
    cause
        What is wrong, and what to do about it.
    """

    def __init__(self, path: Path, cause: str) -> None:
        super().__init__(f"{path}: {cause}")
        self.path = path
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Content:
    """What a file held when it was read."""

    path: Path
    data: bytes


class WatchedFiles[T]:
    """What some files say together, as they are now.

    Files that become unusable change nothing: what they said before stands, and the log
    says so once.

    Parameters
    ----------
    paths
        The files.
    read
        From their contents to what they say; raises UnusableFileError.

    Raises
    ------
    UnusableFileError
        When they cannot be used from the start.
    """

    def __init__(
        self, paths: Sequence[Path], read: Callable[[Sequence[Content]], T]
    ) -> None:
        self._paths = tuple(paths)
        self._read = read
        self._lock = Lock()
        self._fault = ""
        self._state = _state_of(self._paths)
        self._contents = _contents_of(self._paths)
        self._said = read(self._contents)

    def current(self) -> T:
        """Return what they say, after a new look at each."""
        with self._lock:
            try:
                self._look()
            except UnusableFileError as error:
                self._warn(str(error))
            return self._said

    def _look(self) -> None:
        state = _state_of(self._paths)
        if state == self._state and None not in state:
            return
        contents = _contents_of(self._paths)
        self._state = state
        self._fault = ""
        if contents == self._contents:
            return
        self._contents = contents
        self._said = self._read(contents)
        logger.info("read again: %s", ", ".join(map(str, self._paths)))

    def _warn(self, fault: str) -> None:
        if fault != self._fault:
            logger.warning("%s; what stood there before still holds", fault)
        self._fault = fault


type _State = tuple[tuple[int, int, int] | None, ...]
"""Time of change, size and number of each file; None for one that may change unseen."""


def _state_of(paths: Sequence[Path]) -> _State:
    now = time.time()
    return tuple(_state_of_one(path, now) for path in paths)


def _state_of_one(path: Path, now: float) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError as error:
        raise UnusableFileError(path, _cause_of(error)) from error
    if abs(now - found.st_mtime) < SETTLING_SECONDS:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _contents_of(paths: Sequence[Path]) -> tuple[Content, ...]:
    return tuple(Content(path, _bytes_of(path)) for path in paths)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableFileError(path, _cause_of(error)) from error


def _cause_of(error: OSError) -> str:
    return f"{error.strerror or error}; give a file that can be read"
