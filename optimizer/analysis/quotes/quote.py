"""A quote: what a consignment pays from door to door, and by which route."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.receipts import Charge


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteQuery:
    """What is to be quoted.

    Attributes
    ----------
    origin_node_id, destination_node_id
        Where the consignment starts and ends, two nodes.
    commodity_id
        What moves.
    quantity
        How much, in units of the commodity, above 0.
    day
        Day of departure, whose tariffs and exchange rates hold for all of the way.
    route_count
        Most routes to tell, the cheapest included, at least 1.
    """

    origin_node_id: str
    destination_node_id: str
    commodity_id: str
    quantity: Decimal
    day: date
    route_count: int = 3


class UnavailableReason(StrEnum):
    """Why cargo cannot pass."""

    CLOSED = "CLOSED"
    """It is not open to the tariff class of the commodity."""

    UNPRICED = "UNPRICED"
    """It is open, but no tariff in force prices it."""

    NOT_IN_FORCE = "NOT_IN_FORCE"
    """The tariff does not hold on the day; what it would charge for, others do or none."""


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
        prices the leg or transfer; None where there is none, or where it is closed.
    message
        A sentence for people.
    """

    table: str
    row_id: str
    reason: UnavailableReason
    last_day_before: date | None = None
    first_day_after: date | None = None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way from the origin to the destination.

    Attributes
    ----------
    total
        Sum of the receipts, in the dataset's currency, rounded half to even to the cent.
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
        What is open to the commodity but not priced on the day; and where there is no
        route, what is closed on the shortest way.
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
