"""The charges of a plan's network by the rate that they come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from optimizer.analysis.planning import PlanRun
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.costs import arc_costs
from optimizer.formulation.lanes import scale_hauls
from optimizer.tariff.haul_table import HaulPrices
from optimizer.tariff.price_table import Charges, PriceTable


@dataclass(frozen=True, slots=True)
class PricedRate:
    """A rate, or a whole tariff by hauls, with what it charges for a unit on each arc.

    Attributes
    ----------
    row_id
        Id of the rate, or of the tariff.
    is_tariff
        Whether it is a tariff by hauls, whose charges vary together.
    value
        The rate in its currency; 1 for a tariff.
    charges
        Charges by commodity and arc, 0 where it charges nothing.
    """

    row_id: str
    is_tariff: bool
    value: float
    charges: FloatArray


def priced_rates(run: PlanRun) -> Iterator[PricedRate]:
    """Yield the rates and tariffs that charge for anything, rates first.

    Parameters
    ----------
    run
        A plan with its prices.
    """
    prices, dataset = run.prices, run.graph.dataset
    used = {
        charge.rate_id
        for table in (prices.freight, prices.handling, prices.storage)
        for charges in _distinct(table)
        for charge in charges.values()
    }
    base = run.graph.problem.costs
    for rate in dataset.rates:
        if rate.rate_id in used and rate.rate > 0:
            dearer = _with_rate_doubled(prices, rate.rate_id)
            charges = _difference(run, dearer, base)
            yield PricedRate(rate.rate_id, False, float(rate.rate), charges)  # noqa: FBT003 - positions of a record
    tariff_ids = {haul[0] for hauls in prices.hauls for haul, _ in hauls.charges}
    for tariff_id in sorted(tariff_ids):
        dearer = _with_tariff_doubled(prices, tariff_id)
        yield PricedRate(tariff_id, True, 1.0, _difference(run, dearer, base))  # noqa: FBT003 - as above


def _difference(run: PlanRun, dearer: PriceTable, base: FloatArray) -> FloatArray:
    by_commodity = arc_costs(run.graph.dataset, run.graph.layout, dearer)
    costs = by_commodity[run.graph.lane_commodities]
    scale_hauls(costs, run.graph.layout, run.graph.lanes.tenders)
    is_open = np.isfinite(base)
    return np.subtract(costs, base, out=np.zeros_like(base), where=is_open)


def _with_rate_doubled(prices: PriceTable, rate_id: str) -> PriceTable:
    def doubled(charges: Charges) -> Charges:
        return {
            key: replace(charge, amount=2 * charge.amount)
            if charge.rate_id == rate_id
            else charge
            for key, charge in charges.items()
        }

    return replace(
        prices,
        freight=_mapped(prices.freight, doubled),
        handling=_mapped(prices.handling, doubled),
        storage=_mapped(prices.storage, doubled),
    )


def _with_tariff_doubled(prices: PriceTable, tariff_id: str) -> PriceTable:
    def doubled(hauls: HaulPrices) -> HaulPrices:
        charges = {
            key: 2 * amount if key[0][0] == tariff_id else amount
            for key, amount in hauls.charges.items()
        }
        return HaulPrices(hauls.governed, charges)

    return replace(prices, hauls=_mapped(prices.hauls, doubled))


def _distinct[Item](periods: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return each of the objects once that periods share."""
    return tuple({id(item): item for item in periods}.values())


def _mapped[Item](
    periods: tuple[Item, ...], change: Callable[[Item], Item]
) -> tuple[Item, ...]:
    """Change what periods share so that they still share it."""
    changed = {id(item): change(item) for item in _distinct(periods)}
    return tuple(changed[id(item)] for item in periods)
