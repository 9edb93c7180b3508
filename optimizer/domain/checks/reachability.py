"""Whether each demand's destination can be reached at all, time and capacity apart."""

from dataclasses import dataclass
from typing import Self

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.domain.network import Leg, Transfer
from optimizer.domain.problems import Problem, ProblemCode, Severity

type Place = tuple[str, str, int | None]
"""A node with the mode and gauge by which cargo stands there."""


@dataclass(frozen=True, slots=True)
class Trip:
    """What of a demand matters to whether it can be served at all.

    Attributes
    ----------
    demand_id, commodity_id
        What moves.
    origin_node_id, destination_node_id
        From where to where.
    forbidden_leg_ids
        Legs that it may not use.
    """

    demand_id: str
    commodity_id: str
    origin_node_id: str
    destination_node_id: str
    forbidden_leg_ids: frozenset[str]

    @classmethod
    def of(cls, demand: Demand) -> Self:
        """Return the trip of a demand."""
        ends = demand.origin_node_id, demand.destination_node_id
        forbidden = frozenset(demand.forbidden_leg_ids)
        return cls(demand.demand_id, demand.commodity_id, *ends, forbidden)


def reachability_problems(dataset: Dataset, trips: tuple[Trip, ...]) -> list[Problem]:
    """Demands that no legs and transfers open to their commodity can serve.

    Parameters
    ----------
    dataset
        Legs, transfers and commodities.
    trips
        The demands.
    """
    classes = {c.commodity_id: c.tariff_class for c in dataset.commodities}
    networks: dict[tuple[str, frozenset[str]], _Network] = {}
    problems = []
    for trip in trips:
        tariff_class = classes[trip.commodity_id]
        key = (tariff_class, trip.forbidden_leg_ids)
        if key not in networks:
            networks[key] = _Network(dataset, *key)
        network = networks[key]
        if not network.leads(trip.origin_node_id, trip.destination_node_id):
            problems.append(_unreachable(trip))
    return problems


class _Network:
    """What is open to a tariff class, some legs left out."""

    def __init__(
        self, dataset: Dataset, tariff_class: str, forbidden: frozenset[str]
    ) -> None:
        self._starts: dict[str, set[Place]] = {}
        self._onward: dict[Place, list[Place]] = {}
        self._reached: dict[Place, set[Place]] = {}
        legs = (leg for leg in dataset.legs if leg.leg_id not in forbidden)
        elements: list[Leg | Transfer] = [*legs, *dataset.transfers]
        for element in elements:
            if not element.is_open_to(tariff_class):
                continue
            tail, head = _ends(element)
            self._onward.setdefault(tail, []).append(head)
            if isinstance(element, Leg):
                self._starts.setdefault(tail[0], set()).add(tail)

    def leads(self, origin_id: str, destination_id: str) -> bool:
        """Whether cargo that starts by a leg arrives at the destination by any mode."""
        return any(
            node_id == destination_id
            for start in self._starts.get(origin_id, ())
            for node_id, _, _ in self._reached_from(start)
        )

    def _reached_from(self, start: Place) -> set[Place]:
        """Places where a leg or transfer arrives, behind a place; found once each."""
        if start in self._reached:
            return self._reached[start]
        reached: set[Place] = set()
        frontier = [start]
        while frontier:
            place = frontier.pop()
            if place in self._reached:
                reached |= self._reached[place]
                continue
            for head in self._onward.get(place, ()):
                if head not in reached:
                    reached.add(head)
                    frontier.append(head)
        self._reached[start] = reached
        return reached


def _ends(element: Leg | Transfer) -> tuple[Place, Place]:
    # The modes' values, because members of an enum are slow to look up.
    if isinstance(element, Leg):
        place = (element.mode.value, element.gauge_mm)
        return (
            (element.origin_node_id, *place),
            (element.destination_node_id, *place),
        )
    return (
        (element.node_id, element.arriving_mode.value, element.arriving_gauge_mm),
        (element.node_id, element.departing_mode.value, element.departing_gauge_mm),
    )


def _unreachable(trip: Trip) -> Problem:
    return Problem(
        code=ProblemCode.UNREACHABLE_DEMAND,
        severity=Severity.WARNING,
        table="demands",
        row_id=trip.demand_id,
        column="destination_node_id",
        value=trip.destination_node_id,
        message=(
            f"no legs and transfers open to {trip.commodity_id!r}"
            f"{' that it may use' if trip.forbidden_leg_ids else ''} lead from "
            f"{trip.origin_node_id!r} to {trip.destination_node_id!r}"
        ),
        remedy="add or open legs and transfers between them",
    )
