"""Receipts of rates: what a leg, a transfer or a store charges by itself, line by line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from optimizer.domain.commodities import Commodity
from optimizer.domain.network import Leg
from optimizer.domain.quantities import EXACT, exact
from optimizer.domain.tariffs import ChargeKind, Rate, RateBasis, Tariff
from optimizer.tariff.rate_book import Element, Offer, OfferedRate, element_id
from optimizer.tariff.receipts import ChargedObject, ReceiptLine, ReceiptLineKind

PER_KILOMETER = frozenset({RateBasis.PER_TONNE_KM, RateBasis.PER_UNIT_KM})
"""Bases that multiply kilometers too."""


@dataclass(frozen=True, slots=True)
class RateReceipt:
    """What a consignment pays by one rate, and why.

    Attributes
    ----------
    tariff_id, version, carrier_id
        Tariff that charges, its edition if stated, and who earns it.
    kind
        What the charge is for.
    tariff_class
        Class of the goods.
    units
        Quantity of the commodity that pays.
    basis, objects
        What is charged by, and how many tonnes, units or wagons of it.
    distance_km
        Kilometers charged; None where the basis has none.
    lines
        Steps in the order they act. Their amounts add up to ``amount``.
    currency_code, amount
        The tariff's currency, and the charge in it.
    exchange_rate, exchange_date
        Dataset currency for one unit of it, and the day of the quotation used; 1 and
        None where the two currencies are the same.
    total
        Charge in the dataset's currency, not rounded.
    """

    tariff_id: str
    version: str | None
    carrier_id: str
    kind: ChargeKind
    tariff_class: str
    units: Decimal
    basis: RateBasis
    objects: Decimal
    distance_km: Decimal | None
    lines: tuple[ReceiptLine, ...]
    currency_code: str
    amount: Decimal
    exchange_rate: Decimal
    exchange_date: date | None
    total: Decimal

    @property
    def charged_object(self) -> ChargedObject:
        """What is counted."""
        return _CHARGED_OBJECTS[self.basis]

    @property
    def is_published_distance(self) -> bool:
        """Whether the tariff states the distance: a leg has its own."""
        return False


_CHARGED_OBJECTS = {
    RateBasis.PER_TONNE: ChargedObject.TONNE,
    RateBasis.PER_TONNE_KM: ChargedObject.TONNE,
    RateBasis.PER_UNIT: ChargedObject.UNIT,
    RateBasis.PER_UNIT_KM: ChargedObject.UNIT,
    RateBasis.PER_UNIT_DAY: ChargedObject.UNIT,
    RateBasis.PER_WAGON: ChargedObject.WAGON,
}


type Quotation = tuple[date | None, Decimal]
"""Day of an exchange rate, None for the dataset's own currency, and the rate."""


@dataclass(frozen=True, slots=True)
class AppliedRate:
    """A rate that was found for goods on a leg or transfer, ready for any quantity.

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
    """

    rate: Rate
    tariff: Tariff
    tariff_class: str
    objects_per_unit: Decimal
    distance_km: Decimal | None

    def per_unit(self) -> Decimal:
        """Return what a unit pays, in the tariff's currency, exact."""
        amount = EXACT.multiply(self.rate.rate, self.objects_per_unit)
        if self.distance_km is None:
            return amount
        return EXACT.multiply(amount, self.distance_km)

    def receipt(self, units: Decimal, quotation: Quotation) -> RateReceipt:
        """Write the receipt of a quantity.

        Parameters
        ----------
        units
            Quantity of the commodity, above 0.
        quotation
            Exchange rate of the tariff's currency.
        """
        tariff, (exchange_date, exchange_rate) = self.tariff, quotation
        amount = EXACT.multiply(units, self.per_unit())
        objects = EXACT.multiply(units, self.objects_per_unit)
        return RateReceipt(
            tariff_id=tariff.tariff_id,
            version=tariff.version,
            carrier_id=tariff.carrier_id,
            kind=self.rate.kind,
            tariff_class=self.tariff_class,
            units=units,
            basis=self.rate.basis,
            objects=objects,
            distance_km=self.distance_km,
            lines=self._lines(objects, amount, quotation),
            currency_code=tariff.currency_code,
            amount=amount,
            exchange_rate=exchange_rate,
            exchange_date=exchange_date,
            total=EXACT.multiply(amount, exchange_rate),
        )

    def _lines(
        self, objects: Decimal, amount: Decimal, quotation: Quotation
    ) -> tuple[ReceiptLine, ...]:
        rate, distance_km = self.rate, self.distance_km
        base = ReceiptLine(
            ReceiptLineKind.BASE,
            rate.rate_id,
            amount,
            amount,
            objects=objects,
            fixed=rate.rate if distance_km is None else None,
            per_km=None if distance_km is None else rate.rate,
            distance_km=distance_km,
        )
        exchange_date, exchange_rate = quotation
        if exchange_date is None:
            return (base,)
        kind, code = ReceiptLineKind.EXCHANGE, self.tariff.currency_code
        return base, ReceiptLine(kind, code, _ZERO, amount, factor=exchange_rate)


def applied_rate(
    element: Element, commodity: Commodity, offered: tuple[OfferedRate, ...]
) -> AppliedRate:
    """Find the rate for goods on a leg or transfer.

    Parameters
    ----------
    element
        What is passed.
    commodity
        What moves.
    offered
        Rates in force for the element.

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
    return AppliedRate(rate, tariff, commodity.tariff_class, objects, distance_km)


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
