"""A grid over two numbers of the reference dataset, against a solve of every point."""

import json
import time
from itertools import product

from benchmarks import WrongAnswerError
from benchmarks.reference_dataset import read_reference
from benchmarks.settings import Settings
from benchmarks.targets import SWEEP_SOLVES, Measured, Report
from optimizer.analysis.parametric import Sweep
from optimizer.domain.scenarios import Scenario, Variant, applied
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario

TARGETS = (
    "resource.kuryk-wagons-westbound.capacity",
    "demand.[direction=westbound].volume",
)
SIDE = 20
SMOKE_SIDE = 3
BLOCK = 200
"""Points that prove each other, as the service has it."""

TOLERANCE = 1e-6
"""Relative difference that a point may have from its own solve."""


def run(settings: Settings) -> Report:
    """Plan the grid, then each of its points for itself.

    Raises
    ------
    WrongAnswerError
        When a point has another cost.
    """
    side = SMOKE_SIDE if settings.smoke else SIDE
    capacities = [f"x{0.5 + 1.9 * i / (side - 1):.4f}" for i in range(side)]
    volumes = [f"x{0.8 + 0.38 * i / (side - 1):.4f}" for i in range(side)]
    points = list(product(capacities, volumes))
    sweep = Sweep(Variant(read_reference()), PlanOptions(), _scenario_at)
    started = time.perf_counter()
    rows = [
        row
        for first in range(0, len(points), BLOCK)
        for row in sweep.rows(points[first : first + BLOCK])
    ]
    middle = time.perf_counter()
    worst = 0.0
    for row in rows:
        variant = applied(sweep.base, _scenario_at(row.amounts))
        plan = sweep.plan(variant).result.plan
        if plan is None or row.total_cost is None:
            msg = f"{row.amounts} has no plan"
            raise WrongAnswerError(msg)
        difference = abs(float(row.total_cost - plan.total_cost))
        worst = max(worst, difference / float(plan.total_cost))
    ended = time.perf_counter()
    if worst > TOLERANCE:
        msg = f"a point of the grid is off by a share of {worst:.1e}"
        raise WrongAnswerError(msg)
    solved = sum(not row.is_interpolated for row in rows)
    yield f"{len(rows)} points, {solved} solved; largest difference {worst:.1e}"
    yield f"swept in {middle - started:.1f} s, each alone in {ended - middle:.1f} s"
    yield Measured(SWEEP_SOLVES, solved)


def _scenario_at(amounts: tuple[str, ...]) -> Scenario:
    pairs = zip(TARGETS, amounts, strict=True)
    changes = [{"set": target, "to": amount} for target, amount in pairs]
    document = {"scenario_id": "point", "title": "A point", "changes": changes}
    return read_scenario("point.json", json.dumps(document).encode())
