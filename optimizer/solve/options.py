"""What the caller may ask of a solve."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LONGEST_TIME_LIMIT = timedelta(hours=6)
"""Most time that a solve may take."""

WIDEST_GAP = 0.1
"""Largest gap that may be asked for."""


class Formulation(StrEnum):
    """Which linear program is solved; both have the same optimum."""

    PATH_FLOW = "PATH_FLOW"
    """A column per path, generated as needed: fast at any size."""

    LEG_FLOW = "LEG_FLOW"
    """A column per release and arc: the reference, and what is exported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How to solve.

    Parameters
    ----------
    time_limit
        Most time that the solver may take, building the program not included; above 0,
        at most six hours.
    relative_gap
        Proven gap, relative to the cost, at which the solve may stop; 0 to 0.1. The
        shadow prices of a plan are as exact as its gap.
    formulation
        Which program is solved.
    regime_id
        Which of the dataset's tariffs hold; None is its default regime.
    integer_decisions
        Whether runs come in whole numbers and demands that are all or nothing are so.
        Otherwise both may be fractions, which is faster and never costs more.

    Raises
    ------
    ValueError
        When the time limit or the gap is out of range.
    """

    time_limit: timedelta = timedelta(seconds=60)
    relative_gap: float = 1e-9
    formulation: Formulation = Formulation.PATH_FLOW
    integer_decisions: bool = False
    regime_id: str | None = None

    def __post_init__(self) -> None:
        if not timedelta(0) < self.time_limit <= LONGEST_TIME_LIMIT:
            msg = (
                "time_limit must be above 0 and at most "
                f"{LONGEST_TIME_LIMIT.total_seconds():.0f} s, "
                f"got {self.time_limit.total_seconds()} s"
            )
            raise ValueError(msg)
        if not 0 <= self.relative_gap <= WIDEST_GAP:
            msg = (
                f"relative_gap must be from 0 to {WIDEST_GAP}, got {self.relative_gap}"
            )
            raise ValueError(msg)
