"""Shortest paths over states, parallel arcs and all."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimizer.formulation.flow_problem import FloatArray, FlowProblem, IntArray

NO_STATE = -9999
"""What scipy writes where a state has no predecessor."""


@dataclass(frozen=True)
class ShortestPathTrees:
    """Cheapest ways from some states to all others.

    Attributes
    ----------
    roots
        States where the trees start, in ascending order.
    distances
        Cost from each root to each state, shape ``(n_roots, n_states)``; infinite where
        there is no way.
    predecessors
        State before each state on the way from a root, same shape.
    arc_between
        The cheapest arc from one state to another, by ``tail * n_states + head``.
    """

    roots: IntArray
    distances: FloatArray
    predecessors: IntArray
    arc_between: dict[int, int]

    def distance(self, source: int, sink: int) -> float:
        """Cost of the cheapest way; infinite where there is none."""
        return float(self.distances[np.searchsorted(self.roots, source), sink])

    def path(self, source: int, sink: int) -> list[int]:
        """Arcs of the cheapest way in the order of travel; empty where there is none."""
        before = self.predecessors[np.searchsorted(self.roots, source)]
        state_count = len(before)
        arcs = []
        while before[sink] != NO_STATE:
            arcs.append(self.arc_between[int(before[sink]) * state_count + int(sink)])
            sink = before[sink]
        return arcs[::-1]


def shortest_paths(
    problem: FlowProblem, arc_prices: FloatArray, sources: IntArray
) -> ShortestPathTrees:
    """Find the cheapest ways from each source by Dijkstra's algorithm.

    Parameters
    ----------
    problem
        States and arcs.
    arc_prices
        Price of each arc, at least 0, shape ``(n_arcs,)``; infinite closes an arc.
    sources
        States to start from, in any order, repeated or not.
    """
    roots = np.unique(sources)
    count = problem.state_count
    best = _cheapest_parallel_arcs(problem, arc_prices)
    matrix = sparse.csr_array(
        (arc_prices[best], (problem.tails[best], problem.heads[best])),
        shape=(count, count),
    )
    distances, predecessors = csgraph.dijkstra(
        matrix, indices=roots, return_predecessors=True
    )
    keys = problem.tails[best] * count + problem.heads[best]
    arc_between = dict(zip(keys.tolist(), best.tolist(), strict=True))
    return ShortestPathTrees(roots, distances, predecessors, arc_between)


def _cheapest_parallel_arcs(problem: FlowProblem, arc_prices: FloatArray) -> IntArray:
    """Open arcs, of several between the same states the cheapest and then the first."""
    order = np.lexsort((arc_prices, problem.heads, problem.tails))
    order = order[np.isfinite(arc_prices[order])]
    keys = problem.tails[order] * problem.state_count + problem.heads[order]
    _, first = np.unique(keys, return_index=True)
    chosen: IntArray = order[first]
    return chosen


def release_paths(
    problem: FlowProblem, capacity_prices: FloatArray
) -> Iterator[tuple[int, float, list[int]]]:
    """Yield each release with its cheapest path at given capacity prices.

    Yields
    ------
    tuple[int, float, list[int]]
        Release, cost per unit (infinite without a path), arcs in the order of travel.
    """
    for commodity in np.unique(problem.commodities):
        members = np.flatnonzero(problem.commodities == commodity)
        prices = problem.prices_of_arcs(int(commodity), capacity_prices)
        trees = shortest_paths(problem, prices, problem.sources[members])
        for release in members.tolist():
            ends = int(problem.sources[release]), int(problem.sinks[release])
            yield release, trees.distance(*ends), trees.path(*ends)
