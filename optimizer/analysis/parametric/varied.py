"""The numbers of a plan's problem that can be varied, one at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from optimizer.analysis.parametric.priced_rates import PricedRate, priced_rates
from optimizer.analysis.planning import PlanRun
from optimizer.formulation.arrays import IntArray
from optimizer.formulation.flow_problem import FlowProblem

WIDEST = 10.0
"""How many times today's volume or rate is looked at."""

_LEAST_VOLUME = 1e-12
"""Least share of a volume: a release of nothing would be none."""


class RangeKind(StrEnum):
    """What is varied."""

    CAPACITY = "CAPACITY"
    """Capacity of a resource in a period, in its measure."""

    DEMAND = "DEMAND"
    """Volume of a demand over its window, in units of its commodity."""

    RATE = "RATE"
    """A rate of a tariff by legs, transfers or nodes, in the tariff's currency."""

    TARIFF = "TARIFF"
    """All charges of a tariff by hauls, as a share of today's."""

    LEG = "LEG"
    """A charge per gross tonne on top of today's, on a leg that carries nothing."""


@dataclass(frozen=True, slots=True)
class Varied:
    """One number, and the problem that it makes.

    Attributes
    ----------
    kind, row_id, period_id, value
        As in :class:`Range`.
    problem_at
        From a change of the number to the problem; costs change with rates alone.
    most
        How much more of it is looked at.
    """

    kind: RangeKind
    row_id: str
    period_id: str
    value: float
    problem_at: Callable[[float], FlowProblem]
    most: float

    @property
    def changes_costs(self) -> bool:
        """Whether it is a factor of costs and not a limit or a volume."""
        return self.kind in {RangeKind.RATE, RangeKind.TARIFF}


class Numbers:
    """All that can be varied in a plan's problem.

    Parameters
    ----------
    run
        The plan.

    Attributes
    ----------
    problem
        Its problem, runs charged to what takes their capacity.
    """

    def __init__(self, run: PlanRun) -> None:
        self._run = run
        self._graph = run.graph
        self.problem = run.graph.problem.with_runs_charged()

    def of(self, kinds: frozenset[RangeKind]) -> Iterator[Varied]:
        """Yield the numbers of some kinds."""
        if RangeKind.CAPACITY in kinds:
            yield from self._capacities()
        if RangeKind.DEMAND in kinds:
            yield from self._demands()
        if kinds & {RangeKind.RATE, RangeKind.TARIFF}:
            rates = map(self._rate, priced_rates(self._run))
            yield from (rate for rate in rates if rate.kind in kinds)

    def _capacities(self) -> Iterator[Varied]:
        graph, rows, problem = self._graph, self._graph.capacity_rows, self.problem
        # Twice what all volumes take of each capacity on the arc that takes most.
        most = 2 * problem.uses.max(axis=0).toarray().ravel() * problem.volumes.sum()
        period_ids = graph.layout.timetable.period_ids
        for row, capacity in enumerate(problem.capacities.tolist()):
            resource = graph.dataset.resources[int(rows.resources[row])]
            yield Varied(
                kind=RangeKind.CAPACITY,
                row_id=resource.resource_id,
                period_id=period_ids[int(rows.periods[row])],
                value=capacity,
                problem_at=self._with_capacity(row),
                most=max(float(most[row]), 1.0),
            )

    def _with_capacity(self, row: int) -> Callable[[float], FlowProblem]:
        def problem_at(change: float) -> FlowProblem:
            capacities = self.problem.capacities.copy()
            capacities[row] = max(capacities[row] + change, 0.0)
            return replace(self.problem, capacities=capacities)

        return problem_at

    def _demands(self) -> Iterator[Varied]:
        owners = np.array([release.demand for release in self._graph.releases])
        for index, demand in enumerate(self._graph.dataset.demands):
            own = np.flatnonzero(owners == index)
            yield Varied(
                kind=RangeKind.DEMAND,
                row_id=demand.demand_id,
                period_id="",
                value=demand.volume,
                problem_at=self._with_volumes(own, demand.volume),
                most=(WIDEST - 1) * demand.volume,
            )

    def _with_volumes(
        self, own: IntArray, volume: float
    ) -> Callable[[float], FlowProblem]:
        def problem_at(change: float) -> FlowProblem:
            volumes = self.problem.volumes.copy()
            volumes[own] *= max(1 + change / volume, _LEAST_VOLUME)
            return replace(self.problem, volumes=volumes)

        return problem_at

    def _rate(self, rate: PricedRate) -> Varied:
        def problem_at(change: float) -> FlowProblem:
            share = change / rate.value
            # Rounding must not make anything cost less than nothing.
            costs = np.maximum(self.problem.costs + share * rate.charges, 0.0)
            return replace(self.problem, costs=costs)

        kind = RangeKind.TARIFF if rate.is_tariff else RangeKind.RATE
        most = (WIDEST - 1) * rate.value
        return Varied(kind, rate.row_id, "", rate.value, problem_at, most)
