"""The state graph: places in periods, and arcs between them.

It is what turns a dataset into a :class:`FlowProblem` and an answer back into legs,
transfers and periods.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.domain.dataset import Dataset
from optimizer.formulation.capacity_rows import CapacityRows, capacity_rows
from optimizer.formulation.costs import CostModel
from optimizer.formulation.flow_problem import Decisions, FlowProblem, IntArray
from optimizer.formulation.places import (
    STANDING,
    Link,
    Place,
    links_of,
    places_of,
)
from optimizer.formulation.releases import Release, releases_of
from optimizer.formulation.timetable import Timetable
from optimizer.tariff.price_table import PriceTable


@dataclass(frozen=True, kw_only=True)
class StateGraph:
    """A dataset as a flow problem, with the way back.

    A state is a place in a period: ``period * n_places + place``. An arc is a link that
    starts in a period.

    Attributes
    ----------
    dataset
        What the graph was made from.
    timetable
        Its periods.
    places, links
        Places and the links between them.
    arc_links, arc_departures, arc_arrivals
        Link, period of departure and of arrival of each arc, shape ``(n_arcs,)``.
    capacity_rows
        Resource and period of each capacity, in the problem's order.
    releases
        Demand and period of each release, in the problem's order.
    problem
        The numbers.
    """

    dataset: Dataset
    timetable: Timetable
    places: list[Place]
    links: list[Link]
    arc_links: IntArray
    arc_departures: IntArray
    arc_arrivals: IntArray
    capacity_rows: CapacityRows
    releases: list[Release]
    problem: FlowProblem

    def link_of(self, arc: int) -> Link:
        """Return the link that an arc follows."""
        return self.links[int(self.arc_links[arc])]


def build_state_graph(dataset: Dataset, prices: PriceTable) -> StateGraph:
    """Expand the network of a dataset over its periods.

    Parameters
    ----------
    dataset
        A dataset without errors.
    prices
        Its charges, as :func:`optimizer.tariff.price_table.price` gives them.
    """
    timetable = Timetable(dataset)
    places = places_of(dataset)
    links = links_of(dataset, places, with_time=len(timetable) > 1)
    arc_links, departures, arrivals = _expand(links, timetable)
    tail_places = np.array([link.tail for link in links])[arc_links]
    head_places = np.array([link.head for link in links])[arc_links]
    rows = capacity_rows(dataset, links, arc_links, departures, len(timetable))
    cost_model = CostModel(dataset, prices, timetable)
    releases = releases_of(dataset, timetable, places)
    commodity_ids = [c.commodity_id for c in dataset.commodities]
    problem = FlowProblem(
        state_count=len(places) * len(timetable),
        tails=departures * len(places) + tail_places,
        heads=arrivals * len(places) + head_places,
        costs=cost_model.arc_costs(links, arc_links, departures),
        uses=rows.uses,
        capacities=rows.fixed,
        commodities=np.array([commodity_ids.index(r.commodity_id) for r in releases]),
        sources=np.array([r.source for r in releases]),
        sinks=np.array([r.sink for r in releases]),
        volumes=np.array([r.volume for r in releases]),
        unserved_prices=np.array([r.unserved_price for r in releases]),
        extra_prices=rows.extra_prices,
        extra_limits=np.where(rows.run_sizes > 0, rows.capacities, np.inf),
        decisions=_decisions(dataset, rows, releases),
    )
    return StateGraph(
        dataset=dataset,
        timetable=timetable,
        places=places,
        links=links,
        arc_links=arc_links,
        arc_departures=departures,
        arc_arrivals=arrivals,
        capacity_rows=rows,
        releases=releases,
        problem=problem,
    )


def _decisions(
    dataset: Dataset, rows: CapacityRows, releases: list[Release]
) -> Decisions | None:
    """Return what comes in whole numbers, if anything does."""
    groups = [
        r.demand if dataset.demands[r.demand].all_or_nothing else -1 for r in releases
    ]
    if not np.any(rows.run_sizes > 0) and max(groups, default=-1) < 0:
        return None
    return Decisions(rows.run_sizes, rows.minimum_loads, np.array(groups))


def _expand(
    links: list[Link], timetable: Timetable
) -> tuple[IntArray, IntArray, IntArray]:
    """Start every link in every period from which it arrives within the horizon."""
    arcs = []
    for period in range(len(timetable)):
        for index, link in enumerate(links):
            arrival = _arrival(link, period, timetable)
            if arrival is not None:
                arcs.append((index, period, arrival))
    table = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _arrival(link: Link, period: int, timetable: Timetable) -> int | None:
    if link.kind in STANDING:
        return period + 1 if period + 1 < len(timetable) else None
    return timetable.arrival(period, link.transit_days)
