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

        Periods with the same tariffs share their charges, so the costs of links are
        worked out once for each of them; standing links last as long as their period.
        """
        costs = np.empty((len(self.dataset.commodities), len(arc_links)))
        standing = [i for i, link in enumerate(links) if link.kind in STANDING]
        for row, commodity in enumerate(self.dataset.commodities):
            known: dict[int, FloatArray] = {}
            for period in range(len(self.timetable)):
                regime = id(self.prices.freight[period])
                if regime not in known:
                    known[regime] = self._link_costs(links, period, commodity)
                of_links = known[regime]
                # The last period has no next one to stand until, and no such arcs.
                if period + 1 < len(self.timetable):
                    of_links[standing] = [
                        self.unit_cost(links[link], period, commodity)
                        for link in standing
                    ]
                arcs = np.flatnonzero(arc_departures == period)
                costs[row, arcs] = of_links[arc_links[arcs]]
        return costs

    def _link_costs(
        self, links: list[Link], period: int, commodity: Commodity
    ) -> FloatArray:
        """Return the costs of links that do not stand, the others not filled in."""
        return np.array(
            [
                np.nan
                if link.kind in STANDING
                else self.unit_cost(link, period, commodity)
                for link in links
            ]
        )

    def unit_cost(self, link: Link, period: int, commodity: Commodity) -> float:
        """Return what one unit costs on a link that starts in a period."""
        if link.kind in (LinkKind.ENTRY, LinkKind.EXIT, LinkKind.DELIVERED):
            return 0.0
        days = self.days(link, period)
        time_value = float(commodity.time_value_per_unit_day) * days
        if link.kind is LinkKind.HOLD:
            return time_value
        charges = {
            LinkKind.LEG: self.prices.freight,
            LinkKind.TRANSFER: self.prices.handling,
            LinkKind.WAIT: self.prices.storage,
        }[link.kind][period]
        key = (link_element_id(self.dataset, link), commodity.commodity_id)
        if key not in charges:
            return np.inf
        times = days if link.kind is LinkKind.WAIT else 1.0
        return float(charges[key].amount) * times + time_value

    def days(self, link: Link, period: int) -> float:
        """Days that cargo spends on a link that starts in a period."""
        if link.kind in (LinkKind.WAIT, LinkKind.HOLD):
            return self.timetable.days_to_next(period)
        return link.transit_days


def link_element_id(dataset: Dataset, link: Link) -> str:
    """Id of the leg, the transfer or for all else the node of a link."""
    match link.kind:
        case LinkKind.LEG:
            return dataset.legs[link.element].leg_id
        case LinkKind.TRANSFER:
            return dataset.transfers[link.element].transfer_id
        case _:
            return dataset.nodes[link.element].node_id
