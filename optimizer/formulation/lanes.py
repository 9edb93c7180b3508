"""Lanes: demands of one commodity that may use the same legs and pay the same.

The flow problem tells lanes apart where the dataset tells commodities apart. Without
forbidden legs and discounts for volume both are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.domain.dataset import Dataset
from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.layout import Layout
from optimizer.formulation.open_arcs import OpenArcs
from optimizer.formulation.places import LinkKind
from optimizer.tariff.tenders import Tender, tenders_of


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of a dataset: one for each commodity, then those with rules of their own.

    Attributes
    ----------
    commodities
        Position of each lane's commodity.
    forbidden
        Legs that no demand of the lane may use.
    tenders
        What earns the demands of each lane a discount; None where nothing does.
    of_demands
        Lane of each demand.
    """

    commodities: tuple[int, ...]
    forbidden: tuple[frozenset[str], ...]
    tenders: tuple[Tender | None, ...]
    of_demands: tuple[int, ...]

    @property
    def are_commodities(self) -> bool:
        """Whether no demand is forbidden anything, or gets a discount."""
        return not any(self.forbidden) and not any(self.tenders)


def lanes_of(dataset: Dataset) -> Lanes:
    """Sort demands into lanes."""
    commodity_ids = [c.commodity_id for c in dataset.commodities]
    position = {name: index for index, name in enumerate(commodity_ids)}
    tenders = tenders_of(dataset)
    keys = [
        (
            position[demand.commodity_id],
            frozenset(demand.forbidden_leg_ids),
            tenders.get(demand.demand_id),
        )
        for demand in dataset.demands
    ]
    none: frozenset[str] = frozenset()
    plain = [(index, none, None) for index in range(len(commodity_ids))]
    lanes = {key: lane for lane, key in enumerate(dict.fromkeys([*plain, *keys]))}
    return Lanes(
        commodities=tuple(commodity for commodity, _, _ in lanes),
        forbidden=tuple(forbidden for _, forbidden, _ in lanes),
        tenders=tuple(tender for _, _, tender in lanes),
        of_demands=tuple(lanes[key] for key in keys),
    )


def lane_arcs(
    dataset: Dataset, layout: Layout, arcs: OpenArcs, lanes: Lanes
) -> OpenArcs:
    """Return what arcs cost each lane, from what they cost commodities.

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
    scale_hauls(costs, layout, lanes.tenders)
    return OpenArcs(arcs.state_count, arcs.tails, arcs.heads, costs)


def scale_hauls(
    costs: FloatArray, layout: Layout, tenders: Sequence[Tender | None]
) -> None:
    """Take the discounts of lanes off the charges of hauls, in place.

    Parameters
    ----------
    costs
        By lane and arc.
    layout
        The arcs.
    tenders
        What earns each lane discounts.
    """
    for lane, tender in enumerate(tenders):
        for tariff_id, share in tender.shares if tender is not None else ():
            costs[lane, _exits_of(layout, tariff_id)] *= float(1 - share)


def _exits_of(layout: Layout, tariff_id: str) -> IntArray:
    is_exit = [
        link.kind is LinkKind.HAUL_EXIT
        and link.haul is not None
        and layout.hauls[link.haul.network].tariff_id == tariff_id
        for link in layout.links
    ]
    found: IntArray = np.flatnonzero(
        np.array(is_exit, dtype=np.bool_)[layout.arc_links]
    )
    return found


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
