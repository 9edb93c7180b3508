"""Where cargo can be and how it moves: nodes, carriers, legs and transfers."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from optimizer.domain.quantities import (
    CountryCode,
    Days,
    GaugeMillimeters,
    GramsPerTonneKilometer,
    Id,
    Kilometers,
    Latitude,
    Longitude,
    Name,
    UnLocode,
)
from optimizer.domain.record import Record


class Mode(StrEnum):
    """The means of transport of a leg."""

    RAIL = "RAIL"
    FERRY = "FERRY"
    """A ship that takes railway wagons or trucks."""

    FEEDER = "FEEDER"
    """A short-sea ship that takes containers, tankers' oil or loose cargo."""

    OCEAN = "OCEAN"
    ROAD = "ROAD"
    PIPELINE = "PIPELINE"


class Node(Record):
    """A station, port, border crossing, gauge-change yard or gateway."""

    node_id: Id
    """Identifies the node."""

    name: Name
    """Name for people, in any script."""

    country_code: CountryCode
    """Country the node lies in."""

    unlocode: UnLocode | None = None
    """UN/LOCODE. None where none is assigned."""

    latitude: Latitude | None = None
    """North is positive. None is unknown."""

    longitude: Longitude | None = None
    """East is positive. None is unknown."""

    @model_validator(mode="after")
    def _has_both_coordinates_or_none(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            msg = "latitude and longitude come together: give both or neither"
            raise ValueError(msg)
        return self


class Carrier(Record):
    """Who runs legs or transfers and earns their charges."""

    carrier_id: Id
    """Identifies the carrier."""

    name: Name
    """Name for people."""

    country_code: CountryCode
    """Country whose carriers' revenue it counts to."""


class Leg(Record):
    """A directed connection between two nodes by one mode, run by one carrier.

    A two-way service is two legs: rates and capacities differ by direction.
    """

    leg_id: Id
    """Identifies the leg."""

    origin_node_id: Id
    """Node where the leg starts."""

    destination_node_id: Id
    """Node where the leg ends; differs from the origin."""

    mode: Mode
    """Means of transport."""

    gauge_mm: GaugeMillimeters | None = None
    """Track gauge. Required for RAIL, None for every other mode."""

    carrier_id: Id
    """Carrier that runs the leg and earns its freight."""

    distance_km: Kilometers
    """Tariff distance, the one that distance rates multiply."""

    transit_days: Days
    """Time from departure to arrival, stops on the way included."""

    tariff_classes: tuple[Id, ...] = ()
    """Tariff classes that the leg is open to. Empty is all."""

    emissions_g_per_t_km: GramsPerTonneKilometer | None = None
    """Greenhouse gases of carrying a tonne for a kilometer, from well to wheel. None is
    unstated; a carbon price needs it."""

    def is_open_to(self, tariff_class: str) -> bool:
        """Whether goods of a class may use it."""
        return not self.tariff_classes or tariff_class in self.tariff_classes

    @model_validator(mode="after")
    def _joins_two_nodes(self) -> Self:
        if self.origin_node_id == self.destination_node_id:
            msg = f"the leg starts and ends at {self.origin_node_id!r}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _has_a_gauge_if_rail(self) -> Self:
        if (self.mode is Mode.RAIL) != (self.gauge_mm is not None):
            msg = "gauge_mm is required for RAIL and must be empty for other modes"
            raise ValueError(msg)
        return self


class Transfer(Record):
    """Changing mode or gauge at a node: discharge and load, or a gauge change."""

    transfer_id: Id
    """Identifies the transfer."""

    node_id: Id
    """Node where it takes place."""

    arriving_mode: Mode
    """Mode by which the cargo comes."""

    arriving_gauge_mm: GaugeMillimeters | None = None
    """Track gauge on which it comes. Required for RAIL, None otherwise."""

    departing_mode: Mode
    """Mode by which the cargo goes on."""

    departing_gauge_mm: GaugeMillimeters | None = None
    """Track gauge on which it goes on. Required for RAIL, None otherwise."""

    carrier_id: Id
    """Operator that does the work and earns its handling charge."""

    transit_days: Days
    """Time from arrival to readiness for departure, usual waiting included."""

    tariff_classes: tuple[Id, ...] = ()
    """Tariff classes that the transfer is open to. Empty is all."""

    def is_open_to(self, tariff_class: str) -> bool:
        """Whether goods of a class may use it."""
        return not self.tariff_classes or tariff_class in self.tariff_classes

    @model_validator(mode="after")
    def _has_gauges_if_rail(self) -> Self:
        sides = (
            (self.arriving_mode, self.arriving_gauge_mm),
            (self.departing_mode, self.departing_gauge_mm),
        )
        if any((mode is Mode.RAIL) != (gauge is not None) for mode, gauge in sides):
            msg = "a gauge is required on each RAIL side and must be empty on others"
            raise ValueError(msg)
        if sides[0] == sides[1]:
            msg = "the transfer changes neither mode nor gauge"
            raise ValueError(msg)
        return self


class Closure(Record):
    """A leg, a transfer or a node that is closed, always or in one period.

    Nothing departs on what is closed. At a closed node no leg starts or ends and nothing
    changes mode; what is in store there may wait.
    """

    closure_id: Id
    """Identifies the row."""

    leg_id: Id | None = None
    """Leg that is closed. Exactly one of the three is given."""

    transfer_id: Id | None = None
    """Transfer that is closed. Exactly one of the three is given."""

    node_id: Id | None = None
    """Node that is closed. Exactly one of the three is given."""

    period_id: Id | None = None
    """Period in which it is closed. None is all of them."""

    @model_validator(mode="after")
    def _closes_one_thing(self) -> Self:
        if sum(x is not None for x in self.subject) != 1:
            msg = "give exactly one of leg_id, transfer_id and node_id"
            raise ValueError(msg)
        return self

    @property
    def subject(self) -> tuple[str | None, str | None, str | None]:
        """Leg, transfer and node, two of them None."""
        return self.leg_id, self.transfer_id, self.node_id
