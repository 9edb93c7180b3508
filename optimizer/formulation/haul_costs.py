"""What hauls cost: nothing on the way, and the charge where they end."""

from dataclasses import dataclass, field

import numpy as np

from optimizer.domain.dataset import Dataset
from optimizer.formulation.layout import Layout
from optimizer.formulation.places import HaulCopy, Link, LinkKind
from optimizer.tariff.haul_table import HaulPrices
from optimizer.tariff.price_table import PriceTable

CHARGED_IN_HAULS = frozenset({LinkKind.LEG, LinkKind.HAUL_ENTRY, LinkKind.HAUL_EXIT})
"""Links of a haul that are open to its commodities alone; the others are as outside."""


@dataclass
class HaulCosts:
    """Charges of the hauls of one commodity."""

    dataset: Dataset
    layout: Layout
    prices: PriceTable
    commodity_id: str
    _entries: dict[HaulCopy, bool] = field(default_factory=dict)

    def cost(self, link: Link) -> float:
        """Return what a unit pays on a link of a haul; infinite where it is closed."""
        copy = link.haul
        if copy is None:
            msg = f"{link} is of no haul"
            raise ValueError(msg)
        network = self.layout.hauls[copy.network]
        # A haul pays by the day on which it starts, whenever it ends.
        prices = self.prices.hauls[network.periods[0]]
        match link.kind:
            case LinkKind.LEG:
                leg_id = self.dataset.legs[link.element].leg_id
                governing = prices.governed.get((leg_id, self.commodity_id))
                return 0.0 if governing == network.tariff_id else np.inf
            case LinkKind.HAUL_EXIT:
                exit_ = self.dataset.nodes[link.element].node_id
                haul = (network.tariff_id, copy.entry_node_id, exit_)
                amount = prices.charges.get((haul, self.commodity_id))
                return np.inf if amount is None else float(amount)
            case _:
                return 0.0 if self._is_open(prices, copy, network.tariff_id) else np.inf

    def _is_open(self, prices: HaulPrices, copy: HaulCopy, tariff_id: str) -> bool:
        """Whether the commodity has a charge for any haul from the copy's entry."""
        if copy not in self._entries:
            self._entries[copy] = any(
                (tariff_id, copy.entry_node_id) == haul[:2]
                and name == self.commodity_id
                for haul, name in prices.charges
            )
        return self._entries[copy]
