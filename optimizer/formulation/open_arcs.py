"""The arcs that are open to a commodity, sorted for shortest-path trees."""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from optimizer.formulation.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class SortedArcs:
    """Open arcs by the states that they join, as a sparse matrix has them.

    Attributes
    ----------
    arcs
        The arcs; parallel ones stand together.
    pairs
        States that are joined, as ``tail * n_states + head`` in the direction of the
        trees, ascending and each once.
    firsts
        Where the arcs of each pair start.
    matrix
        The pairs as a sparse matrix, to be copied and given prices.
    """

    arcs: IntArray
    pairs: IntArray
    firsts: IntArray
    matrix: sparse.csr_array


@dataclass(frozen=True, slots=True, eq=False)
class OpenArcs:
    """Sorts the open arcs of each commodity and direction once.

    Attributes
    ----------
    state_count, tails, heads
        The arcs.
    costs
        Costs by commodity and arc, infinite where the arc is closed; only that counts.
    """

    state_count: int
    tails: IntArray
    heads: IntArray
    costs: FloatArray
    _known: dict[tuple[int, bool], SortedArcs] = field(default_factory=dict)

    def sorted_arcs(self, commodity: int, *, is_backward: bool) -> SortedArcs:
        """Return the arcs that trees of a commodity grow along.

        Parameters
        ----------
        commodity
            Position of the commodity.
        is_backward
            Whether trees grow from sinks, against the arcs.
        """
        key = (commodity, is_backward)
        if key not in self._known:
            self._known[key] = self._sort(commodity, is_backward=is_backward)
        return self._known[key]

    def _sort(self, commodity: int, *, is_backward: bool) -> SortedArcs:
        count = self.state_count
        arcs = np.flatnonzero(np.isfinite(self.costs[commodity]))
        tails, heads = self.tails[arcs], self.heads[arcs]
        if is_backward:
            tails, heads = heads, tails
        pairs = tails * count + heads
        order = np.argsort(pairs, kind="stable")
        joined, firsts = np.unique(pairs[order], return_index=True)
        heads = joined % count
        indptr = np.searchsorted(joined, np.arange(count + 1) * count)
        return SortedArcs(
            arcs=arcs[order],
            pairs=joined,
            firsts=firsts,
            matrix=sparse.csr_array(
                (
                    np.zeros(len(joined)),
                    heads.astype(np.int32),
                    indptr.astype(np.int32),
                ),
                shape=(count, count),
            ),
        )
