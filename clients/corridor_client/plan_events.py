"""What happens while a plan is made."""

from dataclasses import dataclass
from datetime import timedelta

from corridor_client.choices import PlanPhase
from corridor_client.results import PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanQueued:
    """The call waits for a process.

    Attributes
    ----------
    position
        Place in the queue; 1 is the next.
    expected_wait
        About how long it will wait, as far as the server can tell.
    """

    position: int
    expected_wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStarted:
    """A process takes up the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHeartbeat:
    """Nothing else happened for a while; the server lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProgress:
    """How far a plan is.

    Attributes
    ----------
    phase
        What is done now.
    iteration_count
        Rounds of the solve so far.
    primal_bound
        Total cost of what is found so far; None before anything is found that fits.
    dual_bound
        Proven lower bound of the least cost; None before anything is proven.
    currency_code
        ISO 4217 code of the bounds; empty before the dataset is read.
    elapsed_time
        Time since the process took the call up.
    """

    phase: PlanPhase
    iteration_count: int
    primal_bound: float | None
    dual_bound: float | None
    currency_code: str
    elapsed_time: timedelta

    @property
    def relative_gap(self) -> float | None:
        """How far the cost may be above the least, relative to it; None if unknown."""
        if self.primal_bound is None or self.dual_bound is None:
            return None
        gap = self.primal_bound - self.dual_bound
        return max(gap, 0.0) / max(1.0, abs(self.primal_bound))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEvent:
    """One event: one of the members after the number is not None.

    Attributes
    ----------
    sequence
        Number of the event, from 1 without gaps.
    queued, started, progress, heartbeat
        What happened.
    result
        The answer; no event follows.
    """

    sequence: int
    queued: PlanQueued | None
    started: PlanStarted | None
    progress: PlanProgress | None
    heartbeat: PlanHeartbeat | None
    result: PlanResult | None
