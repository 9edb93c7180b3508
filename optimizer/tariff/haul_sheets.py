"""One tariff that charges by the haul, with all its rows at hand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.hauls import (
    Coefficient,
    GoodsClass,
    HaulRate,
    Surcharge,
    TariffDistance,
    TariffScope,
)
from optimizer.domain.scopes import legs_in_scope
from optimizer.domain.tariffs import Tariff, TariffBasis
from optimizer.domain.volume_discounts import VolumeDiscount
from optimizer.tariff.adjustments import AdjustmentTable
from optimizer.tariff.discounts import DiscountTable
from optimizer.tariff.haul_charges import HaulPricer
from optimizer.tariff.haul_distances import HaulDistances
from optimizer.tariff.haul_rates import Goods, RateTable

HAUL_BASES = frozenset({TariffBasis.HAUL, TariffBasis.MARGINAL_HAUL})
"""Bases by which a haul is charged as one."""

type _Row = (
    Coefficient
    | GoodsClass
    | HaulRate
    | Surcharge
    | TariffDistance
    | TariffScope
    | VolumeDiscount
)


@dataclass(frozen=True)
class HaulSheet:
    """A tariff with what it takes to charge by it.

    Attributes
    ----------
    tariff
        The tariff.
    class_of_prefix
        Class of goods by the first digits of their code.
    pricer
        Works out charges.
    dataset
        Network that the scope is a part of.
    scope_rows, published
        What selects the legs of the scope, and the distances the tariff states.
    """

    tariff: Tariff
    class_of_prefix: Mapping[str, str]
    pricer: HaulPricer
    dataset: Dataset
    scope_rows: tuple[TariffScope, ...]
    published: tuple[TariffDistance, ...]

    @cached_property
    def scope(self) -> frozenset[str]:
        """Ids of the legs that the tariff charges by the haul."""
        countries = {node.node_id: node.country_code for node in self.dataset.nodes}
        return legs_in_scope(self.scope_rows, self.dataset.legs, countries)

    @cached_property
    def distances(self) -> HaulDistances:
        """Tariff distances between the nodes of the scope."""
        legs = (leg for leg in self.dataset.legs if leg.leg_id in self.scope)
        return HaulDistances(self.published, legs)

    def class_of(self, commodity: Commodity) -> str:
        """Return the class of a commodity: of the longest prefix of its code."""
        code = commodity.hs_code or ""
        for length in range(len(code), 0, -1):
            tariff_class = self.class_of_prefix.get(code[:length])
            if tariff_class is not None:
                return tariff_class
        return commodity.tariff_class

    def goods_of(self, commodity: Commodity) -> Goods:
        """Return what the rows of the tariff take a commodity for."""
        return Goods(
            self.class_of(commodity), commodity.container_length_ft, commodity.is_empty
        )


def haul_sheets(dataset: Dataset) -> Iterator[HaulSheet]:
    """Sort the rows of a dataset by the tariffs that charge by the haul."""
    rates = _by_tariff(dataset.haul_rates)
    coefficients = _by_tariff(dataset.coefficients)
    surcharges = _by_tariff(dataset.surcharges)
    discounts = _by_tariff(dataset.volume_discounts)
    classes = _by_tariff(dataset.goods_classes)
    scope_rows = _by_tariff(dataset.tariff_scopes)
    published = _by_tariff(dataset.tariff_distances)
    for tariff in dataset.tariffs:
        name = tariff.tariff_id
        if tariff.basis in HAUL_BASES:
            adjustments = AdjustmentTable(
                coefficients.get(name, ()), surcharges.get(name, ())
            )
            table = DiscountTable(discounts.get(name, ()))
            rates_of_tariff = RateTable(rates.get(name, ()))
            yield HaulSheet(
                tariff=tariff,
                class_of_prefix={
                    row.code_prefix: row.tariff_class for row in classes.get(name, ())
                },
                pricer=HaulPricer(tariff, rates_of_tariff, adjustments, table),
                dataset=dataset,
                scope_rows=tuple(scope_rows.get(name, ())),
                published=tuple(published.get(name, ())),
            )


def _by_tariff[Row: _Row](rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.tariff_id, []).append(row)
    return found
