"""Greenhouse gases are counted leg by leg, and cost what the dataset says."""

import math
from decimal import Decimal

import pytest
from networks import Network
from planted import planted

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.preparing import check
from optimizer.domain.plan import StepKind
from optimizer.domain.problems import ProblemCode
from optimizer.solve.options import PlanOptions

SEEDS = range(25)


def with_factors(dataset, price="0"):
    """Give each leg a factor of its own, and emissions a price."""
    legs = tuple(
        leg.model_copy(update={"emissions_g_per_t_km": float(7 * index % 90)})
        for index, leg in enumerate(dataset.legs)
    )
    header = dataset.header.model_copy(update={"carbon_price_per_t": Decimal(price)})
    return dataset.model_copy(update={"legs": legs, "header": header})


def planned(dataset):
    return optimize_plan(dataset, PlanOptions()).plan


def emissions_again(dataset, plan):
    """Go along the paths and add up tonnes times kilometers times grams."""
    legs = {leg.leg_id: leg for leg in dataset.legs}
    demands = {d.demand_id: d for d in dataset.demands}
    commodities = {c.commodity_id: c for c in dataset.commodities}
    total = 0.0
    for path in plan.paths:
        commodity = commodities[demands[path.demand_id].commodity_id]
        for step in path.steps:
            if step.kind is StepKind.LEG:
                leg = legs[step.element_id]
                grams = leg.distance_km * leg.emissions_g_per_t_km
                total += path.quantity * commodity.tonnes_per_unit * grams / 1e6
    return total


@pytest.mark.parametrize("seed", SEEDS)
def test_emissions_are_those_of_the_paths(seed):
    """Worked out again from the paths alone; without a price they cost nothing."""
    dataset = with_factors(planted(seed).dataset)
    plan = planned(dataset)

    assert plan.emissions_t == pytest.approx(emissions_again(dataset, plan), rel=1e-9)
    assert "CARBON" not in {share.key for share in plan.cost_by_component}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_carbon_price_buys_lower_emissions(seed):
    """What it costs is the price times the emissions, and they never rise with it."""
    base = planted(seed).dataset
    plans = [planned(with_factors(base, price)) for price in ("0", "100", "5000")]
    costs = [
        {share.key: float(share.cost) for share in plan.cost_by_component}
        for plan in plans
    ]
    movable = [plan.emissions_t for plan in plans]

    for price, plan, cost in zip((100, 5000), plans[1:], costs[1:], strict=True):
        carbon = cost.get("CARBON", 0.0)
        assert carbon == pytest.approx(price * plan.emissions_t, rel=1e-9, abs=0.01)
    assert movable[1] <= movable[0] * (1 + 1e-9) + 1e-9
    assert movable[2] <= movable[1] * (1 + 1e-9) + 1e-9


def two_ways(price):
    """A short way that smokes and a dear one that does not."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("smoke", "a", "b", rate="10", emissions_g_per_t_km=100.0)
    network.leg("clean", "a", "b", rate="12", emissions_g_per_t_km=0.0)
    network.demand("move", "a", "b", 100)
    dataset = network.dataset()
    header = dataset.header.model_copy(update={"carbon_price_per_t": Decimal(price)})
    return dataset.model_copy(update={"header": header})


@pytest.mark.parametrize(("price", "cost"), [("199", 1199), ("201", 1200)])
def test_the_price_at_which_the_clean_way_pays(price, cost):
    """100 km x 100 g are 0.01 t a tonne; 2 dollars more pay from 200 dollars a t."""
    assert math.isclose(planned(two_ways(price)).total_cost, cost)


def test_a_price_needs_the_factor_of_every_leg():
    """An unknown is not nothing."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("rail", "a", "b", rate="10")
    network.demand("move", "a", "b", 100)
    dataset = network.dataset()
    priced = dataset.model_copy(
        update={
            "header": dataset.header.model_copy(
                update={"carbon_price_per_t": Decimal(80)}
            )
        }
    )
    (problem,) = check(priced)

    assert check(dataset) == ()
    assert planned(dataset).emissions_t is None
    assert problem.code is ProblemCode.MISSING_VALUE
    assert (problem.row_id, problem.column) == ("rail", "emissions_g_per_t_km")
