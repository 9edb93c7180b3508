r"""Prices of the capacities before any linear program is solved.

A subgradient method on the Lagrangian dual [1]_, with steps scaled to the problem: the
price of a capacity rises with its relative overload by the averaged flow and falls where
there is room,

.. math:: \lambda_r \leftarrow \max\Bigl(0, \lambda_r +
          \frac{\eta \bar c}{\sqrt{t}} \Bigl(\frac{f_r}{b_r} - 1\Bigr)\Bigr).

It does not have to converge. Its cheapest paths are columns that spare the master program
the rounds in which its own prices mean nothing.

References
----------
.. [1] Held, M., Wolfe, P. & Crowder, H. (1974). Validation of subgradient optimization.
       *Mathematical Programming* 6, 62-88.
"""

import math

import numpy as np

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.path_pool import PathPool
from optimizer.formulation.pricing import Pricer, Pricing

WORTHWHILE_COUNT = 50
"""Capacities that must be exceeded by free flow for the ascent to pay: with fewer, the
first masters are solved before its rounds would be over."""

ROUNDS = 30
KEEP_EVERY = 3
"""Rounds between two whose paths become columns."""

STEP = 0.4
"""Step of the first round, in typical costs per capacity."""

MEMORY = 0.7
"""Weight of the flows so far in the average."""

OVERLOAD_LIMIT = 2.0
"""Most relative overload that counts in a step."""


class PriceWarmUp:
    """The dual ascent, one round at a time.

    Attributes
    ----------
    prices
        Prices of the capacities with the best bound so far.
    bound
        That bound.
    loads
        Averaged loads of the capacities.
    is_worthwhile
        Whether enough capacities are scarce for more than one round.
    """

    def __init__(self, problem: FlowProblem, pricer: Pricer) -> None:
        self._problem = problem
        self._pricer = pricer
        self._current = np.zeros(len(problem.capacities))
        self._unit = _typical_price(problem)
        self.prices = self._current
        self.bound = -math.inf
        self.is_worthwhile = False
        self.loads = np.zeros(len(problem.capacities))

    def run(self, pool: PathPool) -> IntArray:
        """Fill a pool with paths; return the capacities that look scarce."""
        pricing = self._price()
        pool.add(pricing.paths)
        self.loads = self._loads(pricing)
        exceeded = np.flatnonzero(self.loads > self._problem.capacities)
        if len(exceeded) < WORTHWHILE_COUNT:
            return exceeded
        self.is_worthwhile = True
        for round_ in range(1, ROUNDS + 1):
            self._step(round_)
            pricing = self._price()
            self.loads = MEMORY * self.loads + (1 - MEMORY) * self._loads(pricing)
            if round_ % KEEP_EVERY == 0:
                pool.add(pricing.paths)
        is_scarce = (self.prices > 0) | (self.loads > self._problem.capacities)
        return np.flatnonzero(is_scarce)

    def _step(self, round_: int) -> None:
        room = np.maximum(self._problem.capacities, 1e-9)
        overload = np.clip(self.loads / room - 1.0, -1.0, OVERLOAD_LIMIT)
        step = STEP / math.sqrt(round_) * self._unit * overload
        self._current = np.maximum(self._current + step, 0.0)
        self._current = self._problem.feasible_prices(self._current)

    def _price(self) -> Pricing:
        pricing = self._pricer.price(self._current)
        bound = self._problem.lower_bound(pricing.distances, self._current)
        if bound > self.bound:
            self.bound, self.prices = bound, self._current
        return pricing

    def _loads(self, pricing: Pricing) -> FloatArray:
        """Return the loads if every release took its cheapest path, where that pays."""
        problem, paths = self._problem, pricing.paths
        pays = pricing.distances < problem.unserved_prices
        volumes = np.where(pays, problem.volumes, 0.0)[paths.releases]
        per_arc = np.repeat(volumes, np.diff(paths.starts))
        commodities = np.repeat(
            problem.commodities[paths.releases], np.diff(paths.starts)
        )
        flows = np.bincount(
            commodities * problem.arc_count + paths.arcs,
            weights=per_arc,
            minlength=problem.costs.size,
        )
        loads: FloatArray = problem.uses.T @ flows
        return loads


def _typical_price(problem: FlowProblem) -> FloatArray:
    """Return for each capacity a typical cost of an arc per unit of it.

    A capacity that counts wagons is priced per wagon, so the cost of an arc is divided
    by what a unit on it takes.
    """
    costs = problem.costs[np.isfinite(problem.costs) & (problem.costs > 0)]
    typical_cost = float(np.median(costs)) if len(costs) else 1.0
    uses, count = problem.uses, len(problem.capacities)
    sums = np.bincount(uses.indices, weights=uses.data, minlength=count)
    counts = np.bincount(uses.indices, minlength=count)
    mean_use = np.divide(sums, counts, out=np.ones(count), where=counts > 0)
    prices: FloatArray = typical_cost / np.maximum(mean_use, 1e-9)
    return prices
