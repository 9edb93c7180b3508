"""A tariff that charges by the haul, with all that it can be tried on."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from itertools import permutations

from optimizer.domain.commodities import Commodity
from optimizer.domain.hauls import Coefficient, HaulRate
from optimizer.domain.quantities import EXACT
from optimizer.domain.tariffs import Tariff
from optimizer.tariff.adjustments import is_in_season
from optimizer.tariff.consignments import Consignment, one_vehicle
from optimizer.tariff.haul_charges import Haul, Tally
from optimizer.tariff.haul_rates import Ends, Goods
from optimizer.tariff.haul_sheets import HaulSheet
from optimizer.tariff.receipts import Unpriced

MONTHS = range(1, 13)

ANYWHERE: Ends = ("", "")
"""Ends that no row names."""


@dataclass(frozen=True, slots=True)
class Cargo:
    """One full vehicle of a commodity, and what the tariff takes it for."""

    commodity: Commodity
    goods: Goods
    consignment: Consignment


@dataclass(frozen=True)
class LintedTariff:
    """A tariff with the cargo, the hauls and the months that its dataset has for it.

    Attributes
    ----------
    sheet
        The tariff and its rows.
    """

    sheet: HaulSheet

    @property
    def tariff(self) -> Tariff:
        """The tariff."""
        return self.sheet.tariff

    @cached_property
    def rates(self) -> tuple[HaulRate, ...]:
        """Haul rates of the tariff."""
        rows = self.sheet.dataset.haul_rates
        return tuple(r for r in rows if r.tariff_id == self.tariff.tariff_id)

    @cached_property
    def coefficients(self) -> tuple[Coefficient, ...]:
        """Coefficients of the tariff."""
        rows = self.sheet.dataset.coefficients
        return tuple(r for r in rows if r.tariff_id == self.tariff.tariff_id)

    @cached_property
    def cargoes(self) -> tuple[Cargo, ...]:
        """What the tariff has rates for, one of each that it could tell apart."""
        found: dict[tuple[object, ...], Cargo] = {}
        for commodity in self.sheet.dataset.commodities:
            goods = self.sheet.goods_of(commodity)
            if self.sheet.pricer.rates.covers(goods):
                cargo = Cargo(commodity, goods, one_vehicle(commodity))
                found.setdefault((goods, *_measures(commodity)), cargo)
        return tuple(found.values())

    @cached_property
    def months(self) -> tuple[int, ...]:
        """Months with a day on which the tariff holds."""
        first, last = self.tariff.valid_from, self.tariff.valid_to
        if first is None or last is None:
            return tuple(MONTHS)
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        held = {(first.month - 1 + i) % 12 + 1 for i in range(min(count, 12))}
        return tuple(sorted(held))

    @cached_property
    def seasons(self) -> tuple[int, ...]:
        """One month for each set of coefficients that are in season together."""
        by_rows: dict[frozenset[str], int] = {}
        for month in self.months:
            rows = (r for r in self.coefficients if is_in_season(r, month))
            by_rows.setdefault(frozenset(r.coefficient_id for r in rows), month)
        return tuple(by_rows.values())

    @cached_property
    def hauls(self) -> dict[Ends, Decimal]:
        """Tariff kilometers of every haul, by its ends."""
        distances = self.sheet.distances
        found = {ends: distances.between(*ends) for ends in permutations(self.nodes, 2)}
        return {ends: d.distance_km for ends, d in found.items() if d is not None}

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Nodes of the legs in scope and of the published distances, sorted."""
        named: set[str] = set()
        for leg in self.sheet.dataset.legs:
            if leg.leg_id in self.sheet.scope:
                named |= {leg.origin_node_id, leg.destination_node_id}
        for row in self.sheet.published:
            named |= {row.from_node_id, row.to_node_id}
        return tuple(sorted(named))

    def tally(
        self, cargo: Cargo, ends: Ends, distance_km: Decimal, month: int
    ) -> Tally | Unpriced:
        """Charge for one vehicle, whatever the distance between the ends is."""
        haul = Haul(cargo.goods, ends, distance_km, month)
        with localcontext(EXACT):
            return self.sheet.pricer.charge(haul, cargo.consignment)

    def trials(self) -> Iterator[tuple[Cargo, int]]:
        """Every cargo in every season."""
        for cargo in self.cargoes:
            for month in self.seasons:
                yield cargo, month


def _measures(commodity: Commodity) -> tuple[object, ...]:
    """Return what decides how much of a commodity there is to charge for."""
    return (
        commodity.quantity_unit,
        commodity.tonnes_per_unit,
        commodity.teu_per_unit,
        commodity.wagons_per_unit,
        commodity.wagon_length_m,
    )
