"""The numbers of a multicommodity flow problem, without the names of anything."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

type IntArray = NDArray[np.int64]
type FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class FlowProblem:
    r"""Minimum-cost multicommodity flow with shared capacities.

    A *release* :math:`k` is a volume of one commodity that becomes ready in one state
    and is delivered in another; what is not delivered is left unserved at a price.

    Attributes
    ----------
    state_count
        Number of states.
    tails, heads
        States where each arc starts and ends, shape ``(n_arcs,)``.
    costs
        Cost :math:`c_a^q \ge 0` of a unit of commodity :math:`q` on arc :math:`a`,
        shape ``(n_commodities, n_arcs)``; infinite where the arc is closed to it.
    uses
        For each commodity, what a unit on an arc takes of each capacity,
        :math:`u_{ra}^q \ge 0`, shape ``(n_capacities, n_arcs)``.
    capacities
        Limits :math:`b_r \ge 0`, shape ``(n_capacities,)``.
    commodities, sources, sinks
        Commodity, first and last state of each release, shape ``(n_releases,)``.
    volumes
        Volumes :math:`v_k > 0`, shape ``(n_releases,)``.
    unserved_prices
        Price of a unit left unserved, shape ``(n_releases,)``; infinite where every
        unit must be served.
    overload_prices
        Price of a unit above each capacity, shape ``(n_capacities,)``; None where
        capacities must hold, as they must in any plan.
    """

    state_count: int
    tails: IntArray
    heads: IntArray
    costs: FloatArray
    uses: tuple[sparse.csr_array, ...]
    capacities: FloatArray
    commodities: IntArray
    sources: IntArray
    sinks: IntArray
    volumes: FloatArray
    unserved_prices: FloatArray
    overload_prices: FloatArray | None = None

    @property
    def arc_count(self) -> int:
        """Number of arcs."""
        return len(self.tails)

    @property
    def release_count(self) -> int:
        """Number of releases."""
        return len(self.volumes)

    @cached_property
    def uses_by_arc(self) -> tuple[sparse.csc_array, ...]:
        """What a unit on an arc takes of each capacity, arc by arc."""
        return tuple(matrix.tocsc() for matrix in self.uses)

    def structure_digest(self) -> str:
        """Return a digest of the states, arcs, capacities' number and releases' ends.

        Problems with the same digest differ in numbers only: costs, uses, capacities,
        volumes and unserved prices.
        """
        digest = hashlib.sha256()
        shape = np.array([self.state_count, len(self.capacities)])
        ends = (self.tails, self.heads, self.commodities, self.sources, self.sinks)
        for array in (shape, *ends):
            digest.update(np.ascontiguousarray(array, dtype=np.int64).tobytes())
            digest.update(b"/")
        return digest.hexdigest()

    def prices_of_arcs(self, commodity: int, capacity_prices: FloatArray) -> FloatArray:
        """Return what a unit pays on each arc: its cost and the capacity it takes.

        Parameters
        ----------
        commodity
            Index of the commodity.
        capacity_prices
            Prices of the capacities, at least 0, shape ``(n_capacities,)``.
        """
        scarcity = self.uses[commodity].T @ capacity_prices
        prices: FloatArray = self.costs[commodity] + scarcity
        return prices
