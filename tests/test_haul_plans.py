"""Plans under tariffs that charge by the haul are exact for any table."""

import pytest
from haul_networks import least_cost, random_network

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.plan_result import TerminationReason
from optimizer.solve.options import Formulation, PlanOptions

LEG_FLOW = PlanOptions(formulation=Formulation.LEG_FLOW)


@pytest.mark.parametrize("seed", range(150))
def test_without_limits_each_demand_takes_its_cheapest_way(seed):
    """Belts may rise and fall: the plan costs what the best of all ways cost."""
    network = random_network(seed)
    result = optimize_plan(network.dataset, PlanOptions())

    assert result.termination.reason is TerminationReason.OPTIMAL
    assert float(result.plan.total_cost) == pytest.approx(
        float(least_cost(network)), abs=0.01
    )


@pytest.mark.parametrize("seed", range(60))
def test_both_formulations_agree_under_limits(seed):
    """Hauls are arcs like any other to both programs."""
    network = random_network(seed, capacity=20, period_count=1 + seed % 3)
    engine = optimize_plan(network.dataset, PlanOptions())
    compact = optimize_plan(network.dataset, LEG_FLOW)

    assert float(engine.plan.total_cost) == pytest.approx(
        float(compact.plan.total_cost), abs=0.02
    )
    assert float(engine.plan.total_cost) >= float(least_cost(network)) - 0.01
