"""Where cargo can stand, and every way to get from one place to another."""

from dataclasses import dataclass
from enum import IntEnum

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import DemandEnds
from optimizer.domain.network import Leg, Mode, Transfer


class LinkKind(IntEnum):
    """What cargo does on a link."""

    LEG = 0
    TRANSFER = 1
    WAIT = 2
    """Stays in store at a node from one period to the next."""

    HOLD = 3
    """Stays with its owner at the origin before it enters the network."""

    ENTRY = 4
    EXIT = 5
    DELIVERED = 6
    """Stays with its receiver until the end of its window."""

    HAUL_ENTRY = 7
    """Enters the scope of a tariff that charges by the haul."""

    HAUL_EXIT = 8
    """Leaves it, and pays for the haul."""


STANDING = frozenset({LinkKind.WAIT, LinkKind.HOLD, LinkKind.DELIVERED})
"""Links that lead to the next period at the same place."""


class Gate(IntEnum):
    """Where cargo stands outside of any mode."""

    ORIGIN = 0
    DESTINATION = 1


@dataclass(frozen=True, slots=True)
class HaulCopy:
    """The inside of a haul: the network of a tariff, for cargo that entered at a node.

    Attributes
    ----------
    network
        Position of the network among those of the dataset.
    entry_node_id
        Node where the haul started.
    """

    network: int
    entry_node_id: str


@dataclass(frozen=True, slots=True)
class Place:
    """A node with the mode and gauge by which cargo stands there, or a gate of it.

    Cargo leaves an origin gate once and never comes back to it, and never leaves a
    destination gate, so that nobody changes mode at a gate for nothing.

    Attributes
    ----------
    node_id, mode, gauge_mm
        Where, and how it stands there.
    inside
        The haul that it is in; None outside of hauls.
    after_tariff_id
        Tariff whose haul just ended: another of the same tariff cannot start before
        some other leg was taken, since cargo that stays in a scope stays in one haul.
    """

    node_id: str
    mode: Mode | Gate
    gauge_mm: int | None = None
    inside: HaulCopy | None = None
    after_tariff_id: str | None = None

    def sort_key(self) -> tuple[str, str, int]:
        """Order of places: by node, then gates before modes."""
        return self.node_id, str(self.mode), self.gauge_mm or 0


@dataclass(frozen=True, slots=True)
class Link:
    """A way from one place to another, in any period.

    Attributes
    ----------
    kind
        What cargo does.
    element
        Position in the dataset's legs or transfers, for other kinds in its nodes.
    tail, head
        Places, by position.
    transit_days
        Time that it takes; 0 for all but legs and transfers.
    haul
        The haul that it is in, starts or ends; None outside of hauls.
    """

    kind: LinkKind
    element: int
    tail: int
    head: int
    transit_days: float = 0.0
    haul: HaulCopy | None = None


def places_of(dataset: Dataset, ends: DemandEnds) -> list[Place]:
    """List the places of a dataset outside of hauls, in their order."""
    places = {end for leg in dataset.legs for end in leg_ends(leg)}
    places |= {end for t in dataset.transfers for end in transfer_ends(t)}
    places |= {Place(node_id, Gate.ORIGIN) for node_id, _ in ends.origins}
    places |= {Place(node_id, Gate.DESTINATION) for node_id, _ in ends.destinations}
    return sorted(places, key=Place.sort_key)


def links_of(dataset: Dataset, places: list[Place], *, with_time: bool) -> list[Link]:
    """List the links between places.

    Parameters
    ----------
    dataset
        Legs, transfers and nodes.
    places
        As :func:`places_of` gives them.
    with_time
        Whether there is a next period to wait for.
    """
    position = {place: index for index, place in enumerate(places)}
    nodes = {node.node_id: index for index, node in enumerate(dataset.nodes)}
    links = []
    for index, leg in enumerate(dataset.legs):
        tail, head = (position[end] for end in leg_ends(leg))
        links.append(Link(LinkKind.LEG, index, tail, head, leg.transit_days))
    for index, transfer in enumerate(dataset.transfers):
        tail, head = (position[end] for end in transfer_ends(transfer))
        days = transfer.transit_days
        links.append(Link(LinkKind.TRANSFER, index, tail, head, days))
    for index, place in enumerate(places):
        node = nodes[place.node_id]
        links += _gate_links(place, index, node, position)
        if with_time:
            links.append(Link(_standing_kind(place), node, index, index))
    return links


def leg_ends(leg: Leg) -> tuple[Place, Place]:
    """Places where a leg starts and ends."""
    return (
        Place(leg.origin_node_id, leg.mode, leg.gauge_mm),
        Place(leg.destination_node_id, leg.mode, leg.gauge_mm),
    )


def transfer_ends(transfer: Transfer) -> tuple[Place, Place]:
    """Places between which a transfer moves cargo."""
    arriving = transfer.arriving_mode, transfer.arriving_gauge_mm
    departing = transfer.departing_mode, transfer.departing_gauge_mm
    return Place(transfer.node_id, *arriving), Place(transfer.node_id, *departing)


def _gate_links(
    place: Place, index: int, node: int, position: dict[Place, int]
) -> list[Link]:
    if isinstance(place.mode, Gate):
        return []
    links = []
    entry = position.get(Place(place.node_id, Gate.ORIGIN))
    if entry is not None:
        links.append(Link(LinkKind.ENTRY, node, entry, index))
    exit_ = position.get(Place(place.node_id, Gate.DESTINATION))
    if exit_ is not None:
        links.append(Link(LinkKind.EXIT, node, index, exit_))
    return links


def _standing_kind(place: Place) -> LinkKind:
    match place.mode:
        case Gate.ORIGIN:
            return LinkKind.HOLD
        case Gate.DESTINATION:
            return LinkKind.DELIVERED
        case _:
            return LinkKind.WAIT
