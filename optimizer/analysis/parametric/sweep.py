"""A grid of scenarios, of which only some are solved and the others proven from these."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from heapq import heapify, heappop, heappush

from optimizer.analysis.ledger import round_money
from optimizer.analysis.parametric.proofs import Known, Proofs, meets, mixed
from optimizer.analysis.planning import PlanRun, optimize_plan_from
from optimizer.analysis.preparing import prepare
from optimizer.analysis.what_if.summaries import served_t, transit_days, unserved_t
from optimizer.domain.memory import Memory
from optimizer.domain.plan import Plan
from optimizer.domain.plan_result import Termination, TerminationReason
from optimizer.domain.problems import Problem, Severity
from optimizer.domain.quantities import exact
from optimizer.domain.scenarios import Scenario, Variant, applied
from optimizer.errors import InvalidDatasetError, InvalidScenarioError
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.solve.options import PlanOptions
from optimizer.solve.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """What comes of one point of a grid.

    Attributes
    ----------
    amounts
        What each parameter is set to.
    total_cost
        Least cost; None without a plan, and so are the figures below.
    served_t, unserved_t
        Gross tonnes that move, and that are left.
    transit_days
        Mean days in legs and transfers, each tonne counting alike; None where nothing
        moves.
    emissions_t
        Tonnes of CO2 equivalent; None where a leg does not state its factor.
    is_interpolated
        Whether the plan is a mixture of those of other points, proven to cost least.
    termination
        Why the solve stopped; None where there was none.
    reason, message, problems
        Why it could not be planned; empty where it was.
    """

    amounts: tuple[str, ...]
    total_cost: Decimal | None = None
    served_t: float | None = None
    unserved_t: float | None = None
    transit_days: float | None = None
    emissions_t: float | None = None
    is_interpolated: bool = False
    termination: Termination | None = None
    reason: str = ""
    message: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Sweep:
    """Scenarios that differ from a base in the same numbers.

    Attributes
    ----------
    base
        What they start from.
    options
        Limits of each solve; their regime is not looked at.
    scenario_at
        From the amounts of a point to its scenario; may raise InvalidScenarioError.
    """

    base: Variant
    options: PlanOptions
    scenario_at: Callable[[tuple[str, ...]], Scenario]

    def rows(self, points: Sequence[tuple[str, ...]]) -> list[SweepRow]:
        """Return the rows of some points, solving as few as prove the others.

        The corners come first, then the point that is least known. Rows depend on the
        points alone. Decisions in whole numbers prove nothing of other points: each is
        then solved.
        """
        return _Block(self, points).rows()

    def plan(self, variant: Variant) -> PlanRun:
        """Plan a variant from what the base's solve knew."""
        options = replace(self.options, regime_id=variant.regime_id)
        start = self._base_run.start
        return optimize_plan_from(variant.dataset, options, warm_start=start)

    def problem_of(self, variant: Variant) -> FlowProblem:
        """Return the problem of a variant, without solving it."""
        return prepare(variant.dataset, variant.regime_id, self._memory).graph.problem

    @cached_property
    def _base_run(self) -> PlanRun:
        options = replace(self.options, regime_id=self.base.regime_id)
        return optimize_plan_from(self.base.dataset, options)

    @cached_property
    def _memory(self) -> Memory:
        start = self._base_run.start
        return Memory() if start is None else start.memory.fork()


@dataclass
class _Point:
    """A point that may yet be proven.

    Attributes
    ----------
    amounts
        What each parameter is set to.
    variant
        The dataset that they make.
    problem
        Its problem.
    bound
        Best proven lower bound of its cost.
    seen
        Answers that the bound looked at.
    gap
        Distance of the bounds when they were last looked at.
    """

    amounts: tuple[str, ...]
    variant: Variant
    problem: FlowProblem
    bound: float = -math.inf
    seen: int = 0
    gap: float = math.inf


