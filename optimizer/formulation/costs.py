"""What a unit costs on each arc: its charge and the value of its owner's time."""

from dataclasses import dataclass

import numpy as np

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.formulation.flow_problem import FloatArray, IntArray
from optimizer.formulation.places import STANDING, Link, LinkKind
from optimizer.formulation.timetable import Timetable
from optimizer.tariff.price_table import PriceTable


@dataclass(frozen=True)
class CostModel:
    """Costs of links, by period and commodity.

    Attributes
    ----------
    dataset
        Legs, transfers and nodes that links stand for.
    prices
        Their charges.
    timetable
        How long cargo stands from one period to the next.
    """

    dataset: Dataset
    prices: PriceTable
    timetable: Timetable

    def arc_costs(
        self, links: list[Link], arc_links: IntArray, arc_departures: IntArray
    ) -> FloatArray:
        """Return costs per unit, shape ``(n_commodities, n_arcs)``, infinite if closed.

        A link costs the same in all periods with the same tariffs; one that stands
        costs so much per day, times the days to the next period.
        """
        stands = np.array([link.kind in STANDING for link in links])[arc_links]
        count = len(self.timetable)
        lasting = np.array([*map(self.timetable.days_to_next, range(count - 1)), 0.0])
        times = np.where(stands, lasting[arc_departures], 1.0)
        costs = np.empty((len(self.dataset.commodities), len(arc_links)))
        for row, commodity in enumerate(self.dataset.commodities):
            known: dict[int, FloatArray] = {}
            for period in range(count):
                # Periods with the same tariffs share one object.
                tariffs = id(self.prices.freight[period])
                if tariffs not in known:
                    known[tariffs] = self._link_costs(links, period, commodity)
                arcs = np.flatnonzero(arc_departures == period)
                costs[row, arcs] = known[tariffs][arc_links[arcs]] * times[arcs]
        return costs

    def _link_costs(
        self, links: list[Link], period: int, commodity: Commodity
    ) -> FloatArray:
        """Return what a unit costs on each link, or per day where it stands."""
        charges = {
            LinkKind.LEG: self.prices.freight[period],
            LinkKind.TRANSFER: self.prices.handling[period],
            LinkKind.WAIT: self.prices.storage[period],
        }
        day = float(commodity.time_value_per_unit_day)
        costs = np.zeros(len(links))
        for index, link in enumerate(links):
            if link.kind in charges:
                key = (link_element_id(self.dataset, link), commodity.commodity_id)
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
