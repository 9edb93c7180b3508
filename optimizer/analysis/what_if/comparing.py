"""Planning scenarios from where the base ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from optimizer.analysis.planning import PlanRun, optimize_plan_from
from optimizer.analysis.what_if.attributing import attributions_of
from optimizer.analysis.what_if.rows import ScenarioRow
from optimizer.analysis.what_if.summaries import change_between, summary_of
from optimizer.domain.plan import Plan
from optimizer.domain.plan_result import PlanResult
from optimizer.domain.problems import Problem, Severity
from optimizer.domain.scenarios import Scenario, Variant, applied
from optimizer.errors import InvalidDatasetError, InvalidScenarioError
from optimizer.solve.options import PlanOptions


@dataclass(frozen=True)
class Comparison:
    """A base, planned once, and what becomes of it under scenarios.

    A scenario starts from what the base's solve knew, so that rows do not depend on each
    other nor on their order.

    Attributes
    ----------
    base
        The dataset without changes, and its regime.
    options
        Limits of each solve; their regime is not looked at.
    attributes
        Whether differences in cost are owed to single changes.
    """

    base: Variant
    options: PlanOptions
    attributes: bool = True

    @cached_property
    def base_run(self) -> PlanRun:
        """The base's plan.

        Raises
        ------
        InvalidDatasetError
            When the base cannot be planned.
        """
        return self._run(self.base, None)

    def base_row(self) -> ScenarioRow:
        """Return the row of the base.

        Raises
        ------
        InvalidDatasetError
            When the base cannot be planned.
        """
        header, result = self.base.dataset.header, self.base_run.result
        row = ScenarioRow(
            scenario_id=header.dataset_id,
            title=header.title,
            termination=result.termination,
        )
        if result.plan is None:
            return row
        return replace(row, summary=summary_of(self.base.dataset, result.plan))

    def row(self, scenario: Scenario) -> ScenarioRow:
        """Return the row of a scenario; one that cannot be planned says why."""
        row = ScenarioRow(scenario_id=scenario.scenario_id, title=scenario.title)
        try:
            variant = applied(self.base, scenario)
            result = self.plan(variant)
        except (InvalidScenarioError, InvalidDatasetError) as error:
            problems = tuple(_errors(error.problems))
            return replace(
                row, reason=error.reason, message=str(error), problems=problems
            )
        row = replace(row, termination=result.termination)
        if result.plan is None:
            return row
        row = replace(row, summary=summary_of(variant.dataset, result.plan))
        base = self.base_run.result.plan
        return row if base is None else self._compared(row, scenario, base, result.plan)

    def _compared(
        self, row: ScenarioRow, scenario: Scenario, base: Plan, plan: Plan
    ) -> ScenarioRow:
        change = change_between(base, plan)
        if not self.attributes:
            return replace(row, change=change)
        return replace(row, change=change, attributions=attributions_of(self, scenario))

    def plan(self, variant: Variant) -> PlanResult:
        """Plan a variant from what the base's solve knew.

        Raises
        ------
        InvalidDatasetError
            When it cannot be planned.
        """
        return self._run(variant, self.base_run).result

    def _run(self, variant: Variant, start: PlanRun | None) -> PlanRun:
        options = replace(self.options, regime_id=variant.regime_id)
        known = None if start is None else start.start
        return optimize_plan_from(variant.dataset, options, warm_start=known)


def _errors(problems: Sequence[Problem]) -> Iterator[Problem]:
    return (p for p in problems if p.severity is Severity.ERROR)
