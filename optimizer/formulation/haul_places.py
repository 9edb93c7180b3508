"""Hauls in the network: a copy of a tariff's scope for each node where cargo enters.

Inside a copy, legs cost only time. Its exits carry the charge from the copy's entry, so a
shortest path pays for hauls exactly, whatever the tariff's table says: tapering, rising
or with gaps.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from optimizer.domain.dataset import Dataset
from optimizer.formulation.places import (
    Gate,
    HaulCopy,
    Link,
    LinkKind,
    Place,
    leg_ends,
    transfer_ends,
)
from optimizer.tariff.haul_table import HaulNetwork

type Way = tuple[LinkKind, int, Place, Place, float]
"""Kind, element, ends and days of a leg or transfer."""


@dataclass
class HaulLayer:
    """Adds the places and links of hauls to those outside of them.

    Attributes
    ----------
    dataset
        Nodes, legs and transfers.
    places, links
        What there is so far, which is added to.
    with_time
        Whether there is a next period to wait for.
    """

    dataset: Dataset
    places: list[Place]
    links: list[Link]
    with_time: bool
    _position: dict[Place, int] = field(default_factory=dict)
    _legs: dict[Place, list[Way]] = field(default_factory=dict)
    _transfers: dict[Place, list[Way]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find ways by where they start."""
        self._position = {place: index for index, place in enumerate(self.places)}
        self._nodes = {n.node_id: index for index, n in enumerate(self.dataset.nodes)}
        for index, leg in enumerate(self.dataset.legs):
            way = (LinkKind.LEG, index, *leg_ends(leg), leg.transit_days)
            self._legs.setdefault(way[2], []).append(way)
        for index, transfer in enumerate(self.dataset.transfers):
            ends = transfer_ends(transfer)
            way = (LinkKind.TRANSFER, index, *ends, transfer.transit_days)
            self._transfers.setdefault(way[2], []).append(way)

    def add(self, networks: tuple[HaulNetwork, ...]) -> None:
        """Add the copies of all networks, then the ways into them."""
        starts: list[tuple[Place, HaulCopy]] = []
        for index, network in enumerate(networks):
            for entry_node_id in network.entries:
                copy = HaulCopy(index, entry_node_id)
                starts += [(p, copy) for p in self._add_copy(network, copy)]
        tariff_ids = dict.fromkeys(network.tariff_id for network in networks)
        for place, copy in starts:
            own = networks[copy.network].tariff_id
            self._add_entry(place, copy, outside=place)
            for tariff_id in tariff_ids:
                after = _after(place, tariff_id)
                if tariff_id != own and after in self._position:
                    self._add_entry(place, copy, outside=after)

    def _add_copy(self, network: HaulNetwork, copy: HaulCopy) -> list[Place]:
        """Add one copy as far as it is reached; return the places where it starts."""
        starts = [
            place
            for place in self._legs
            if place.node_id == copy.entry_node_id
            and any(self._inside(network, copy, place))
        ]
        reached = dict.fromkeys(starts)
        frontier = list(starts)
        while frontier:
            place = frontier.pop()
            for kind, element, _, head, days in self._inside(network, copy, place):
                if head not in reached:
                    reached[head] = None
                    frontier.append(head)
                ends = (self._place_in(place, copy), self._place_in(head, copy))
                self.links.append(Link(kind, element, *ends, days, copy))
            if place.node_id != copy.entry_node_id:
                self._add_stay(network, place, copy)
        return starts

    def _inside(
        self, network: HaulNetwork, copy: HaulCopy, place: Place
    ) -> Iterator[Way]:
        """Ways on from a place inside a haul; at its entry there are only legs.

        What is done at the entry before the first leg is done outside the haul.
        """
        for way in self._legs.get(place, ()):
            leg_id = self.dataset.legs[way[1]].leg_id
            if leg_id in network.leg_ids and way[3].node_id != copy.entry_node_id:
                yield way
        if place.node_id != copy.entry_node_id:
            yield from self._transfers.get(place, ())

    def _add_stay(self, network: HaulNetwork, place: Place, copy: HaulCopy) -> None:
        """Let cargo wait inside a haul, and leave it where that is of use."""
        inside = self._place_in(place, copy)
        node = self._nodes[place.node_id]
        if self.with_time:
            self.links.append(Link(LinkKind.WAIT, node, inside, inside, 0.0, copy))
        if place.node_id in network.exits:
            after = _after(place, network.tariff_id)
            if after not in self._position:
                self._add_after(place, after)
            head = self._position[after]
            self.links.append(Link(LinkKind.HAUL_EXIT, node, inside, head, 0.0, copy))

    def _add_after(self, place: Place, after: Place) -> None:
        """Let cargo go on after a haul: to its receiver, or by a leg outside of hauls."""
        tail = self._place(after)
        node = self._nodes[place.node_id]
        gate = self._position.get(Place(place.node_id, Gate.DESTINATION))
        if gate is not None:
            self.links.append(Link(LinkKind.EXIT, node, tail, gate))
        for kind, element, _, head, days in self._legs.get(place, ()):
            self.links.append(Link(kind, element, tail, self._position[head], days))

    def _add_entry(self, place: Place, copy: HaulCopy, *, outside: Place) -> None:
        tail, head = self._position[outside], self._place_in(place, copy)
        node = self._nodes[place.node_id]
        self.links.append(Link(LinkKind.HAUL_ENTRY, node, tail, head, 0.0, copy))

    def _place_in(self, place: Place, copy: HaulCopy) -> int:
        ends = (place.node_id, place.mode, place.gauge_mm)
        return self._place(Place(*ends, inside=copy))

    def _place(self, place: Place) -> int:
        if place not in self._position:
            self._position[place] = len(self.places)
            self.places.append(place)
        return self._position[place]


def _after(place: Place, tariff_id: str) -> Place:
    ends = (place.node_id, place.mode, place.gauge_mm)
    return Place(*ends, after_tariff_id=tariff_id)
