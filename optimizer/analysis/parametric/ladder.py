r"""The ladder of expansions: which capacity to add next, and what that saves.

Let extra capacity cost :math:`\mu` per tonne that it lets pass. At a high price none is
bought; as the price falls, the best set of expansions grows from corner to corner of the
trade-off between what is added and what the plan then costs. Between corners, the next
tonne of capacity saves :math:`\mu`: it goes to what is scarcest now, until something else
is. Each rung is the best of all sets of expansions of its size, so no order in which
single capacities could be expanded saves more with as much.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import numpy as np

from optimizer.analysis.ledger import round_money, round_price
from optimizer.analysis.parametric.capacity_tonnes import tonnes_per_capacity
from optimizer.analysis.parametric.engine import Answer, Engine
from optimizer.analysis.parametric.front import Corner, front_between
from optimizer.analysis.planning import PlanRun
from optimizer.analysis.unserved import resource_period
from optimizer.domain.quantities import exact
from optimizer.domain.resources import Measure
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.column_generation import Start
from optimizer.solve.options import PlanOptions

LEAST_WORTH = 1e-6
"""Share of the first rung's worth below which more capacity counts as worth nothing."""

LEAST_SHARE = 1e-9
"""Share of all volume below which an expansion counts as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """Capacity that a rung adds to a resource, counted from the dataset.

    Attributes
    ----------
    resource_id, period_id
        Which capacity.
    measure
        What it counts.
    capacity
        What the dataset has.
    added
        How much comes to it, in its measure.
    added_t
        The same in tonnes that it lets pass.
    step_t
        How much of that the rung adds to the one before; below 0 where a larger set of
        expansions needs less of it.
    """

    resource_id: str
    period_id: str
    measure: Measure
    capacity: float
    added: float
    added_t: float
    step_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """The best set of expansions of its size.

    Attributes
    ----------
    added_t
        Size: the sum of what is added, in tonnes that it lets pass.
    total_cost
        What the plan then costs, the expansions themselves left out.
    saving
        By how much that is less than without any.
    worth_per_t
        What each tonne from the rung before to this one saves; None for the first.
    served_t
        Gross tonnes that then move.
    expansions
        What is added to which capacity, the largest step first.
    """

    added_t: float
    total_cost: Decimal
    saving: Decimal
    worth_per_t: Decimal | None
    served_t: float
    expansions: tuple[Expansion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Expansions from none to all that are worth anything, or to a target.

    Attributes
    ----------
    rungs
        From none on, by size.
    demand_t
        Gross tonnes that want to move.
    target_t
        What was to be served; None where nothing was asked for.
    is_reached
        Whether the last rung serves it; True where nothing was asked for.
    """

    rungs: tuple[Rung, ...]
    demand_t: float
    target_t: float | None
    is_reached: bool


type _Corner = Corner[Answer]


def ladder_of(
    run: PlanRun, options: PlanOptions, target_t: float | None = None
) -> Ladder | None:
    """Find the expansions of all capacities of a plan; None where there is no plan.

    Runs may be fractions, and each period's capacity is expanded for itself.

    Parameters
    ----------
    run
        The plan without expansions.
    options
        Limits of each solve.
    target_t
        Gross tonnes to be served at which to stop, above 0.

    Raises
    ------
    ResultNotCertifiedError
        When an answer cannot be proven.
    SolverFailedError
        When a solve reaches the time limit.
    """
    if run.result.plan is None or run.start is None:
        return None
    climb = _Climb(run.graph, run.start.start, options)
    corners = climb.corners()
    rungs = climb.rungs(corners)
    demand_t = float(climb.unit_masses_t @ run.graph.problem.volumes)
    if target_t is None:
        return Ladder(rungs=rungs, demand_t=demand_t, target_t=None, is_reached=True)
    reached = next((i for i, r in enumerate(rungs) if r.served_t >= target_t), None)
    if reached is not None:
        rungs = climb.rungs(_until(corners, reached, target_t))
    return Ladder(
        rungs=rungs,
        demand_t=demand_t,
        target_t=target_t,
        is_reached=reached is not None,
    )


@dataclass(frozen=True, slots=True)
class _Sets:
    """Expansions of a rung, with what is then served and what it costs."""

    cost: float
    amount: float
    extras: FloatArray
    served_t: float


