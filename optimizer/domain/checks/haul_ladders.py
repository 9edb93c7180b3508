"""Belts and loads: rates that are otherwise alike share no haul and leave none out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import inf
from operator import attrgetter

from optimizer.domain.hauls import HaulRate
from optimizer.domain.problems import Problem, ProblemCode

_CONDITIONS = (
    "tariff_id",
    "tariff_class",
    "container_length_ft",
    "is_empty",
    "charge_object",
    "entry_node_id",
    "exit_node_id",
)
_BELT = ("above_km", "to_km")
_LOADS = ("above_load_t", "to_load_t")


def ladder_problems(
    rates: Iterable[HaulRate], *, is_complete: bool
) -> Iterator[Problem]:
    """Overlaps between rates, and gaps between belts.

    Parameters
    ----------
    rates
        Rates of tariffs that charge by the haul.
    is_complete
        Whether they are all that there are; only then a gap is known to be one.
    """
    # Rows of one key are told as such, not as overlaps.
    once = {rate.haul_rate_id: rate for rate in rates}.values()
    for alike in _grouped(once, *_CONDITIONS, *_LOADS):
        yield from _belt_problems(alike, is_complete=is_complete)
    for alike in _grouped(once, *_CONDITIONS, *_BELT):
        yield from _load_problems(alike)


def _grouped(rates: Iterable[HaulRate], *columns: str) -> Iterator[list[HaulRate]]:
    groups = defaultdict(list)
    for rate in rates:
        groups[attrgetter(*columns)(rate)].append(rate)
    yield from groups.values()


def _belt_problems(alike: list[HaulRate], *, is_complete: bool) -> Iterator[Problem]:
    farthest: HaulRate | None = None
    for rate in sorted(alike, key=attrgetter("above_km", "haul_rate_id")):
        reached_km = 0.0 if farthest is None else _end(farthest.to_km)
        is_first_of_a_pair = farthest is None and rate.entry_node_id is not None
        if farthest is not None and rate.above_km < reached_km:
            yield _overlapping_belts(rate, farthest)
        elif rate.above_km > reached_km and is_complete and not is_first_of_a_pair:
            yield _gap(rate, reached_km)
        if farthest is None or _end(rate.to_km) > reached_km:
            farthest = rate


def _load_problems(alike: list[HaulRate]) -> Iterator[Problem]:
    loads = attrgetter(*_LOADS)
    heaviest: HaulRate | None = None
    for rate in sorted(alike, key=attrgetter("above_load_t", "haul_rate_id")):
        reached_t = 0.0 if heaviest is None else _end(heaviest.to_load_t)
        # Equal loads as well as equal belts are told as overlapping belts.
        is_inside = rate.above_load_t < reached_t
        if heaviest is not None and is_inside and loads(rate) != loads(heaviest):
            yield _overlapping_loads(rate, heaviest)
        if heaviest is None or _end(rate.to_load_t) > reached_t:
            heaviest = rate


def _end(end: float | None) -> float:
    return inf if end is None else end


def _shown(above: float, to: float | None, unit: str) -> str:
    start = f"above {above:.12g} {unit}"
    return start if to is None else f"{start} up to {to:.12g} {unit}"


def _overlapping_belts(rate: HaulRate, other: HaulRate) -> Problem:
    return Problem(
        code=ProblemCode.OVERLAPPING_BELTS,
        table="haul_rates",
        row_id=rate.haul_rate_id,
        column="above_km",
        value=f"{rate.above_km:.12g}",
        message=(
            f"{other.haul_rate_id!r} is for the same hauls "
            f"{_shown(other.above_km, other.to_km, 'km')}"
        ),
        remedy="let it start where the other ends, or remove one",
    )


def _gap(rate: HaulRate, reached_km: float) -> Problem:
    return Problem(
        code=ProblemCode.BELT_GAP,
        table="haul_rates",
        row_id=rate.haul_rate_id,
        column="above_km",
        value=f"{rate.above_km:.12g}",
        message=(
            "no rate is for the same hauls "
            f"{_shown(reached_km, rate.above_km, 'km')}, where this one begins"
        ),
        remedy=f"let it start at {reached_km:.12g} km, or add the belt",
    )


def _overlapping_loads(rate: HaulRate, other: HaulRate) -> Problem:
    return Problem(
        code=ProblemCode.OVERLAPPING_LOADS,
        table="haul_rates",
        row_id=rate.haul_rate_id,
        column="above_load_t",
        value=f"{rate.above_load_t:.12g}",
        message=(
            f"{other.haul_rate_id!r} is for the same hauls loaded "
            f"{_shown(other.above_load_t, other.to_load_t, 't')}"
        ),
        remedy="let it start where the other ends, or remove one",
    )
