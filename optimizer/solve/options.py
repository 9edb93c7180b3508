"""What the caller may ask of a solve."""

from dataclasses import dataclass
from datetime import timedelta

LONGEST_TIME_LIMIT = timedelta(minutes=10)
"""Most time that a solve may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How to solve.

    Parameters
    ----------
    time_limit
        Most time that the solver may take, building the program not included; above 0,
        at most ten minutes.

    Raises
    ------
    ValueError
        When the time limit is out of range.
    """

    time_limit: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        if not timedelta(0) < self.time_limit <= LONGEST_TIME_LIMIT:
            msg = (
                "time_limit must be above 0 and at most "
                f"{LONGEST_TIME_LIMIT.total_seconds():.0f} s, "
                f"got {self.time_limit.total_seconds()} s"
            )
            raise ValueError(msg)
