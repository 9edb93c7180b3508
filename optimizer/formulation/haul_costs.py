"""What hauls cost: nothing on the way, and the charge where they end."""

from dataclasses import dataclass

import numpy as np

from optimizer.domain.dataset import Dataset
from optimizer.formulation.layout import Layout
from optimizer.formulation.places import Link, LinkKind
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
                entry = (network.tariff_id, copy.entry_node_id, self.commodity_id)
                return 0.0 if entry in prices.entries else np.inf
