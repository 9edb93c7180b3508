"""From a dataset to a certified plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from optimizer.analysis.assembly import assemble_plan
from optimizer.analysis.books import Books
from optimizer.analysis.conflicts import find_conflict
from optimizer.analysis.preparing import prepare
from optimizer.analysis.unearned import unearned_discounts
from optimizer.domain.dataset import Dataset
from optimizer.domain.memory import Memory
from optimizer.domain.plan import Plan
from optimizer.domain.plan_result import (
    Limit,
    PlanResult,
    Statistics,
    Termination,
    TerminationReason,
)
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.column_generation import Start
from optimizer.solve.integer_solve import decide
from optimizer.solve.leg_flow_solve import solve_leg_flow
from optimizer.solve.options import Formulation, PlanOptions
from optimizer.solve.path_flow_solve import EngineRun, solve_path_flow
from optimizer.solve.progress import UNWATCHED, Phase, Watcher
from optimizer.solve.solution import Infeasible, Outcome, Solution, Stopped
from optimizer.tariff.price_table import PriceTable


def optimize_plan(dataset: Dataset, options: PlanOptions) -> PlanResult:
    """Assign the demands of a dataset to legs and transfers at least cost.

    Parameters
    ----------
    dataset
        What to plan.
    options
        Limits of the solve.

    Returns
    -------
    PlanResult
        A certified plan, a conflict where no plan exists, or neither where a limit was
        reached first.

    Raises
    ------
    InvalidDatasetError
        When the dataset has errors.
    ResultNotCertifiedError
        When the plan that was found cannot be proven.
    SolverFailedError
        When the solver gives no answer.
    """
    return optimize_plan_from(dataset, options).result


@dataclass(frozen=True, slots=True)
class PlanRun:
    """A plan, with what the next solve can start from.

    Attributes
    ----------
    result
        The answer.
    start
        Paths and capacities that were of use, with the structure that they belong to;
        None where nothing was learned.
    graph
        What was solved.
    outcome
        What came of it, in the numbers of the graph's problem.
    prices
        Charges that hold in it.
    """

    result: PlanResult
    start: "WarmStart | None"
    graph: StateGraph
    outcome: Outcome
    prices: PriceTable


@dataclass(frozen=True, slots=True)
class WarmStart:
    """What an earlier solve knew of a network.

    Attributes
    ----------
    structure
        Digest of the states, arcs and releases that positions refer to.
    start
        Paths and capacities.
    memory
        What was worked out on the way.
    """

    structure: str
    start: Start
    memory: Memory


def optimize_plan_from(
    dataset: Dataset,
    options: PlanOptions,
    *,
    warm_start: WarmStart | None = None,
    watcher: Watcher = UNWATCHED,
) -> PlanRun:
    """Do as :func:`optimize_plan`, from where an earlier solve ended.

    Parameters
    ----------
    dataset
        What to plan.
    options
        Limits of the solve.
    warm_start
        What an earlier solve of the same network knew: other capacities, rates and
        volumes are welcome, other legs or windows are not, and it is then not used.
    watcher
        Told of each phase that begins, from building on, and of each round of column
        generation.
    """
    watcher.see(Phase.BUILDING)
    memory = Memory() if warm_start is None else warm_start.memory.fork()
    prepared = prepare(dataset, options.regime_id, memory)
    graph, problems = prepared.graph, prepared.problems
    structure = graph.problem.structure_digest()
    is_known = warm_start is not None and warm_start.structure == structure
    watcher.see(Phase.SOLVING)
    if options.formulation is Formulation.LEG_FLOW:
        run = EngineRun(solve_leg_flow(graph.problem, options.time_limit))
    else:
        run = solve_path_flow(
            graph.problem,
            time_limit=options.time_limit,
            relative_gap=options.relative_gap,
            start=warm_start.start if warm_start is not None and is_known else None,
            on_progress=partial(watcher.see, Phase.SOLVING),
        )
    outcome = run.outcome
    relaxed: tuple[Problem, ...] = ()
    if graph.problem.decisions is not None and options.integer_decisions:
        outcome = decide(
            graph.problem,
            run,
            time_limit=options.time_limit,
            relative_gap=options.relative_gap,
        )
    else:
        relaxed = tuple(_relaxed_decisions(dataset))
    watcher.see(Phase.CERTIFYING)
    books = Books.of(graph, memory, dataset.digest(memory), prepared.regime_id)
    result = _result(graph, outcome, options, (*problems, *relaxed), books)
    start = None if run.start is None else WarmStart(structure, run.start, memory)
    return PlanRun(result, start, graph, outcome, prepared.prices)


def _relaxed_decisions(dataset: Dataset) -> Iterator[Problem]:
    """Yield a warning for each decision that was planned in fractions."""
    for table, column, row_ids in (
        (
            "resources",
            "run_capacity",
            [r.resource_id for r in dataset.resources if r.run_capacity is not None],
        ),
        (
            "demands",
            "all_or_nothing",
            [d.demand_id for d in dataset.demands if d.all_or_nothing],
        ),
    ):
        for row_id in row_ids:
            yield Problem(
                code=ProblemCode.RELAXED_DECISION,
                severity=Severity.WARNING,
                table=table,
                row_id=row_id,
                column=column,
                message="it was planned in fractions",
                remedy="ask for integer decisions where whole numbers matter",
            )


def _result(
    graph: StateGraph,
    outcome: Outcome,
    options: PlanOptions,
    problems: tuple[Problem, ...],
    books: Books,
) -> PlanResult:
    statistics = _statistics(graph, outcome)
    match outcome:
        case Solution():
            plan = assemble_plan(graph, outcome, books, options.relative_gap)
            unearned = unearned_discounts(graph.dataset, plan)
            problems = (*problems, *unearned)
            return _planned(plan, outcome, options, problems, statistics)
        case Infeasible():
            return _infeasible(graph, options, problems, statistics)
        case Stopped():
            return _stopped(outcome, problems, statistics)


def _planned(
    plan: Plan,
    solution: Solution,
    options: PlanOptions,
    warnings: tuple[Problem, ...],
    statistics: Statistics,
) -> PlanResult:
    gap = plan.certificate.relative_gap
    allowed = max(options.relative_gap, plan.certificate.tolerance)
    is_optimal = solution.limit is None and gap <= allowed
    reason = TerminationReason.OPTIMAL if is_optimal else TerminationReason.FEASIBLE
    cause = "the time limit was reached" if solution.limit else "the plan is whole"
    return PlanResult(
        termination=Termination(
            reason=reason,
            limit=solution.limit,
            primal_bound=float(plan.certificate.total_cost),
            dual_bound=plan.certificate.dual_bound,
            detail=(
                "proven to cost least"
                if is_optimal
                else f"{cause}; at most a share of {gap:.2g} above the least cost"
            ),
        ),
        plan=plan,
        conflict=None,
        warnings=warnings,
        statistics=statistics,
    )


def _infeasible(
    graph: StateGraph,
    options: PlanOptions,
    warnings: tuple[Problem, ...],
    statistics: Statistics,
) -> PlanResult:
    return PlanResult(
        termination=Termination(
            reason=TerminationReason.INFEASIBLE,
            detail="no plan serves every demand that must be served",
        ),
        plan=None,
        conflict=find_conflict(graph, options.time_limit),
        warnings=warnings,
        statistics=statistics,
    )


def _stopped(
    outcome: Stopped, warnings: tuple[Problem, ...], statistics: Statistics
) -> PlanResult:
    return PlanResult(
        termination=Termination(
            reason=TerminationReason.NO_PLAN_FOUND,
            limit=outcome.limit,
            detail=_NOT_FOUND[outcome.limit],
        ),
        plan=None,
        conflict=None,
        warnings=warnings,
        statistics=statistics,
    )


_NOT_FOUND = {
    Limit.TIME: "the time limit was reached before a plan was found; allow more time",
    None: (
        "no plan in whole numbers was found: sizes and least loads of runs do not fit "
        "what must be served in full; plan in fractions to see what would"
    ),
}


def _statistics(graph: StateGraph, outcome: Outcome) -> Statistics:
    work = outcome.work
    return Statistics(
        state_count=graph.problem.state_count,
        arc_count=graph.problem.arc_count,
        variable_count=work.variable_count,
        row_count=work.row_count,
        iteration_count=work.iteration_count,
        build_seconds=work.build_seconds,
        solve_seconds=work.solve_seconds,
    )
