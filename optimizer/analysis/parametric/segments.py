"""How far a straight piece of a convex function reaches from one point, to one side.

Tangents that meet below the function give the next point to look at; where they meet on it
lies the end of the piece. Every piece is found by its own tangent, so that at a kink each
side has its own slope, whichever slope the solver happened to give there.
"""

from collections.abc import Callable
from dataclasses import dataclass

TOUCHING = 1e-9
"""Distance, relative to the values, below which a tangent counts as touching."""

MOST_STEPS = 60
"""Steps after which what was found is taken as the end."""


@dataclass(frozen=True, slots=True)
class Tangent:
    """A straight line under a convex function that touches it.

    Attributes
    ----------
    at
        Where it touches.
    value
        Value of the function there.
    slope
        A slope of the function there; any between its two at a kink.
    """

    at: float
    value: float
    slope: float

    def __call__(self, point: float) -> float:
        """Return the height of the line at a point."""
        return self.value + self.slope * (point - self.at)

    def meets(self, other: "Tangent") -> float:
        """Return where two lines of different slopes meet."""
        offset = self.value - self.slope * self.at
        other_offset = other.value - other.slope * other.at
        return (other_offset - offset) / (self.slope - other.slope)


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a function that starts at a point.

    Attributes
    ----------
    slope
        Change of the function per unit to the right, also of a piece to the left.
    end
        Where the piece ends; None where it goes on as far as was looked.
    """

    slope: float
    end: float | None


def segment_to(
    evaluate: Callable[[float], Tangent], here: Tangent, limit: Tangent
) -> Segment:
    """Find the piece of a convex function that goes from a point towards a limit.

    Parameters
    ----------
    evaluate
        The function with a slope of it.
    here
        It at the point where the piece starts.
    limit
        It as far as is looked, on either side of the point.
    """
    line, outer = here, [limit]
    for _ in range(MOST_STEPS):
        far = outer[-1]
        if _touches(far, here.at, here.value):
            # The far piece reaches back to here, so it has the slope of this side.
            line = Tangent(here.at, here.value, _slope_between(here, far))
            outer.pop()
        elif _touches(line, far.at, far.value):
            outer.pop()
        else:
            point = line.meets(far)
            found = evaluate(point)
            if _touches(line, point, found.value):
                return Segment(line.slope, point)
            outer.append(found)
        if not outer:
            return Segment(line.slope, None)
    return Segment(line.slope, outer[-1].at)


def _slope_between(here: Tangent, far: Tangent) -> float:
    return (far.value - here.value) / (far.at - here.at)


def _touches(line: Tangent, point: float, value: float) -> bool:
    return abs(line(point) - value) <= TOUCHING * max(1.0, abs(value))
