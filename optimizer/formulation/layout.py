"""The arcs of the state graph: places in periods, and links that start in periods."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import DemandEnds
from optimizer.formulation.arrays import IntArray
from optimizer.formulation.haul_places import HaulLayer
from optimizer.formulation.places import (
    STANDING,
    Link,
    LinkKind,
    Place,
    links_of,
    places_of,
)
from optimizer.formulation.timetable import Timetable
from optimizer.tariff.haul_table import HaulNetwork


@dataclass(frozen=True, eq=False)
class Layout:
    """States and arcs, without any number that moves on them.

    A state is a place in a period: ``period * n_places + place``. An arc is a link that
    starts in a period.

    Attributes
    ----------
    timetable
        The periods.
    places, links
        Places and the links between them.
    hauls
        Networks of tariffs that charge by the haul.
    arc_links, arc_departures, arc_arrivals
        Link, period of departure and of arrival of each arc, shape ``(n_arcs,)``.
    """

    timetable: Timetable
    places: list[Place]
    links: list[Link]
    hauls: tuple[HaulNetwork, ...]
    arc_links: IntArray
    arc_departures: IntArray
    arc_arrivals: IntArray

    @cached_property
    def tails(self) -> IntArray:
        """State where each arc starts."""
        places = np.array([link.tail for link in self.links])[self.arc_links]
        tails: IntArray = self.arc_departures * len(self.places) + places
        return tails

    @cached_property
    def heads(self) -> IntArray:
        """State where each arc ends."""
        places = np.array([link.head for link in self.links])[self.arc_links]
        heads: IntArray = self.arc_arrivals * len(self.places) + places
        return heads


def lay_out(
    dataset: Dataset, ends: DemandEnds, hauls: tuple[HaulNetwork, ...]
) -> Layout:
    """Expand a network over its periods.

    Parameters
    ----------
    dataset
        Nodes, legs, transfers and periods.
    ends
        Where cargo enters and leaves.
    hauls
        Networks of tariffs that charge by the haul.
    """
    timetable = Timetable(dataset)
    with_time = len(timetable) > 1
    places = places_of(dataset, ends)
    links = links_of(dataset, places, with_time=with_time)
    HaulLayer(dataset, places, links, with_time).add(hauls)
    return Layout(timetable, places, links, hauls, *_expand(links, timetable, hauls))


def _expand(
    links: list[Link], timetable: Timetable, hauls: tuple[HaulNetwork, ...]
) -> tuple[IntArray, IntArray, IntArray]:
    """Start every link in every period from which it arrives within the horizon."""
    arcs = []
    for period in range(len(timetable)):
        for index, link in enumerate(links):
            arrival = _arrival(link, period, timetable)
            if arrival is not None and _may_start(link, period, hauls):
                arcs.append((index, period, arrival))
    table = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _may_start(link: Link, period: int, hauls: tuple[HaulNetwork, ...]) -> bool:
    """Whether a link is there in a period: a haul starts at the prices of its copy."""
    if link.kind is not LinkKind.HAUL_ENTRY or link.haul is None:
        return True
    return period in hauls[link.haul.network].periods


def _arrival(link: Link, period: int, timetable: Timetable) -> int | None:
    if link.kind in STANDING:
        return period + 1 if period + 1 < len(timetable) else None
    return timetable.arrival(period, link.transit_days)
