"""The same demands under two regimes: what changes, and who gains."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from optimizer.analysis.certificate import TOLERANCE
from optimizer.analysis.planning import PlanRun, optimize_plan_from
from optimizer.analysis.regime_comparison import (
    CarrierGain,
    ComponentChange,
    FlowChange,
    RegimeComparison,
    RegimeComparisonResult,
    VolumeChange,
)
from optimizer.analysis.revenue import revenue_by_carrier
from optimizer.analysis.side_payments import settle
from optimizer.analysis.what_if.summaries import leg_flows_t
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import CostComponent, Plan
from optimizer.solve.options import PlanOptions
from optimizer.tariff.division_terms import DivisionTerms
from optimizer.tariff.regimes import chosen_regime

_ZERO = Decimal(0)


def compare_regimes(
    dataset: Dataset,
    base_regime_id: str,
    other_regime_id: str,
    options: PlanOptions,
    terms: DivisionTerms,
) -> RegimeComparisonResult:
    """Plan a dataset under two regimes and compare the plans.

    Each plan is the one that :func:`optimize_plan` makes, so the order of the regimes
    does not change them.

    Parameters
    ----------
    dataset
        What to plan.
    base_regime_id, other_regime_id
        Regimes of the dataset; changes are those of the other from the base.
    options
        Limits of each of the two solves; their regime is not looked at.
    terms
        How through charges are divided.

    Raises
    ------
    UnknownRegimeError
        When the dataset does not have one of the regimes.
    UndividedHaulError
        When the terms do not say how to divide a charge.
    InvalidDatasetError
        When the dataset has errors under one of the regimes.
    ResultNotCertifiedError
        When a plan that was found cannot be proven.
    SolverFailedError
        When the solver gives no answer.
    """
    for regime_id in (base_regime_id, other_regime_id, terms.local_regime_id):
        chosen_regime(dataset, regime_id)
    base_run = optimize_plan_from(dataset, replace(options, regime_id=base_regime_id))
    other_run = _plan_after(base_run, dataset, options, other_regime_id)
    base, other = base_run.result, other_run.result
    comparison = None
    if base.plan is not None and other.plan is not None:
        local_regime_id = terms.local_regime_id or base_regime_id
        agreed = replace(terms, local_regime_id=local_regime_id)
        comparison = _compare(dataset, base.plan, other.plan, agreed)
    new = (problem for problem in other.warnings if problem not in base.warnings)
    return RegimeComparisonResult(
        base_termination=base.termination,
        other_termination=other.termination,
        comparison=comparison,
        warnings=(*base.warnings, *new),
    )


def _plan_after(
    run: PlanRun, dataset: Dataset, options: PlanOptions, regime_id: str
) -> PlanRun:
    # Of several plans that cost the same, which one comes out must not depend on the
    # paths of the first, so that it leaves no paths to the second but what it worked out.
    known = None if run.start is None else replace(run.start, structure="")
    return optimize_plan_from(
        dataset, replace(options, regime_id=regime_id), warm_start=known
    )


def _compare(
    dataset: Dataset, base: Plan, other: Plan, terms: DivisionTerms
) -> RegimeComparison:
    carriers = _carriers(
        revenue_by_carrier(dataset, base, terms),
        revenue_by_carrier(dataset, other, terms),
    )
    gains = {carrier.carrier_id: carrier.gain for carrier in carriers}
    return RegimeComparison(
        dataset_id=base.dataset_id,
        dataset_digest=base.dataset_digest,
        base_regime_id=base.regime_id or "",
        other_regime_id=other.regime_id or "",
        rule=terms.rule,
        currency_code=base.currency_code,
        base_total_cost=base.total_cost,
        other_total_cost=other.total_cost,
        components=_components(base, other),
        demands=_demands(base, other),
        flows=_flows(base, other),
        carriers=carriers,
        settlement=settle(gains, base.total_cost - other.total_cost),
    )


def _components(base: Plan, other: Plan) -> tuple[ComponentChange, ...]:
    before = {share.key: share.cost for share in base.cost_by_component}
    after = {share.key: share.cost for share in other.cost_by_component}
    return tuple(
        ComponentChange(
            component=component,
            base_cost=before.get(component, _ZERO),
            other_cost=after.get(component, _ZERO),
        )
        for component in CostComponent
        if component in before or component in after
    )


def _demands(base: Plan, other: Plan) -> tuple[VolumeChange, ...]:
    after = {demand.demand_id: demand for demand in other.demands}
    changes = [
        VolumeChange(
            demand_id=demand.demand_id,
            quantity_unit=demand.quantity_unit,
            tonnes_per_unit=demand.tonnes_per_unit,
            base_served=demand.served,
            other_served=after[demand.demand_id].served,
            base_unserved=demand.unserved,
            other_unserved=after[demand.demand_id].unserved,
            won=_change(demand.served, after[demand.demand_id].served),
        )
        for demand in base.demands
    ]
    return tuple(sorted(changes, key=lambda change: change.demand_id))


def _flows(base: Plan, other: Plan) -> tuple[FlowChange, ...]:
    before, after = leg_flows_t(base), leg_flows_t(other)
    changes = (
        FlowChange(
            leg_id=leg_id,
            base_flow_t=before.get(leg_id, 0.0),
            other_flow_t=after.get(leg_id, 0.0),
        )
        for leg_id in sorted(before.keys() | after.keys())
    )
    return tuple(c for c in changes if _change(c.base_flow_t, c.other_flow_t))


def _change(before: float, after: float) -> float:
    """Return by how much a quantity grows, 0 within the tolerance of certificates."""
    change = after - before
    return change if abs(change) > TOLERANCE * max(1.0, before, after) else 0.0


def _carriers(
    before: Mapping[str, Decimal], after: Mapping[str, Decimal]
) -> tuple[CarrierGain, ...]:
    return tuple(
        CarrierGain(
            carrier_id=carrier_id,
            base_revenue=before.get(carrier_id, _ZERO),
            other_revenue=after.get(carrier_id, _ZERO),
            gain=after.get(carrier_id, _ZERO) - before.get(carrier_id, _ZERO),
        )
        for carrier_id in sorted(before.keys() | after.keys())
    )
