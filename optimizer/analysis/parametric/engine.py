"""Solving one problem over and over with other numbers, each answer proven."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from optimizer.analysis.certificate import TOLERANCE, dual_bound
from optimizer.errors import ResultNotCertifiedError, SolverFailedError
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.pricing import Pricer
from optimizer.solve.column_generation import Start
from optimizer.solve.path_flow_solve import solve_path_flow
from optimizer.solve.solution import Infeasible, Solution, Stopped

EXACT_GAP = 1e-10
"""Gap at which solves stop: ends of ranges lie where small differences meet."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The least cost of a problem, proven.

    Attributes
    ----------
    problem
        What was solved.
    solution
        Its flows and prices.
    distances
        Cost of the cheapest path of each release at these prices.
    """

    problem: FlowProblem
    solution: Solution
    distances: FloatArray

    @property
    def cost(self) -> float:
        """Least cost."""
        return self.solution.objective

    def bound(self, problem: FlowProblem) -> float:
        """Return a lower bound of the cost of a problem with other limits or volumes.

        Parameters
        ----------
        problem
            With the same costs, so that the distances hold for it too.
        """
        return problem.lower_bound(self.distances, self.solution.capacity_prices)

    def cost_under(self, costs: FloatArray) -> float:
        """Return what the same flows would cost at other costs of the arcs.

        Parameters
        ----------
        costs
            By commodity and arc, as :attr:`FlowProblem.costs`.
        """
        own = self._quantities(self.problem.costs)
        return self.cost + float(np.sum(self._quantities(costs) - own))

    def total_of(self, amounts: FloatArray) -> float:
        """Return the sum over all flows of amounts per unit, by commodity and arc."""
        return float(np.sum(self._quantities(amounts)))

    def _quantities(self, amounts: FloatArray) -> FloatArray:
        commodities = self.problem.commodities
        return np.array(
            [
                path.quantity
                * amounts[commodities[path.release], np.array(path.arcs)].sum()
                for path in self.solution.paths
            ]
        )


class Engine:
    """Solves variants of a problem from where the first solve ended.

    Parameters
    ----------
    start
        What an earlier solve of the same arcs and releases knew, if any.
    time_limit
        Most time of each solve.
    """

    def __init__(self, start: Start | None, time_limit: timedelta) -> None:
        self._start = start
        self._time_limit = time_limit
        self.solve_count = 0

    def answer(self, problem: FlowProblem) -> Answer | None:
        """Solve a problem; None where not all that must be served can be.

        Raises
        ------
        ResultNotCertifiedError
            When the answer cannot be proven.
        SolverFailedError
            When there is none within the time.
        """
        self.solve_count += 1
        run = solve_path_flow(
            problem,
            time_limit=self._time_limit,
            relative_gap=EXACT_GAP,
            start=self._start,
        )
        self._start = self._start or run.start
        match run.outcome:
            case Infeasible():
                return None
            case Solution(limit=None) as solution:
                return _proven(problem, solution)
            case Stopped() | Solution():
                state = "the time limit was reached"
                raise SolverFailedError(state)


def _proven(problem: FlowProblem, solution: Solution) -> Answer:
    pricer = Pricer(problem)
    prices = problem.feasible_prices(solution.capacity_prices)
    distances = pricer.distances(prices)
    gap = solution.objective - dual_bound(pricer, solution.capacity_prices)
    relative = abs(gap) / max(1.0, abs(solution.objective))
    if not relative <= TOLERANCE:
        check = "relative_gap"
        raise ResultNotCertifiedError(check, relative, TOLERANCE)
    return Answer(problem, solution, distances)