class _Climb:
    """Solves a problem at prices of extra capacity."""

    def __init__(self, graph: StateGraph, start: Start, options: PlanOptions) -> None:
        self._graph = graph
        self._problem = graph.problem.with_runs_charged()
        self._per_unit_t = tonnes_per_capacity(graph, self._problem)
        self._engine = Engine(start, options.time_limit)
        masses_t = np.array([c.tonnes_per_unit for c in graph.dataset.commodities])
        lanes = self._problem.commodities
        self.unit_masses_t = masses_t[graph.lane_commodities[lanes]]

    def corners(self) -> list[_Sets]:
        """Return the best sets of expansions, from none to all that are worth it."""
        base = self._engine.answer(self._problem)
        if base is None:
            msg = "a problem that has a plan has none"
            raise AssertionError(msg)
        first = self._corner(base)
        # At a price of nothing, capacity that is of no use could be bought as well.
        least = LEAST_WORTH * self._most_worth(base)
        if least <= 0:
            return [self._sets(first)]
        last = self._at(least)
        corners = front_between(self._at, first, last)
        return [self._sets(corner) for corner in corners]

    def rungs(self, sets: list[_Sets]) -> tuple[Rung, ...]:
        """Name what each set adds."""
        none = _Sets(0.0, 0.0, np.zeros(len(self._problem.capacities)), 0.0)
        steps = pairwise([none, *sets])
        return tuple(self._rung(before, one, sets[0]) for before, one in steps)

    def _rung(self, before: _Sets, one: _Sets, base: _Sets) -> Rung:
        cost = round_money(exact(one.cost))
        step_t = one.amount - before.amount
        worth = (before.cost - one.cost) / step_t if one is not base else None
        return Rung(
            added_t=one.amount,
            total_cost=cost,
            saving=round_money(exact(base.cost)) - cost,
            worth_per_t=None if worth is None else round_price(worth),
            served_t=one.served_t,
            expansions=tuple(self._expansions(before, one)),
        )

    def _expansions(self, before: _Sets, one: _Sets) -> Iterator[Expansion]:
        graph, rows = self._graph, self._graph.capacity_rows
        added_t = one.extras * self._per_unit_t
        steps_t = added_t - before.extras * self._per_unit_t
        for row in np.argsort(-np.abs(steps_t), kind="stable").tolist():
            if not added_t[row] and not steps_t[row]:
                continue
            where = resource_period(graph, row)
            resource = graph.dataset.resources[int(rows.resources[row])]
            yield Expansion(
                resource_id=where.resource_id,
                period_id=where.period_id,
                measure=resource.measure,
                capacity=float(rows.capacities[row]),
                added=float(one.extras[row]),
                added_t=float(added_t[row]),
                step_t=float(steps_t[row]),
            )

    def _most_worth(self, base: Answer) -> float:
        """Return the most that a tonne of capacity can be worth: all of its prices."""
        prices = base.solution.capacity_prices
        can_grow = self._per_unit_t > 0
        return float(np.sum(prices[can_grow] / self._per_unit_t[can_grow]))

    def _at(self, price: float) -> _Corner:
        answer = self._engine.answer(self._priced(price))
        if answer is None:
            msg = "a problem that has a plan has none with more capacity"
            raise AssertionError(msg)
        return self._corner(answer)

    def _priced(self, price: float) -> FlowProblem:
        can_grow = self._per_unit_t > 0
        return replace(
            self._problem,
            extra_prices=np.where(can_grow, price * self._per_unit_t, np.inf),
            extra_limits=np.zeros(0),
        )

    def _corner(self, answer: Answer) -> _Corner:
        extras = self._extras(answer)
        problem = answer.problem
        has_price = np.isfinite(problem.extra_prices)
        paid = float(
            problem.extra_prices[has_price] @ answer.solution.extras[has_price]
        )
        amount = float(extras @ self._per_unit_t)
        return Corner(answer.cost - paid, amount, answer)

    def _extras(self, answer: Answer) -> FloatArray:
        extras_t = answer.solution.extras * self._per_unit_t
        least = LEAST_SHARE * float(self.unit_masses_t @ self._problem.volumes)
        return np.where(extras_t > least, answer.solution.extras, 0.0)

    def _sets(self, corner: _Corner) -> _Sets:
        answer = corner.content
        served = self._problem.volumes - answer.solution.unserved
        served_t = float(self.unit_masses_t @ np.maximum(served, 0.0))
        return _Sets(corner.cost, corner.amount, self._extras(answer), served_t)


def _until(sets: list[_Sets], reached: int, target_t: float) -> list[_Sets]:
    """Cut a ladder between two rungs, where just the target is served."""
    if not reached:
        return sets[:1]
    before, after = sets[reached - 1], sets[reached]
    share = (target_t - before.served_t) / (after.served_t - before.served_t)

    def between[Number: (float, FloatArray)](one: Number, other: Number) -> Number:
        return one + share * (other - one)

    # Flows between two corners cost least at the price at which both do.
    cut = _Sets(
        between(before.cost, after.cost),
        between(before.amount, after.amount),
        between(before.extras, after.extras),
        target_t,
    )
    return [*sets[:reached], cut]
