"""Charges: what each is for, and how it comes about."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corridor_client.choices import ChargedKind, ChargedObject, ReceiptLineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One step from nothing to the charge, in the tariff's currency.

    Attributes
    ----------
    kind
        What the line does; says which of the numbers it has. The others are None.
    row_id
        Id of the rate, haul rate, coefficient or surcharge; of the tariff for its
        minimum and rounding; the currency code for exchange.
    amount
        What the line adds, below 0 where it lowers the charge.
    running
        Charge after the line.
    objects
        Number of charged objects, or of vehicles for a minimum.
    fixed
        Money per object, or the step of a rounding.
    per_km
        Money per object-kilometer.
    distance_km
        Kilometers charged, or the part of them inside a belt.
    days
        Days charged for storage.
    factor
        What the charge is multiplied by, the share of it that a surcharge adds, or the
        exchange rate.
    """

    kind: ReceiptLineKind
    row_id: str
    amount: Decimal
    running: Decimal
    objects: Decimal | None
    fixed: Decimal | None
    per_km: Decimal | None
    distance_km: Decimal | None
    days: Decimal | None
    factor: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How a charge comes about, line by line.

    Attributes
    ----------
    tariff_id, version, carrier_id
        Tariff that charges, its edition if it states one, and who earns the charge.
    tariff_class
        Class of the goods in the tariff.
    units
        Units of the commodity that pay.
    charged_object, objects
        What is counted, and how many of it.
    distance_km, is_published_distance
        Kilometers charged, None where none are, and whether the tariff states them.
    lines
        Steps in the order they act; their amounts add up to ``amount``.
    currency_code, amount
        The tariff's currency, and the charge in it.
    exchange_rate, exchange_date
        Dataset currency for one unit of it, and the day of the quotation; 1 and None
        where the two are the same.
    total
        Charge in the dataset's currency, not rounded.
    """

    tariff_id: str
    version: str | None
    carrier_id: str
    tariff_class: str
    units: Decimal
    charged_object: ChargedObject
    objects: Decimal
    distance_km: Decimal | None
    is_published_distance: bool
    lines: tuple[ReceiptLine, ...]
    currency_code: str
    amount: Decimal
    exchange_rate: Decimal
    exchange_date: date | None
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One charge of a route or a path.

    Attributes
    ----------
    kind
        What it is for.
    element_ids
        The leg or transfer; the legs of a haul in the order of travel; of a wait its
        node.
    from_node_id, to_node_id
        Ends of the leg or haul; of a transfer or wait twice its node.
    day
        Day whose tariffs and exchange rates hold.
    receipt
        How the charge comes about.
    """

    kind: ChargedKind
    element_ids: tuple[str, ...]
    from_node_id: str
    to_node_id: str
    day: date
    receipt: Receipt
