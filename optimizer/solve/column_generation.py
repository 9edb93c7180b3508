r"""Column generation: the least-cost flow without ever listing all paths.

Each round solves the restricted master, prices the cheapest path of every release at the
master's prices of the capacities, and adds the paths that are cheaper than what their
release pays [1]_. The prices also prove a lower bound (see
:meth:`FlowProblem.lower_bound`), so the gap is known all the time.

Early masters are solved by an interior-point method without crossover: its duals lie in
the middle of the optimal face, and paths that are cheap there stay cheap [2]_. When the
gap is small, paths that are far from paying are put to rest and the simplex method goes
on from there to an exact vertex. Capacities become rows when a flow exceeds them.

References
----------
.. [1] Desaulniers, G., Desrosiers, J. & Solomon, M.M. (eds.) (2005). *Column Generation*,
       ch. 1. Springer.
.. [2] Gondzio, J., Gonzalez-Brevis, P. & Munari, P. (2013). New developments in the
       primal-dual column generation technique. *European Journal of Operational Research*
       224(1), 41-51.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.path_pool import PathPool
from optimizer.formulation.pricing import PathBatch, Pricer, Pricing
from optimizer.solve.master import Master
from optimizer.solve.persistent_highs import Method
from optimizer.solve.price_warm_up import PriceWarmUp
from optimizer.solve.progress import Progress

SIMPLEX_GAP = 3e-3
"""Relative gap below which the simplex method takes over."""

COARSEST_TOLERANCE, FINEST_TOLERANCE = 1e-4, 1e-8
"""Optimality tolerances of interior-point solves, from the first rounds to the last."""

MISSING_SHARE = 1e-7
"""Share of a volume that counts as not served."""

PRICE_TOLERANCE = 1e-9
"""Relative saving from which a path is worth a column."""


@dataclass(frozen=True, slots=True)
class Start:
    """What an earlier solve knew, to begin from.

    Attributes
    ----------
    paths
        Paths that were of use.
    capacity_prices
        Prices of the capacities, shape ``(n_capacities,)``.
    """

    paths: PathBatch
    capacity_prices: FloatArray


class ColumnGeneration:
    """One solve.

    Parameters
    ----------
    problem
        What to solve.
    relative_gap
        Gap at which to stop.
    time_limit
        Most time.
    start
        What an earlier solve of a problem with the same arcs and releases knew.
    on_progress
        Called after each round.

    Attributes
    ----------
    pool
        Paths found.
    master
        The restricted master in its last state.
    bound
        Proven lower bound; infinite when some release that must be served has no path.
    is_proven
        Whether the gap was reached.
    """

    def __init__(
        self,
        problem: FlowProblem,
        *,
        relative_gap: float,
        time_limit: timedelta,
        start: Start | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._problem = problem
        self._target = relative_gap
        self._started = time.monotonic()
        self._end = self._started + time_limit.total_seconds()
        self._on_progress = on_progress or (lambda _: None)
        self._pricer = Pricer(problem)
        self._rounds = 0
        self._gap = self._own_gap = math.inf
        self._bound_of_prices = -math.inf
        self._method = Method.SIMPLEX
        self.pool = PathPool(problem)
        self.bound = -math.inf
        self.is_proven = False
        self._required = np.flatnonzero(np.isinf(problem.unserved_prices))
        self._required_volumes = problem.volumes[self._required]
        scarce = self._begin(start)
        self._penalties = self._first_penalties()
        self.master = Master(problem, self.pool, self._penalties)
        self.master.add_capacities(scarce)

    @property
    def remaining(self) -> timedelta:
        """Time until the limit."""
        return timedelta(seconds=max(self._end - time.monotonic(), 0.0))

    @property
    def is_started(self) -> bool:
        """Whether any master was solved."""
        return self._rounds > 0

    @property
    def missing(self) -> FloatArray:
        """What the master leaves of the releases that must be served."""
        return self.master.unserved[self._required]

    def run(self) -> None:
        """Solve until the gap is reached, nothing prices out, or time is up."""
        goes_on = math.isfinite(self.bound)
        while goes_on and self.remaining:
            goes_on = self._round()

    def raise_penalties(self, factor: float) -> None:
        """Make it dearer to leave what must be served, to go on from there."""
        self._penalties[self._required] *= factor
        self.master.change_unserved_prices(
            self._required, self._penalties[self._required]
        )
        self.is_proven = False

    def _begin(self, start: Start | None) -> IntArray:
        """Fill the pool; return the capacities that should be rows from the outset."""
        if start is None:
            warm_up = PriceWarmUp(self._problem, self._pricer)
            scarce = warm_up.run(self.pool)
            self.bound = warm_up.bound
            if warm_up.is_worthwhile:
                self._method = Method.INTERIOR
            return scarce
        prices = self._problem.feasible_prices(start.capacity_prices)
        pricing = self._pricer.price(prices)
        self.bound = self._problem.lower_bound(pricing.distances, prices)
        self.pool.add(_open_paths(self._problem, start.paths))
        self.pool.add(pricing.paths)
        return np.flatnonzero(start.capacity_prices > 0)

    def _first_penalties(self) -> FloatArray:
        """Prices of a unit left unserved; where all must be served, a high one."""
        prices = self._problem.unserved_prices.copy()
        costs = self.pool.costs()
        dearest = float(costs.max()) if len(costs) else 1.0
        prices[self._required] = 10.0 * max(dearest, 1.0)
        return prices

    def _round(self) -> bool:
        """Do one round; tell whether another is needed."""
        tolerance = min(max(1e-2 * self._gap, FINEST_TOLERANCE), COARSEST_TOLERANCE)
        if not self.master.solve(self._method, tolerance, self.remaining):
            return False
        self._rounds += 1
        violated = self.master.violated()
        if len(violated) and self._method is Method.SIMPLEX:
            # The next master is solved from this one's basis, sooner than paths are
            # priced, and prices that do not know of a scarce capacity mean little.
            self.master.add_capacities(violated)
            self._report(math.inf)
            return True
        pricing = self._pricer.price(self.master.capacity_prices)
        self._raise_bound(pricing)
        has_new_paths = self._add_paths(pricing)
        self.master.add_capacities(violated)
        cost = math.inf if len(violated) else self.cost()
        self._measure_gap(cost)
        self._report(cost)
        return self._goes_on(has_new_paths=has_new_paths, violated=violated)

    def _goes_on(self, *, has_new_paths: bool, violated: IntArray) -> bool:
        if len(violated):
            return True
        is_exact = self._method is Method.SIMPLEX
        is_settled = self._own_gap <= self._target or not has_new_paths
        if is_exact and is_settled:
            self.is_proven = True
            return False
        if not is_exact and (self._gap <= SIMPLEX_GAP or not has_new_paths):
            self.master.rest_dear_paths()
            self._method = Method.SIMPLEX
        return True

    def _raise_bound(self, pricing: Pricing) -> None:
        prices = self.master.capacity_prices
        self._bound_of_prices = self._problem.lower_bound(pricing.distances, prices)
        self.bound = max(self.bound, self._bound_of_prices)

    def _add_paths(self, pricing: Pricing) -> bool:
        """Add paths that are cheaper than what their release pays; tell if any is."""
        pays = self.master.demand_prices
        saving = pays - pricing.distances
        is_cheaper = saving > PRICE_TOLERANCE * np.maximum(np.abs(pays), 1.0)
        chosen = np.flatnonzero(is_cheaper[pricing.paths.releases])
        if not len(chosen):
            return False
        paths = pricing.paths.select(chosen)
        known = len(self.pool)
        block = self.pool.add(paths)
        if block is not None:
            self.master.add_paths(block)
        positions = self.pool.positions(paths)
        is_woken = self.master.wake(positions[positions < known])
        return block is not None or is_woken

    def _measure_gap(self, cost: float) -> None:
        """Measure the gap; flows that do not fit leave it as it was, but not small."""
        if math.isinf(cost):
            self._gap = max(min(self._gap, 1.0), SIMPLEX_GAP)
            return
        scale = max(1.0, abs(cost))
        self._gap = (cost - self.bound) / scale
        # A plan's own prices must prove it, not those of some round before.
        self._own_gap = (cost - self._bound_of_prices) / scale

    def cost(self) -> float:
        """Cost of the master's flows, with penalties for what must be served."""
        priced = self._problem.priced_extras()
        prices = self._problem.extra_prices[priced]
        charged = float(prices @ self.master.extras[priced])
        flows = self.pool.costs()[: len(self.master.flows)] @ self.master.flows
        return float(flows + self._penalties @ self.master.unserved + charged)

    def _report(self, cost: float) -> None:
        if np.any(self.missing > MISSING_SHARE * self._required_volumes):
            cost = math.inf
        progress = Progress(
            round=self._rounds,
            path_count=len(self.pool),
            capacity_count=len(self.master.active_capacities),
            primal_bound=cost,
            dual_bound=self.bound,
            relative_gap=math.inf if math.isinf(cost) else self._gap,
            elapsed=timedelta(seconds=time.monotonic() - self._started),
        )
        self._on_progress(progress)


def _open_paths(problem: FlowProblem, paths: PathBatch) -> PathBatch:
    """Keep the paths on which every arc is open to what moves."""
    owner = np.repeat(np.arange(len(paths)), np.diff(paths.starts))
    commodities = problem.commodities[paths.releases][owner]
    is_closed = np.isinf(problem.costs[commodities, paths.arcs])
    return paths.select(np.setdiff1d(np.arange(len(paths)), owner[is_closed]))
