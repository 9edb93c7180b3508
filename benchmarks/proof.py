"""Checking an answer without trusting what made it."""

import time
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from benchmarks import WrongAnswerError
from optimizer.analysis.certificate import dual_bound
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.pricing import Pricer
from optimizer.solve.path_flow_solve import solve_path_flow
from optimizer.solve.solution import ArcPath, Outcome, Solution, SolveWork

TOLERANCE = 1e-6
"""Largest relative gap, difference from a known optimum, and violation of a limit."""

TIME_LIMIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An answer that was checked.

    Attributes
    ----------
    cost
        Cost, added up along the paths.
    gap
        How far the cost may be above the least, relative to it.
    error
        Relative difference from the known optimum; 0 where none is known.
    seconds
        Time of the solve, from the flow problem to the paths.
    work
        Size of the program.
    """

    cost: float
    gap: float
    error: float
    seconds: float
    work: SolveWork


def run_engine(name: str, problem: FlowProblem, optimum: float | None = None) -> Proof:
    """Solve a problem by the engine and check its answer, the latter untimed.

    Raises
    ------
    WrongAnswerError
        When the answer is not proven, or not the known optimum.
    """
    started = time.perf_counter()
    outcome = solve_path_flow(problem, time_limit=TIME_LIMIT).outcome
    seconds = time.perf_counter() - started
    return prove(name, problem, outcome, seconds=seconds, optimum=optimum)


def prove(
    name: str,
    problem: FlowProblem,
    outcome: Outcome,
    *,
    seconds: float,
    optimum: float | None = None,
) -> Proof:
    """Check that an answer is a flow, respects all limits, and costs least.

    Parameters
    ----------
    name
        Network, for the error.
    problem, outcome
        What was solved, and the answer.
    seconds
        Time of the solve.
    optimum
        Least cost as published; None where it is not known.

    Raises
    ------
    WrongAnswerError
        When any of it is out of tolerance.
    """
    if not isinstance(outcome, Solution):
        msg = f"{name}: {type(outcome).__name__} instead of an optimum"
        raise WrongAnswerError(msg)
    for path in outcome.paths:
        _require_path(name, problem, path)
    _require(name, "limits exceeded", _violation(problem, outcome))
    cost = _cost(problem, outcome)
    gap = (cost - dual_bound(Pricer(problem), outcome.capacity_prices)) / cost
    _require(name, "gap", abs(gap))
    error = 0.0 if optimum is None else abs(cost - optimum) / optimum
    _require(name, f"{cost} instead of {optimum}: relative error", error)
    return Proof(cost=cost, gap=gap, error=error, seconds=seconds, work=outcome.work)


def _require(name: str, what: str, value: float) -> None:
    if not value <= TOLERANCE:
        msg = f"{name}: {what} {value:.1e}, which is more than {TOLERANCE:.0e}"
        raise WrongAnswerError(msg)


def _require_path(name: str, problem: FlowProblem, path: ArcPath) -> None:
    arcs = list(path.arcs)
    leaves = [*problem.tails[arcs], problem.sinks[path.release]]
    arrives = [problem.sources[path.release], *problem.heads[arcs]]
    if leaves != arrives:
        msg = f"{name}: a path of release {path.release} does not hang together"
        raise WrongAnswerError(msg)


def _violation(problem: FlowProblem, solution: Solution) -> float:
    """Return the largest excess over a capacity or a volume, relative to it."""
    flows = np.zeros(problem.costs.shape)
    moved = solution.unserved.copy()
    for path in solution.paths:
        flow = flows[problem.commodities[path.release]]
        np.add.at(flow, list(path.arcs), path.quantity)
        moved[path.release] += path.quantity
    loads: FloatArray = problem.uses.T @ flows.ravel()
    over_capacity = (loads - problem.capacities) / np.maximum(1.0, problem.capacities)
    off_volume = np.abs(moved - problem.volumes) / problem.volumes
    return float(max(over_capacity.max(initial=0.0), off_volume.max(initial=0.0)))


def _cost(problem: FlowProblem, solution: Solution) -> float:
    left = solution.unserved > 0
    unserved = float(problem.unserved_prices[left] @ solution.unserved[left])
    return unserved + sum(
        path.quantity
        * float(problem.costs[problem.commodities[path.release], list(path.arcs)].sum())
        for path in solution.paths
    )
