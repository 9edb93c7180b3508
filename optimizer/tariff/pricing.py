"""What one unit pays: a rate times what it multiplies, in the dataset's money."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.commodities import Commodity
from optimizer.domain.network import Leg
from optimizer.domain.quantities import exact
from optimizer.domain.tariffs import Rate, RateBasis
from optimizer.tariff.rate_book import Element


@dataclass(frozen=True, slots=True)
class UnitCharge:
    """What one unit of a commodity pays on one leg or transfer, or per day in store.

    Attributes
    ----------
    rate_id
        The rate that was applied.
    carrier_id
        Carrier that earns the charge.
    amount
        Money of the dataset's currency per unit, for storage per unit-day. Exact, not
        rounded.
    """

    rate_id: str
    carrier_id: str
    amount: Decimal


def multiplicand(rate: Rate, element: Element, commodity: Commodity) -> Decimal | None:
    """Return what a rate multiplies for one unit of a commodity.

    Tonnes, tonne-kilometers, units, unit-kilometers or wagons, by the rate's basis; None
    where the basis needs wagons and the commodity does not say how many a unit takes.
    """
    match rate.basis:
        case RateBasis.PER_TONNE:
            return exact(commodity.tonnes_per_unit)
        case RateBasis.PER_TONNE_KM:
            return exact(commodity.tonnes_per_unit) * _distance_km(element)
        case RateBasis.PER_UNIT | RateBasis.PER_UNIT_DAY:
            return Decimal(1)
        case RateBasis.PER_UNIT_KM:
            return _distance_km(element)
        case RateBasis.PER_WAGON:
            wagons = commodity.wagons_per_unit
            return None if wagons is None else exact(wagons)


def _distance_km(element: Element) -> Decimal:
    return exact(element.distance_km) if isinstance(element, Leg) else Decimal(0)
