"""How the engine's time grows with demands, legs and periods."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.charts import Curve, draw_growth
from benchmarks.layered_networks import (
    PUBLISHED_OPTIMA,
    LayeredSize,
    layered_problem,
    leg_count,
)
from benchmarks.proof import run_engine
from benchmarks.settings import Settings
from benchmarks.targets import DEMAND_GROWTH, Measured, Report

BASE = LayeredSize(10, 4, 100, 8)
SMOKE_BASE = LayeredSize(4, 3, 10, 4)
SEEDS = 3


@dataclass(frozen=True, slots=True)
class Sweep:
    """Networks that differ in one thing.

    Attributes
    ----------
    name
        What differs, in the plural.
    sizes
        Networks, small ones first.
    counts
        How many of it each network has.
    """

    name: str
    sizes: tuple[LayeredSize, ...]
    counts: tuple[int, ...]


def run(settings: Settings) -> Report:
    """Solve networks of growing size and fit a power law to the times.

    Raises
    ------
    WrongAnswerError
        When an answer is not proven.
    """
    curves = []
    yield f"{'growing':<10}{'network':<34}{'count':>7}{'seconds':>9}"
    for sweep in sweeps(smoke=settings.smoke):
        seconds = []
        for size, count in zip(sweep.sizes, sweep.counts, strict=True):
            seconds.append(_median_seconds(size, 1 if settings.smoke else SEEDS))
            yield f"{sweep.name:<10}{size!s:<34}{count:>7}{seconds[-1]:>9.3f}"
        exponent = fitted_exponent(sweep.counts, seconds)
        curves.append(Curve(sweep.name, sweep.counts, tuple(seconds), exponent))
        yield f"{sweep.name:<10}exponent {exponent:.2f}"
    yield Measured(DEMAND_GROWTH, curves[0].exponent)
    if not settings.smoke:
        yield draw_growth(curves, settings.charts)


def sweeps(*, smoke: bool) -> tuple[Sweep, ...]:
    """Name the networks: one sweep over demands, one over legs, one over periods."""
    base = SMOKE_BASE if smoke else BASE
    demand_counts = (5, 10, 20) if smoke else (25, 50, 100, 200, 400)
    layer_counts = (4, 5, 6) if smoke else (5, 10, 20, 40)
    period_counts = (2, 3, 4) if smoke else (4, 8, 16, 32)
    longer = tuple(replace(base, layers=count) for count in layer_counts)
    return (
        Sweep(
            "demands",
            tuple(replace(base, demands=count) for count in demand_counts),
            demand_counts,
        ),
        Sweep("legs", longer, tuple(leg_count(size) for size in longer)),
        Sweep(
            "periods",
            tuple(replace(base, periods=count) for count in period_counts),
            period_counts,
        ),
    )


def fitted_exponent(counts: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the exponent of the power law nearest to the times.

    The logarithms of the times are fitted by least squares.

    Parameters
    ----------
    counts
        Sizes, above 0, at least two different ones.
    seconds
        Time at each size, above 0.
    """
    slope, _ = np.polyfit(np.log(counts), np.log(seconds), 1)
    return float(slope)


def _median_seconds(size: LayeredSize, seed_count: int) -> float:
    """Return the median time over networks that differ in nothing but the draw."""
    draws = [replace(size, seed=seed) for seed in range(seed_count)]
    return statistics.median(
        run_engine(str(draw), layered_problem(draw), PUBLISHED_OPTIMA.get(draw)).seconds
        for draw in draws
    )
