r"""Least costs that are proven without a solve, from solves of other numbers.

For any problem with the same arcs and releases, the prices of a known answer prove a lower
bound, and known flows prove an upper one: a mixture of flows, each within its own limits,
is within the same mixture of the limits, and costs what they cost at this problem's
prices. Where both meet, the mixture is an optimal plan. Nothing is assumed of how the
numbers vary.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import linprog

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.pricing import Pricer
from optimizer.solve.solution import Solution

MEETING = 1e-8
"""Distance of the bounds, relative to the cost, at which they meet."""

SAME = 1e-9
"""Relative difference of limits and volumes that is rounding."""


@dataclass(frozen=True)
class Known:
    """A solved problem, runs charged to what takes their capacity.

    Attributes
    ----------
    problem
        What was solved.
    prices
        Prices of its capacities.
    solution
        Its flows.
    """

    problem: FlowProblem
    prices: FloatArray
    solution: Solution

    @classmethod
    def of(cls, problem: FlowProblem, solution: Solution) -> "Known":
        """Take an answer to a problem as it was, with runs."""
        runs = np.where(np.isfinite(problem.extra_prices), problem.extra_prices, 0.0)
        prices = np.maximum(solution.proof_prices - runs, 0.0)
        return cls(problem.with_runs_charged(), prices, solution)

    @cached_property
    def distances(self) -> FloatArray:
        """Cost of each release's cheapest path at the prices and its own costs."""
        return Pricer(self.problem).distances(self.prices)

    @cached_property
    def _places(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Commodity, arc and quantity of every step of every flow."""
        paths = self.solution.paths
        lengths = [len(path.arcs) for path in paths]
        commodities = self.problem.commodities[[path.release for path in paths]]
        arcs = np.array([arc for path in paths for arc in path.arcs], dtype=np.int64)
        quantities = np.array([path.quantity for path in paths])
        return (
            np.repeat(commodities, lengths),
            arcs,
            np.repeat(quantities, lengths),
        )

    def cost_in(self, problem: FlowProblem) -> float:
        """Return what its flows cost at a problem's costs; infinite if one is closed."""
        commodities, arcs, quantities = self._places
        moved = float(problem.costs[commodities, arcs] @ quantities)
        unserved = self.solution.unserved
        left = np.where(unserved > 0, problem.unserved_prices, 0.0)
        return moved + float(left @ unserved)

    def bound_of(self, problem: FlowProblem) -> float:
        """Return the lower bound of a problem's cost that the prices prove."""
        if problem.costs is self.problem.costs or np.array_equal(
            problem.costs, self.problem.costs
        ):
            distances = self.distances
        else:
            distances = Pricer(problem).distances(self.prices)
        return problem.lower_bound(distances, self.prices)


@dataclass
class Proofs:
    """What is known of a family of problems with the same arcs and releases.

    Attributes
    ----------
    known
        Answers so far.
    """

    known: list[Known] = field(default_factory=list)

    def bound(self, problem: FlowProblem, since: int = 0) -> float:
        """Return the best lower bound that answers prove, from some position on."""
        return max((k.bound_of(problem) for k in self.known[since:]), default=-np.inf)

    def mixture(self, problem: FlowProblem) -> tuple[float, FloatArray] | None:
        """Return the cheapest mixture of known flows that a problem allows.

        Returns
        -------
        tuple[float, FloatArray] | None
            Its cost at the problem's costs, and the share of each known answer; None
            where no mixture is within the limits.
        """
        costs = np.array([known.cost_in(problem) for known in self.known])
        open_ = np.flatnonzero(np.isfinite(costs))
        if not len(open_):
            return None
        capacities = np.array([self.known[i].problem.capacities for i in open_]).T
        volumes = np.array([self.known[i].problem.volumes for i in open_]).T
        varied_capacities = _varied(capacities, problem.capacities)
        varied_volumes = _varied(volumes, problem.volumes)
        ones = np.ones((1, len(open_)))
        scale_volumes = _scale(problem.volumes[varied_volumes])
        scale_capacities = _scale(problem.capacities[varied_capacities])
        answer = linprog(
            costs[open_] / max(1.0, float(np.abs(costs[open_]).max())),
            A_ub=capacities[varied_capacities] / scale_capacities[:, None],
            b_ub=problem.capacities[varied_capacities] / scale_capacities + SAME,
            A_eq=np.vstack([volumes[varied_volumes] / scale_volumes[:, None], ones]),
            b_eq=np.append(problem.volumes[varied_volumes] / scale_volumes, 1.0),
        )
        if answer.status != 0:
            return None
        shares = np.zeros(len(self.known))
        shares[open_] = np.maximum(answer.x, 0.0)
        shares /= shares.sum()
        return float(shares[open_] @ costs[open_]), shares


def meets(bound: float, cost: float) -> bool:
    """Whether a lower and an upper bound prove that the cost is least."""
    return cost - bound <= MEETING * max(1.0, abs(cost))


def _varied(columns: FloatArray, own: FloatArray) -> IntArray:
    """Return the rows that are not the same in all problems."""
    apart = np.abs(columns - own[:, None]).max(axis=1)
    rows: IntArray = np.flatnonzero(apart > SAME * np.maximum(1.0, np.abs(own)))
    # Volumes that grow together make the same row again and again.
    if not len(rows):
        return rows
    ratios = np.column_stack([columns[rows], own[rows]])
    ratios = ratios / np.maximum(np.abs(ratios).max(axis=1, keepdims=True), SAME)
    _, first = np.unique(ratios.round(12), axis=0, return_index=True)
    return rows[np.sort(first)]


def _scale(values: FloatArray) -> FloatArray:
    return np.maximum(np.abs(values), 1.0)


def mixed(shares: FloatArray, values: Sequence[float]) -> float:
    """Return the mixture of what is known of each answer."""
    return float(shares @ np.array(values))