class _Block:
    """Points that prove each other."""

    def __init__(self, sweep: Sweep, points: Sequence[tuple[str, ...]]) -> None:
        self._sweep = sweep
        self._points = points
        self._proofs = Proofs()
        self._solved: list[SweepRow] = []
        self._rows: dict[int, SweepRow] = {}

    def rows(self) -> list[SweepRow]:
        """Solve or prove all points."""
        open_points = dict(self._prepared())
        structures = {p.problem.structure_digest() for p in open_points.values()}
        proves = len(structures) == 1 and not self._sweep.options.integer_decisions
        for position in self._corners(open_points):
            self._solve(position, open_points.pop(position))
        while open_points:
            chosen: int | None = next(iter(open_points))
            if proves:
                chosen = self._least_known(open_points)
            if chosen is not None:
                self._solve(chosen, open_points.pop(chosen))
        return [self._rows[position] for position in range(len(self._points))]

    def _prepared(self) -> Iterator[tuple[int, _Point]]:
        """Yield the points that can be planned; the others get their rows."""
        for position, amounts in enumerate(self._points):
            try:
                scenario = self._sweep.scenario_at(amounts)
                variant = applied(self._sweep.base, scenario)
                problem = self._sweep.problem_of(variant).with_runs_charged()
            except (InvalidScenarioError, InvalidDatasetError) as error:
                self._refuse(position, error)
            else:
                yield position, _Point(amounts, variant, problem)

    def _refuse(
        self, position: int, error: InvalidScenarioError | InvalidDatasetError
    ) -> None:
        errors = [p for p in error.problems if p.severity is Severity.ERROR]
        self._rows[position] = SweepRow(
            amounts=self._points[position],
            reason=error.reason,
            message=str(error),
            problems=tuple(errors),
        )

    def _corners(self, points: Iterable[int]) -> list[int]:
        """Return the positions at which every parameter is at one of its ends."""
        values = [
            list(dict.fromkeys(column)) for column in zip(*self._points, strict=True)
        ]
        ends = [{column[0], column[-1]} for column in values]
        return [
            position
            for position in points
            if all(
                amount in end
                for amount, end in zip(self._points[position], ends, strict=True)
            )
        ]

    def _least_known(self, points: dict[int, _Point]) -> int | None:
        """Write the rows of points that are proven; return the least known of others.

        Gaps only ever shrink, so a point whose gap is wider than what others had when
        they were last looked at is the least known.
        """
        ahead = [(-point.gap, position) for position, point in points.items()]
        heapify(ahead)
        while ahead:
            _, position = heappop(ahead)
            point = points[position]
            found = self._look_at(point)
            if found is not None and meets(point.bound, found[0]):
                self._interpolate(position, points.pop(position), *found)
            elif not ahead or point.gap >= -ahead[0][0]:
                return position
            else:
                heappush(ahead, (-point.gap, position))
        return None

    def _look_at(self, point: _Point) -> tuple[float, FloatArray] | None:
        """Bring the bounds of a point up to date."""
        fresh = self._proofs.bound(point.problem, point.seen)
        point.bound = max(point.bound, fresh)
        point.seen = len(self._proofs.known)
        found = self._proofs.mixture(point.problem)
        if found is not None:
            point.gap = max(found[0] - point.bound, 0.0)
        return found

    def _solve(self, position: int, point: _Point) -> None:
        try:
            run = self._sweep.plan(point.variant)
        except InvalidDatasetError as error:
            self._refuse(position, error)
            return
        row = SweepRow(amounts=point.amounts, termination=run.result.termination)
        if run.result.plan is not None:
            row = _filled(row, run.result.plan)
            if isinstance(run.outcome, Solution) and run.outcome.limit is None:
                problem = run.graph.problem
                self._proofs.known.append(Known.of(problem, run.outcome))
                self._solved.append(row)
        self._rows[position] = row

    def _interpolate(
        self, position: int, point: _Point, cost: float, shares: FloatArray
    ) -> None:
        """Mix what is known of the answers of which a plan is mixed."""
        parts = self._solved
        moved_t = mixed(shares, [row.served_t or 0.0 for row in parts])
        days = [(row.transit_days or 0.0) * (row.served_t or 0.0) for row in parts]
        emitted = [row.emissions_t for row in parts]
        used = [e for e, share in zip(emitted, shares, strict=True) if share > 0]
        self._rows[position] = SweepRow(
            amounts=point.amounts,
            total_cost=round_money(exact(cost)),
            served_t=moved_t,
            unserved_t=mixed(shares, [row.unserved_t or 0.0 for row in parts]),
            transit_days=mixed(shares, days) / moved_t if moved_t else None,
            emissions_t=None
            if None in used
            else mixed(shares, [e or 0.0 for e in emitted]),
            is_interpolated=True,
            termination=Termination(
                reason=TerminationReason.OPTIMAL,
                primal_bound=cost,
                dual_bound=point.bound,
                detail="a mixture of other points' plans, proven to cost least",
            ),
        )


def _filled(row: SweepRow, plan: Plan) -> SweepRow:
    return replace(
        row,
        total_cost=plan.total_cost,
        served_t=served_t(plan),
        unserved_t=unserved_t(plan),
        transit_days=transit_days(plan),
        emissions_t=plan.emissions_t,
    )
