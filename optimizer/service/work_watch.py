"""Who is told how long work waits and takes, and of processes that are lost."""

from enum import Enum, StrEnum
from typing import Protocol


class Turn(Enum):
    """In which order work is done.

    Attributes
    ----------
    SINGLE
        Calls with one answer: somebody waits for it.
    BATCH
        Calls that answer piece by piece, after the single ones.
    """

    SINGLE = "SINGLE"
    BATCH = "BATCH"


class Loss(StrEnum):
    """Why a process of a worker is gone and another takes its place.

    Attributes
    ----------
    CRASH
        It died while it worked.
    CANCEL
        Its call was given up, or out of time.
    REST
        It died while it did not work.
    """

    CRASH = "crash"
    CANCEL = "cancel"
    REST = "rest"


class WorkWatch(Protocol):
    """Is told of work, in the task of the call that it is for."""

    def waited(self, turn: Turn, seconds: float) -> None:
        """Note for how long a piece of work waited for its place."""

    def worked(self, turn: Turn, seconds: float) -> None:
        """Note for how long a piece of work had its place."""

    def lost(self, loss: Loss) -> None:
        """Note that a process is replaced."""


class NoWatch:
    """Is told and forgets."""

    def waited(self, turn: Turn, seconds: float) -> None:
        """Forget it."""

    def worked(self, turn: Turn, seconds: float) -> None:
        """Forget it."""

    def lost(self, loss: Loss) -> None:
        """Forget it."""
