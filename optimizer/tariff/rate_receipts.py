"""Receipts of rates: what a leg, a transfer or a store charges by itself, line by line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from optimizer.domain.commodities import Commodity
from optimizer.domain.network import Leg
from optimizer.domain.quantities import EXACT, exact
from optimizer.domain.receipts import ChargedObject, ReceiptLine, ReceiptLineKind
from optimizer.domain.tariffs import Rate, RateBasis, Tariff
from optimizer.tariff.rate_book import Element, Offer, OfferedRate, element_id

PER_KILOMETER = frozenset({RateBasis.PER_TONNE_KM, RateBasis.PER_UNIT_KM})
"""Bases that multiply kilometers too."""


type Quotation = tuple[date | None, Decimal]
"""Day of an exchange rate, None for the dataset's own currency, and the rate."""


@dataclass(frozen=True, slots=True, eq=False)
class AppliedRate:
    """A rate that was found for goods somewhere, ready for any quantity.

    Attributes
    ----------
    rate, tariff
        The rate and its tariff.
    tariff_class
        Class of the goods.
    objects_per_unit
        Tonnes, units or wagons in one unit of the commodity.
    distance_km
        Kilometers charged; None where the basis has none.
    days
        Days charged; None but for storage.
    per_unit
        What a unit pays, in the tariff's currency, exact.
    """

    rate: Rate
    tariff: Tariff
    tariff_class: str
    objects_per_unit: Decimal
    distance_km: Decimal | None
    days: Decimal | None
    per_unit: Decimal

    def receipt(self, units: Decimal, quotation: Quotation) -> "RateReceipt":
        """Write the receipt of a quantity.

        Parameters
        ----------
        units
            Quantity of the commodity, above 0.
        quotation
            Exchange rate of the tariff's currency.
        """
        exchange_date, exchange_rate = quotation
        amount = EXACT.multiply(units, self.per_unit)
        return RateReceipt(
            applied=self,
            units=units,
            objects=EXACT.multiply(units, self.objects_per_unit),
            amount=amount,
            exchange_rate=exchange_rate,
            exchange_date=exchange_date,
            total=EXACT.multiply(amount, exchange_rate),
        )


@dataclass(frozen=True, slots=True)
class RateReceipt:
    """What a consignment pays by one rate, and why.

    Attributes
    ----------
    applied
        The rate, and what it multiplies.
    units
        Quantity of the commodity that pays.
    objects
        How many tonnes, units or wagons are charged for.
    amount
        Charge in the tariff's currency.
    exchange_rate, exchange_date
        Dataset currency for one unit of it, and the day of the quotation used; 1 and
        None where the two currencies are the same.
    total
        Charge in the dataset's currency, not rounded.
    """

    applied: AppliedRate
    units: Decimal
    objects: Decimal
    amount: Decimal
    exchange_rate: Decimal
    exchange_date: date | None
    total: Decimal

    @property
    def tariff_id(self) -> str:
        """Tariff that charges."""
        return self.applied.tariff.tariff_id

    @property
    def version(self) -> str | None:
        """Edition of the tariff, if stated."""
        return self.applied.tariff.version

    @property
    def carrier_id(self) -> str:
        """Who earns the charge."""
        return self.applied.tariff.carrier_id

    @property
    def currency_code(self) -> str:
        """Currency of the tariff."""
        return self.applied.tariff.currency_code

    @property
    def tariff_class(self) -> str:
        """Class of the goods."""
        return self.applied.tariff_class

    @property
    def charged_object(self) -> ChargedObject:
        """What is counted."""
        return _CHARGED_OBJECTS[self.applied.rate.basis]

    @property
    def distance_km(self) -> Decimal | None:
        """Kilometers charged; None where the basis has none."""
        return self.applied.distance_km

    @property
    def is_published_distance(self) -> bool:
        """Whether the tariff states the distance: a leg has its own."""
        return False

    @property
    def lines(self) -> tuple[ReceiptLine, ...]:
        """Steps in the order they act; their amounts add up to ``amount``."""
        rate, distance_km = self.applied.rate, self.distance_km
        base = ReceiptLine(
            ReceiptLineKind.BASE,
            rate.rate_id,
            self.amount,
            self.amount,
            objects=self.objects,
            fixed=rate.rate if distance_km is None else None,
            per_km=None if distance_km is None else rate.rate,
            distance_km=distance_km,
            days=self.applied.days,
        )
        if self.exchange_date is None:
            return (base,)
        kind, code, factor = (
            ReceiptLineKind.EXCHANGE,
            self.currency_code,
            self.exchange_rate,
        )
        return base, ReceiptLine(kind, code, _ZERO, self.amount, factor=factor)


_CHARGED_OBJECTS = {
    RateBasis.PER_TONNE: ChargedObject.TONNE,
    RateBasis.PER_TONNE_KM: ChargedObject.TONNE,
    RateBasis.PER_UNIT: ChargedObject.UNIT,
    RateBasis.PER_UNIT_KM: ChargedObject.UNIT,
    RateBasis.PER_UNIT_DAY: ChargedObject.UNIT,
    RateBasis.PER_WAGON: ChargedObject.WAGON,
}


def applied_rate(
    element: Element,
    commodity: Commodity,
    offered: tuple[OfferedRate, ...],
    standing_days: Decimal | None = None,
) -> AppliedRate:
    """Find the rate for goods on a leg or transfer, or in store.

    Parameters
    ----------
    element
        What is passed, or the node where goods stay.
    commodity
        What moves.
    offered
        Rates in force for the element.
    standing_days
        For how long goods stay; None where they do not.

    Raises
    ------
    LookupError
        When no one rate prices it.
    """
    chosen = Offer(offered).select(commodity.tariff_class).offered
    objects = None if chosen is None else _objects_per_unit(chosen[0], commodity)
    if chosen is None or objects is None:
        msg = f"no one rate prices {element_id(element)!r}"
        raise LookupError(msg)
    rate, tariff = chosen
    distance_km = _distance_km(rate, element)
    days = standing_days if rate.basis is RateBasis.PER_UNIT_DAY else None
    per_unit = EXACT.multiply(rate.rate, objects)
    for factor in (distance_km, days):
        per_unit = per_unit if factor is None else EXACT.multiply(per_unit, factor)
    tariff_class = commodity.tariff_class
    return AppliedRate(rate, tariff, tariff_class, objects, distance_km, days, per_unit)


def _objects_per_unit(rate: Rate, commodity: Commodity) -> Decimal | None:
    """Return tonnes, units or wagons in a unit; None where that is unknown."""
    match rate.basis:
        case RateBasis.PER_TONNE | RateBasis.PER_TONNE_KM:
            return exact(commodity.tonnes_per_unit)
        case RateBasis.PER_WAGON:
            wagons = commodity.wagons_per_unit
            return None if wagons is None else exact(wagons)
        case RateBasis.PER_UNIT | RateBasis.PER_UNIT_KM | RateBasis.PER_UNIT_DAY:
            return _ONE


def _distance_km(rate: Rate, element: Element) -> Decimal | None:
    if rate.basis not in PER_KILOMETER:
        return None
    return exact(element.distance_km) if isinstance(element, Leg) else _ZERO


_ZERO, _ONE = Decimal(0), Decimal(1)
