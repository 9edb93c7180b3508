"""HiGHS behind PuLP that keeps its model while the program grows."""

import time
from enum import Enum
from typing import Any

import highspy
import numpy as np
from pulp import LpProblem, LpSolver, LpSolveStats, LpSolveStatus

from optimizer.errors import SolverFailedError
from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.path_flow import Columns, Rows

_STATUSES = {
    highspy.HighsModelStatus.kOptimal: LpSolveStatus.Optimal,
    highspy.HighsModelStatus.kInfeasible: LpSolveStatus.Infeasible,
    highspy.HighsModelStatus.kTimeLimit: LpSolveStatus.TimeLimit,
    highspy.HighsModelStatus.kUnknown: LpSolveStatus.Undefined,
}


class Method(Enum):
    """How a program is solved."""

    INTERIOR = "ipm"
    """Interior point without crossover: its duals lie in the middle of the optimal
    face, which makes for better columns than those of a vertex."""

    SIMPLEX = "simplex"
    """Simplex from the last basis: an exact vertex."""


class PersistentHighs(LpSolver):
    """A PuLP solver that is told what was added and sends only that.

    PuLP's own interface builds the model anew for every solve, which for a program that
    grows by a few hundred columns a round costs more than the solve.

    Attributes
    ----------
    method
        How the next solve is done.
    tolerance
        Optimality tolerance of interior-point solves.
    time_limit_seconds
        Most time of the next solve.
    column_values, column_duals, row_duals
        The last solution, by position.
    """

    name = "PersistentHighs"

    def __init__(self) -> None:
        super().__init__(mip=False, msg=False)
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("primal_feasibility_tolerance", 1e-9),
            ("dual_feasibility_tolerance", 1e-9),
        ):
            self._highs.setOptionValue(option, value)
        self.method = Method.SIMPLEX
        self.tolerance = 1e-8
        self.time_limit_seconds = 1e9
        self.iteration_count = 0
        self.column_values: FloatArray = np.zeros(0)
        self.column_duals: FloatArray = np.zeros(0)
        self.row_duals: FloatArray = np.zeros(0)

    def available(self) -> bool:
        """Whether the solver can be used; it is a dependency, so always."""
        return True

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows; PuLP would list them all to count them."""
        return self._highs.getNumCol(), self._highs.getNumRow()

    def add_columns(self, columns: Columns) -> None:
        """Send columns that were added to the program."""
        count = len(columns.costs)
        self._highs.addCols(
            count,
            columns.costs,
            np.zeros(count),
            columns.limits,
            len(columns.rows),
            columns.starts.astype(np.int32),
            columns.rows.astype(np.int32),
            columns.values,
        )

    def add_rows(self, rows: Rows) -> None:
        """Send rows that were added to the program."""
        self._highs.addRows(
            len(rows.upper),
            rows.lower,
            rows.upper,
            len(rows.columns),
            rows.starts.astype(np.int32),
            rows.columns.astype(np.int32),
            rows.values,
        )

    def limit_columns(self, columns: IntArray, upper: float) -> None:
        """Set the upper bound of columns: 0 puts them to rest, infinity wakes them."""
        count = len(columns)
        self._highs.changeColsBounds(
            count, columns.astype(np.int32), np.zeros(count), np.full(count, upper)
        )

    def change_costs(self, columns: IntArray, costs: FloatArray) -> None:
        """Set objective coefficients."""
        self._highs.changeColsCost(len(columns), columns.astype(np.int32), costs)

    def actualSolve(self, lp: LpProblem, **_: object) -> LpSolveStats:  # noqa: ARG002, N802 - PuLP's names
        """Solve what was sent; values stay in this solver until they are asked for.

        Raises
        ------
        SolverFailedError
            When the solver ends in a state that answers nothing.
        """
        started, cpu_started = time.perf_counter(), time.process_time()
        self._run()
        status = self._status()
        info = self._highs.getInfo()
        self.iteration_count += max(
            info.simplex_iteration_count, info.ipm_iteration_count, 0
        )
        # An interior point that missed its tolerance is still good for pricing.
        is_usable = status is LpSolveStatus.Undefined and self.method is Method.INTERIOR
        has_solution = status is LpSolveStatus.Optimal or is_usable
        if has_solution:
            self._read()
        return LpSolveStats(
            solver=self.name,
            status=status,
            has_solution=has_solution,
            time=time.perf_counter() - started,
            cpu_time=time.process_time() - cpu_started,
            objective=info.objective_function_value if has_solution else None,
            best_bound=None,
            num_variables=self.size[0],
            num_constraints=self.size[1],
            is_mip=False,
            solver_options={},
            logs=None,
        )

    def _run(self) -> None:
        is_interior = self.method is Method.INTERIOR
        self._highs.setOptionValue("solver", self.method.value)
        self._highs.setOptionValue("run_crossover", "off" if is_interior else "on")
        self._highs.setOptionValue("ipm_optimality_tolerance", self.tolerance)
        self._highs.setOptionValue(
            "time_limit", self._highs.getRunTime() + self.time_limit_seconds
        )
        self._highs.run()

    def _status(self) -> LpSolveStatus:
        """Return the status; HiGHS calls it a limit when memory cannot be had."""
        model_status = self._highs.getModelStatus()
        if model_status == highspy.HighsModelStatus.kMemoryLimit:
            raise MemoryError
        status = _STATUSES.get(model_status)
        if status is None:
            raise SolverFailedError(self._highs.modelStatusToString(model_status))
        return status

    def _read(self) -> None:
        solution = self._highs.getSolution()
        self.column_values = np.array(solution.col_value)
        self.column_duals = np.array(solution.col_dual)
        self.row_duals = np.array(solution.row_dual)
