r"""Contracts that cost least on average: booked now, before it is known what will be needed.

With :math:`x_r` the share of a resource that is booked, at most 1, in all periods alike,

.. math:: \min_x \; \sum_r c_r x_r + \frac{1}{N} \sum_i Q_i(x)

where :math:`Q_i(x)` is the least cost of draw :math:`i` with the capacities
:math:`b_{irt} x_r`, and :math:`b_{irt} (1 - x_r)` more at the price of the day, if there
is one. That is a linear program in two stages with fixed recourse, solved by the L-shaped
method with a cut for each draw [1]_ [2]_. Cuts are lower bounds that prices of capacities
prove by shortest paths, so they hold for any prices, however they were found.

References
----------
.. [1] Van Slyke, R.M. & Wets, R. (1969). L-shaped linear programs with applications to
       optimal control and stochastic programming. *SIAM Journal on Applied Mathematics*
       17(4), 638-663.
.. [2] Birge, J.R. & Louveaux, F.V. (1988). A multicut algorithm for two-stage stochastic
       linear programs. *European Journal of Operational Research* 34(3), 384-392.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from scipy.optimize import linprog

from optimizer.analysis.ledger import round_money
from optimizer.analysis.uncertainty.bookable import Bookable, bookable
from optimizer.analysis.uncertainty.drawing import mean_scenario
from optimizer.analysis.uncertainty.recourse import Cut, Recourse, recourse_of
from optimizer.analysis.uncertainty.simulation import Simulation
from optimizer.domain.quantities import exact
from optimizer.domain.resources import Measure
from optimizer.domain.scenarios import applied
from optimizer.errors import SolverFailedError
from optimizer.formulation.arrays import FloatArray

GAP = 1e-7
"""Gap, relative to the cost, at which contracts cost least."""

MOST_ROUNDS = 200
"""Rounds after which the search is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is booked of one resource.

    Attributes
    ----------
    resource_id, measure
        Which, and what its capacity counts.
    share
        Share of its capacity that is booked in every period, 0 to 1.
    booked
        The same in its measure, over all periods.
    cost
        What that costs.
    mean_value_share
        Share that would be booked if all numbers were sure to be at their means.
    """

    resource_id: str
    measure: Measure
    share: float
    booked: float
    cost: Decimal
    mean_value_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BestContracts:
    """The contracts that cost least on average over a sample.

    Attributes
    ----------
    bookings
        By resource.
    booking_cost, expected_recourse
        What the contracts cost, and the mean cost of the draws' plans under them, what
        is had on the day included.
    expected_cost
        Their sum, rounded for itself.
    dual_bound
        No contracts cost less on average over the sample.
    mean_value_cost
        What the contracts for sure means cost on average.
    value_of_stochastic_solution
        How much less that is: what it is worth to know that nothing is sure [1]_.
    draw_count, solve_count
        Size of the sample, and plans that were made.

    References
    ----------
    .. [1] Birge, J.R. (1982). The value of the stochastic solution in stochastic linear
           programs with fixed recourse. *Mathematical Programming* 24, 314-325.
    """

    bookings: tuple[Booking, ...]
    booking_cost: Decimal
    expected_recourse: Decimal
    expected_cost: Decimal
    dual_bound: float
    mean_value_cost: Decimal
    value_of_stochastic_solution: Decimal
    draw_count: int
    solve_count: int


def best_contracts(simulation: Simulation, draw_count: int) -> BestContracts:
    """Find the contracts that cost least on average.

    Parameters
    ----------
    simulation
        What is uncertain, with the terms of contracts.
    draw_count
        Size of the sample: its first draws.

    Raises
    ------
    InvalidDatasetError
        When a draw cannot be planned.
    InvalidScenarioError
        When a number that was drawn cannot be set, or nothing can be booked.
    SolverFailedError
        When the time of a solve is up.
    """
    books = bookable(simulation)
    limit = simulation.options.time_limit
    start = simulation.certain_run.start
    means = applied(simulation.certain, mean_scenario(simulation.uncertainty))
    sure = [recourse_of(means, books, start, limit)]
    variants = (simulation.variant(position) for position in range(draw_count))
    sample = [recourse_of(variant, books, start, limit) for variant in variants]
    mean_value = _LShaped(books, sure).solve(np.ones(len(books.resource_ids)))
    search = _LShaped(books, sample)
    best = search.solve(mean_value.shares)
    return _reported(books, search, best, mean_value.shares)


@dataclass(frozen=True, slots=True)
class _Point:
    """Shares that were tried.

    Attributes
    ----------
    shares
        The shares.
    recourse
        Mean cost of the draws under them.
    cost
        The same with what is booked.
    """

    shares: FloatArray
    recourse: float
    cost: float


class _LShaped:
    """The search for one sample."""

    def __init__(self, books: Bookable, sample: Sequence[Recourse]) -> None:
        self._prices = books.full_costs
        self._sample = sample
        self._cuts: list[list[Cut]] = []
        self.first: _Point | None = None
        self.bound = -np.inf

    @property
    def solve_count(self) -> int:
        """Plans that were made."""
        return len(self._cuts) * len(self._sample)

    def solve(self, shares: FloatArray) -> _Point:
        """Search from some shares on."""
        best = self.first = self._try(shares)
        for _ in range(MOST_ROUNDS):
            shares, self.bound = self._master()
            if best.cost - self.bound <= GAP * max(1.0, abs(best.cost)):
                return best
            tried = self._try(shares)
            best = min(best, tried, key=lambda point: point.cost)
        state = f"contracts are not settled after {MOST_ROUNDS} rounds"
        raise SolverFailedError(state)

    def _try(self, shares: FloatArray) -> _Point:
        found = [recourse.at(shares) for recourse in self._sample]
        self._cuts.append([cut for _, cut in found])
        mean = float(np.mean([cost for cost, _ in found]))
        return _Point(shares, mean, float(self._prices @ shares) + mean)

    def _master(self) -> tuple[FloatArray, float]:
        """Return the best shares by what is known, and the bound that they give."""
        count, size = len(self._sample), len(self._prices)
        scale = max(1.0, *(abs(cut.constant) for cut in self._cuts[0]))
        rows, limits = [], []
        for cuts in self._cuts:
            for index, cut in enumerate(cuts):
                row = np.zeros(size + count)
                row[:size] = cut.slopes / scale
                row[size + index] = -1.0
                rows.append(row)
                limits.append(-cut.constant / scale)
        answer = linprog(
            np.concatenate((self._prices / scale, np.full(count, 1.0 / count))),
            A_ub=np.array(rows),
            b_ub=np.array(limits),
            bounds=[(0.0, 1.0)] * size + [(None, None)] * count,
        )
        if answer.status != 0:
            raise SolverFailedError(answer.message)
        return np.clip(answer.x[:size], 0.0, 1.0), float(answer.fun) * scale


def _reported(
    books: Bookable, search: _LShaped, best: _Point, mean_shares: FloatArray
) -> BestContracts:
    first = search.first or best
    costs = books.full_costs * best.shares
    bookings = tuple(
        Booking(
            resource_id=name,
            measure=books.measures[index],
            share=float(best.shares[index]),
            booked=float(best.shares[index] * books.capacities[index]),
            cost=_money(costs[index]),
            mean_value_share=float(mean_shares[index]),
        )
        for index, name in enumerate(books.resource_ids)
    )
    return BestContracts(
        bookings=bookings,
        booking_cost=_money(costs.sum()),
        expected_recourse=_money(best.recourse),
        expected_cost=_money(best.cost),
        dual_bound=search.bound,
        mean_value_cost=_money(first.cost),
        value_of_stochastic_solution=_money(first.cost) - _money(best.cost),
        draw_count=len(search._sample),  # noqa: SLF001 - of this module
        solve_count=search.solve_count,
    )


def _money(amount: float) -> Decimal:
    return round_money(exact(float(amount)))
