r"""Which change of a scenario its difference in cost is owed to.

In the order of the changes, each is owed what the cost moves when it is added. The
Shapley value [1]_ of change :math:`i` is the mean of that over all orders,

.. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|! \, (n - |S| - 1)!}{n!}
          \left( c(S \cup i) - c(S) \right)

where :math:`c(S)` is the least cost with the changes of :math:`S` alone. Both add up to
the whole difference.

References
----------
.. [1] Shapley, L.S. (1953). A value for n-person games. *Contributions to the Theory of
       Games* II, 307-317. Princeton.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial
from typing import Protocol

from optimizer.analysis.ledger import apportion
from optimizer.analysis.what_if.rows import Attribution
from optimizer.domain.plan_result import PlanResult
from optimizer.domain.quantities import EXACT
from optimizer.domain.scenarios import (
    Scenario,
    UnusableChangeError,
    Variant,
    with_change,
)
from optimizer.errors import InvalidDatasetError

MOST_IN_ALL_ORDERS = 8
"""Most changes of which every subset is planned."""

type Subset = tuple[int, ...]
"""Positions of some changes, ascending."""

type Cost = Callable[[Subset], Decimal]
"""Least cost with some of the changes."""


class Planner(Protocol):
    """Plans variants of a base."""

    @property
    def base(self) -> Variant:
        """The base."""

    def plan(self, variant: Variant) -> PlanResult:
        """Plan a variant."""


class _NoCostError(Exception):
    """Some of the changes have no plan without the others."""


def attributions_of(planner: Planner, scenario: Scenario) -> tuple[Attribution, ...]:
    """Divide a scenario's difference in cost among its changes.

    Parameters
    ----------
    planner
        Plans what single changes make of the base.
    scenario
        A scenario that has a plan.

    Returns
    -------
    tuple[Attribution, ...]
        One for each change; empty where the first so many have no plan.
    """
    costs = _Costs(planner, scenario)
    count = len(scenario.changes)
    try:
        prefixes = [costs.of(tuple(range(length))) for length in range(count + 1)]
    except _NoCostError:
        return ()
    values = _shapley_values(count, costs.of)
    return tuple(
        Attribution(
            position=position + 1,
            note=scenario.notes[position],
            in_order=after - before,
            shapley=None if values is None else values[position],
        )
        for position, (before, after) in enumerate(pairwise(prefixes))
    )


class _Costs:
    """Least costs of subsets of changes, each planned once."""

    def __init__(self, planner: Planner, scenario: Scenario) -> None:
        self._planner = planner
        self._scenario = scenario
        self._known: dict[Subset, Decimal] = {}

    def of(self, subset: Subset) -> Decimal:
        """Return the least cost with some of the changes, applied in their order.

        Raises
        ------
        _NoCostError
            When they cannot be applied or planned without the others.
        """
        if subset not in self._known:
            self._known[subset] = self._planned(subset)
        return self._known[subset]

    def _planned(self, subset: Subset) -> Decimal:
        variant = self._planner.base
        try:
            for position in subset:
                variant = with_change(variant, self._scenario.changes[position])
            plan = self._planner.plan(variant).plan
        except (UnusableChangeError, InvalidDatasetError) as error:
            raise _NoCostError from error
        if plan is None:
            raise _NoCostError
        return plan.total_cost


def _shapley_values(count: int, cost_of: Cost) -> list[Decimal] | None:
    """Return the Shapley value of each change, to the cent; None where unknown."""
    if count > MOST_IN_ALL_ORDERS:
        return None
    try:
        exact = [_shapley_value(position, count, cost_of) for position in range(count)]
    except _NoCostError:
        return None
    with localcontext(EXACT):
        amounts = {
            f"{position:03}": Decimal(value.numerator) / Decimal(value.denominator)
            for position, value in enumerate(exact)
        }
    rounded = apportion(amounts)
    return [rounded[name] for name in sorted(rounded)]


def _shapley_value(position: int, count: int, cost_of: Cost) -> Fraction:
    others = [other for other in range(count) if other != position]
    value = Fraction(0)
    for size in range(count):
        weight = Fraction(
            factorial(size) * factorial(count - size - 1), factorial(count)
        )
        for subset in combinations(others, size):
            joined = tuple(sorted((*subset, position)))
            value += weight * Fraction(cost_of(joined) - cost_of(subset))
    return value
