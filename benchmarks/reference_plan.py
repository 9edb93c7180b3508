"""The plan of the reference dataset, in process."""

import statistics
import time

from benchmarks import WrongAnswerError
from benchmarks.reference_dataset import by_months, read_reference
from benchmarks.settings import Settings
from benchmarks.targets import MONTHS_PLAN, STATIC_PLAN, Measured, Report
from optimizer.analysis.planning import PlanRun, WarmStart, optimize_plan_from
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import Plan
from optimizer.domain.plan_result import TerminationReason
from optimizer.solve.options import PlanOptions

ROUNDS = 15


def run(settings: Settings) -> Report:
    """Read and plan the dataset several times and yield the medians.

    Raises
    ------
    WrongAnswerError
        When the dataset has errors or no plan that is proven to cost least.
    """
    rounds = range(1 if settings.smoke else ROUNDS)
    reading = []
    for _round in rounds:
        started = time.perf_counter()
        dataset = read_reference()
        reading.append(time.perf_counter() - started)
    yield f"read                 {statistics.median(reading) * 1000:8.1f} ms"
    calendars = {"one period": dataset, "twelve months": by_months(dataset)}
    targets = {"one period": STATIC_PLAN, "twelve months": MONTHS_PLAN}
    for name, of_calendar in calendars.items():
        seconds, solve_seconds = [], []
        for _round in rounds:
            elapsed, planned = timed_plan(of_calendar)
            seconds.append(elapsed)
            solve_seconds.append(planned.result.statistics.solve_seconds)
        milliseconds = statistics.median(seconds) * 1000
        solve = statistics.median(solve_seconds) * 1000
        yield (
            f"plan, {name:<14} {milliseconds:8.1f} ms, of which {solve:.1f} ms solve"
        )
        yield Measured(targets[name], milliseconds)


def timed_plan(
    dataset: Dataset, warm_start: WarmStart | None = None
) -> tuple[float, PlanRun]:
    """Plan, and return the seconds of all of it: checks, solve, proof, assembly."""
    started = time.perf_counter()
    planned = optimize_plan_from(dataset, PlanOptions(), warm_start=warm_start)
    seconds = time.perf_counter() - started
    optimal_plan(planned)
    return seconds, planned


def optimal_plan(planned: PlanRun) -> Plan:
    """Return the plan, whose certificate the planner has required.

    Raises
    ------
    WrongAnswerError
        When there is none, or it is not proven to cost least.
    """
    reason, plan = planned.result.termination.reason, planned.result.plan
    if plan is None or reason is not TerminationReason.OPTIMAL:
        msg = f"the reference dataset's solve ends with {reason}"
        raise WrongAnswerError(msg)
    return plan
