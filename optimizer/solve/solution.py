"""What a solver found, in the numbers of the flow problem."""

from dataclasses import dataclass

from optimizer.domain.plan_result import Limit
from optimizer.formulation.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class ArcPath:
    """Quantity of one release along one way.

    Attributes
    ----------
    release
        Release that moves.
    arcs
        Arcs in the order of travel.
    quantity
        How much, above 0.
    """

    release: int
    arcs: tuple[int, ...]
    quantity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveWork:
    """How large the program was and what it took.

    Attributes
    ----------
    variable_count, row_count
        Columns and rows.
    iteration_count
        Iterations of the solver.
    build_seconds, solve_seconds
        Time to build the program, and to solve it.
    """

    variable_count: int
    row_count: int
    iteration_count: int
    build_seconds: float
    solve_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """An answer: optimal, or the best that was found before a limit.

    Attributes
    ----------
    paths
        Flows along paths, by release, larger first; they add up to what is served.
    unserved
        What each release leaves unserved, at least 0, shape ``(n_releases,)``.
    capacity_prices
        Fall in cost per extra unit of each capacity, at least 0, shape
        ``(n_capacities,)``. It is the negative of the solver's dual, which for a
        minimization with ``<=`` rows is at most 0.
    extras
        What is had beyond each capacity at a price, at least 0, shape
        ``(n_capacities,)``.
    objective
        Cost as the solver computed it.
    work
        Size and time.
    limit
        Limit that stopped the solve before the answer was proven; None where it is.
    is_integer
        Whether decisions were made in whole numbers.
    bound_prices
        Prices of the capacities that prove the lower bound where ``capacity_prices`` do
        not, because they hold for whole numbers that are given.
    """

    paths: tuple[ArcPath, ...]
    unserved: FloatArray
    capacity_prices: FloatArray
    extras: FloatArray
    objective: float
    work: SolveWork
    limit: Limit | None = None
    is_integer: bool = False
    bound_prices: FloatArray | None = None

    @property
    def proof_prices(self) -> FloatArray:
        """Prices of the capacities that prove the lower bound."""
        return self.capacity_prices if self.bound_prices is None else self.bound_prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Infeasible:
    """The solver's verdict that no flow serves all that must be served."""

    work: SolveWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """No answer was found, though there may be one.

    Attributes
    ----------
    limit
        Limit that was reached; None where no whole numbers fit over the paths at hand.
    work
        Size and time.
    """

    limit: Limit | None
    work: SolveWork


type Outcome = Solution | Infeasible | Stopped
"""What can come of a solve; values exist in the first case alone."""
