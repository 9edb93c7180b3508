"""What is best done with contracts once it is known what is needed."""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from optimizer.analysis.parametric.engine import Engine
from optimizer.analysis.planning import WarmStart
from optimizer.analysis.preparing import prepare
from optimizer.analysis.uncertainty.bookable import Bookable
from optimizer.domain.memory import Memory
from optimizer.domain.scenarios import Variant
from optimizer.errors import SolverFailedError
from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem


@dataclass(frozen=True, slots=True)
class Cut:
    """A lower bound of the cost of a draw for any shares: ``constant + slopes @ shares``."""

    constant: float
    slopes: FloatArray


@dataclass(frozen=True)
class Recourse:
    """The plans of one draw under different contracts.

    Attributes
    ----------
    problem
        With all capacity, whether booked or not.
    rows, owners
        Capacities that can be booked, and the position of the contract of each.
    spots
        What a unit of each of these costs that is had on the day.
    engine
        Solves it, each time from where it ended before.
    """

    problem: FlowProblem
    rows: IntArray
    owners: IntArray
    spots: FloatArray
    engine: Engine

    def at(self, shares: FloatArray) -> tuple[float, Cut]:
        """Plan with what is booked; return the cost, and a cut that meets it there.

        Raises
        ------
        SolverFailedError
            When there is no plan.
        """
        problem = self._booked(shares)
        answer = self.engine.answer(problem)
        if answer is None:
            state = "a draw cannot be served whatever is booked"
            raise SolverFailedError(state)
        prices = problem.feasible_prices(answer.solution.capacity_prices)
        nothing = self._booked(np.zeros(len(shares)))
        constant = nothing.lower_bound(answer.distances, prices)
        own = prices[self.rows]
        scarcity = own - np.maximum(own - self.spots, 0.0)
        worth = self.problem.capacities[self.rows] * scarcity
        slopes = -np.bincount(self.owners, weights=worth, minlength=len(shares))
        return answer.cost, Cut(constant, slopes)

    def _booked(self, shares: FloatArray) -> FlowProblem:
        """Return the problem with what is booked, and the rest at the day's price."""
        problem, rows = self.problem, self.rows
        whole, booked = problem.capacities[rows], shares[self.owners]
        capacities = problem.capacities.copy()
        capacities[rows] = whole * booked
        extra_prices, extra_limits = (
            problem.extra_prices.copy(),
            problem.extra_limits.copy(),
        )
        extra_prices[rows] = self.spots
        has_spot = np.isfinite(self.spots)
        extra_limits[rows] = np.where(has_spot, whole * (1.0 - booked), np.inf)
        return replace(
            problem,
            capacities=capacities,
            extra_prices=extra_prices,
            extra_limits=extra_limits,
        )


def recourse_of(
    variant: Variant, books: Bookable, start: WarmStart | None, time_limit: timedelta
) -> Recourse:
    """Prepare the problem of a draw.

    Parameters
    ----------
    variant
        The dataset of the draw.
    books
        What can be booked.
    start
        What the plan without uncertainty knew.
    time_limit
        Most time of each solve.

    Raises
    ------
    InvalidDatasetError
        When it has errors.
    """
    memory = Memory() if start is None else start.memory.fork()
    graph = prepare(variant.dataset, variant.regime_id, memory).graph
    # Longer transit leads to other periods, where paths of another network mean nothing.
    is_alike = start is not None and start.structure == graph.problem.structure_digest()
    engine = Engine(start.start if start is not None and is_alike else None, time_limit)
    names = [resource.resource_id for resource in graph.dataset.resources]
    contract_of = {name: index for index, name in enumerate(books.resource_ids)}
    owners = np.array([contract_of.get(name, -1) for name in names], dtype=np.int64)
    by_row = owners[graph.capacity_rows.resources]
    rows = np.flatnonzero(by_row >= 0)
    return Recourse(
        problem=replace(graph.problem, decisions=None),
        rows=rows,
        owners=by_row[rows],
        spots=books.spots[by_row[rows]],
        engine=engine,
    )
