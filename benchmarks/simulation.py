"""Draws of what is uncertain about the reference dataset, against cold solves of each."""

import time
from statistics import median

from benchmarks import WrongAnswerError
from benchmarks.reference_dataset import FOLDER, read_reference
from benchmarks.settings import Settings
from benchmarks.targets import Report
from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.uncertainty import Simulation, best_contracts
from optimizer.domain.scenarios import Variant
from optimizer.solve.options import PlanOptions
from optimizer.tables.uncertainty_files import read_uncertainty

FILE = FOLDER / "uncertainties" / "weather-and-growth.yaml"
DRAWS = 40
SMOKE_DRAWS = 2
CONTRACT_DRAWS = 10

TOLERANCE = 1e-7
"""Relative difference that a draw may have from its own solve."""


def run(settings: Settings) -> Report:
    """Plan draws from the certain plan, then each from nothing; then find contracts.

    Raises
    ------
    WrongAnswerError
        When a draw has another cost.
    """
    count = SMOKE_DRAWS if settings.smoke else DRAWS
    uncertainty = read_uncertainty(FILE.name, FILE.read_bytes())
    base = Variant(read_reference(), "national")
    simulation = Simulation(base, uncertainty, PlanOptions(), 0)
    simulation.certain_row()
    ratios, warm_time, cold_time = [], 0.0, 0.0
    for position in range(count):
        started = time.perf_counter()
        row = simulation.row(position)
        middle = time.perf_counter()
        variant = simulation.variant(position)
        options = PlanOptions(regime_id=variant.regime_id)
        plan = optimize_plan(variant.dataset, options).plan
        ended = time.perf_counter()
        if plan is None or row.total_cost is None:
            msg = f"draw {position} has no plan"
            raise WrongAnswerError(msg)
        difference = abs(float(row.total_cost - plan.total_cost))
        if difference > TOLERANCE * float(plan.total_cost):
            msg = f"draw {position} is off by {difference:.2f}"
            raise WrongAnswerError(msg)
        ratios.append((middle - started) / (ended - middle))
        warm_time += middle - started
        cold_time += ended - middle
    yield f"{count} draws in {warm_time:.1f} s, each from nothing in {cold_time:.1f} s"
    yield f"median ratio of a draw to its cold solve {median(ratios):.2f}"
    sample = SMOKE_DRAWS if settings.smoke else CONTRACT_DRAWS
    started = time.perf_counter()
    best = best_contracts(simulation, sample)
    seconds = time.perf_counter() - started
    yield (
        f"contracts over {sample} draws: {best.solve_count} plans in {seconds:.1f} s, "
        f"{seconds / best.solve_count * 1000:.0f} ms each"
    )
