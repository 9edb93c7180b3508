"""How far a plan is, and who is told."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol


class Phase(Enum):
    """What is done for a plan, in this order."""

    READING = "READING"
    """The dataset is read and checked."""

    BUILDING = "BUILDING"
    """The program is built."""

    SOLVING = "SOLVING"
    """It is solved."""

    CERTIFYING = "CERTIFYING"
    """The plan is put together and proven; or why there is none is found out."""

    WRITING = "WRITING"
    """The answer is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a solve stands.

    Attributes
    ----------
    round
        Masters solved so far.
    path_count, capacity_count
        Columns and capacity rows of the master.
    primal_bound
        Cost of the flow so far; infinite while it exceeds capacities or leaves anything
        of what must be served.
    dual_bound
        Proven lower bound.
    relative_gap
        Their difference, relative to the cost; infinite while there is none.
    elapsed
        Time since the solve started.
    """

    round: int
    path_count: int
    capacity_count: int
    primal_bound: float
    dual_bound: float
    relative_gap: float
    elapsed: timedelta


class Watcher(Protocol):
    """Is told how far a plan is."""

    def see(self, phase: Phase, progress: Progress | None = None) -> None:
        """Take note.

        Parameters
        ----------
        phase
            What is done now.
        progress
            Where the solve stands, after each of its rounds; None at the beginning of a
            phase.
        """


class Unwatched:
    """Nobody is told."""

    def see(self, phase: Phase, progress: Progress | None = None) -> None:
        """Take no note."""


UNWATCHED = Unwatched()
"""Nobody."""
