"""Receipts of rates: what a leg, a transfer or a store charges by itself, line by line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from optimizer.domain.network import Leg
from optimizer.domain.quantities import EXACT, canonical, exact
from optimizer.domain.tariffs import ChargeKind, Rate, RateBasis, Tariff
from optimizer.tariff.consignments import Consignment
from optimizer.tariff.exchange import ExchangeTable
from optimizer.tariff.rate_book import Element, Offer, OfferedRate
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


def rate_receipt(
    element: Element,
    consignment: Consignment,
    day: date,
    offered: tuple[OfferedRate, ...],
    exchange: ExchangeTable,
) -> RateReceipt:
    """Write the receipt of a consignment for one leg or transfer.

    Parameters
    ----------
    element
        What it passes.
    consignment
        What moves.
    day
        Day whose exchange rate holds.
    offered
        Rates in force for the element on the day.
    exchange
        Exchange rates.

    Raises
    ------
    LookupError
        When no one rate prices it.
    """
    commodity = consignment.commodity
    chosen = Offer(offered).select(commodity.tariff_class).offered
    if chosen is None:
        msg = f"no one rate prices {element!r} on {day}"
        raise LookupError(msg)
    rate, tariff = chosen
    objects = _objects(rate, consignment)
    quote = exchange.quotation(tariff.currency_code, day)
    if objects is None or quote is None:
        msg = f"the rate {rate.rate_id!r} cannot be applied on {day}"
        raise LookupError(msg)
    with localcontext(EXACT):
        return _receipt(element, consignment, (rate, tariff), objects, quote)


def _receipt(
    element: Element,
    consignment: Consignment,
    offered: OfferedRate,
    objects: Decimal,
    quote: tuple[date | None, Decimal],
) -> RateReceipt:
    rate, tariff = offered
    exchange_date, exchange_rate = quote
    distance_km = _distance_km(rate, element)
    amount = rate.rate * objects * (Decimal(1) if distance_km is None else distance_km)
    return RateReceipt(
        tariff_id=tariff.tariff_id,
        version=tariff.version,
        carrier_id=tariff.carrier_id,
        kind=rate.kind,
        tariff_class=consignment.commodity.tariff_class,
        units=consignment.units,
        basis=rate.basis,
        objects=canonical(objects),
        distance_km=distance_km,
        lines=tuple(_lines(rate, tariff, objects, distance_km, amount, quote)),
        currency_code=tariff.currency_code,
        amount=amount,
        exchange_rate=exchange_rate,
        exchange_date=exchange_date,
        total=amount * exchange_rate,
    )


def _lines(  # noqa: PLR0913 - the numbers of one line
    rate: Rate,
    tariff: Tariff,
    objects: Decimal,
    distance_km: Decimal | None,
    amount: Decimal,
    quote: tuple[date | None, Decimal],
) -> list[ReceiptLine]:
    base = ReceiptLine(
        ReceiptLineKind.BASE,
        rate.rate_id,
        amount,
        amount,
        objects=canonical(objects),
        fixed=rate.rate if distance_km is None else None,
        per_km=None if distance_km is None else rate.rate,
        distance_km=distance_km,
    )
    exchange_date, exchange_rate = quote
    if exchange_date is None:
        return [base]
    kind, zero = ReceiptLineKind.EXCHANGE, Decimal(0)
    exchanged = ReceiptLine(
        kind, tariff.currency_code, zero, amount, factor=exchange_rate
    )
    return [base, exchanged]


def _objects(rate: Rate, consignment: Consignment) -> Decimal | None:
    """Return how many tonnes, units or wagons there are; None where that is unknown."""
    match rate.basis:
        case RateBasis.PER_TONNE | RateBasis.PER_TONNE_KM:
            return consignment.mass_t
        case RateBasis.PER_WAGON:
            wagons = consignment.commodity.wagons_per_unit
            if wagons is None:
                return None
            return EXACT.multiply(consignment.units, exact(wagons))
        case RateBasis.PER_UNIT | RateBasis.PER_UNIT_KM | RateBasis.PER_UNIT_DAY:
            return consignment.units


def _distance_km(rate: Rate, element: Element) -> Decimal | None:
    if rate.basis not in PER_KILOMETER:
        return None
    return exact(element.distance_km) if isinstance(element, Leg) else Decimal(0)
