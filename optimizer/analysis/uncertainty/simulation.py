"""Plans for draws of what is uncertain, each from where the base's solve ended."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import fsum

from optimizer.analysis.planning import PlanRun, optimize_plan_from
from optimizer.analysis.uncertainty.drawing import scenario_of_draw, unchanging
from optimizer.analysis.what_if.summaries import served_t, transit_days, unserved_t
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import PathFlow, Plan, StepKind
from optimizer.domain.plan_result import Termination
from optimizer.domain.problems import Problem, Severity
from optimizer.domain.scenarios import (
    Scenario,
    SetQuantity,
    UnusableChangeError,
    Variant,
    applied,
    with_change,
)
from optimizer.domain.uncertainty import Uncertainty
from optimizer.errors import InvalidDatasetError, InvalidScenarioError
from optimizer.formulation.timetable import Timetable
from optimizer.solve.options import PlanOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRow:
    """What comes of one draw.

    Attributes
    ----------
    position
        Which draw, from 0.
    amounts
        What was drawn, in the order of the uncertain numbers.
    total_cost
        Least cost; None without a plan, and so are the figures below.
    served_t, unserved_t
        Gross tonnes that move, and that are left.
    transit_days
        Mean days in legs and transfers, each tonne counting alike; None where nothing
        moves.
    lateness_days
        Mean days by which cargo arrives later, counted from when it is ready, than that
        of the same demand in the base's plan; earlier counts 0, and each tonne that moves
        in both counts alike. None where nothing does.
    bottlenecks
        Resources with a positive shadow price in some period, by id.
    termination
        Why the solve stopped; None where there was none.
    reason, message, problems
        Why it could not be planned; empty where it was.
    """

    position: int
    amounts: tuple[str, ...] = ()
    total_cost: Decimal | None = None
    served_t: float | None = None
    unserved_t: float | None = None
    transit_days: float | None = None
    lateness_days: float | None = None
    bottlenecks: tuple[str, ...] = ()
    termination: Termination | None = None
    reason: str = ""
    message: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Simulation:
    """Draws from what is uncertain about a base.

    A draw starts from what the base's solve knew, so that rows do not depend on each
    other, on their order, nor on where they are planned.

    Attributes
    ----------
    base
        The dataset and its regime.
    uncertainty
        What is drawn.
    options
        Limits of each solve; their regime is not looked at.
    seed
        Tells runs apart, at least 0.
    """

    base: Variant
    uncertainty: Uncertainty
    options: PlanOptions
    seed: int

    @cached_property
    def certain(self) -> Variant:
        """The base with the changes that are made in any case.

        Raises
        ------
        InvalidScenarioError
            When one of them cannot be applied.
        """
        return applied(self.base, self.uncertainty.before)

    @cached_property
    def certain_run(self) -> PlanRun:
        """The plan without uncertainty.

        Raises
        ------
        InvalidDatasetError
            When it cannot be planned.
        """
        return self._planned(self.certain, None)

    def certain_row(self) -> DrawRow:
        """Return the row of the plan without uncertainty, at position 0.

        Raises
        ------
        InvalidDatasetError
            When it cannot be planned.
        """
        result = self.certain_run.result
        row = DrawRow(position=0, termination=result.termination)
        if result.plan is None:
            return row
        return self._filled(row, self.certain.dataset, result.plan)

    def require_sense(self) -> None:
        """Refuse uncertain numbers that select nothing, or what cannot be changed.

        What a draw makes of them is for its row to say.

        Raises
        ------
        InvalidScenarioError
            When there are any; it lists them all.
        """
        problems = []
        for index, number in enumerate(self.uncertainty.numbers):
            try:
                with_change(self.certain, unchanging(number))
            except UnusableChangeError as error:
                problems.append(_problem(error, index))
        if problems:
            raise InvalidScenarioError(self.uncertainty.before.scenario_id, problems)

    def row(self, position: int) -> DrawRow:
        """Return the row of a draw; one that cannot be planned says why."""
        drawn = self._drawn(position)
        changes = (c for c in drawn.changes if isinstance(c, SetQuantity))
        row = DrawRow(
            position=position, amounts=tuple(str(change.amount) for change in changes)
        )
        try:
            variant = applied(self.certain, drawn)
            result = self._planned(variant, self.certain_run).result
        except (InvalidScenarioError, InvalidDatasetError) as error:
            return replace(
                row,
                reason=error.reason,
                message=str(error),
                problems=tuple(
                    p for p in error.problems if p.severity is Severity.ERROR
                ),
            )
        row = replace(row, termination=result.termination)
        if result.plan is None:
            return row
        return self._filled(row, variant.dataset, result.plan)

    def variant(self, position: int) -> Variant:
        """Return the dataset of a draw.

        Raises
        ------
        InvalidScenarioError
            When a number that was drawn cannot be set.
        """
        return applied(self.certain, self._drawn(position))

    def _drawn(self, position: int) -> Scenario:
        dataset = self.certain.dataset
        return scenario_of_draw(dataset, self.uncertainty, self.seed, position)

    def _planned(self, variant: Variant, start: PlanRun | None) -> PlanRun:
        options = replace(self.options, regime_id=variant.regime_id)
        known = None if start is None else start.start
        return optimize_plan_from(variant.dataset, options, warm_start=known)

    def _filled(self, row: DrawRow, dataset: Dataset, plan: Plan) -> DrawRow:
        promised = self._promised_days
        return replace(
            row,
            total_cost=plan.total_cost,
            served_t=served_t(plan),
            unserved_t=unserved_t(plan),
            transit_days=transit_days(plan),
            lateness_days=_lateness_days(promised, dataset, plan),
            bottlenecks=tuple(sorted({b.resource_id for b in plan.bottlenecks})),
        )

    @cached_property
    def _promised_days(self) -> Mapping[str, float]:
        """Mean days from ready to arrival in the base's plan, by demand id."""
        plan = self.certain_run.result.plan
        if plan is None:
            return {}
        return {
            name: days
            for name, (days, _) in _door_to_door(self.certain.dataset, plan).items()
        }


