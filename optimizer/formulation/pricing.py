"""Pricing: the cheapest path of every release at given prices of the capacities.

One shortest-path tree serves all releases of a commodity that share a source, or, where
there are fewer of them, all that share a sink. A charge may belong to more than an arc:
a haul, from where cargo enters a tariff's scope to where it leaves, becomes arcs of its
own in the state graph, so that pricing need not know of it.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimizer.formulation.flow_problem import FloatArray, FlowProblem, IntArray


@dataclass(frozen=True, slots=True)
class PathBatch:
    """Paths of some releases, one after the other.

    Attributes
    ----------
    releases
        Release of each path, shape ``(n_paths,)``.
    starts
        Where each path starts in ``arcs``, and the end, shape ``(n_paths + 1,)``.
    arcs
        Arcs of all paths, each in the order of travel.
    """

    releases: IntArray
    starts: IntArray
    arcs: IntArray

    def __len__(self) -> int:
        return len(self.releases)

    def path(self, index: int) -> IntArray:
        """Return the arcs of one path in the order of travel."""
        return self.arcs[self.starts[index] : self.starts[index + 1]]

    def select(self, chosen: IntArray) -> "PathBatch":
        """Return some of the paths, by position."""
        lengths = np.diff(self.starts)[chosen]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        offsets = np.repeat(self.starts[chosen] - starts[:-1], lengths)
        arcs = self.arcs[np.arange(starts[-1]) + offsets]
        return PathBatch(self.releases[chosen], starts, arcs)


@dataclass(frozen=True, slots=True)
class Pricing:
    """The cheapest paths at given prices.

    Attributes
    ----------
    distances
        Cost of the cheapest path of each release, shape ``(n_releases,)``; infinite
        where there is none.
    paths
        The cheapest path of each release that has one, by release.
    """

    distances: FloatArray
    paths: PathBatch


class Pricer:
    """Finds cheapest paths over and over in one problem."""

    def __init__(self, problem: FlowProblem) -> None:
        self._problem = problem
        self._groups = [
            _CommodityPricer(problem, int(commodity))
            for commodity in np.unique(problem.commodities)
        ]

    def price(self, capacity_prices: FloatArray) -> Pricing:
        """Find the cheapest path of every release.

        Parameters
        ----------
        capacity_prices
            Prices of the capacities, at least 0, shape ``(n_capacities,)``.
        """
        distances = np.full(self._problem.release_count, np.inf)
        parts = [group.price(capacity_prices, distances) for group in self._groups]
        releases = np.concatenate([part.releases for part in parts])
        lengths = np.concatenate([np.diff(part.starts) for part in parts])
        joined = PathBatch(
            releases,
            np.concatenate(([0], np.cumsum(lengths))),
            np.concatenate([part.arcs for part in parts]),
        )
        return Pricing(distances, joined.select(np.argsort(releases, kind="stable")))


class _CommodityPricer:
    """The releases of one commodity, with the arcs that are open to it."""

    def __init__(self, problem: FlowProblem, commodity: int) -> None:
        self._problem = problem
        self._commodity = commodity
        self._releases = np.flatnonzero(problem.commodities == commodity)
        sources = problem.sources[self._releases]
        sinks = problem.sinks[self._releases]
        self._is_backward = len(np.unique(sinks)) < len(np.unique(sources))
        ends = (sinks, sources) if self._is_backward else (sources, sinks)
        self._roots, self._root_of = np.unique(ends[0], return_inverse=True)
        self._targets = ends[1]
        self._lay_out_arcs()

    def _lay_out_arcs(self) -> None:
        """Sort open arcs by the states they join; parallel ones stand together."""
        problem = self._problem
        arcs = np.flatnonzero(np.isfinite(problem.costs[self._commodity]))
        tails, heads = problem.tails[arcs], problem.heads[arcs]
        if self._is_backward:
            tails, heads = heads, tails
        pairs = tails * problem.state_count + heads
        order = np.argsort(pairs, kind="stable")
        self._arcs = arcs[order]
        self._pairs, self._firsts = np.unique(pairs[order], return_index=True)
        self._has_parallels = len(self._pairs) < len(arcs)
        self._indices = (self._pairs % problem.state_count).astype(np.int32)
        bounds = np.arange(problem.state_count + 1) * problem.state_count
        self._indptr = np.searchsorted(self._pairs, bounds).astype(np.int32)

    def price(self, capacity_prices: FloatArray, distances: FloatArray) -> PathBatch:
        """Write distances of the commodity's releases; return their paths."""
        problem, count = self._problem, self._problem.state_count
        prices = problem.prices_of_arcs(self._commodity, capacity_prices)[self._arcs]
        best_prices, best_arcs = self._cheapest_parallels(prices)
        matrix = sparse.csr_array(
            (best_prices, self._indices, self._indptr), shape=(count, count)
        )
        lengths, predecessors = csgraph.dijkstra(
            matrix, indices=self._roots, return_predecessors=True
        )
        distances[self._releases] = lengths[self._root_of, self._targets]
        return self._paths(predecessors, best_arcs, distances)

    def _cheapest_parallels(self, prices: FloatArray) -> tuple[FloatArray, IntArray]:
        """Of arcs that join the same states, choose the cheapest and then the first."""
        if not self._has_parallels or not len(prices):
            return prices, self._arcs
        best = np.minimum.reduceat(prices, self._firsts)
        counts = np.diff(np.append(self._firsts, len(prices)))
        is_best = np.flatnonzero(prices == np.repeat(best, counts))
        group = np.searchsorted(self._firsts, is_best, side="right") - 1
        _, first = np.unique(group, return_index=True)
        return best, self._arcs[is_best[first]]

    def _paths(
        self, predecessors: IntArray, best_arcs: IntArray, distances: FloatArray
    ) -> PathBatch:
        """Walk from all targets back to their roots at once."""
        members = np.flatnonzero(np.isfinite(distances[self._releases]))
        states = self._targets[members].astype(np.int64)
        walking = np.arange(len(members))
        steps = []
        while len(walking):
            roots = self._root_of[members[walking]]
            before = predecessors[roots, states[walking]].astype(np.int64)
            pairs = before * self._problem.state_count + states[walking]
            steps.append((walking, best_arcs[np.searchsorted(self._pairs, pairs)]))
            states[walking] = before
            walking = walking[before != self._roots[roots]]
        if not steps:
            return PathBatch(members[:0], np.zeros(1, dtype=np.int64), members[:0])
        return self._batch(members, steps)

    def _batch(
        self, members: IntArray, steps: list[tuple[IntArray, IntArray]]
    ) -> PathBatch:
        walkers = np.concatenate([walker for walker, _ in steps])
        arcs = np.concatenate([arc for _, arc in steps])
        times = np.repeat(np.arange(len(steps)), [len(w) for w, _ in steps])
        # Walks from a sink's tree already go the way of travel.
        order = np.lexsort((times if self._is_backward else -times, walkers))
        lengths = np.bincount(walkers, minlength=len(members))
        starts = np.concatenate(([0], np.cumsum(lengths)))
        return PathBatch(self._releases[members], starts, arcs[order])
