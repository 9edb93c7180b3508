"""Running HiGHS on a PuLP program, and the gate before any value is read."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from pulp import HiGHS, LpProblem, LpSolveStats, LpSolveStatus

from optimizer.errors import SolverFailedError

_SOLVER_OPTIONS: dict[str, Any] = {
    # One thread and a fixed seed give the same vertex for the same program.
    "threads": 1,
    "random_seed": 0,
    "solver": "simplex",
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


class Verdict(Enum):
    """What the solver's status means."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time limit"


@dataclass(frozen=True)
class SolverRun:
    """One run of the solver.

    Attributes
    ----------
    verdict
        What came of it. After anything but OPTIMAL the program's values mean nothing.
    iteration_count
        Simplex iterations.
    """

    verdict: Verdict
    iteration_count: int


def run_solver(program: LpProblem, time_limit: timedelta) -> SolverRun:
    """Solve a linear program with HiGHS in this process.

    Raises
    ------
    SolverFailedError
        When the solver ends in a state that answers nothing.
    """
    stats = _solve(program, time_limit, presolve="choose")
    if stats.status is LpSolveStatus.Undefined:
        # Presolve may prove "infeasible or unbounded" without saying which.
        stats = _solve(program, time_limit, presolve="off")
    return SolverRun(_verdict(stats), _iteration_count(program))


def _solve(program: LpProblem, time_limit: timedelta, presolve: str) -> LpSolveStats:
    solver = HiGHS(
        msg=False,
        timeLimit=time_limit.total_seconds(),
        presolve=presolve,
        **_SOLVER_OPTIONS,
    )
    return program.solve(solver)


def _verdict(stats: LpSolveStats) -> Verdict:
    if stats.status is LpSolveStatus.Optimal and stats.has_solution:
        return Verdict.OPTIMAL
    if stats.status is LpSolveStatus.Infeasible:
        return Verdict.INFEASIBLE
    if stats.status is LpSolveStatus.TimeLimit:
        return Verdict.TIME_LIMIT
    if stats.status is LpSolveStatus.MemoryLimit:
        raise MemoryError
    raise SolverFailedError(LpSolveStatus(stats.status).name)


def _iteration_count(program: LpProblem) -> int:
    model: Any = program.solverModel
    return max(int(model.getInfo().simplex_iteration_count), 0)
