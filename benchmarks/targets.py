"""The numbers to reach, and the table that sets them against what was measured."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A number to reach.

    Attributes
    ----------
    what
        What is measured, in words.
    unit
        Unit of the numbers; empty for ratios and exponents.
    at_least
        What is required; None where there is only an aim.
    aim
        What is hoped for; None where what is required is all there is to reach.
    is_more_better
        Whether larger numbers are better ones.
    """

    what: str
    unit: str = ""
    at_least: float | None = None
    aim: float | None = None
    is_more_better: bool = False

    def verdict(self, value: float) -> str:
        """Say how far a measured value gets."""
        if self.aim is not None and self._reaches(value, self.aim):
            return "aim reached"
        if self.at_least is None:
            return "aim missed"
        return "reached" if self._reaches(value, self.at_least) else "missed"

    def _reaches(self, value: float, limit: float) -> bool:
        return value >= limit if self.is_more_better else value <= limit


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that a benchmark measured.

    Attributes
    ----------
    target
        What it is measured against.
    value
        The number, in the target's unit.
    is_bound
        Whether the true number may be better still, because a peer was stopped.
    """

    target: Target
    value: float
    is_bound: bool = False


type Report = Iterator[str | Measured]
"""What a benchmark yields: lines for people, and numbers for the table of targets."""

AGAINST_HIGHS = Target(
    what="times faster than HiGHS, 10x4, 50 demands, 8 periods",
    at_least=15,
    aim=50,
    is_more_better=True,
)
MEDIUM_SECONDS = Target(
    what="10x4, 200 demands, 26 periods", unit="s", at_least=8, aim=2
)
LARGE_SECONDS = Target(
    what="20x6, 1,000 demands, 12 periods", unit="s", at_least=20, aim=8
)
LARGE_MEMORY = Target(
    what="peak memory of the latter's process", unit="GB", at_least=1.5, aim=0.7
)
SWEEP_SOLVES = Target(
    what="solves for a grid of 400 points on the reference dataset", at_least=120
)
PUBLIC_GAP = Target(what="largest gap on the public networks", at_least=1e-6)
PLANAR150_SECONDS = Target(what="planar150", unit="s", aim=5)
GRID8_SECONDS = Target(what="grid8", unit="s", aim=1)
DEMAND_GROWTH = Target(
    what="exponent of time over demands, fixed network", at_least=1.3, aim=1.0
)
STATIC_WARM = Target(
    what="warm to cold plan, reference, one period", at_least=1 / 3, aim=0.1
)
STATIC_WARM_SOLVE = Target(what="the same, the solve alone", at_least=1 / 3, aim=0.1)
MONTHS_WARM = Target(
    what="warm to cold plan, reference, twelve months", at_least=1 / 3, aim=0.1
)
MONTHS_WARM_SOLVE = Target(what="the same, the solve alone", at_least=1 / 3, aim=0.1)
STATIC_PLAN = Target(
    what="plan of the reference, one period", unit="ms", at_least=50, aim=20
)
QUOTE_RATE = Target(
    what="single quotes a second, two callers",
    at_least=2000,
    aim=5000,
    is_more_better=True,
)
QUOTE_P99 = Target(what="99 of 100 single quotes within", unit="ms", at_least=5)
BATCH_QUOTE_RATE = Target(
    what="quotes a second in batches of 50, two callers",
    at_least=2000,
    aim=5000,
    is_more_better=True,
)
SCENARIO_WARM = Target(
    what="warm to cold plan, median of shipped scenarios", at_least=1 / 3, aim=0.1
)
SCENARIO_TIME = Target(
    what="all shipped scenarios with attributions", unit="s", at_least=20
)
MONTHS_PLAN = Target(
    what="plan of the reference, twelve months", unit="ms", at_least=500, aim=100
)


def target_table(measured: list[Measured]) -> Iterator[str]:
    """Set what was measured against the targets, in the order of measuring."""
    if not measured:
        return
    yield f"{'what':<54}{'at least':>10}{'aim':>10}{'measured':>12}  verdict"
    for entry in measured:
        target = entry.target
        bound = (">" if target.is_more_better else "<") if entry.is_bound else ""
        yield (
            f"{target.what:<54}{_number(target.at_least, target.unit):>10}"
            f"{_number(target.aim, target.unit):>10}"
            f"{bound + _number(entry.value, target.unit):>12}"
            f"  {target.verdict(entry.value)}"
        )


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{value:.3g} {unit}".rstrip()
