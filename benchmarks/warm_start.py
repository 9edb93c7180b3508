"""Planning again after one change, from where the base plan's solve ended."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks import WrongAnswerError
from benchmarks.reference_dataset import by_months, read_reference, with_row
from benchmarks.reference_plan import optimal_plan, timed_plan
from benchmarks.settings import Settings
from benchmarks.targets import (
    MONTHS_WARM,
    MONTHS_WARM_SOLVE,
    STATIC_WARM,
    STATIC_WARM_SOLVE,
    Measured,
    Report,
    Target,
)
from optimizer.analysis.planning import PlanRun, WarmStart
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import Plan
from optimizer.domain.tariffs import ChargeKind

ROUNDS = 9
TOLERANCE = 1e-8
"""Relative difference that two solves to the planner's gap may have."""


@dataclass(frozen=True, slots=True)
class Times:
    """Median seconds of planning from nothing and from the base plan.

    Attributes
    ----------
    cold, warm
        All of it.
    cold_solve, warm_solve
        The solve alone.
    """

    cold: float
    warm: float
    cold_solve: float
    warm_solve: float


def run(settings: Settings) -> Report:
    """Plan each changed dataset cold and warm, for one period and for twelve months.

    Raises
    ------
    WrongAnswerError
        When a warm start is not used, or ends at another cost.
    """
    static = read_reference()
    round_count = 1 if settings.smoke else ROUNDS
    yield (
        f"{'calendar':<15}{'changed':<10}{'cold ms':>9}{'warm ms':>9}{'ratio':>7}"
        f"{'cold solve':>12}{'warm solve':>12}{'ratio':>7}"
    )
    yield from _compare(
        "one period", static, round_count, (STATIC_WARM, STATIC_WARM_SOLVE)
    )
    if not settings.smoke:
        yield from _compare(
            "twelve months",
            by_months(static),
            round_count,
            (MONTHS_WARM, MONTHS_WARM_SOLVE),
        )


def _compare(
    name: str, dataset: Dataset, round_count: int, targets: tuple[Target, Target]
) -> Report:
    _, base = timed_plan(dataset)
    if base.start is None:
        msg = f"{name}: the base plan leaves nothing to start from"
        raise WrongAnswerError(msg)
    ratios, solve_ratios = [], []
    for changed, variant in changes(dataset, optimal_plan(base)):
        times = _times(variant, base.start, round_count)
        ratios.append(times.warm / times.cold)
        solve_ratios.append(times.warm_solve / times.cold_solve)
        yield (
            f"{name:<15}{changed:<10}{times.cold * 1e3:>9.1f}{times.warm * 1e3:>9.1f}"
            f"{ratios[-1]:>7.2f}{times.cold_solve * 1e3:>12.1f}"
            f"{times.warm_solve * 1e3:>12.1f}{solve_ratios[-1]:>7.2f}"
        )
    yield Measured(targets[0], statistics.median(ratios))
    yield Measured(targets[1], statistics.median(solve_ratios))


def changes(dataset: Dataset, plan: Plan) -> Iterator[tuple[str, Dataset]]:
    """Yield datasets that differ in one number that matters to the plan.

    A tenth less of the most valuable bottleneck, a tenth more for the first freight rate
    of the carrier that earns most, and a tenth more of the largest volume.
    """
    bottleneck = plan.bottlenecks[0].resource_id
    resource = next(r for r in dataset.resources if r.resource_id == bottleneck)
    less = resource.model_copy(update={"capacity": resource.capacity * 0.9})
    yield "capacity", with_row(dataset, resource, less)
    earner = max(plan.cost_by_carrier, key=lambda share: share.cost).key
    tariffs = {t.tariff_id for t in dataset.tariffs if t.carrier_id == earner}
    rate = next(
        r
        for r in dataset.rates
        if r.tariff_id in tariffs and r.kind is ChargeKind.FREIGHT
    )
    dearer = rate.model_copy(update={"rate": rate.rate * Decimal("1.1")})
    yield "rate", with_row(dataset, rate, dearer)
    demand = max(dataset.demands, key=lambda d: d.volume)
    more = demand.model_copy(update={"volume": demand.volume * 1.1})
    yield "volume", with_row(dataset, demand, more)


def _times(dataset: Dataset, start: WarmStart, round_count: int) -> Times:
    cold, warm = [], []
    for _round in range(round_count):
        cold.append(timed_plan(dataset))
        warm.append(timed_plan(dataset, start))
    _require_same(cold[0][1], warm[0][1], start)
    return Times(
        cold=statistics.median(seconds for seconds, _ in cold),
        warm=statistics.median(seconds for seconds, _ in warm),
        cold_solve=statistics.median(_solve_seconds(run) for _, run in cold),
        warm_solve=statistics.median(_solve_seconds(run) for _, run in warm),
    )


def _solve_seconds(planned: PlanRun) -> float:
    return planned.result.statistics.solve_seconds


def _require_same(cold: PlanRun, warm: PlanRun, start: WarmStart) -> None:
    if warm.start is None or warm.start.structure != start.structure:
        msg = "the change alters the network, so the warm start is not used"
        raise WrongAnswerError(msg)
    costs = [float(optimal_plan(planned).total_cost) for planned in (cold, warm)]
    if abs(costs[0] - costs[1]) > TOLERANCE * costs[0]:
        msg = f"a warm start ends at {costs[1]}, a cold one at {costs[0]}"
        raise WrongAnswerError(msg)
