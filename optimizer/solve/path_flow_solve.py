"""Solving a flow problem by column generation and reading the answer back."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from scipy import sparse

from optimizer.domain.plan_result import Limit
from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.path_pool import PathPool
from optimizer.solve.column_generation import (
    MISSING_SHARE,
    ColumnGeneration,
    Start,
)
from optimizer.solve.decomposition import (
    RELATIVE_TOLERANCE,
    left_of_volumes,
    tidy,
)
from optimizer.solve.progress import Progress
from optimizer.solve.solution import (
    ArcPath,
    Infeasible,
    Outcome,
    Solution,
    SolveWork,
    Stopped,
)

START_MARGIN = 0.02
"""How much dearer than its release pays a path may be to be kept for the next solve."""

PENALTY_FACTOR = 1e3
"""How much dearer it becomes to leave what must be served, where a plan is possible."""


@dataclass(frozen=True, slots=True)
class EngineRun:
    """An answer, with what the next solve can start from.

    Attributes
    ----------
    outcome
        The answer.
    start
        Paths and capacities that were of use.
    pool
        All paths that were found.
    """

    outcome: Outcome
    start: Start | None = None
    pool: PathPool | None = None


def solve_path_flow(
    problem: FlowProblem,
    *,
    time_limit: timedelta,
    relative_gap: float = 1e-6,
    start: Start | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> EngineRun:
    """Solve a flow problem by column generation.

    Parameters
    ----------
    problem
        What to solve.
    time_limit
        Most time. When it is up, the best flow so far is the answer, if there is one.
    relative_gap
        Proven gap at which to stop.
    start
        What an earlier solve of a problem with the same arcs and releases knew.
    on_progress
        Called after each round.

    Raises
    ------
    SolverFailedError
        When the solver ends in a state that answers nothing.
    """
    started = time.perf_counter()
    engine = ColumnGeneration(
        problem,
        relative_gap=relative_gap,
        time_limit=time_limit,
        start=start,
        on_progress=on_progress,
    )
    built = time.perf_counter()
    engine.run()
    while engine.is_proven and _is_short(problem, engine):
        if not _can_be_served(problem, engine.remaining):
            return EngineRun(Infeasible(work=_work(engine, started, built)))
        engine.raise_penalties(PENALTY_FACTOR)
        engine.run()
    work = _work(engine, started, built)
    if math.isinf(engine.bound):
        return EngineRun(Infeasible(work=work))
    if not engine.is_started:
        return EngineRun(Stopped(limit=Limit.TIME, work=work))
    return EngineRun(_outcome(problem, engine, work), _start_of(engine), engine.pool)


def _is_short(problem: FlowProblem, engine: ColumnGeneration) -> bool:
    """Whether anything is left of what must be served."""
    required = np.isinf(problem.unserved_prices)
    return bool(np.any(engine.missing > MISSING_SHARE * problem.volumes[required]))


def _can_be_served(problem: FlowProblem, time_limit: timedelta) -> bool:
    """Whether some flow serves all that must be served, whatever it costs."""
    required = np.isinf(problem.unserved_prices)
    feasibility = replace(
        problem.without_costs(),
        commodities=problem.commodities[required],
        sources=problem.sources[required],
        sinks=problem.sinks[required],
        volumes=problem.volumes[required],
        unserved_prices=np.ones(int(required.sum())),
    )
    run = solve_path_flow(feasibility, time_limit=time_limit)
    if not isinstance(run.outcome, Solution):
        return False
    left = run.outcome.unserved
    return bool(np.all(left <= MISSING_SHARE * feasibility.volumes))


def _work(engine: ColumnGeneration, started: float, built: float) -> SolveWork:
    variable_count, row_count = engine.master.size
    return SolveWork(
        variable_count=variable_count,
        row_count=row_count,
        iteration_count=engine.master.iteration_count,
        build_seconds=built - started,
        solve_seconds=time.perf_counter() - built,
    )


def _outcome(
    problem: FlowProblem, engine: ColumnGeneration, work: SolveWork
) -> Outcome:
    if engine.is_proven:
        return _solution(engine, engine.master.flows, work)
    flows = _fitting_flows(problem, engine.pool, engine.master.flows)
    solution = _solution(engine, flows, work)
    required = np.isinf(problem.unserved_prices)
    left = solution.unserved[required]
    if np.any(left > MISSING_SHARE * problem.volumes[required]):
        return Stopped(limit=Limit.TIME, work=work)
    return replace(solution, limit=Limit.TIME)


def _fitting_flows(
    problem: FlowProblem, pool: PathPool, flows: FloatArray
) -> FloatArray:
    """Scale flows down so that they exceed no capacity and no volume.

    The flow on a path is multiplied by the smallest of ``limit / load`` along it: what is
    left of every load is then at most its limit.
    """
    flows = np.concatenate((flows, np.zeros(len(pool) - len(flows))))
    loads = pool.loads(flows)
    served = np.bincount(pool.releases(), flows, minlength=problem.release_count)
    uses = pool.uses()
    excess = 1.0 - _share_that_fits(problem.capacities, loads)
    lost = sparse.csr_array(
        (excess[uses.indices], uses.indices, uses.indptr),
        shape=uses.shape,
    )
    within_capacities = 1.0 - lost.max(axis=1).toarray().ravel()
    within_volumes = _share_that_fits(problem.volumes, served)[pool.releases()]
    fitting: FloatArray = flows * np.minimum(within_capacities, within_volumes)
    return fitting


def _share_that_fits(limits: FloatArray, loads: FloatArray) -> FloatArray:
    is_over = loads > limits
    return np.divide(limits, loads, out=np.ones_like(loads), where=is_over)


def _solution(engine: ColumnGeneration, flows: FloatArray, work: SolveWork) -> Solution:
    return solution_of_flows(
        engine.pool,
        flows,
        extras=engine.master.extras,
        capacity_prices=engine.master.capacity_prices,
        work=work,
    )


def solution_of_flows(
    pool: PathPool,
    flows: FloatArray,
    *,
    extras: FloatArray,
    capacity_prices: FloatArray,
    work: SolveWork,
) -> Solution:
    """Make an answer of the flows on the paths of a pool."""
    problem = pool.problem
    paths, positions = _arc_paths(problem, pool, flows)
    quantities = np.array([path.quantity for path in paths])
    releases = pool.releases()[positions]
    count = problem.release_count
    served = np.bincount(releases, weights=quantities, minlength=count)
    cost = float(pool.costs()[positions] @ quantities)
    unserved = left_of_volumes(problem, served)
    charged = np.where(unserved > 0, problem.unserved_prices, 0.0)
    cost += float(charged @ unserved)
    priced = problem.priced_extras()
    cost += float(problem.extra_prices[priced] @ extras[priced])
    return Solution(
        paths=tuple(paths),
        unserved=unserved,
        capacity_prices=capacity_prices,
        extras=extras,
        objective=cost,
        work=work,
    )


def _arc_paths(
    problem: FlowProblem, pool: PathPool, flows: FloatArray
) -> tuple[list[ArcPath], IntArray]:
    """Paths that carry flow, by release, the larger first, and where they stand."""
    paths = []
    releases = pool.releases()[: len(flows)]
    carries = flows > RELATIVE_TOLERANCE * problem.volumes[releases]
    for position in np.flatnonzero(carries).tolist():
        release, arcs = pool.path(position)
        quantity = tidy(flows[position], problem.volumes[release])
        paths.append((ArcPath(release, tuple(arcs.tolist()), quantity), position))
    paths.sort(key=lambda p: (p[0].release, -p[0].quantity, p[0].arcs))
    positions = np.array([position for _, position in paths], dtype=np.int64)
    return [path for path, _ in paths], positions


def _start_of(engine: ColumnGeneration) -> Start:
    """Keep the paths that carry flow or nearly pay, and the prices."""
    prices = engine.master.capacity_prices
    pool = engine.pool
    reduced = pool.costs() + pool.uses() @ prices
    pays = engine.master.demand_prices[pool.releases()]
    useful = np.flatnonzero(reduced <= pays * (1 + START_MARGIN) + 1e-9)
    return Start(pool.select(useful), prices)
