"""How far a haul is: as published, or else by the shortest way inside the scope."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.hauls import TariffDistance
from optimizer.domain.network import Leg
from optimizer.domain.quantities import EXACT, exact


@dataclass(frozen=True, slots=True)
class HaulDistance:
    """The tariff distance of a haul.

    Attributes
    ----------
    distance_km
        Kilometers, exact.
    is_published
        Whether the tariff states it, rather than the lengths of legs.
    """

    distance_km: Decimal
    is_published: bool


class HaulDistances:
    """Distances between the nodes of one tariff's scope.

    Parameters
    ----------
    published
        What the tariff states, for both directions.
    legs
        Legs of its scope.
    """

    def __init__(
        self, published: Iterable[TariffDistance], legs: Iterable[Leg]
    ) -> None:
        self._published: dict[tuple[str, str], HaulDistance] = {}
        for row in sorted(
            published, key=lambda row: (row.from_node_id, row.to_node_id)
        ):
            ends = (row.from_node_id, row.to_node_id)
            distance = HaulDistance(exact(row.distance_km), is_published=True)
            self._published[ends] = distance
            self._published.setdefault(ends[::-1], distance)
        self._arcs: dict[str, list[tuple[str, Decimal]]] = {}
        for leg in legs:
            arcs = self._arcs.setdefault(leg.origin_node_id, [])
            arcs.append((leg.destination_node_id, exact(leg.distance_km)))
            self._arcs.setdefault(leg.destination_node_id, [])
        self._shortest: dict[str, dict[str, HaulDistance]] = {}

    def between(self, entry_node_id: str, exit_node_id: str) -> HaulDistance | None:
        """Return the distance from one node to another; None if no way leads there."""
        published = self._published.get((entry_node_id, exit_node_id))
        return published or self._from(entry_node_id).get(exit_node_id)

    def _from(self, entry_node_id: str) -> dict[str, HaulDistance]:
        found = self._shortest.get(entry_node_id)
        if found is None:
            found = self._search(entry_node_id) if entry_node_id in self._arcs else {}
            self._shortest[entry_node_id] = found
        return found

    def _search(self, entry_node_id: str) -> dict[str, HaulDistance]:
        """Find the shortest ways to everywhere (Dijkstra's algorithm)."""
        found: dict[str, HaulDistance] = {}
        heap = [(Decimal(0), entry_node_id)]
        while heap:
            distance_km, node_id = heapq.heappop(heap)
            if node_id in found:
                continue
            found[node_id] = HaulDistance(distance_km, is_published=False)
            for next_id, length_km in self._arcs[node_id]:
                if next_id not in found:
                    way_km = EXACT.add(distance_km, length_km)
                    heapq.heappush(heap, (way_km, next_id))
        return found