def _lateness_days(
    promised: Mapping[str, float], dataset: Dataset, plan: Plan
) -> float | None:
    found = _door_to_door(dataset, plan)
    both = [(days - promised[k], t) for k, (days, t) in found.items() if k in promised]
    moved_t = fsum(tonnes for _, tonnes in both)
    if not moved_t:
        return None
    return fsum(max(late, 0.0) * tonnes for late, tonnes in both) / moved_t


def _door_to_door(dataset: Dataset, plan: Plan) -> dict[str, tuple[float, float]]:
    """Return mean days from ready to arrival, and tonnes, by demand id."""
    timetable = Timetable(dataset)
    masses_t = {d.demand_id: d.tonnes_per_unit for d in plan.demands}
    waits = {
        name: timetable.days_to_next(index)
        for index, name in enumerate(timetable.period_ids[:-1])
    }
    parts: dict[str, list[tuple[float, float]]] = {}
    for path in plan.paths:
        tonnes = path.quantity * masses_t[path.demand_id]
        days = path.transit_days + _waited_days(path, waits)
        parts.setdefault(path.demand_id, []).append((days, tonnes))
    found = {}
    for name, moved in parts.items():
        moved_t = fsum(tonnes for _, tonnes in moved)
        found[name] = (fsum(d * t for d, t in moved) / moved_t, moved_t)
    return found


def _waited_days(path: PathFlow, waits: Mapping[str, float]) -> float:
    standing = (StepKind.WAIT, StepKind.HOLD)
    return fsum(
        waits[step.departure_period_id] for step in path.steps if step.kind in standing
    )


def _problem(error: UnusableChangeError, index: int) -> Problem:
    return Problem(
        code=error.code,
        table="uncertain",
        row=index + 1,
        message=error.message,
        remedy=error.remedy,
    )
