"""Quotes: what a consignment pays from door to door."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corridor_client.charges import Charge
from corridor_client.choices import QuantityUnit, UnavailableReason
from corridor_client.errors import CorridorError
from corridor_client.json_object import json_object_of


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteQuery:
    """What is to be quoted.

    Attributes
    ----------
    origin_node_id, destination_node_id
        Where the consignment starts and ends, two nodes of the dataset.
    commodity_id
        What moves.
    quantity
        How much, in units of the commodity, above 0; at most twelve digits before the
        point and nine after it.
    day
        Day of departure, whose tariffs, seasons and exchange rates hold for all of the
        way.
    regime_id
        Which of the dataset's tariffs hold; None is its default regime.
    route_count
        Most routes to tell, the cheapest included: 1 to 10. None is 3.
    """

    origin_node_id: str
    destination_node_id: str
    commodity_id: str
    quantity: Decimal
    day: date
    regime_id: str | None = None
    route_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way from the origin to the destination.

    Attributes
    ----------
    total
        Sum of its charges, rounded half to even to the cent.
    transit_days
        Days in legs and transfers.
    distance_km
        Sum of the legs' distances.
    leg_ids, node_ids
        Legs in the order of travel, and the nodes that they join.
    """

    total: Decimal
    transit_days: float
    distance_km: float
    leg_ids: tuple[str, ...]
    node_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """A leg or transfer that the consignment cannot use, or a tariff that cannot charge.

    Attributes
    ----------
    table, row_id
        What it is, as the dataset has it.
    reason
        Why.
    last_day_before, first_day_after
        Nearest days before and after the quoted one on which the tariff holds, or one
        prices the leg or transfer; None where there is none.
    message
        A sentence for people. Not stable.
    """

    table: str
    row_id: str
    reason: UnavailableReason
    last_day_before: date | None
    first_day_after: date | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The answer to a query.

    Attributes
    ----------
    dataset_id, dataset_digest
        What was quoted from.
    regime_id
        Regime whose tariffs held; None where the dataset has none.
    currency_code
        Money of every total.
    query
        What was asked.
    quantity_unit
        What the quantity counts.
    routes
        Routes that differ in their legs, the cheapest first; empty where none is open
        and priced.
    charges
        What the cheapest route pays, in the order of travel.
    unavailable
        What is open to the commodity but not priced on the day; and without a route,
        what is closed on the shortest way.
    """

    dataset_id: str
    dataset_digest: str
    regime_id: str | None
    currency_code: str
    query: QuoteQuery
    quantity_unit: QuantityUnit
    routes: tuple[Route, ...]
    charges: tuple[Charge, ...]
    unavailable: tuple[Unavailable, ...]

    def to_json_object(self) -> dict[str, object]:
        """Return the quote as a plain object for :func:`json.dumps`.

        Members are named as the attributes. Money and numbers of receipts are decimal
        strings, days are ISO 8601.
        """
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteResult:
    """What came of one query of several.

    Attributes
    ----------
    quote
        The quote; None where there is none.
    error
        Why there is none; None where there is one.
    """

    quote: Quote | None
    error: CorridorError | None
