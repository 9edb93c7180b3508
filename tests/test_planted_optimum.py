"""The plan reaches the optimum that was planted, on networks of every feature."""

from decimal import Decimal

import pytest
from planted import planted

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.plan_result import TerminationReason
from optimizer.solve.options import PlanOptions


@pytest.mark.parametrize("seed", range(200))
def test_plan_costs_what_was_planted(seed):
    """Drawn flows and prices, derived data: the optimum is known from arithmetic."""
    case = planted(seed)

    result = optimize_plan(case.dataset, PlanOptions())

    assert result.termination.reason is TerminationReason.OPTIMAL
    assert abs(result.plan.total_cost - case.total_cost) <= Decimal("0.01")
    for demand in result.plan.demands:
        least, most = case.served[demand.demand_id]
        assert least - 1e-6 <= demand.served <= most + 1e-6


def test_planted_networks_have_every_feature():
    """Transfers, shared pools, all measures, periods and unserved demands occur."""
    cases = [planted(seed) for seed in range(200)]
    datasets = [case.dataset for case in cases]
    uses = [len(d.resource_uses) - len(d.resources) for d in datasets]

    assert {len(d.periods) for d in datasets} == {1, 2, 3}
    assert {r.measure for d in datasets for r in d.resources} == {
        "TONNE",
        "TEU",
        "WAGON",
        "TRAIN",
        "VOYAGE",
    }
    assert all(d.transfers for d in datasets)
    assert sum(use > 0 for use in uses) > 100
    assert sum((0, 0) in case.served.values() for case in cases) > 50
