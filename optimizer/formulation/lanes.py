"""Lanes: demands of one commodity that may use the same legs.

The flow problem tells lanes apart where the dataset tells commodities apart. Without
forbidden legs both are the same.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.formulation.arrays import IntArray
from optimizer.formulation.layout import Layout
from optimizer.formulation.open_arcs import OpenArcs
from optimizer.formulation.places import LinkKind


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of a dataset: one for each commodity, then those with forbidden legs.

    Attributes
    ----------
    commodities
        Position of each lane's commodity.
    forbidden
        Legs that no demand of the lane may use.
    of_demands
        Lane of each demand.
    """

    commodities: tuple[int, ...]
    forbidden: tuple[frozenset[str], ...]
    of_demands: tuple[int, ...]

    @property
    def are_commodities(self) -> bool:
        """Whether no demand is forbidden anything."""
        return not any(self.forbidden)


def lanes_of(dataset: Dataset) -> Lanes:
    """Sort demands into lanes."""
    commodity_ids = [c.commodity_id for c in dataset.commodities]
    position = {name: index for index, name in enumerate(commodity_ids)}
    keys = [(position[d.commodity_id], _forbidden(d)) for d in dataset.demands]
    none: frozenset[str] = frozenset()
    plain = [(index, none) for index in range(len(commodity_ids))]
    lanes = {key: lane for lane, key in enumerate(dict.fromkeys([*plain, *keys]))}
    return Lanes(
        commodities=tuple(commodity for commodity, _ in lanes),
        forbidden=tuple(forbidden for _, forbidden in lanes),
        of_demands=tuple(lanes[key] for key in keys),
    )


def _forbidden(demand: Demand) -> frozenset[str]:
    return frozenset(demand.forbidden_leg_ids)


def lane_arcs(
    dataset: Dataset, layout: Layout, arcs: OpenArcs, lanes: Lanes
) -> OpenArcs:
    """Return the arcs that are open to each lane, from those open to commodities.

    Parameters
    ----------
    dataset
        Legs.
    layout, arcs
        The arcs, and what they cost each commodity.
    lanes
        The lanes.
    """
    costs = arcs.costs[list(lanes.commodities)]
    for lane, forbidden in enumerate(lanes.forbidden):
        if forbidden:
            costs[lane, _arcs_on(dataset, layout, forbidden)] = np.inf
    return OpenArcs(arcs.state_count, arcs.tails, arcs.heads, costs)


def _arcs_on(dataset: Dataset, layout: Layout, leg_ids: frozenset[str]) -> IntArray:
    is_on = [
        link.kind is LinkKind.LEG and dataset.legs[link.element].leg_id in leg_ids
        for link in layout.links
    ]
    found: IntArray = np.flatnonzero(np.array(is_on, dtype=np.bool_)[layout.arc_links])
    return found


def lane_uses(uses: sparse.csr_array, lanes: Lanes, arc_count: int) -> sparse.csr_array:
    """Return what a unit of each lane takes, from what one of each commodity does.

    Parameters
    ----------
    uses
        By commodity and arc, as :attr:`FlowProblem.uses`.
    lanes
        The lanes.
    arc_count
        Number of arcs.
    """
    blocks = [uses[c * arc_count : (c + 1) * arc_count] for c in lanes.commodities]
    return sparse.csr_array(sparse.vstack(blocks, format="csr"))
