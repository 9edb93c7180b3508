"""What hauls pay, for every haul that a plan can need."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import DemandEnds
from optimizer.domain.network import Leg
from optimizer.domain.problems import Problem
from optimizer.tariff.consignments import one_vehicle
from optimizer.tariff.governing import Governing
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.haul_problems import unpriced_haul
from optimizer.tariff.receipts import HaulReceipt, UnpricedCode

type Haul = tuple[str, str, str]
"""Tariff, node of entry and node of exit, by their ids."""


@dataclass(frozen=True, slots=True)
class HaulNetwork:
    """Where cargo can be in a haul that starts on days with the same prices.

    Attributes
    ----------
    tariff_id
        Tariff that charges.
    periods
        Positions of the periods in which a haul at these prices starts.
    leg_ids
        Legs that the tariff charges for, for some commodity.
    entries, exits
        Nodes where cargo can come from outside and go outside, sorted.
    """

    tariff_id: str
    periods: tuple[int, ...]
    leg_ids: frozenset[str]
    entries: tuple[str, ...]
    exits: tuple[str, ...]


@dataclass(frozen=True)
class HaulPrices:
    """What hauls pay that start on days with the same prices.

    Attributes
    ----------
    governed
        Tariff that charges by the haul, by leg and commodity.
    charges
        Money of the dataset's currency per unit, by haul and commodity. What is not
        there is closed.
    """

    governed: dict[tuple[str, str], str]
    charges: dict[tuple[Haul, str], Decimal]

    @cached_property
    def entries(self) -> frozenset[tuple[str, str, str]]:
        """Tariff, node of entry and commodity of every haul that has a charge."""
        return frozenset(
            (tariff_id, entry, commodity_id)
            for (tariff_id, entry, _), commodity_id in self.charges
        )


@dataclass
class DatasetHauls:
    """The hauls of a dataset, priced day by day, noting what has no price."""

    dataset: Dataset
    book: HaulBook
    governing: Governing
    ends: DemandEnds
    problems: dict[tuple[object, ...], Problem] = field(default_factory=dict)

    def prices(self, day: date) -> HaulPrices:
        """Return what hauls pay that start on a day."""
        governed: dict[tuple[str, str], str] = {}
        charges: dict[tuple[Haul, str], Decimal] = {}
        for commodity in self.dataset.commodities:
            tariffs = self.governing.haul_tariffs(commodity, day)
            name = commodity.commodity_id
            governed |= {(leg_id, name): t for leg_id, t in tariffs.items()}
            for haul in self._hauls(commodity, tariffs):
                amount = self._charge(haul, commodity, day)
                if amount is not None:
                    charges[haul, name] = amount
        return HaulPrices(governed, charges)

    def _hauls(self, commodity: Commodity, tariffs: dict[str, str]) -> Iterator[Haul]:
        """Hauls that start and end where cargo of a commodity comes and goes."""
        if not tariffs:
            return
        name = commodity.commodity_id
        legs = [
            leg for leg in self.dataset.legs if leg.is_open_to(commodity.tariff_class)
        ]
        origins = {node for node, moved in self.ends.origins if moved == name}
        targets = {node for node, moved in self.ends.destinations if moved == name}
        for tariff_id in sorted(set(tariffs.values())):
            own = [leg for leg in legs if tariffs.get(leg.leg_id) == tariff_id]
            others = [leg for leg in legs if tariffs.get(leg.leg_id) != tariff_id]
            comes = origins | {leg.destination_node_id for leg in others}
            goes = targets | {leg.origin_node_id for leg in others}
            entries = sorted({leg.origin_node_id for leg in own} & comes)
            exits = sorted({leg.destination_node_id for leg in own} & goes)
            for entry in entries:
                behind = _reached(entry, own)
                yield from (
                    (tariff_id, entry, exit_) for exit_ in exits if exit_ in behind
                )

    def _charge(self, haul: Haul, commodity: Commodity, day: date) -> Decimal | None:
        receipt = self.book.receipt(*haul, one_vehicle(commodity), day)
        if isinstance(receipt, HaulReceipt):
            return receipt.per_unit
        problem = unpriced_haul(receipt, haul, commodity, day)
        # A table of prices by ends is not meant to price every haul.
        is_listed = receipt.code is UnpricedCode.NO_RATE and self._has_listed(haul[0])
        if not is_listed:
            key = (problem.code, problem.row_id, problem.value, problem.column)
            self.problems.setdefault(key, problem)
        return None

    def _has_listed(self, tariff_id: str) -> bool:
        """Whether all rates of a tariff name the ends of their hauls."""
        rates = (r for r in self.dataset.haul_rates if r.tariff_id == tariff_id)
        return all(rate.entry_node_id is not None for rate in rates)


def haul_networks(periods: Iterable[HaulPrices]) -> tuple[HaulNetwork, ...]:
    """Return the networks of all tariffs, by their prices and then by tariff.

    Parameters
    ----------
    periods
        Prices of each period in the order of time; those with the same prices share one
        object.
    """
    by_prices: dict[int, tuple[HaulPrices, list[int]]] = {}
    for period, prices in enumerate(periods):
        by_prices.setdefault(id(prices), (prices, []))[1].append(period)
    return tuple(
        network
        for prices, positions in by_prices.values()
        for network in _networks(prices, tuple(positions))
    )


def _networks(prices: HaulPrices, periods: tuple[int, ...]) -> Iterator[HaulNetwork]:
    hauls = [haul for haul, _ in prices.charges]
    for tariff_id in sorted({tariff_id for tariff_id, _, _ in hauls}):
        yield HaulNetwork(
            tariff_id=tariff_id,
            periods=periods,
            leg_ids=frozenset(
                leg
                for (leg, _), tariff in prices.governed.items()
                if tariff == tariff_id
            ),
            entries=tuple(sorted({e for t, e, _ in hauls if t == tariff_id})),
            exits=tuple(sorted({x for t, _, x in hauls if t == tariff_id})),
        )


def _reached(entry: str, legs: list[Leg]) -> set[str]:
    """Nodes behind a node, itself left out."""
    onward: dict[str, list[str]] = {}
    for leg in legs:
        onward.setdefault(leg.origin_node_id, []).append(leg.destination_node_id)
    reached: set[str] = set()
    frontier = [entry]
    while frontier:
        for node in onward.get(frontier.pop(), ()):
            if node not in reached and node != entry:
                reached.add(node)
                frontier.append(node)
    return reached
