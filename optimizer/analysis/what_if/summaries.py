"""Plans in a few figures, and how two of them differ."""

from collections.abc import Iterable, Mapping
from math import fsum

from optimizer.analysis.certificate import TOLERANCE
from optimizer.analysis.revenue import revenue_by_carrier
from optimizer.analysis.what_if.rows import LegFlowChange, PlanChange, PlanSummary
from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import CostShare, Plan, ResourcePeriod, StepKind
from optimizer.tariff.division_terms import DivisionTerms

LISTED_FLOWS = 20
"""Most legs whose flows are told."""


def summary_of(dataset: Dataset, plan: Plan) -> PlanSummary:
    """Sum a plan up.

    Parameters
    ----------
    dataset
        What was planned.
    plan
        Its plan.
    """
    revenue = revenue_by_carrier(dataset, plan, DivisionTerms())
    return PlanSummary(
        total_cost=plan.total_cost,
        cost_by_component=plan.cost_by_component,
        revenue_by_carrier=tuple(
            CostShare(key=key, cost=cost) for key, cost in revenue.items()
        ),
        served_t=served_t(plan),
        served_teu=fsum(
            d.served for d in plan.demands if d.quantity_unit is QuantityUnit.TEU
        ),
        unserved_t=unserved_t(plan),
        transit_days=transit_days(plan),
        emissions_t=plan.emissions_t,
        bottlenecks=plan.bottlenecks,
    )


def change_between(base: Plan, other: Plan) -> PlanChange:
    """Tell how a plan differs from the base's."""
    is_same_calendar = _periods(base) == _periods(other)
    before = _capacities(base) if is_same_calendar else _resources(base, other)
    after = _capacities(other) if is_same_calendar else _resources(other, base)
    return PlanChange(
        total_cost=other.total_cost - base.total_cost,
        served_t=served_t(other) - served_t(base),
        new_bottlenecks=tuple(_named(after - before)),
        ceased_bottlenecks=tuple(_named(before - after)),
        flows=flow_changes(leg_flows_t(base), leg_flows_t(other)),
    )


def _periods(plan: Plan) -> set[str]:
    return {capacity.period_id for capacity in plan.capacities}


def _resources(plan: Plan, other: Plan) -> set[tuple[str, str]]:
    """Return the bottlenecks of which the other plan, of other periods, has none."""
    known = {b.resource_id for b in other.bottlenecks}
    return {pair for pair in _capacities(plan) if pair[0] not in known}


def _capacities(plan: Plan) -> set[tuple[str, str]]:
    return {(b.resource_id, b.period_id) for b in plan.bottlenecks}


def _named(pairs: Iterable[tuple[str, str]]) -> list[ResourcePeriod]:
    return [ResourcePeriod(resource_id=r, period_id=p) for r, p in sorted(pairs)]


def served_t(plan: Plan) -> float:
    """Return the gross tonnes that move."""
    return fsum(d.served * d.tonnes_per_unit for d in plan.demands)


def unserved_t(plan: Plan) -> float:
    """Return the gross tonnes that are left."""
    return fsum(d.unserved * d.tonnes_per_unit for d in plan.demands)


def transit_days(plan: Plan) -> float | None:
    """Return the mean days in legs and transfers, each tonne counting alike.

    None where nothing moves.
    """
    masses_t = {d.demand_id: d.tonnes_per_unit for d in plan.demands}
    moved = [(p.quantity * masses_t[p.demand_id], p.transit_days) for p in plan.paths]
    moved_t = fsum(mass_t for mass_t, _ in moved)
    return fsum(mass_t * days for mass_t, days in moved) / moved_t if moved_t else None


def flow_changes(
    before: Mapping[str, float], after: Mapping[str, float]
) -> tuple[LegFlowChange, ...]:
    """Return the legs that carry more or less, the largest changes first.

    Parameters
    ----------
    before, after
        Gross tonnes by leg id.
    """
    changes = [
        LegFlowChange(
            leg_id=leg_id,
            base_flow_t=before.get(leg_id, 0.0),
            flow_t=after.get(leg_id, 0.0),
        )
        for leg_id in before.keys() | after.keys()
    ]
    moved = [c for c in changes if _is_change(c.base_flow_t, c.flow_t)]
    moved.sort(key=lambda c: (-abs(c.flow_t - c.base_flow_t), c.leg_id))
    return tuple(moved[:LISTED_FLOWS])


def _is_change(before: float, after: float) -> bool:
    return abs(after - before) > TOLERANCE * max(1.0, before, after)


def leg_flows_t(plan: Plan) -> dict[str, float]:
    """Return gross tonnes by leg id, over all demands and periods."""
    tonnes_per_unit = {d.demand_id: d.tonnes_per_unit for d in plan.demands}
    flows_t: dict[str, list[float]] = {}
    for flow in plan.flows:
        if flow.kind is StepKind.LEG:
            mass_t = flow.quantity * tonnes_per_unit[flow.demand_id]
            flows_t.setdefault(flow.element_id, []).append(mass_t)
    return {leg_id: fsum(masses_t) for leg_id, masses_t in flows_t.items()}
