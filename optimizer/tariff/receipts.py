"""Receipts of hauls, and the answer where a tariff has no charge for one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from optimizer.domain.hauls import ChargeObject
from optimizer.domain.receipts import ChargedObject, ReceiptLine
from optimizer.tariff.consignments import QUOTIENT


@dataclass(frozen=True, slots=True)
class HaulReceipt:
    """What a consignment pays for a haul, and why.

    Attributes
    ----------
    tariff_id, version, carrier_id
        Tariff that charges, its edition if stated, and who earns it.
    entry_node_id, exit_node_id
        Ends of the haul.
    distance_km, is_published_distance
        Tariff distance, and whether the tariff states it.
    tariff_class
        Class of the goods in this tariff.
    units
        Quantity of the commodity that pays.
    charge_object, objects
        What is charged by, and how many of it.
    lines
        Steps in the order they act. Their amounts add up to ``amount``, which is also
        what runs after the last.
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
    entry_node_id: str
    exit_node_id: str
    distance_km: Decimal
    is_published_distance: bool
    tariff_class: str
    units: Decimal
    charge_object: ChargeObject
    objects: Decimal
    lines: tuple[ReceiptLine, ...]
    currency_code: str
    amount: Decimal
    exchange_rate: Decimal
    exchange_date: date | None
    total: Decimal

    @property
    def charged_object(self) -> ChargedObject:
        """What is counted."""
        return ChargedObject[self.charge_object.name]

    @property
    def per_unit(self) -> Decimal:
        """What a unit of the commodity pays, in the dataset's currency, to 28 digits."""
        return QUOTIENT.divide(self.total, self.units)


class UnpricedCode(StrEnum):
    """Why a tariff has no charge for a haul; names the facts that go with it."""

    NOT_IN_FORCE = "NOT_IN_FORCE"
    """The tariff does not hold on the day: ``valid_from``, ``valid_to``."""

    NOT_CONNECTED = "NOT_CONNECTED"
    """It states no distance, and no way inside its scope joins the ends."""

    NO_RATE = "NO_RATE"
    """No haul rate fits: ``tariff_class``, ``distance_km``."""

    AMBIGUOUS_RATE = "AMBIGUOUS_RATE"
    """Haul rates fit equally well, or their belts overlap: ``row_ids``."""

    AMBIGUOUS_COEFFICIENT = "AMBIGUOUS_COEFFICIENT"
    """Coefficients at one position fit alike: ``row_ids``."""

    UNKNOWN_OBJECTS = "UNKNOWN_OBJECTS"
    """The commodity does not say how much there is to charge: ``missing_column``, and
    in ``row_ids`` the haul rate or the tariff that asks for it."""

    NO_EXCHANGE_RATE = "NO_EXCHANGE_RATE"
    """The currency is not quoted on or before the day: ``currency_code``."""


@dataclass(frozen=True, slots=True)
class Unpriced:
    """The answer instead of a receipt, where a tariff has no charge for a haul.

    Attributes
    ----------
    code
        Why; says which of the facts are given. The others are None or empty.
    tariff_id
        The tariff.
    row_ids
        Rows that contradict each other or ask for what is unknown, in order.
    tariff_class
        Class of the goods.
    distance_km
        Tariff distance.
    missing_column
        Column of the commodity that is empty or 0.
    currency_code
        Currency without a quotation.
    valid_from, valid_to
        First and last day on which the tariff holds; None is without end.
    """

    code: UnpricedCode
    tariff_id: str
    row_ids: tuple[str, ...] = ()
    tariff_class: str | None = None
    distance_km: Decimal | None = None
    missing_column: str | None = None
    currency_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
