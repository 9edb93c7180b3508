"""What a charge is for and how it comes about, line by line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class ChargedObject(StrEnum):
    """What a charge counts."""

    TONNE = "TONNE"
    WAGON = "WAGON"
    WAGON_METER = "WAGON_METER"
    CONTAINER = "CONTAINER"
    TEU = "TEU"
    UNIT = "UNIT"
    """Units of the commodity."""


class ReceiptLineKind(StrEnum):
    """What a line of a receipt does to the charge."""

    BASE = "BASE"
    """Adds ``objects`` x (``fixed`` + ``per_km`` x ``distance_km``), of storage x
    ``days``."""

    COEFFICIENT = "COEFFICIENT"
    """Multiplies the charge by ``factor``."""

    MINIMUM = "MINIMUM"
    """Raises the charge to ``objects`` x ``fixed``, the least charge of a vehicle."""

    SURCHARGE = "SURCHARGE"
    """Adds ``factor`` of the charge, or ``objects`` x ``fixed``."""

    ROUNDING = "ROUNDING"
    """Rounds the charge half up to a multiple of ``fixed``."""

    DISCOUNT = "DISCOUNT"
    """Takes off ``factor`` of the rounded charge: the share of the volume in one tier,
    times the tier's percentage."""

    EXCHANGE = "EXCHANGE"
    """Converts at ``factor``. The charge in the tariff's currency stays what it is."""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One step from nothing to the charge, in the tariff's currency.

    Attributes
    ----------
    kind
        What the line does; says which of the numbers it takes. The others are None.
    row_id
        Id of the haul rate, coefficient, surcharge or discount; of the tariff for its minimum and
        rounding; the currency code for exchange.
    amount
        What the line adds, negative where it lowers the charge.
    running
        Charge after the line.
    objects
        Number of charged objects, or of vehicles for a minimum.
    fixed
        Money per object, or the step of a rounding.
    per_km
        Money per object-kilometer.
    distance_km
        Kilometers charged: of the haul, or of the part of it inside a belt.
    days
        Days charged for storage.
    factor
        What the charge is multiplied by, the share of it that a surcharge adds or a
        discount takes off, or the exchange rate.
    """

    kind: ReceiptLineKind
    row_id: str
    amount: Decimal
    running: Decimal
    objects: Decimal | None = None
    fixed: Decimal | None = None
    per_km: Decimal | None = None
    distance_km: Decimal | None = None
    days: Decimal | None = None
    factor: Decimal | None = None


class Receipt(Protocol):
    """How a charge comes about, so that anyone can work it out again."""

    @property
    def tariff_id(self) -> str:
        """Tariff that charges."""

    @property
    def version(self) -> str | None:
        """Its edition, if stated."""

    @property
    def carrier_id(self) -> str:
        """Who earns the charge."""

    @property
    def tariff_class(self) -> str:
        """Class of the goods in this tariff."""

    @property
    def units(self) -> Decimal:
        """Quantity of the commodity that pays, above 0."""

    @property
    def charged_object(self) -> ChargedObject:
        """What is counted."""

    @property
    def objects(self) -> Decimal:
        """How many of it."""

    @property
    def distance_km(self) -> Decimal | None:
        """Kilometers charged; None where there are none."""

    @property
    def is_published_distance(self) -> bool:
        """Whether the tariff itself states the distance."""

    @property
    def lines(self) -> tuple[ReceiptLine, ...]:
        """Steps in the order they act; their amounts add up to ``amount``."""

    @property
    def currency_code(self) -> str:
        """The tariff's currency."""

    @property
    def amount(self) -> Decimal:
        """Charge in that currency."""

    @property
    def exchange_rate(self) -> Decimal:
        """Dataset currency for one unit of it; 1 where the two are the same."""

    @property
    def exchange_date(self) -> date | None:
        """Day of the quotation used; None where the two currencies are the same."""

    @property
    def total(self) -> Decimal:
        """Charge in the dataset's currency, not rounded."""


class ChargedKind(StrEnum):
    """What a charge is for."""

    LEG = "LEG"
    TRANSFER = "TRANSFER"
    HAUL = "HAUL"
    """The legs that one tariff charges together."""

    WAIT = "WAIT"
    """A stay in store at a node until the next period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One charge of a journey: what for, where, and the receipt.

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
        Day whose prices hold.
    receipt
        How the charge comes about.
    """

    kind: ChargedKind
    element_ids: tuple[str, ...]
    from_node_id: str
    to_node_id: str
    day: date
    receipt: Receipt
