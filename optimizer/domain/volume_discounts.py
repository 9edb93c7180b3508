"""What a tariff takes off for large volumes."""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import Annotated

from pydantic import AfterValidator, Field

from optimizer.domain.commodities import Commodity
from optimizer.domain.demands import Demand
from optimizer.domain.quantities import EXACT, Id, Tonnes, Unit, canonical, exact
from optimizer.domain.record import Record

Percent = Annotated[
    Decimal,
    Field(gt=0, le=100, allow_inf_nan=False, decimal_places=9),
    AfterValidator(canonical),
]


class VolumeDiscount(Record):
    """A tier of what a tariff takes off the charges of hauls for a large volume.

    Tiers are incremental: each is for the tonnes above ``above_t`` and up to where the
    next one starts, and those of one class, or of none, make one ladder. The volume is
    what a shipper tenders in all, whatever goods and wherever they go; a demand without
    a shipper counts alone, and so does a quote. The share of the tonnes in a tier, times
    its percentage, is taken off every charge, after rounding.
    """

    discount_id: Id
    """Identifies the row."""

    tariff_id: Id
    """Tariff that it belongs to."""

    above_t: Tonnes
    """Tier: for the tonnes above this many, up to the next tier of the ladder."""

    percent: Annotated[Percent, Unit("percent")]
    """What is taken off for them."""

    tariff_class: Id | None = None
    """Only for goods of this class, to which tiers for every class then do not apply.
    None is every class."""


def tendered_tonnes(
    demands: Iterable[Demand], commodities: Iterable[Commodity]
) -> dict[str, Decimal]:
    """Return the tonnes that count towards the discounts of each demand, by its id.

    Those of all demands of its shipper, or of itself where it names none.
    """
    masses_t = {c.commodity_id: exact(c.tonnes_per_unit) for c in commodities}
    own_t: dict[str, Decimal] = {}
    of_shippers_t: dict[str, Decimal] = {}
    shippers: dict[str, str] = {}
    with localcontext(EXACT):
        for demand in demands:
            tonnes = exact(demand.volume) * masses_t[demand.commodity_id]
            own_t[demand.demand_id] = tonnes
            if demand.shipper_id is not None:
                before = of_shippers_t.get(demand.shipper_id, Decimal(0))
                of_shippers_t[demand.shipper_id] = before + tonnes
                shippers[demand.demand_id] = demand.shipper_id
    return {
        name: of_shippers_t[shippers[name]] if name in shippers else tonnes
        for name, tonnes in own_t.items()
    }
