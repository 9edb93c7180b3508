"""Solving the compact formulation and reading its answer back."""

import time
from datetime import timedelta

import numpy as np
from pulp import LpVariable

from optimizer.domain.plan_result import Limit
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.leg_flow import LegFlow, build_leg_flow
from optimizer.solve.decomposition import decompose, left_of_volumes
from optimizer.solve.linear_solver import SolverRun, Verdict, run_solver
from optimizer.solve.solution import (
    ArcPath,
    Infeasible,
    Outcome,
    Solution,
    SolveWork,
    Stopped,
)


def solve_leg_flow(problem: FlowProblem, time_limit: timedelta) -> Outcome:
    """Build and solve the compact program of a flow problem.

    Raises
    ------
    SolverFailedError
        When the solver ends in a state that answers nothing.
    """
    started = time.perf_counter()
    leg_flow = build_leg_flow(problem)
    built = time.perf_counter()
    run = run_solver(leg_flow.program, time_limit)
    work = SolveWork(
        variable_count=leg_flow.program.numVariables(),
        row_count=leg_flow.program.numConstraints(),
        iteration_count=run.iteration_count,
        build_seconds=built - started,
        solve_seconds=time.perf_counter() - built,
    )
    return _outcome(problem, leg_flow, run, work)


def _outcome(
    problem: FlowProblem, leg_flow: LegFlow, run: SolverRun, work: SolveWork
) -> Outcome:
    match run.verdict:
        case Verdict.INFEASIBLE:
            return Infeasible(work=work)
        case Verdict.TIME_LIMIT:
            return Stopped(limit=Limit.TIME, work=work)
        case Verdict.OPTIMAL:
            return _read(problem, leg_flow, work)


def _read(problem: FlowProblem, leg_flow: LegFlow, work: SolveWork) -> Solution:
    paths = tuple(
        path
        for release in range(problem.release_count)
        for path in _paths_of(problem, leg_flow, release)
    )
    served = np.zeros(problem.release_count)
    for path in paths:
        served[path.release] += path.quantity
    extras = np.zeros(len(leg_flow.capacity))
    for row, variable in leg_flow.extras.items():
        extras[row] = _value(variable)
    return Solution(
        paths=paths,
        unserved=left_of_volumes(problem, served),
        capacity_prices=_capacity_prices(leg_flow),
        extras=extras,
        objective=_objective(leg_flow),
        work=work,
    )


def _paths_of(problem: FlowProblem, leg_flow: LegFlow, release: int) -> list[ArcPath]:
    """Paths of a release, the larger first."""
    values = (_value(variable) for variable in leg_flow.flows[release])
    arcs = leg_flow.arcs[release].tolist()
    flows = dict(zip(arcs, values, strict=True))
    paths = decompose(problem, release, flows)
    return sorted(paths, key=lambda p: (-p.quantity, p.arcs))


def _objective(leg_flow: LegFlow) -> float:
    expression = leg_flow.program.objective
    return float(expression.value() or 0.0) if expression is not None else 0.0


def _value(variable: LpVariable) -> float:
    return max(float(variable.varValue or 0.0), 0.0)


def _capacity_prices(leg_flow: LegFlow) -> FloatArray:
    """Turn the duals, at most 0 for a minimization, into prices of at least 0."""
    duals = [float(row.pi or 0.0) for row in leg_flow.capacity]
    return np.maximum(-np.array(duals, dtype=np.float64), 0.0)
