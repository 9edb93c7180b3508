"""Plans under tariffs that charge by the haul are exact for any table."""

from datetime import timedelta
from decimal import Decimal

import pytest
from haul_networks import least_cost, random_network
from networks import FIRST_DAY, PERIOD_DAYS, Network

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.hauls import (
    ChargeObject,
    Coefficient,
    HaulRate,
    Regime,
    RegimeTariff,
    TariffScope,
)
from optimizer.domain.network import Mode
from optimizer.domain.plan_result import TerminationReason
from optimizer.domain.tariffs import Tariff, TariffBasis
from optimizer.errors import UnknownRegimeError
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


def haul_tariff(network, tariff_id, fixed, **fields):
    """A tariff for all rail that takes the same for every haul."""
    network.add(
        Tariff(
            tariff_id=tariff_id,
            name=tariff_id,
            carrier_id="carrier",
            currency_code="USD",
            basis=TariffBasis.HAUL,
            **fields,
        )
    )
    scope_id = f"{tariff_id}-rail"
    network.add(TariffScope(scope_id=scope_id, tariff_id=tariff_id, mode=Mode.RAIL))
    network.add(
        HaulRate(
            haul_rate_id=f"{tariff_id}-any",
            tariff_id=tariff_id,
            charge_object=ChargeObject.TONNE,
            fixed=Decimal(fixed),
        )
    )


def line(**fields):
    """Five tonnes from a to c over b, a period's time away."""
    network = Network(**fields)
    network.nodes("a", "b", "c")
    network.commodity("grain", wagons_per_unit=0.02)
    network.leg("a-b", "a", "b", transit_days=float(PERIOD_DAYS))
    network.leg("b-c", "b", "c")
    network.demand("d", "a", "c", 5, price=1000)
    return network


def test_a_haul_pays_what_held_when_it_started():
    """A new edition while cargo is under way changes nothing for it."""
    network = line(period_count=2)
    change = FIRST_DAY + timedelta(days=PERIOD_DAYS)
    haul_tariff(network, "old", 10, valid_to=change - timedelta(days=1))
    haul_tariff(network, "new", 100, valid_from=change)

    plan = optimize_plan(network.dataset(), PlanOptions()).plan

    assert plan.total_cost == 5 * 10
    periods = [step.departure_period_id for step in plan.paths[0].steps]
    assert periods == ["p0", "p1"]


def test_a_season_changes_what_later_periods_pay():
    """Tariffs and exchange rates are the same all year, and charges are not."""
    network = Network(period_count=3)
    network.nodes("a", "b")
    network.commodity("grain", wagons_per_unit=0.02)
    network.leg("a-b", "a", "b")
    haul_tariff(network, "haul", 10)
    network.add(
        Coefficient(
            coefficient_id="thaw",
            tariff_id="haul",
            position=1,
            factor=Decimal(3),
            first_month=3,
            last_month=3,
        )
    )
    for period in range(3):
        start = FIRST_DAY + timedelta(days=PERIOD_DAYS * period)
        end = start + timedelta(days=PERIOD_DAYS - 1)
        window = {"earliest_departure": start, "latest_arrival": end}
        network.demand(f"d{period}", "a", "b", 5, price=1000, **window)

    plan = optimize_plan(network.dataset(), PlanOptions()).plan

    # Periods start on 1 January, 31 January and 2 March.
    assert [flow.cost_per_unit for flow in plan.paths] == [10, 10, 30]


def test_a_regime_says_which_tariff_charges():
    """The default holds unless another is asked for, and there must be one."""
    network = line()
    for tariff_id, fixed in (("dear", 30), ("cheap", 20)):
        haul_tariff(network, tariff_id, fixed)
        network.add(Regime(regime_id=tariff_id, name=tariff_id, is_default=fixed == 30))
        network.add(RegimeTariff(regime_id=tariff_id, tariff_id=tariff_id))
    dataset = network.dataset()

    costs = {
        regime_id: optimize_plan(dataset, PlanOptions(regime_id=regime_id)).plan
        for regime_id in (None, "dear", "cheap")
    }

    assert {r: (p.regime_id, p.total_cost) for r, p in costs.items()} == {
        None: ("dear", 150),
        "dear": ("dear", 150),
        "cheap": ("cheap", 100),
    }
    assert len({plan.dataset_digest for plan in costs.values()}) == 1
    with pytest.raises(UnknownRegimeError, match="'cheap', 'dear'"):
        optimize_plan(dataset, PlanOptions(regime_id="free"))


def test_the_lowest_rank_charges_and_others_where_it_does_not():
    """A through tariff comes before what carriers charge leg by leg."""
    network = line()
    haul_tariff(network, "through", 20)
    network.leg("b-c-ferry", "b", "c", 1, mode=Mode.FERRY)
    network.transfer("b-load", "b", Mode.RAIL, Mode.FERRY, 1)
    network.add(Regime(regime_id="r", name="r", is_default=True))
    network.add(RegimeTariff(regime_id="r", tariff_id="through"))
    network.add(RegimeTariff(regime_id="r", tariff_id="tariff", rank=2))

    plan = optimize_plan(network.dataset(), PlanOptions()).plan

    assert plan.total_cost == 5 * 20
    assert [step.element_id for step in plan.paths[0].steps] == ["a-b", "b-c"]
    assert sum(flow.cost for flow in plan.flows) == plan.total_cost
