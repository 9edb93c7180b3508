"""The restricted master: the path formulation with the columns and rows so far."""

from datetime import timedelta

import numpy as np

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.path_flow import PathFlow
from optimizer.formulation.path_pool import PathBlock, PathPool
from optimizer.solve.persistent_highs import Method, PersistentHighs

VIOLATION = 1e-9
"""Relative overload from which a capacity enters the program."""

RESTING_SHARE = 1e-3
"""Reduced cost, as a share of the demand's price, from which a column may rest."""


class Master:
    """The program and its solver, which grow together.

    Parameters
    ----------
    problem
        Releases and capacities.
    pool
        Paths; those that are in it already become columns.
    unserved_prices
        Price of a unit left unserved, finite for every release.

    Attributes
    ----------
    flows
        Flow on each path of the pool in the last solution.
    """

    def __init__(
        self, problem: FlowProblem, pool: PathPool, unserved_prices: FloatArray
    ) -> None:
        self._problem = problem
        self._pool = pool
        self._path_flow = PathFlow(problem, unserved_prices)
        self._solver = PersistentHighs()
        self._solver.add_rows(self._path_flow.first_rows)
        self._solver.add_columns(self._path_flow.first_columns)
        self._is_resting = np.zeros(0, dtype=np.bool_)
        for block in pool.blocks:
            self.add_paths(block)
        self.flows: FloatArray = np.zeros(len(pool))

    @property
    def iteration_count(self) -> int:
        """Iterations of the solver so far."""
        return self._solver.iteration_count

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._solver.size

    @property
    def active_capacities(self) -> IntArray:
        """Capacities that are rows of the program."""
        return np.flatnonzero(self._path_flow.capacity_rows >= 0)

    def add_paths(self, block: PathBlock) -> None:
        """Add columns for paths that came into the pool."""
        self._solver.add_columns(self._path_flow.add_paths(block))
        awake = np.zeros(len(block.paths), dtype=np.bool_)
        self._is_resting = np.concatenate((self._is_resting, awake))

    def add_capacities(self, capacities: IntArray) -> None:
        """Add rows for capacities; those that are rows already are passed over."""
        is_new = self._path_flow.capacity_rows[capacities] < 0
        if not np.any(is_new):
            return
        rows, extras = self._path_flow.add_capacities(capacities[is_new], self._pool)
        self._solver.add_rows(rows)
        if extras is not None:
            self._solver.add_columns(extras)

    def wake(self, positions: IntArray) -> bool:
        """Let resting paths of the pool carry flow again; tell whether any rested."""
        resting = positions[self._is_resting[positions]]
        if len(resting):
            self._is_resting[resting] = False
            columns = self._path_flow.flow_columns[resting]
            self._solver.limit_columns(columns, np.inf)
        return bool(len(resting))

    def rest_dear_paths(self) -> None:
        """Put paths without flow to rest that are far from paying.

        The simplex method then starts on a program of the size of its basis.
        """
        columns = self._path_flow.flow_columns[: len(self.flows)]
        reduced = self._solver.column_duals[columns]
        prices = np.abs(self.demand_prices[self._pool.releases()[: len(columns)]])
        is_dear = (reduced > RESTING_SHARE * prices) & (self.flows <= 0)
        is_dear |= reduced > 10 * RESTING_SHARE * prices
        resting = np.flatnonzero(is_dear & ~self._is_resting[: len(columns)])
        self._is_resting[resting] = True
        self._solver.limit_columns(self._path_flow.flow_columns[resting], 0.0)

    def change_unserved_prices(self, releases: IntArray, prices: FloatArray) -> None:
        """Set what it costs to leave a unit of some releases unserved."""
        columns = self._path_flow.unserved_columns[releases]
        self._solver.change_costs(columns, prices)

    def solve(self, method: Method, tolerance: float, time_limit: timedelta) -> bool:
        """Solve the program; tell whether there is a solution.

        Without one, because time ran out, the last solution stays.
        """
        self._solver.method = method
        self._solver.tolerance = tolerance
        self._solver.time_limit_seconds = max(time_limit.total_seconds(), 0.0)
        stats = self._path_flow.program.solve(self._solver)
        if not stats.has_solution:
            return False
        columns = self._path_flow.flow_columns
        self.flows = np.maximum(self._solver.column_values[columns], 0.0)
        return True

    @property
    def demand_prices(self) -> FloatArray:
        """Duals of the demand rows: the price of a unit of each release."""
        return self._solver.row_duals[: self._problem.release_count]

    @property
    def capacity_prices(self) -> FloatArray:
        """Prices of all capacities, 0 for those that are no rows."""
        prices = np.zeros(len(self._problem.capacities))
        active = self.active_capacities
        rows = self._path_flow.capacity_rows[active]
        is_solved = rows < len(self._solver.row_duals)
        duals = self._solver.row_duals[rows[is_solved]]
        prices[active[is_solved]] = np.maximum(-duals, 0.0)
        return self._problem.feasible_prices(prices)

    @property
    def unserved(self) -> FloatArray:
        """What each release leaves unserved."""
        values = self._solver.column_values[self._path_flow.unserved_columns]
        return np.maximum(values, 0.0)

    @property
    def extras(self) -> FloatArray:
        """What each capacity is exceeded by at a price."""
        extras = np.zeros(len(self._problem.capacities))
        columns = self._path_flow.extra_columns
        priced = np.flatnonzero(
            (columns >= 0) & (columns < len(self._solver.column_values))
        )
        values = self._solver.column_values[columns[priced]]
        extras[priced] = np.maximum(values, 0.0)
        return extras

    def violated(self) -> IntArray:
        """Capacities that the flows exceed and that are no rows yet."""
        limits = self._problem.capacities
        excess = self._pool.loads(self.flows) - limits
        is_violated = excess > VIOLATION * np.maximum(limits, 1.0)
        return np.flatnonzero(is_violated & (self._path_flow.capacity_rows < 0))
