"""Other solvers on the compact leg-flow program, each as its own users would call it.

Every one runs with its default options on one thread. Packages that only the benchmarks
need are imported when their solver is asked for.
"""

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import highspy  # noqa: TID251 - the peer is HiGHS without anything around it
import numpy as np
import pulp  # noqa: TID251 - PuLP is how CBC is called
from scipy import sparse
from scipy.optimize import linprog

from benchmarks.leg_flow_arrays import LegFlowArrays


class PeerOutcome(StrEnum):
    """How a peer's solve ended."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time limit"
    NO_ANSWER = "no answer"
    NOT_INSTALLED = "not installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerRun:
    """What a peer found, and the time that it took.

    Attributes
    ----------
    outcome
        How the solve ended.
    objective
        Cost as the peer computed it; None unless optimal.
    build_seconds
        Time to hand over the program.
    solve_seconds
        Time to solve it.
    """

    outcome: PeerOutcome
    objective: float | None = None
    build_seconds: float = 0.0
    solve_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Peer:
    """A solver to measure against.

    Attributes
    ----------
    name
        Solver, and what it is called through.
    solve
        Solves a program within a time limit. Raises ModuleNotFoundError where the
        solver is not installed.
    tolerance
        Largest relative error that its default options leave in an optimum.
    """

    name: str
    solve: Callable[[LegFlowArrays, timedelta], PeerRun]
    tolerance: float = 1e-6


def run_peer(peer: Peer, program: LegFlowArrays, time_limit: timedelta) -> PeerRun:
    """Solve by a peer, or say that it is not installed."""
    try:
        return peer.solve(program, time_limit)
    except ModuleNotFoundError:
        return PeerRun(outcome=PeerOutcome.NOT_INSTALLED)


class _Watch:
    """Times the building and the solving of one run."""

    def __init__(self, time_limit: timedelta) -> None:
        self.time_limit_seconds = time_limit.total_seconds()
        self._started = self._built = time.perf_counter()

    def built(self) -> None:
        """Note that the program was handed over."""
        self._built = time.perf_counter()

    def ended(self, objective: float | None) -> PeerRun:
        """Close the run; without an optimum, the time tells whether the limit cut it."""
        seconds = time.perf_counter() - self._built
        if objective is not None:
            outcome = PeerOutcome.OPTIMAL
        elif seconds >= 0.95 * self.time_limit_seconds:
            outcome = PeerOutcome.TIME_LIMIT
        else:
            outcome = PeerOutcome.NO_ANSWER
        return PeerRun(
            outcome=outcome,
            objective=objective,
            build_seconds=self._built - self._started,
            solve_seconds=seconds,
        )


def solve_by_highs(program: LegFlowArrays, time_limit: timedelta) -> PeerRun:
    """Solve by HiGHS through its own interface."""
    watch = _Watch(time_limit)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("time_limit", watch.time_limit_seconds),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_highs_program(program))
    watch.built()
    solver.run()
    is_optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    cost = float(solver.getInfo().objective_function_value)
    return watch.ended(cost if is_optimal else None)


def _highs_program(program: LegFlowArrays) -> highspy.HighsLp:
    row_count, column_count = program.matrix.shape
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = column_count, row_count
    lp.col_cost_ = program.costs
    lp.col_lower_ = np.zeros(column_count)
    lp.col_upper_ = np.full(column_count, highspy.kHighsInf)
    lp.row_lower_, lp.row_upper_ = program.lower, program.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.matrix.indptr
    lp.a_matrix_.index_ = program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    return lp


def solve_by_scipy(program: LegFlowArrays, time_limit: timedelta) -> PeerRun:
    """Solve by ``linprog`` of SciPy, which brings a HiGHS of its own."""
    watch = _Watch(time_limit)
    is_balance = program.lower == program.upper
    balance, capacity = np.flatnonzero(is_balance), np.flatnonzero(~is_balance)
    parts = {
        "A_eq": program.matrix[balance],
        "b_eq": program.upper[balance],
        "A_ub": program.matrix[capacity],
        "b_ub": program.upper[capacity],
    }
    watch.built()
    options = {"time_limit": watch.time_limit_seconds}
    result = linprog(program.costs, method="highs", options=options, **parts)
    return watch.ended(float(result.fun) if result.success else None)


def solve_by_glop(program: LegFlowArrays, time_limit: timedelta) -> PeerRun:
    """Solve by GLOP, the simplex method of OR-Tools."""
    return _solve_by_ortools("glop", program, time_limit)


def solve_by_pdlp(program: LegFlowArrays, time_limit: timedelta) -> PeerRun:
    """Solve by PDLP, the first-order method of OR-Tools."""
    return _solve_by_ortools("pdlp", program, time_limit)


def _solve_by_ortools(
    solver_name: str, program: LegFlowArrays, time_limit: timedelta
) -> PeerRun:
    """Solve by OR-Tools, through the one interface of it that takes arrays."""
    ortools = importlib.import_module(
        "ortools.linear_solver.python.model_builder_helper"
    )
    watch = _Watch(time_limit)
    column_count = len(program.costs)
    model = ortools.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        np.zeros(column_count),
        np.full(column_count, np.inf),
        program.costs,
        program.lower,
        program.upper,
        sparse.csr_matrix(program.matrix),
    )
    solver = ortools.ModelSolverHelper(solver_name)
    solver.set_time_limit_in_seconds(watch.time_limit_seconds)
    watch.built()
    solver.solve(model)
    is_optimal = solver.status() == ortools.SolveStatus.OPTIMAL
    return watch.ended(float(solver.objective_value()) if is_optimal else None)


def solve_by_cbc(program: LegFlowArrays, time_limit: timedelta) -> PeerRun:
    """Solve by CBC through PuLP; the exchange of files counts as solving."""
    seconds = time_limit.total_seconds()
    solver: Any = pulp.COIN_CMD(  # type: ignore[no-untyped-call]  # PuLP's are
        mip=False, msg=False, timeLimit=seconds, threads=1
    )
    if not solver.available():
        msg = "CBC is not installed; the package cbcbox brings it"
        raise ModuleNotFoundError(msg)
    watch = _Watch(time_limit)
    lp = _pulp_program(program)
    watch.built()
    stats = lp.solve(solver)
    is_optimal = stats.status is pulp.LpSolveStatus.Optimal and stats.has_solution
    return watch.ended(stats.objective if is_optimal else None)


def _pulp_program(program: LegFlowArrays) -> pulp.LpProblem:
    lp = pulp.LpProblem("leg_flow", pulp.LpMinimize)
    limits = zip(program.lower.tolist(), program.upper.tolist(), strict=True)
    nothing = pulp.LpAffineExpression.empty
    rows = [
        lp.addConstraint(
            nothing() == upper if lower == upper else nothing() <= upper, f"row_{row}"
        )
        for row, (lower, upper) in enumerate(limits)
    ]
    matrix = program.matrix.tocsc()
    indices, values = matrix.indices.tolist(), matrix.data.tolist()
    for column, cost in enumerate(program.costs.tolist()):
        entries = slice(matrix.indptr[column], matrix.indptr[column + 1])
        coefficients = dict(
            zip((rows[i] for i in indices[entries]), values[entries], strict=True)
        )
        lp.add_column(f"x_{column}", 0, None, obj=cost, coefficients=coefficients)
    return lp


HIGHS = Peer("HiGHS", solve_by_highs)

PEERS = (
    HIGHS,
    Peer("SciPy linprog", solve_by_scipy),
    Peer("OR-Tools GLOP", solve_by_glop),
    # Its default options stop at a relative error of 1e-6 in the residuals, not in
    # the cost.
    Peer("OR-Tools PDLP", solve_by_pdlp, tolerance=1e-3),
    Peer("CBC through PuLP", solve_by_cbc),
)
"""All peers, the one that the engine itself solves its masters by first."""
