r"""What one more of anything is worth, to either side, and how far that holds.

The least cost is a convex function of any capacity or volume and a concave one of any
rate, made of straight pieces [1]_. At a kink, where the optimum is degenerate, the solver's
price is any number between two slopes: more is then worth less than less costs. So each
side is looked at for itself, and each slope and end is proven by solves that meet on it.

References
----------
.. [1] Ahuja, R.K., Magnanti, T.L. & Orlin, J.B. (1993). *Network Flows*, section 11.10.
       Prentice Hall.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from optimizer.analysis.ledger import round_price
from optimizer.analysis.parametric.engine import Answer, Engine
from optimizer.analysis.parametric.proofs import meets
from optimizer.analysis.parametric.segments import Segment, Tangent, segment_to
from optimizer.analysis.parametric.unused_legs import unused_legs
from optimizer.analysis.parametric.varied import Numbers, RangeKind, Varied
from optimizer.analysis.planning import PlanRun
from optimizer.formulation.arrays import FloatArray
from optimizer.solve.column_generation import Start
from optimizer.solve.options import PlanOptions
from optimizer.solve.solution import Solution

LEAST_LOAD = 1e-9
"""Share of a capacity that a load may be too large by rounding."""

SAME = 1e-6
"""Relative difference below which two slopes are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What one more of something does to the least cost, and how far that holds.

    Attributes
    ----------
    kind, row_id
        What is varied.
    period_id
        Period of a capacity; empty for all else.
    value
        What it is today.
    cost_of_more
        Change in cost per unit more; below 0 where that saves. None where no plan
        serves more.
    holds_to
        Up to which value that holds; None where it holds as far as was looked, which is
        ten times today's, and for capacities without end.
    cost_of_less
        Change in cost per unit less; below 0 where that saves. None where less is not
        possible, as for a capacity of 0, or no plan does with less.
    holds_from
        Down to which value that holds.
    is_degenerate
        Whether one more saves another amount than one less costs.
    """

    kind: RangeKind
    row_id: str
    period_id: str = ""
    value: float
    cost_of_more: Decimal | None
    holds_to: float | None
    cost_of_less: Decimal | None
    holds_from: float | None
    is_degenerate: bool


class Ranges:
    """Ranges around a plan; runs may be fractions.

    Parameters
    ----------
    run
        The plan.
    options
        Limits of each solve.
    kinds
        What to vary.
    """

    def __init__(
        self, run: PlanRun, options: PlanOptions, kinds: frozenset[RangeKind]
    ) -> None:
        self._graph = run.graph
        numbers = Numbers(run)
        self._problem = numbers.problem
        start: Start | None = None if run.start is None else run.start.start
        self._engine = Engine(start, options.time_limit)
        has_plan = isinstance(run.outcome, Solution)
        self._varied = list(numbers.of(kinds)) if has_plan else []
        self._has_legs = has_plan and RangeKind.LEG in kinds

    def __len__(self) -> int:
        return len(self._varied) + len(self._legs)

    def __iter__(self) -> Iterator[Range]:
        """Yield all ranges, as :meth:`some` does."""
        return self.some(0, len(self))

    def some(self, first: int, end: int) -> Iterator[Range]:
        """Yield ranges of capacities, then demands, rates, tariffs and legs.

        Parameters
        ----------
        first, end
            Positions of the first of them, and behind the last.

        Raises
        ------
        ResultNotCertifiedError
            When an answer cannot be proven.
        SolverFailedError
            When a solve reaches the time limit.
        """
        for varied in self._varied[first:end]:
            yield self._range(varied, self._base)
        count = len(self._varied)
        yield from self._legs[max(first - count, 0) : max(end - count, 0)]

    @cached_property
    def _legs(self) -> list[Range]:
        """Ranges of the charges of unused legs, within which they stay so."""
        if not self._has_legs:
            return []
        return [
            Range(
                kind=RangeKind.LEG,
                row_id=leg_id,
                value=0.0,
                cost_of_more=Decimal(0),
                holds_to=None,
                cost_of_less=Decimal(0) if math.isfinite(dearer) else None,
                holds_from=-dearer if math.isfinite(dearer) else None,
                is_degenerate=False,
            )
            for leg_id, dearer in unused_legs(self._graph, self._base)
        ]

    @cached_property
    def _base(self) -> Answer:
        base = self._engine.answer(self._problem)
        if base is None:
            msg = "a problem that has a plan has none"
            raise AssertionError(msg)
        return base

    def _range(self, varied: Varied, base: Answer) -> Range:
        more = self._side(varied, base, varied.most)
        less = self._side(varied, base, -varied.value) if varied.value > 0 else None
        up = None if more is None else more.slope
        down = None if less is None else -less.slope
        end = None if more is None or more.end is None else varied.value + more.end
        start = None
        if less is not None:
            reach = -varied.value if less.end is None else less.end
            start = max(varied.value + reach, 0.0)
        return Range(
            kind=varied.kind,
            row_id=varied.row_id,
            period_id=varied.period_id,
            value=varied.value,
            cost_of_more=None if up is None else round_price(up),
            holds_to=end,
            cost_of_less=None if down is None else round_price(down),
            holds_from=start,
            is_degenerate=_differ(up, down),
        )

    def _is_flat(self, varied: Varied, base: Answer, limit: float) -> bool:
        """Whether the plan as it is fits a capacity, and is proven to cost least there.

        That saves the solves of the many capacities that neither more nor less matters
        of.
        """
        problem = varied.problem_at(limit)
        fits = bool(np.all(self._loads <= problem.capacities))
        return fits and meets(base.bound(problem), base.cost)

    @cached_property
    def _loads(self) -> FloatArray:
        """What the plan takes of each capacity."""
        loads = np.zeros(len(self._problem.capacities))
        for path in self._base.solution.paths:
            lane = int(self._problem.commodities[path.release])
            rows = self._problem.use_rows(lane, np.array(path.arcs))
            taken = np.asarray(self._problem.uses[rows].sum(axis=0)).ravel()
            loads += path.quantity * taken
        slack = LEAST_LOAD * np.maximum(1.0, self._problem.capacities)
        least: FloatArray = np.maximum(loads - slack, 0.0)
        return least

    def _side(self, varied: Varied, base: Answer, limit: float) -> Segment | None:
        """Return the piece on one side; None where there is no plan on it."""
        if varied.kind is RangeKind.CAPACITY and self._is_flat(varied, base, limit):
            return Segment(0.0, None)
        found = _Search(self._engine, varied, base, limit).segment()
        if varied.kind is not RangeKind.CAPACITY or limit < 0 or found is None:
            return found
        # More of a capacity is worth nothing at last: its end was not yet in sight.
        is_cut = found.end is None and round_price(found.slope) != 0
        return self._side(varied, base, _FURTHER * limit) if is_cut else found


class _Search:
    """The function of one number, with tangents from proven answers."""

    def __init__(
        self, engine: Engine, varied: Varied, base: Answer, limit: float
    ) -> None:
        self._engine = engine
        self._varied = varied
        self._base = base
        self._limit = limit
        # A concave function is looked at upside down.
        self._sign = -1.0 if varied.changes_costs else 1.0

    def segment(self) -> Segment | None:
        """Find the piece that starts at today's value."""
        here = self._tangent(0.0, self._base)
        far = self._answer(self._limit)
        if far is None:
            return self._up_to_a_plan(here)
        end = self._tangent(self._limit, far)
        found = segment_to(self._evaluate, here, end)
        return Segment(self._sign * found.slope, found.end)

    def _up_to_a_plan(self, here: Tangent) -> Segment | None:
        """Look only as far as there are plans, to a millionth of the way."""
        none, some, last = self._limit, 0.0, here
        while abs(none - some) > _PLAN_STEP * abs(self._limit):
            middle = (none + some) / 2
            answer = self._answer(middle)
            if answer is None:
                none = middle
            else:
                some, last = middle, self._tangent(middle, answer)
        if not some:
            return None
        found = segment_to(self._evaluate, here, last)
        end = some if found.end is None else found.end
        return Segment(self._sign * found.slope, end)

    def _answer(self, change: float) -> Answer | None:
        return self._engine.answer(self._varied.problem_at(change))

    def _evaluate(self, change: float) -> Tangent:
        answer = self._answer(change)
        if answer is None:
            msg = "there is no plan between two that are"
            raise AssertionError(msg)
        return self._tangent(change, answer)

    def _tangent(self, change: float, answer: Answer) -> Tangent:
        """Return the line that an answer proves, through it and another point."""
        other = self._limit if change != self._limit else 0.0
        problem = self._varied.problem_at(other)
        if self._varied.changes_costs:
            height = answer.cost_under(problem.costs)
        else:
            height = answer.bound(problem)
        slope = (height - answer.cost) / (other - change)
        return Tangent(change, self._sign * answer.cost, self._sign * slope)


_FURTHER = 4.0
"""How much further to look where the end of a piece is not in sight."""

_PLAN_STEP = 1e-6
"""Share of a range to which the end of what can be planned is found."""


def _differ(up: float | None, down: float | None) -> bool:
    """Whether there are slopes to both sides, and they are not one line's."""
    if up is None or down is None:
        return False
    return abs(up + down) > SAME * max(1.0, abs(up), abs(down))
