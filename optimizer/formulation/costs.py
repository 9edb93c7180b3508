"""What a unit costs on each arc: its charge and the value of its owner's time."""

import numpy as np

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.haul_costs import CHARGED_IN_HAULS, HaulCosts
from optimizer.formulation.layout import Layout
from optimizer.formulation.open_arcs import OpenArcs
from optimizer.formulation.places import STANDING, Link, LinkKind
from optimizer.tariff.price_table import Charges, PriceTable


def priced_arcs(dataset: Dataset, layout: Layout, prices: PriceTable) -> OpenArcs:
    """Return what :func:`arc_costs` does, with the arcs that are open."""
    costs = arc_costs(dataset, layout, prices)
    count = len(layout.places) * len(layout.timetable)
    return OpenArcs(count, layout.tails, layout.heads, costs)


def arc_costs(dataset: Dataset, layout: Layout, prices: PriceTable) -> FloatArray:
    """Return costs per unit, shape ``(n_commodities, n_arcs)``, infinite if closed.

    A link costs the same in all periods with the same tariffs; one that stands costs so
    much per day, times the days to the next period.

    Parameters
    ----------
    dataset
        Legs, transfers, nodes and commodities.
    layout
        The arcs.
    prices
        Charges of the legs, transfers and nodes.
    """
    links, timetable = layout.links, layout.timetable
    stands = np.array([link.kind in STANDING for link in links])[layout.arc_links]
    count = len(timetable)
    lasting = np.array([*map(timetable.days_to_next, range(count - 1)), 0.0])
    times = np.where(stands, lasting[layout.arc_departures], 1.0)
    costs = np.empty((len(dataset.commodities), len(times)))
    for row, commodity in enumerate(dataset.commodities):
        known: dict[int, FloatArray] = {}
        for period in range(count):
            # Periods with the same tariffs share one object.
            tariffs = id(prices.freight[period])
            if tariffs not in known:
                known[tariffs] = _link_costs(dataset, layout, prices, period, commodity)
            arcs = np.flatnonzero(layout.arc_departures == period)
            costs[row, arcs] = known[tariffs][layout.arc_links[arcs]] * times[arcs]
    return costs


def _charges_on(prices: PriceTable, period: int) -> dict[LinkKind, Charges]:
    return {
        LinkKind.LEG: prices.freight[period],
        LinkKind.TRANSFER: prices.handling[period],
        LinkKind.WAIT: prices.storage[period],
    }


def _link_costs(
    dataset: Dataset,
    layout: Layout,
    prices: PriceTable,
    period: int,
    commodity: Commodity,
) -> FloatArray:
    """Return what a unit costs on each link, or per day where it stands."""
    charges = _charges_on(prices, period)
    hauls = HaulCosts(dataset, layout, prices, commodity.commodity_id)
    day = float(commodity.time_value_per_unit_day)
    costs = np.zeros(len(layout.links))
    for index, link in enumerate(layout.links):
        if link.haul is not None and link.kind in CHARGED_IN_HAULS:
            costs[index] = hauls.cost(link, link.haul)
        elif link.kind in charges:
            key = (link_element_id(dataset, link), commodity.commodity_id)
            charge = charges[link.kind].get(key)
            costs[index] = np.inf if charge is None else float(charge.amount)
        days = 1.0 if link.kind in _COSTS_TIME else link.transit_days
        costs[index] += day * days
    return costs


_COSTS_TIME = frozenset({LinkKind.WAIT, LinkKind.HOLD})
"""Links on which the owner's time passes by the day; the receiver's does not count."""


def link_element_id(dataset: Dataset, link: Link) -> str:
    """Id of the leg, the transfer or for all else the node of a link."""
    match link.kind:
        case LinkKind.LEG:
            return dataset.legs[link.element].leg_id
        case LinkKind.TRANSFER:
            return dataset.transfers[link.element].transfer_id
        case _:
            return dataset.nodes[link.element].node_id
