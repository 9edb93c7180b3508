"""How much time a call has, and how much of it a solve may take."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from optimizer.errors import DeadlineTooShortError
from optimizer.service.limits import (
    DEFAULT_CALL_TIME,
    LONGEST_CALL_TIME,
    LONGEST_OPERATION_TIME,
)

SMALLEST_MARGIN = timedelta(milliseconds=250)
"""Least time that is kept back to certify, convert and send a plan."""

MARGIN_SHARE = 0.05
"""Share of the remaining time that is kept back, where that is more."""

SHORTEST_SOLVE = timedelta(milliseconds=50)
"""Least time that is worth starting a solve for."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the answer to a call must be there.

    Attributes
    ----------
    ends_at
        Reading of the monotonic clock, which all processes of a system share.
    """

    ends_at: float

    @classmethod
    def after(cls, seconds: float | None) -> Self:
        """Return the deadline in so many seconds; None is the default time."""
        if seconds is None:
            seconds = DEFAULT_CALL_TIME.total_seconds()
        longest = LONGEST_CALL_TIME.total_seconds()
        return cls(time.monotonic() + min(seconds, longest))

    def remaining(self) -> timedelta:
        """Return the time that is left, at least 0."""
        return timedelta(seconds=max(0.0, self.ends_at - time.monotonic()))

    def longest_limit(self) -> timedelta:
        """Return the longest time limit that may be asked for: operations have more."""
        is_call = self.remaining() <= LONGEST_CALL_TIME
        return LONGEST_CALL_TIME if is_call else LONGEST_OPERATION_TIME

    def solve_time(self, asked: timedelta | None = None) -> timedelta:
        """Return how long a solve may take that starts now.

        Parameters
        ----------
        asked
            Time limit that the caller set; None is none. It holds if it is shorter.

        Raises
        ------
        DeadlineTooShortError
            When what is left is not worth starting for.
        """
        remaining = self.remaining()
        usable = remaining - max(SMALLEST_MARGIN, remaining * MARGIN_SHARE)
        if usable < SHORTEST_SOLVE:
            raise DeadlineTooShortError(remaining, SMALLEST_MARGIN + SHORTEST_SOLVE)
        return usable if asked is None else min(asked, usable)
