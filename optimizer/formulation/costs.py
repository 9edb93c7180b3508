"""What a unit costs on each arc: its charge, its owner's time, and carbon."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Self

import numpy as np

from optimizer.domain.closures import closed_legs, closed_transfers
from optimizer.domain.dataset import Dataset
from optimizer.domain.emissions import emissions_t_per_t
from optimizer.formulation.arrays import FloatArray, IntArray
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
        Legs, transfers, nodes, closures and commodities.
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
    charging = _Charging.of(dataset, layout)
    known: dict[int, FloatArray] = {}
    for period in range(count):
        # Periods with the same tariffs share one object.
        tariffs = id(prices.freight[period])
        if tariffs not in known:
            known[tariffs] = charging.link_costs(prices, period)
        arcs = np.flatnonzero(layout.arc_departures == period)
        costs[:, arcs] = known[tariffs][:, layout.arc_links[arcs]] * times[arcs]
    costs[:, _closed_arcs(dataset, layout)] = np.inf
    return costs


def _closed_arcs(dataset: Dataset, layout: Layout) -> IntArray:
    """Return the arcs that start on a leg or transfer while it is closed."""
    if not dataset.closures:
        return np.zeros(0, dtype=np.int64)
    legs, transfers = closed_legs(dataset), closed_transfers(dataset)
    found = []
    for period, period_id in enumerate(layout.timetable.period_ids):
        closed = {
            LinkKind.LEG: legs.get(period_id, frozenset()),
            LinkKind.TRANSFER: transfers.get(period_id, frozenset()),
        }
        is_closed = np.array(
            [
                link.kind in closed
                and link_element_id(dataset, link) in closed[link.kind]
                for link in layout.links
            ],
            dtype=np.bool_,
        )
        departing = layout.arc_departures == period
        found.append(np.flatnonzero(departing & is_closed[layout.arc_links]))
    return np.concatenate(found)


@dataclass(frozen=True)
class _Charging:
    """What the links of a dataset are charged as.

    Attributes
    ----------
    dataset, layout
        Whose links.
    by_element
        Positions of the links that are charged leg by leg, by kind and element id.
    of_hauls
        Positions of the links that belong to a haul.
    days
        Time on each link, which is worth something to its owner; 1 where it is by the
        day.
    """

    dataset: Dataset
    layout: Layout
    by_element: dict[tuple[LinkKind, str], list[int]]
    of_hauls: list[int]
    days: FloatArray

    @classmethod
    def of(cls, dataset: Dataset, layout: Layout) -> Self:
        """Look up what the links of a layout are."""
        by_element: dict[tuple[LinkKind, str], list[int]] = defaultdict(list)
        of_hauls = []
        for index, link in enumerate(layout.links):
            if link.haul is not None and link.kind in CHARGED_IN_HAULS:
                of_hauls.append(index)
            elif link.kind in _CHARGED:
                name = link_element_id(dataset, link)
                by_element[link.kind, name].append(index)
        days = [1.0 if x.kind in _COSTS_TIME else x.transit_days for x in layout.links]
        return cls(dataset, layout, by_element, of_hauls, np.array(days))

    def link_costs(self, prices: PriceTable, period: int) -> FloatArray:
        """Return what a unit costs on each link, or per day where it stands.

        The shape is ``(n_commodities, n_links)``.
        """
        commodities = self.dataset.commodities
        rows = {c.commodity_id: row for row, c in enumerate(commodities)}
        costs = np.zeros((len(commodities), len(self.layout.links)))
        for indices in self.by_element.values():
            costs[:, indices] = np.inf
        for kind, charges in _charges_on(prices, period).items():
            for (name, commodity_id), charge in charges.items():
                indices = self.by_element.get((kind, name), [])
                costs[rows[commodity_id], indices] = float(charge.amount)
        for row, commodity in enumerate(commodities) if self.of_hauls else ():
            hauls = HaulCosts(self.dataset, self.layout, prices, commodity.commodity_id)
            for index in self.of_hauls:
                costs[row, index] = hauls.cost(self.layout.links[index])
        values = [float(c.time_value_per_unit_day) for c in commodities]
        costs += np.outer(values, self.days)
        carbon_price = float(self.dataset.header.carbon_price_per_t)
        if carbon_price:
            masses_t = [c.tonnes_per_unit * carbon_price for c in commodities]
            costs += np.outer(masses_t, self._emissions_t_per_t())
        return costs

    def _emissions_t_per_t(self) -> FloatArray:
        """Return the tonnes of greenhouse gases of a tonne on each link."""
        legs = self.dataset.legs
        return np.array(
            [
                emissions_t_per_t(legs[link.element])
                if link.kind is LinkKind.LEG
                else 0
                for link in self.layout.links
            ],
            dtype=np.float64,
        )


def _charges_on(prices: PriceTable, period: int) -> dict[LinkKind, Charges]:
    return {
        LinkKind.LEG: prices.freight[period],
        LinkKind.TRANSFER: prices.handling[period],
        LinkKind.WAIT: prices.storage[period],
    }


_CHARGED = frozenset({LinkKind.LEG, LinkKind.TRANSFER, LinkKind.WAIT})
"""Links that a carrier, a terminal or a store charges for."""

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
