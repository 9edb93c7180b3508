"""Which haul rates apply: the most specific of those that fit."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from optimizer.domain.hauls import Coefficient, HaulRate
from optimizer.domain.quantities import exact

type Ends = tuple[str, str]
"""Nodes where a haul starts and where it ends."""


class Goods(NamedTuple):
    """What the rows of a tariff tell goods apart by.

    Attributes
    ----------
    tariff_class
        Class in that tariff.
    container_length_ft
        Length of the box, None without one.
    is_empty
        Whether the box or wagon is empty.
    """

    tariff_class: str
    container_length_ft: int | None
    is_empty: bool

    def fit(self, row: HaulRate | Coefficient) -> bool:
        """Whether a row is for these goods."""
        return (
            row.tariff_class in (None, self.tariff_class)
            and row.container_length_ft in (None, self.container_length_ft)
            and row.is_empty in (None, self.is_empty)
        )


@dataclass(frozen=True, slots=True)
class Belt:
    """An interval of distances or loads: above one number, up to and with the other.

    Attributes
    ----------
    above
        Lower end, not inside; but 0 is.
    to
        Upper end, inside. None is without end.
    """

    above: Decimal
    to: Decimal | None

    @classmethod
    def of(cls, above: float, to: float | None) -> "Belt":
        """Take the ends as they are written in the tables."""
        return cls(exact(above), None if to is None else exact(to))

    def holds(self, number: Decimal) -> bool:
        """Whether a number of at least 0 lies inside."""
        is_above = number > self.above or not self.above
        return is_above and (self.to is None or number <= self.to)

    def length_below(self, number: Decimal) -> Decimal:
        """Return how much of the way from 0 to a number lies inside."""
        end = number if self.to is None else min(number, self.to)
        return max(end - self.above, Decimal(0))


@dataclass(frozen=True, slots=True)
class BeltRate:
    """A haul rate with the distances it is for."""

    row: HaulRate
    belt: Belt


class RateLadder:
    """Haul rates that differ in nothing but their distances, from near to far."""

    def __init__(self, loads: Belt, rows: Iterable[HaulRate]) -> None:
        self.loads = loads
        rates = [BeltRate(row, Belt.of(row.above_km, row.to_km)) for row in rows]
        rates.sort(key=lambda rate: (rate.belt.above, rate.row.haul_rate_id))
        self._rates = rates
        self._above = [rate.belt.above for rate in rates]
        self._overlaps = any(
            one.belt.to is None or one.belt.to > two.belt.above
            for one, two in pairwise(rates)
        )

    def holding(self, distance_km: Decimal) -> list[BeltRate]:
        """Return the rates for a distance: one at most, unless belts overlap."""
        candidates = self._rates
        if not self._overlaps:
            position = bisect_left(self._above, distance_km)
            candidates = candidates[max(position - 1, 0) : max(position, 1)]
        return [rate for rate in candidates if rate.belt.holds(distance_km)]

    def up_to(self, distance_km: Decimal) -> list[BeltRate]:
        """Return the rates for any part of the way from 0 to a distance."""
        return self._rates[: max(bisect_left(self._above, distance_km), 1)]


@dataclass(frozen=True, slots=True)
class _Offer:
    """Ladders for some goods and ends, the most specific first."""

    ranked: tuple[tuple[RateLadder, ...], ...] = ()
    asks_for_load: bool = False


_NOTHING = _Offer()


class RateTable:
    """The haul rates of one tariff, found by what they apply to.

    Of the rates that fit, those that name both ends win over those that name none, then
    those that name the class, then the container, then whether it is empty, then a load.
    """

    def __init__(self, rows: Iterable[HaulRate]) -> None:
        self._rows = tuple(rows)
        self._of_goods: dict[Goods, dict[Ends | None, _Offer]] = {}

    def covers(self, goods: Goods) -> bool:
        """Whether any rate is for these goods, whatever distance, load and ends."""
        return any(goods.fit(row) for row in self._rows)

    def asks_for_load(self, goods: Goods, ends: Ends) -> bool:
        """Whether what applies may depend on how much a vehicle is loaded with."""
        return any(offer.asks_for_load for offer in self._offers(goods, ends))

    def select(
        self, goods: Goods, ends: Ends, load_t: Decimal, distance_km: Decimal
    ) -> list[RateLadder]:
        """Return the most specific ladders of rates that hold a distance.

        None where no rate fits; more than one where loads overlap.
        """
        for offer in self._offers(goods, ends):
            for ladders in offer.ranked:
                fitting = [ladder for ladder in ladders if ladder.loads.holds(load_t)]
                if any(ladder.holding(distance_km) for ladder in fitting):
                    return fitting
        return []

    def _offers(self, goods: Goods, ends: Ends) -> tuple[_Offer, _Offer]:
        by_ends = self._of_goods.get(goods)
        if by_ends is None:
            by_ends = _index(row for row in self._rows if goods.fit(row))
            self._of_goods[goods] = by_ends
        return by_ends.get(ends, _NOTHING), by_ends.get(None, _NOTHING)


def _index(rows: Iterable[HaulRate]) -> dict[Ends | None, _Offer]:
    by_ends: dict[Ends | None, list[HaulRate]] = {}
    for row in rows:
        by_ends.setdefault(_ends(row), []).append(row)
    return {ends: _offer(members) for ends, members in by_ends.items()}


def _ends(row: HaulRate) -> Ends | None:
    if row.entry_node_id is None or row.exit_node_id is None:
        return None
    return row.entry_node_id, row.exit_node_id


def _offer(rows: Iterable[HaulRate]) -> _Offer:
    """Group rates by what they name, the most specific first, then by load."""
    by_rank: dict[tuple[bool, ...], dict[Belt, list[HaulRate]]] = {}
    for row in rows:
        loads = Belt.of(row.above_load_t, row.to_load_t)
        rank = (
            row.tariff_class is not None,
            row.container_length_ft is not None,
            row.is_empty is not None,
            _has_loads(loads),
        )
        by_rank.setdefault(rank, {}).setdefault(loads, []).append(row)
    ranked = tuple(
        tuple(RateLadder(loads, by_rank[rank][loads]) for loads in by_rank[rank])
        for rank in sorted(by_rank, reverse=True)
    )
    asks = any(_has_loads(loads) for by_load in by_rank.values() for loads in by_load)
    return _Offer(ranked, asks_for_load=asks)


def _has_loads(loads: Belt) -> bool:
    return loads.above > 0 or loads.to is not None
