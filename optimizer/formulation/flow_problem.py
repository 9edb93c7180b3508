"""The numbers of a multicommodity flow problem, without the names of anything."""

import hashlib
import math
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.open_arcs import OpenArcs


@dataclass(frozen=True, slots=True)
class Decisions:
    """What comes in whole numbers.

    Attributes
    ----------
    run_sizes
        Capacity that one run adds to each capacity, shape ``(n_capacities,)``; 0 where
        capacity does not come in runs.
    minimum_loads
        Least load of a run as a share of its size, 0 to 1, shape ``(n_capacities,)``.
    groups
        For each release the group that is served in full or not at all, shape
        ``(n_releases,)``; -1 where it is in none.
    """

    run_sizes: FloatArray
    minimum_loads: FloatArray
    groups: IntArray


NOT_SORTED = OpenArcs(0, np.zeros(0, int), np.zeros(0, int), np.zeros((0, 0)))
"""Stands for open arcs that are yet to be sorted."""


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
        What a unit on an arc takes of each capacity, :math:`u_{ra}^q \ge 0`, by
        commodity and then by arc: row ``commodity * n_arcs + arc``, shape
        ``(n_commodities * n_arcs, n_capacities)``. So one product serves them all.
    capacities
        Limits :math:`b_r \ge 0`, shape ``(n_capacities,)``.
    commodities, sources, sinks
        Commodity, first and last state of each release, shape ``(n_releases,)``.
    volumes
        Volumes :math:`v_k > 0`, shape ``(n_releases,)``.
    unserved_prices
        Price of a unit left unserved, shape ``(n_releases,)``; infinite where every
        unit must be served.
    extra_prices
        Price :math:`e_r \ge 0` of a unit of capacity beyond the limit, shape
        ``(n_capacities,)``; infinite where the limit must hold.
    extra_limits
        Most of it that can be had, :math:`h_r`, shape ``(n_capacities,)``; infinite where
        that is not limited.
    decisions
        What integer decisions there are; None where all is continuous.
    open_arcs
        Sorts the arcs that are open; of a problem with the same arcs, closed to the
        same commodities.
    """

    state_count: int
    tails: IntArray
    heads: IntArray
    costs: FloatArray
    uses: sparse.csr_array
    capacities: FloatArray
    commodities: IntArray
    sources: IntArray
    sinks: IntArray
    volumes: FloatArray
    unserved_prices: FloatArray
    extra_prices: FloatArray = field(default_factory=lambda: np.zeros(0))
    extra_limits: FloatArray = field(default_factory=lambda: np.zeros(0))
    decisions: "Decisions | None" = None
    open_arcs: OpenArcs = field(default_factory=lambda: NOT_SORTED)

    def __post_init__(self) -> None:
        """Where nothing is said of extra capacity, none can be had."""
        none = np.full(len(self.capacities), np.inf)
        if not len(self.extra_prices):
            object.__setattr__(self, "extra_prices", none)
        if not len(self.extra_limits):
            object.__setattr__(self, "extra_limits", none)
        if self.open_arcs is NOT_SORTED:
            ends = (self.state_count, self.tails, self.heads)
            object.__setattr__(self, "open_arcs", OpenArcs(*ends, self.costs))

    @property
    def arc_count(self) -> int:
        """Number of arcs."""
        return len(self.tails)

    @property
    def release_count(self) -> int:
        """Number of releases."""
        return len(self.volumes)

    def use_rows(self, commodity: int, arcs: IntArray) -> IntArray:
        """Return the rows of ``uses`` for some arcs of a commodity."""
        return commodity * self.arc_count + arcs

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

    def priced_extras(self) -> IntArray:
        """Return the capacities that more can be had of at a price."""
        return np.flatnonzero(np.isfinite(self.extra_prices))

    def without_costs(self) -> "FlowProblem":
        """Let movement and extra capacity cost nothing, as far as they can be had.

        Extra capacity without a limit is left out: it would make anything fit.
        """
        has_limit = np.isfinite(self.extra_prices) & np.isfinite(self.extra_limits)
        return replace(
            self,
            costs=np.where(np.isfinite(self.costs), 0.0, np.inf),
            capacities=self.capacities + np.where(has_limit, self.extra_limits, 0.0),
            extra_prices=np.zeros(0),
            extra_limits=np.zeros(0),
            decisions=None,
        )

    def with_runs_charged(self) -> "FlowProblem":
        """Charge runs, in fractions, to what takes their capacity, which is then fixed.

        The least cost is the same: no more runs are paid for than capacity is taken.
        """
        has_price = np.isfinite(self.extra_prices)
        charges = np.where(has_price, self.extra_prices, 0.0)
        costs = self.costs + (self.uses @ charges).reshape(self.costs.shape)
        return replace(
            self,
            costs=costs,
            capacities=self.capacities + np.where(has_price, self.extra_limits, 0.0),
            extra_prices=np.zeros(0),
            extra_limits=np.zeros(0),
            decisions=None,
        )

    def feasible_prices(self, capacity_prices: FloatArray) -> FloatArray:
        """Cut prices of capacities down to what unlimited extra capacity costs."""
        is_open = np.isinf(self.extra_limits)
        return np.where(
            is_open, np.minimum(capacity_prices, self.extra_prices), capacity_prices
        )

    def lower_bound(self, distances: FloatArray, capacity_prices: FloatArray) -> float:
        r"""Return the lower bound of the least cost that prices prove.

        By weak duality, for any prices :math:`\lambda \ge 0`, at most :math:`e_r` where
        extra capacity has no limit,

        .. math:: L(\lambda) = \sum_k v_k \min(d_k(\lambda), p_k) - \sum_r b_r \lambda_r
                  - \sum_r h_r \max(0, \lambda_r - e_r)

        Parameters
        ----------
        distances
            Lengths :math:`d_k` of shortest paths at these prices.
        capacity_prices
            The prices.

        Returns
        -------
        float
            The bound; infinite where a release that must be served has no path.
        """
        units = np.minimum(distances, self.unserved_prices)
        if np.any(np.isinf(units)):
            return math.inf
        over = np.maximum(capacity_prices - self.extra_prices, 0.0)
        bought = float(over[over > 0] @ self.extra_limits[over > 0])
        return float(self.volumes @ units - self.capacities @ capacity_prices) - bought

    def prices_of_arcs(self, capacity_prices: FloatArray) -> FloatArray:
        """Return what a unit pays on each arc: its cost and the capacity it takes.

        Parameters
        ----------
        capacity_prices
            Prices of the capacities, at least 0, shape ``(n_capacities,)``.

        Returns
        -------
        FloatArray
            Prices, shape ``(n_commodities, n_arcs)``; infinite where an arc is closed.
        """
        scarcity = self.uses @ capacity_prices
        prices: FloatArray = self.costs + scarcity.reshape(self.costs.shape)
        return prices
