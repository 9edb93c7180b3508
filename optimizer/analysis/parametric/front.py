r"""The corners of the trade-off between cost and an amount, every one of them.

With a price :math:`\mu` on the amount, the least of cost plus :math:`\mu` times amount
touches the front of all flows in a corner. Two corners give the next price to ask for:
that at which both are worth the same. Where nothing is better at that price, the front
between them is straight [1]_ [2]_.

References
----------
.. [1] Cohon, J.L., Church, R.L. & Sheer, D.P. (1979). Generating multiobjective
       trade-offs. *Water Resources Research* 15(5), 1001-1010.
.. [2] Eisner, M.J. & Severance, D.G. (1976). Mathematical techniques for efficient record
       segmentation in large shared databases. *Journal of the ACM* 23(4), 619-635.
"""

from collections.abc import Callable
from dataclasses import dataclass

STRAIGHT = 1e-8
"""Improvement, relative to the cost, below which a front counts as straight."""

MOST_CORNERS = 400
"""Corners after which the rest of a front is taken as straight."""


@dataclass(frozen=True, slots=True)
class Corner[Content]:
    """A flow that costs least for its amount.

    Attributes
    ----------
    cost
        What it costs.
    amount
        What is traded off against cost.
    content
        What else is known of it.
    """

    cost: float
    amount: float
    content: Content


def front_between[Content](
    solve: Callable[[float], Corner[Content]],
    first: Corner[Content],
    last: Corner[Content],
) -> list[Corner[Content]]:
    """Find all corners between two, which are kept as the ends.

    Parameters
    ----------
    solve
        From a price of the amount to the flow that costs least at it.
    first
        The dearer end.
    last
        The cheaper end, of a larger amount.

    Returns
    -------
    list[Corner[Content]]
        From the least amount to the largest, ever cheaper and by ever less per amount.
    """
    found, ahead = [first], [last]
    while ahead:
        near, far = found[-1], ahead[-1]
        corner = None
        if len(found) + len(ahead) < MOST_CORNERS:
            corner = _between(solve, near, far)
        if corner is None:
            found.append(ahead.pop())
        else:
            ahead.append(corner)
    return _without_ties(found)


def _between[Content](
    solve: Callable[[float], Corner[Content]],
    near: Corner[Content],
    far: Corner[Content],
) -> Corner[Content] | None:
    """Return a corner that lies below the straight line between two."""
    step, saving = far.amount - near.amount, near.cost - far.cost
    least = STRAIGHT * max(1.0, abs(near.cost))
    if saving <= least or step <= 0:
        return None
    price = saving / step
    corner = solve(price)
    gain = near.cost + price * near.amount - corner.cost - price * corner.amount
    is_inside = near.amount < corner.amount < far.amount
    return corner if gain > least and is_inside else None


def _without_ties[Content](
    corners: list[Corner[Content]],
) -> list[Corner[Content]]:
    """Of corners of the same cost, keep the one of the least amount."""
    kept = corners[:1]
    for corner in corners[1:]:
        if kept[-1].cost - corner.cost > STRAIGHT * max(1.0, abs(corner.cost)):
            kept.append(corner)
    return kept
