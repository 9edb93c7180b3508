"""What wants to move."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import model_validator

from optimizer.domain.commodities import Commodity
from optimizer.domain.network import Node
from optimizer.domain.quantities import Day, Id, MoneyAmount, PositiveQuantity, Unit
from optimizer.domain.record import Record


@dataclass(frozen=True, slots=True)
class DemandEnds:
    """Where which commodities enter and leave the network.

    Attributes
    ----------
    origins, destinations
        Nodes and commodities, by their ids.
    """

    origins: frozenset[tuple[str, str]] = frozenset()
    destinations: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, demands: Iterable["Demand"]) -> Self:
        """Return where some demands start and end."""
        ends = [
            (d.origin_node_id, d.destination_node_id, d.commodity_id) for d in demands
        ]
        return cls(
            frozenset((origin, commodity) for origin, _, commodity in ends),
            frozenset((destination, commodity) for _, destination, commodity in ends),
        )

    @classmethod
    def everywhere(
        cls, nodes: Iterable[Node], commodities: Iterable[Commodity]
    ) -> Self:
        """Return every node as an end of every commodity."""
        node_ids = [node.node_id for node in nodes]
        ends = frozenset(
            (node, c.commodity_id) for c in commodities for node in node_ids
        )
        return cls(ends, ends)


class Demand(Record):
    """A volume of one commodity from an origin to a destination in a window."""

    demand_id: Id
    """Identifies the demand."""

    commodity_id: Id
    """What moves."""

    origin_node_id: Id
    """Node where it enters, by any mode that leaves the node."""

    destination_node_id: Id
    """Node where it is delivered, by any mode that arrives; differs from the origin."""

    volume: Annotated[PositiveQuantity, Unit("units of the commodity")]
    """How much wants to move over the whole window."""

    earliest_departure: Day | None = None
    """First day on which any of it can leave. None is the horizon's first day."""

    latest_arrival: Day | None = None
    """Last day on which it may arrive. None is the horizon's last day."""

    shape_id: Id | None = None
    """Profile of the year by which the volume becomes ready, period by period. None
    is all at once, in the period of the earliest departure."""

    unserved_price_per_unit: Annotated[MoneyAmount, Unit("money per unit")] | None = (
        None
    )
    """What a unit left unserved costs, in the dataset's currency. None where
    ``must_serve``, and only there."""

    must_serve: bool = False
    """Whether a plan that leaves any of it unserved is no plan."""

    all_or_nothing: bool = False
    """Whether it is served in full or not at all; it counts where decisions are made
    in whole numbers."""

    forbidden_leg_ids: tuple[Id, ...] = ()
    """Legs that it may not use. Empty is none."""

    shipper_id: Id | None = None
    """Who tenders it: demands of one shipper count together towards discounts for
    volume. None counts alone."""

    @model_validator(mode="after")
    def _goes_somewhere_in_time(self) -> Self:
        if self.origin_node_id == self.destination_node_id:
            msg = f"the demand starts and ends at {self.origin_node_id!r}"
            raise ValueError(msg)
        first, last = self.earliest_departure, self.latest_arrival
        if first is not None and last is not None and last < first:
            msg = f"the window ends on {last}, before it starts on {first}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _says_what_unserved_means(self) -> Self:
        if self.must_serve == (self.unserved_price_per_unit is not None):
            msg = (
                "empty unserved_price_per_unit, or set must_serve to false"
                if self.must_serve
                else "give unserved_price_per_unit, or set must_serve to true"
            )
            raise ValueError(msg)
        return self
