"""The shipped scenarios, each planned from where the base ended and from nothing."""

import statistics
import time
from dataclasses import replace

from benchmarks import WrongAnswerError
from benchmarks.reference_dataset import FOLDER, read_reference
from benchmarks.settings import Settings
from benchmarks.targets import SCENARIO_TIME, SCENARIO_WARM, Measured, Report
from optimizer.analysis.planning import optimize_plan_from
from optimizer.analysis.what_if import Comparison
from optimizer.domain.scenarios import Scenario, Variant, applied
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario

ROUNDS = 5
TOLERANCE = 1e-8
"""Relative difference that two solves to the planner's gap may have."""


def run(settings: Settings) -> Report:
    """Plan each scenario warm and cold, then all of them with attributions.

    Raises
    ------
    WrongAnswerError
        When a scenario has no plan, or another cost from the base.
    """
    scenarios = [
        read_scenario(path.name, path.read_bytes())
        for path in sorted((FOLDER / "scenarios").glob("*.yaml"))
    ]
    scenarios = scenarios[:2] if settings.smoke else scenarios
    comparison = Comparison(Variant(read_reference()), PlanOptions())
    comparison.base_row()
    yield f"{'scenario':<28}{'cold ms':>9}{'warm ms':>9}{'ratio':>7}"
    ratios = []
    for scenario in scenarios:
        cold, warm = _times(comparison, scenario, 1 if settings.smoke else ROUNDS)
        ratios.append(warm / cold)
        yield (
            f"{scenario.scenario_id:<28}{cold * 1e3:>9.1f}{warm * 1e3:>9.1f}"
            f"{ratios[-1]:>7.2f}"
        )
    yield Measured(SCENARIO_WARM, statistics.median(ratios))
    started = time.perf_counter()
    for scenario in scenarios:
        comparison.row(scenario)
    yield Measured(SCENARIO_TIME, time.perf_counter() - started)


def _times(
    comparison: Comparison, scenario: Scenario, round_count: int
) -> tuple[float, float]:
    """Median seconds of a scenario's plan from nothing, and from the base's."""
    variant = applied(comparison.base, scenario)
    options = replace(PlanOptions(), regime_id=variant.regime_id)
    cold, warm = [], []
    for _ in range(round_count):
        started = time.perf_counter()
        alone = optimize_plan_from(variant.dataset, options).result.plan
        middle = time.perf_counter()
        after = comparison.plan(variant).plan
        warm.append(time.perf_counter() - middle)
        cold.append(middle - started)
        if alone is None or after is None:
            msg = f"{scenario.scenario_id} has no plan"
            raise WrongAnswerError(msg)
        difference = abs(float(alone.total_cost - after.total_cost))
        if difference > TOLERANCE * float(alone.total_cost):
            msg = f"{scenario.scenario_id} costs another amount from the base"
            raise WrongAnswerError(msg)
    return statistics.median(cold), statistics.median(warm)
