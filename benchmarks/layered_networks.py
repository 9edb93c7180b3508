"""Layered networks: parallel routes of stations, expanded in time.

Columns of nodes follow each other like the stations of parallel routes. Legs join the
nodes of neighboring columns in both directions, and neighbors within a column. Over
several periods a leg takes no period or one, and a unit may wait at a node for the next
period at a price. Everything is drawn from one seed: the same arguments give the same
network on every machine.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.reach import BoolArray

UNSERVED_PRICE = 1500.0
WAIT_COST = 1.0
SKEWED_LEG_SHARE = 0.2
"""Share of the pairs two or more rows apart that a leg joins all the same."""
REVERSE_DEMAND_SHARE = 0.4
TIGHTNESS = 0.7
"""Capacity of a leg, relative to the demand that passes it if all rows share evenly."""


@dataclass(frozen=True, slots=True)
class LayeredSize:
    """What a layered network is drawn from.

    Attributes
    ----------
    layers, width
        Columns of nodes, at least 2, and nodes in each, at least 1.
    demands
        Demands, each of one release.
    periods
        Periods, at least 1.
    seed
        Seed of the draws.
    """

    layers: int
    width: int
    demands: int
    periods: int
    seed: int = 0

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return self.layers * self.width

    def __str__(self) -> str:
        return (
            f"{self.layers}x{self.width}, {self.demands} demands, "
            f"{self.periods} periods"
        )


PUBLISHED_OPTIMA = {
    LayeredSize(10, 4, 50, 8): 629479.7128,
    LayeredSize(10, 4, 200, 8): 2443090.8025,
    LayeredSize(10, 4, 200, 26): 2645256.4723,
    LayeredSize(20, 6, 1000, 12): 17872600.5205,
}
"""Least costs that equal primal and dual bounds prove."""


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Arcs of the expanded network; those that wait have no capacity."""

    tails: IntArray
    heads: IntArray
    costs: FloatArray
    waits: BoolArray


@dataclass(frozen=True, slots=True)
class _Releases:
    sources: IntArray
    sinks: IntArray
    volumes: FloatArray


def layered_problem(size: LayeredSize) -> FlowProblem:
    """Draw a layered network."""
    rng = np.random.default_rng(size.seed)
    arcs = _expand(size, _draw_legs(size, rng), rng)
    releases = _draw_releases(size, rng)
    limited = np.flatnonzero(~arcs.waits)
    even_share = releases.volumes.sum() / size.width / max(1, size.periods * 0.6)
    capacities = rng.uniform(0.3, 1.2, len(limited)) * (even_share * TIGHTNESS)
    uses = sparse.csr_array(
        (np.ones(len(limited)), (limited, np.arange(len(limited)))),
        shape=(len(arcs.tails), len(limited)),
    )
    return FlowProblem(
        state_count=size.node_count * size.periods,
        tails=arcs.tails,
        heads=arcs.heads,
        costs=arcs.costs[np.newaxis],
        uses=uses,
        capacities=capacities,
        commodities=np.zeros(size.demands, dtype=np.int64),
        sources=releases.sources,
        sinks=releases.sinks,
        volumes=releases.volumes,
        unserved_prices=np.full(size.demands, UNSERVED_PRICE),
    )


def leg_count(size: LayeredSize) -> int:
    """Return the number of legs, each direction counted."""
    return len(_draw_legs(size, np.random.default_rng(size.seed)))


def _draw_legs(size: LayeredSize, rng: np.random.Generator) -> IntArray:
    """Draw the ends of the legs, shape ``(n_legs, 2)``."""
    pairs = []
    for layer in range(size.layers - 1):
        here, there = layer * size.width, (layer + 1) * size.width
        for row in range(size.width):
            pairs += [
                (here + row, there + other)
                for other in range(size.width)
                if abs(row - other) <= 1 or rng.random() < SKEWED_LEG_SHARE
            ]
        pairs += [(here + row, here + row + 1) for row in range(size.width - 1)]
    both_ways = [leg for pair in pairs for leg in (pair, pair[::-1])]
    return np.array(both_ways, dtype=np.int64)


def _expand(size: LayeredSize, legs: IntArray, rng: np.random.Generator) -> _Arcs:
    """Draw costs and transit periods of legs, and repeat both in every period."""
    costs = rng.uniform(5, 60, len(legs))
    transits = rng.integers(0, 2, len(legs))
    if size.periods == 1:
        transits = np.zeros_like(transits)
    nodes = np.arange(size.node_count)
    tails, heads, prices, waits = [], [], [], []
    for period in range(size.periods):
        first = period * size.node_count
        arrives = period + transits < size.periods
        tails.append(first + legs[arrives, 0])
        heads.append(first + transits[arrives] * size.node_count + legs[arrives, 1])
        prices.append(costs[arrives])
        waits.append(np.zeros(int(arrives.sum()), dtype=np.bool_))
        if period + 1 < size.periods:
            tails.append(first + nodes)
            heads.append(first + size.node_count + nodes)
            prices.append(np.full(size.node_count, WAIT_COST))
            waits.append(np.ones(size.node_count, dtype=np.bool_))
    return _Arcs(
        np.concatenate(tails),
        np.concatenate(heads),
        np.concatenate(prices),
        np.concatenate(waits),
    )


def _draw_releases(size: LayeredSize, rng: np.random.Generator) -> _Releases:
    """Draw demands between the two halves, ready in the first half of the periods."""
    sources, sinks, volumes = [], [], []
    for _ in range(size.demands):
        near = rng.integers(0, size.layers // 2)
        far = rng.integers(size.layers // 2, size.layers)
        origin = near * size.width + rng.integers(size.width)
        destination = far * size.width + rng.integers(size.width)
        if rng.random() < REVERSE_DEMAND_SHARE:
            origin, destination = destination, origin
        ready = rng.integers(0, max(1, size.periods // 2)) if size.periods > 1 else 0
        sources.append(ready * size.node_count + origin)
        sinks.append((size.periods - 1) * size.node_count + destination)
        volumes.append(rng.uniform(10, 200))
    return _Releases(np.array(sources), np.array(sinks), np.array(volumes))
