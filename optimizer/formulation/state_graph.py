"""The state graph: places in periods, and arcs between them.

It is what turns a dataset into a :class:`FlowProblem` and an answer back into legs,
transfers and periods.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import DemandEnds
from optimizer.domain.memory import Memory
from optimizer.formulation.arc_uses import arc_uses
from optimizer.formulation.arrays import IntArray
from optimizer.formulation.capacity_rows import CapacityRows, capacity_rows
from optimizer.formulation.costs import priced_arcs
from optimizer.formulation.flow_problem import Decisions, FlowProblem
from optimizer.formulation.lanes import Lanes, lane_arcs, lane_uses, lanes_of
from optimizer.formulation.layout import Layout, lay_out
from optimizer.formulation.places import Link
from optimizer.formulation.releases import Release, releases_of
from optimizer.tariff.haul_table import haul_networks
from optimizer.tariff.price_table import PriceTable


@dataclass(frozen=True, kw_only=True)
class StateGraph:
    """A dataset as a flow problem, with the way back.

    Attributes
    ----------
    dataset
        What the graph was made from.
    layout
        Its states and arcs.
    capacity_rows
        Resource and period of each capacity, in the problem's order.
    releases
        Demand and period of each release, in the problem's order.
    problem
        The numbers; its commodities are lanes.
    lanes
        What the problem has for commodities.
    """

    dataset: Dataset
    layout: Layout
    capacity_rows: CapacityRows
    releases: list[Release]
    problem: FlowProblem
    lanes: Lanes

    @property
    def lane_commodities(self) -> IntArray:
        """Position of each lane's commodity in the dataset's, shape ``(n_lanes,)``."""
        return np.array(self.lanes.commodities)

    def goods_of(self, lane: int) -> tuple[int, Decimal | None]:
        """Return the position of a lane's commodity, and tonnes that earn discounts."""
        tender = self.lanes.tenders[lane]
        tendered_t = None if tender is None else tender.tendered_t
        return self.lanes.commodities[lane], tendered_t

    def link_of(self, arc: int) -> Link:
        """Return the link that an arc follows."""
        return self.layout.links[int(self.layout.arc_links[arc])]


def build_state_graph(
    dataset: Dataset, prices: PriceTable, memory: Memory | None = None
) -> StateGraph:
    """Expand the network of a dataset over its periods.

    Parameters
    ----------
    dataset
        A dataset without errors.
    prices
        Its charges, as :func:`optimizer.tariff.price_table.price` gives them.
    memory
        What is known of a dataset much like it.
    """
    recall = (memory or Memory()).recall
    network = dataset.only(*_NETWORK, "periods")
    ends = DemandEnds.of(dataset.demands)
    layout = recall(lay_out, network, ends, recall(haul_networks, prices.hauls))
    measures = tuple((r.resource_id, r.measure) for r in dataset.resources)
    priced = dataset.only(*_NETWORK, "commodities", "periods", "closures")
    open_arcs = recall(priced_arcs, priced, layout, prices)
    carried = dataset.only(*_NETWORK, "commodities", "resource_uses")
    rows = capacity_rows(dataset, len(layout.timetable))
    releases = releases_of(dataset, layout.timetable, layout.places)
    uses = recall(arc_uses, carried, layout, measures)
    lanes = lanes_of(dataset)
    if not lanes.are_commodities:
        legs = dataset.only("legs")
        open_arcs = recall(lane_arcs, legs, layout, open_arcs, lanes)
        uses = recall(lane_uses, uses, lanes, len(layout.arc_links))
    problem = FlowProblem(
        state_count=len(layout.places) * len(layout.timetable),
        tails=layout.tails,
        heads=layout.heads,
        costs=open_arcs.costs,
        open_arcs=open_arcs,
        uses=uses,
        capacities=rows.fixed,
        commodities=np.array([lanes.of_demands[r.demand] for r in releases]),
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
        layout=layout,
        capacity_rows=rows,
        releases=releases,
        problem=problem,
        lanes=lanes,
    )


_NETWORK = ("nodes", "legs", "transfers")


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
