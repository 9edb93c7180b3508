"""Decisions in whole numbers: branch and bound over the paths that the engine found.

The paths at hand need not hold the best integer plan, but the relaxation's bound holds for
every plan. So the answer is feasible, and its gap is proven.
"""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from pulp import HiGHS, LpSolveStatus

from optimizer.domain.plan_result import Limit
from optimizer.errors import SolverFailedError
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.integer_path_flow import (
    IntegerPathFlow,
    build_integer_path_flow,
)
from optimizer.formulation.path_pool import PathPool
from optimizer.formulation.pricing import Pricer
from optimizer.solve.column_generation import Start
from optimizer.solve.linear_solver import Verdict, run_solver
from optimizer.solve.path_flow_solve import (
    EngineRun,
    solution_of_flows,
    solve_path_flow,
)
from optimizer.solve.solution import Outcome, Solution, SolveWork, Stopped

_ROUNDS = 10
"""Most rounds of deciding and generating."""

_PROHIBITIVE_PRICE = 1e9
"""Price at which no path takes a run that it can do without."""

_PRICE_TIME = timedelta(minutes=1)

_OPTIONS: dict[str, Any] = {
    "threads": 1,
    "random_seed": 0,
    "mip_feasibility_tolerance": 1e-9,
}


def decide(
    problem: FlowProblem,
    relaxation: EngineRun,
    *,
    time_limit: timedelta,
    relative_gap: float,
) -> Outcome:
    """Find the best decisions in whole numbers over the paths of a relaxation.

    Parameters
    ----------
    problem
        What was solved.
    relaxation
        Its solution in fractions.
    time_limit
        Most time.
    relative_gap
        Gap between the best integer answer and the bound of branch and bound at which
        to stop.

    Returns
    -------
    Outcome
        The answer, with prices of the capacities for the decisions that were made, and
        those of the relaxation to prove the bound; or Stopped where none was found. A
        relaxation without a solution is passed on.
    """
    relaxed, pool = relaxation.outcome, relaxation.pool
    if not isinstance(relaxed, Solution) or pool is None or problem.decisions is None:
        return relaxed
    search = _Search(
        problem,
        pool,
        relaxed.work,
        time_limit=time_limit,
        relative_gap=relative_gap,
    )
    search.add_detours(relaxed.capacity_prices)
    outcome = search.run()
    if not isinstance(outcome, Solution):
        return outcome
    return replace(outcome, bound_prices=relaxed.proof_prices)


class _Search:
    """Branch and bound and column generation by turns.

    For the decisions that branch and bound makes, column generation finds the paths that
    they ask for and the relaxation did not; with these it decides again.
    """

    def __init__(
        self,
        problem: FlowProblem,
        pool: PathPool,
        relaxed_work: SolveWork,
        *,
        time_limit: timedelta,
        relative_gap: float,
    ) -> None:
        self._problem = problem
        self._pool = pool
        self._relative_gap = relative_gap
        self._relaxed_work = relaxed_work
        self._started = time.monotonic()
        self._end = self._started + time_limit.total_seconds()

    @property
    def _remaining(self) -> timedelta:
        return timedelta(seconds=max(self._end - time.monotonic(), 0.0))

    def add_detours(self, prices: FloatArray) -> None:
        """Add the paths to take where nothing runs, and where runs cost nothing more."""
        pricer = Pricer(self._problem)
        comes_in_runs = np.isfinite(self._problem.extra_prices)
        for run_price in (0.0, _PROHIBITIVE_PRICE):
            at = np.where(comes_in_runs, run_price, prices)
            self._pool.add(pricer.price(at).paths)

    def run(self) -> Outcome:
        """Decide until no new path is found, or time is up."""
        best: Outcome = self._decide()
        for _ in range(_ROUNDS):
            if not isinstance(best, Solution) or not self._grow(best):
                break
            again = self._decide()
            if not isinstance(again, Solution):
                break
            best = again
        return best

    def _decide(self) -> Outcome:
        problem, decisions = self._problem, self._problem.decisions
        if decisions is None or not self._remaining:
            return Stopped(limit=Limit.TIME, work=self._work(None))
        program = build_integer_path_flow(problem, decisions, self._pool)
        stats = program.program.solve(
            HiGHS(
                msg=False,
                timeLimit=self._remaining.total_seconds(),
                gapRel=self._relative_gap,
                **_OPTIONS,
            )
        )
        is_cut_short = stats.status is LpSolveStatus.TimeLimit
        limit = Limit.TIME if is_cut_short else None
        if not stats.has_solution:
            return Stopped(limit=limit, work=self._work(program))
        extras = _extras(problem, program)
        prices = _prices_of_decisions(problem, program)
        flows = [max(float(v.varValue or 0.0), 0.0) for v in program.flows]
        solution = solution_of_flows(
            self._pool,
            np.array(flows),
            extras=extras,
            capacity_prices=prices,
            work=self._work(program),
        )
        return replace(solution, limit=limit, is_integer=True)

    def _grow(self, decided: Solution) -> bool:
        """Generate paths for decisions that are given; tell whether any is new."""
        problem = self._problem
        fixed = replace(
            problem,
            capacities=problem.capacities + decided.extras,
            extra_prices=np.zeros(0),
            extra_limits=np.zeros(0),
            decisions=None,
        )
        everything = self._pool.select(np.arange(len(self._pool)))
        start = Start(everything, decided.capacity_prices)
        run = solve_path_flow(fixed, time_limit=self._remaining, start=start)
        before = len(self._pool)
        for block in run.pool.blocks if run.pool is not None else ():
            self._pool.add(block.paths)
        return len(self._pool) > before

    def _work(self, program: IntegerPathFlow | None) -> SolveWork:
        return SolveWork(
            variable_count=0 if program is None else program.program.numVariables(),
            row_count=0 if program is None else program.program.numConstraints(),
            iteration_count=self._relaxed_work.iteration_count,
            build_seconds=self._relaxed_work.build_seconds,
            solve_seconds=self._relaxed_work.solve_seconds
            + time.monotonic()
            - self._started,
        )


def _extras(problem: FlowProblem, program: IntegerPathFlow) -> FloatArray:
    extras = np.zeros(len(problem.capacities))
    if problem.decisions is not None:
        for row, runs in program.runs.items():
            count = round(float(runs.varValue or 0.0))
            extras[row] = count * problem.decisions.run_sizes[row]
    return extras


def _prices_of_decisions(problem: FlowProblem, program: IntegerPathFlow) -> FloatArray:
    """Fix the decisions and solve for the flows and prices that go with them.

    Raises
    ------
    SolverFailedError
        When the program that was just solved has no solution any more.
    """
    program.fix_decisions()
    run = run_solver(program.program, _PRICE_TIME)
    if run.verdict is not Verdict.OPTIMAL:
        raise SolverFailedError(run.verdict.value)
    prices = np.zeros(len(problem.capacities))
    for row, constraint in program.capacity.items():
        prices[row] = max(-float(constraint.pi or 0.0), 0.0)
    return prices
