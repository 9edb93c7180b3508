"""Coefficients, surcharges and discounts: at most one applies at a place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations_with_replacement
from math import inf
from operator import attrgetter

from optimizer.domain.dataset import Dataset
from optimizer.domain.hauls import Coefficient, Surcharge
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.volume_discounts import VolumeDiscount

_NARROWING = (
    "tariff_class",
    "container_length_ft",
    "is_empty",
    "entry_node_id",
    "exit_node_id",
)
"""Columns that two coefficients can hold together by, where one of them is empty."""


def factor_problems(dataset: Dataset) -> Iterator[Problem]:
    """Coefficients that can hold together, surcharges and tiers at one place."""
    # Rows of one key are told as such.
    coefficients = {row.coefficient_id: row for row in dataset.coefficients}
    places: dict[tuple[str, int], list[Coefficient]] = defaultdict(list)
    for row in coefficients.values():
        places[row.tariff_id, row.position].append(row)
    for rows in places.values():
        for second, first in sorted(_clashes(rows).items()):
            yield _overlapping(coefficients[first], coefficients[second])
    yield from _surcharge_problems(dataset.surcharges)
    yield from _tier_problems(dataset.volume_discounts)


def _clashes(rows: Iterable[Coefficient]) -> dict[str, str]:
    """Ids of rows that can hold together with another; of each pair, by the later.

    Rows are looked up by the columns that both name, so that the time it takes does not
    grow with the square of their number.
    """
    by_named: dict[tuple[str, ...], list[Coefficient]] = defaultdict(list)
    for row in rows:
        named = tuple(c for c in _NARROWING if getattr(row, c) is not None)
        by_named[named].append(row)
    found: dict[str, str] = {}
    for one, other in combinations_with_replacement(by_named, 2):
        shared = [column for column in one if column in other]
        alike = defaultdict(list)
        for row in by_named[one]:
            alike[_cells(row, shared)].append(row)
        for row in by_named[other]:
            candidates = alike.get(_cells(row, shared), ())
            clash = next((c for c in candidates if _can_both_hold(c, row)), None)
            if clash is not None:
                first, second = sorted([clash.coefficient_id, row.coefficient_id])
                found.setdefault(second, first)
    return found


def _cells(row: Coefficient, columns: list[str]) -> tuple[object, ...]:
    return tuple(getattr(row, column) for column in columns)


def _can_both_hold(one: Coefficient, other: Coefficient) -> bool:
    """Whether belts and seasons meet, for two rows that are not the same."""
    ends_km = [inf if row.to_km is None else row.to_km for row in (one, other)]
    return (
        one.coefficient_id != other.coefficient_id
        and max(one.above_km, other.above_km) < min(ends_km)
        and bool(_months(one) & _months(other))
    )


def _months(row: Coefficient) -> frozenset[int]:
    first, last = row.first_month, row.last_month
    if first is None or last is None:
        return frozenset(range(1, 13))
    if first <= last:
        return frozenset(range(first, last + 1))
    return frozenset(range(1, 13)) - frozenset(range(last + 1, first))


def _surcharge_problems(rows: Iterable[Surcharge]) -> Iterator[Problem]:
    at: dict[tuple[str, int], Surcharge] = {}
    for row in sorted(rows, key=attrgetter("surcharge_id")):
        first = at.setdefault((row.tariff_id, row.position), row)
        if first.surcharge_id != row.surcharge_id:
            yield _same_position(first, row)


def _tier_problems(rows: Iterable[VolumeDiscount]) -> Iterator[Problem]:
    starts: dict[tuple[str, str | None, float], VolumeDiscount] = {}
    for row in sorted(rows, key=attrgetter("discount_id")):
        key = (row.tariff_id, row.tariff_class, row.above_t)
        first = starts.setdefault(key, row)
        if first.discount_id != row.discount_id:
            yield _same_start(first, row)


def _overlapping(first: Coefficient, second: Coefficient) -> Problem:
    return Problem(
        code=ProblemCode.OVERLAPPING_COEFFICIENTS,
        table="coefficients",
        row_id=second.coefficient_id,
        column="position",
        value=str(second.position),
        message=(
            f"{first.coefficient_id!r} stands at the same position, and both can hold "
            "for one haul"
        ),
        remedy="give it a position of its own, or tell them apart by a column",
    )


def _same_position(first: Surcharge, second: Surcharge) -> Problem:
    return Problem(
        code=ProblemCode.DUPLICATE_POSITION,
        table="surcharges",
        row_id=second.surcharge_id,
        column="position",
        value=str(second.position),
        message=f"{first.surcharge_id!r} stands at the same position of the tariff",
        remedy="give it a position of its own",
    )


def _same_start(first: VolumeDiscount, second: VolumeDiscount) -> Problem:
    return Problem(
        code=ProblemCode.OVERLAPPING_TIERS,
        table="volume_discounts",
        row_id=second.discount_id,
        column="above_t",
        value=f"{second.above_t:g}",
        message=f"{first.discount_id!r} starts at the same tonnes for the same goods",
        remedy="give it a start of its own, or another class",
    )
