"""From a dataset to a certified plan."""

from optimizer.analysis.assembly import assemble_plan
from optimizer.analysis.conflicts import find_conflict
from optimizer.domain.checks import check_rows
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import (
    PlanResult,
    Statistics,
    Termination,
    TerminationReason,
)
from optimizer.domain.problems import Problem, Severity
from optimizer.errors import InvalidDatasetError
from optimizer.formulation.state_graph import StateGraph, build_state_graph
from optimizer.solve.leg_flow_solve import solve_leg_flow
from optimizer.solve.options import PlanOptions
from optimizer.solve.solution import Infeasible, Outcome, Solution, Stopped
from optimizer.tariff.checks import check_tariffs
from optimizer.tariff.price_table import price


def check(dataset: Dataset) -> tuple[Problem, ...]:
    """Find everything that is wrong with a dataset, warnings included.

    Tariffs are looked at only when the rows fit together.
    """
    problems = check_rows(dataset)
    if not _has_errors(problems):
        problems += check_tariffs(dataset)
    return tuple(problems)


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
    problems = check(dataset)
    if _has_errors(problems):
        raise InvalidDatasetError(problems)
    prices, _ = price(dataset)
    graph = build_state_graph(dataset, prices)
    outcome = solve_leg_flow(graph.problem, options.time_limit)
    statistics = _statistics(graph, outcome)
    match outcome:
        case Solution():
            return _optimal(graph, outcome, problems, statistics)
        case Infeasible():
            return _infeasible(graph, options, problems, statistics)
        case Stopped():
            return _stopped(outcome, problems, statistics)


def _has_errors(problems: list[Problem] | tuple[Problem, ...]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _optimal(
    graph: StateGraph,
    solution: Solution,
    warnings: tuple[Problem, ...],
    statistics: Statistics,
) -> PlanResult:
    plan = assemble_plan(graph, solution)
    return PlanResult(
        termination=Termination(
            reason=TerminationReason.OPTIMAL,
            primal_bound=float(plan.certificate.total_cost),
            dual_bound=plan.certificate.dual_bound,
            detail="proven to cost least",
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
            detail="the time limit was reached before a plan was found; allow more time",
        ),
        plan=None,
        conflict=None,
        warnings=warnings,
        statistics=statistics,
    )


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
