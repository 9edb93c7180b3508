"""Pricing: the cheapest path of every release at given prices of the capacities.

One shortest-path tree serves all releases of a commodity that share a source, or, where
there are fewer of them, all that share a sink. A charge may belong to more than an arc:
a haul, from where cargo enters a tariff's scope to where it leaves, becomes arcs of its
own in the state graph, so that pricing need not know of it.
"""

import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csgraph

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem


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
        where there is none or the release does not matter.
    paths
        The cheapest path of each release that has one, by release.
    """

    distances: FloatArray
    paths: PathBatch


class Pricer:
    """Finds cheapest paths over and over in one problem.

    Parameters
    ----------
    problem
        Arcs and releases.
    releases
        The releases that matter, by position; None is all of them.

    Attributes
    ----------
    problem
        The problem.
    """

    def __init__(self, problem: FlowProblem, releases: IntArray | None = None) -> None:
        self.problem = problem
        chosen = np.arange(problem.release_count) if releases is None else releases
        commodities = problem.commodities[chosen]
        self._groups = [
            _CommodityPricer(problem, commodity, chosen[commodities == commodity])
            for commodity in np.unique(commodities).tolist()
        ]

    @cached_property
    def _walker(self) -> "_Walker":
        return _Walker(self.problem, self._groups)

    def price(self, capacity_prices: FloatArray) -> Pricing:
        """Find the cheapest path of every release.

        Parameters
        ----------
        capacity_prices
            Prices of the capacities, at least 0, shape ``(n_capacities,)``.
        """
        distances = self.distances(capacity_prices)
        return Pricing(distances, self._walker.paths(distances))

    def distances(self, capacity_prices: FloatArray) -> FloatArray:
        """Find what the cheapest paths cost, but not the paths.

        Returns
        -------
        FloatArray
            As :attr:`Pricing.distances`.
        """
        distances = np.full(self.problem.release_count, np.inf)
        prices = self.problem.prices_of_arcs(capacity_prices)
        for group in self._groups:
            group.price(prices[group.commodity], distances)
        return distances


class _CommodityPricer:
    """The releases of one commodity, with the arcs that are open to it.

    Attributes
    ----------
    commodity, releases
        What moves.
    is_backward
        Whether trees grow from sinks, because there are fewer of them than sources.
    roots
        States from which trees grow.
    root_of, targets
        For each release the position of its root, and the state where its path ends.
    pairs
        States that arcs join, as ``tail * n_states + head`` in the direction of the
        trees, ascending.
    best_arcs
        The cheapest arc of each pair.
    predecessors
        State before each state in each tree, shape ``(n_roots, n_states)``.
    """

    def __init__(
        self, problem: FlowProblem, commodity: int, releases: IntArray
    ) -> None:
        self.commodity = commodity
        self.releases = releases
        sources = problem.sources[self.releases]
        sinks = problem.sinks[self.releases]
        self.is_backward = len(np.unique(sinks)) < len(np.unique(sources))
        ends = (sinks, sources) if self.is_backward else (sources, sinks)
        self.roots, self.root_of = np.unique(ends[0], return_inverse=True)
        self.targets = ends[1]
        sorted_arcs = problem.open_arcs.sorted_arcs(
            commodity, is_backward=self.is_backward
        )
        self._arcs = self.best_arcs = sorted_arcs.arcs
        self.pairs, self._firsts = sorted_arcs.pairs, sorted_arcs.firsts
        self._has_parallels = len(self.pairs) < len(self._arcs)
        # A copy that shares the pairs; making a matrix checks them all again.
        self._matrix = copy.copy(sorted_arcs.matrix)
        self._prices: FloatArray | None = None

    def price(self, arc_prices: FloatArray, distances: FloatArray) -> None:
        """Grow the trees and write the distances of the commodity's releases.

        Trees of prices that are those of the last call stand as they are.
        """
        prices = arc_prices[self._arcs]
        if self._prices is None or not np.array_equal(prices, self._prices):
            self._prices = prices
            self._matrix.data, self.best_arcs = self._cheapest_parallels(prices)
            lengths, self.predecessors = csgraph.dijkstra(
                self._matrix, indices=self.roots, return_predecessors=True
            )
            self._distances = lengths[self.root_of, self.targets]
        distances[self.releases] = self._distances

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


class _Walker:
    """Walks from all targets back to their roots at once, over all commodities."""

    def __init__(self, problem: FlowProblem, groups: list[_CommodityPricer]) -> None:
        self._state_count = problem.state_count
        self._groups = groups
        sizes = [len(group.releases) for group in groups]
        self._releases = _joined([group.releases for group in groups])
        self._targets = _joined([group.targets for group in groups])
        self._is_backward = np.repeat([g.is_backward for g in groups], sizes)
        self._roots = _joined([group.roots[group.root_of] for group in groups])
        # Trees of all commodities stand one below the other, and so do their pairs.
        firsts = np.cumsum([0, *(len(group.roots) for group in groups)])[:-1]
        self._trees = _joined([g.root_of for g in groups]) + np.repeat(firsts, sizes)
        layers = np.arange(len(groups)) * problem.state_count**2
        self._layers = np.repeat(layers, sizes)
        self._pairs = _joined(
            [g.pairs + layer for g, layer in zip(groups, layers, strict=True)]
        )

    def paths(self, distances: FloatArray) -> PathBatch:
        """Return the paths of all releases at a finite distance, by release."""
        none = np.zeros((0, self._state_count), dtype=np.int32)
        predecessors = np.concatenate([none, *(g.predecessors for g in self._groups)])
        best_arcs = _joined([group.best_arcs for group in self._groups])
        members = np.flatnonzero(np.isfinite(distances[self._releases]))
        states = self._targets[members]
        walking = np.arange(len(members))
        steps = []
        while len(walking):
            walkers = members[walking]
            before = predecessors[self._trees[walkers], states[walking]]
            pairs = before * self._state_count + states[walking] + self._layers[walkers]
            steps.append((walking, best_arcs[np.searchsorted(self._pairs, pairs)]))
            states[walking] = before
            walking = walking[before != self._roots[walkers]]
        return self._batch(members, steps)

    def _batch(
        self, members: IntArray, steps: list[tuple[IntArray, IntArray]]
    ) -> PathBatch:
        walkers = _joined([walker for walker, _ in steps])
        arcs = _joined([arc for _, arc in steps])
        times = np.repeat(np.arange(len(steps)), [len(w) for w, _ in steps])
        # Walks from a sink's tree already go the way of travel.
        times = np.where(self._is_backward[members[walkers]], times, -times)
        releases = self._releases[members]
        order = np.lexsort((times, releases[walkers]))
        lengths = np.bincount(walkers, minlength=len(members))
        by_release = np.argsort(releases)
        starts = np.concatenate(([0], np.cumsum(lengths[by_release])))
        return PathBatch(releases[by_release], starts, arcs[order])


def _joined(parts: list[IntArray]) -> IntArray:
    """Join arrays of whole numbers, of which there may be none."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts]).astype(np.int64)
