"""Comparing regimes: what changes, who gains, and that it all adds up."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from haul_networks import least_cost
from networks import Network
from regime_networks import network_with_regimes

from optimizer.analysis.comparing_regimes import compare_regimes
from optimizer.analysis.planning import optimize_plan
from optimizer.domain.hauls import Regime, RegimeTariff
from optimizer.domain.plan import StepKind
from optimizer.domain.plan_result import TerminationReason
from optimizer.domain.tariffs import ChargeKind, Tariff
from optimizer.errors import UnknownRegimeError
from optimizer.solve.options import PlanOptions
from optimizer.tariff.division import DivisionRule
from optimizer.tariff.division_terms import DivisionTerms

SEEDS = range(0, 40, 2)
LOCAL = DivisionTerms(rule=DivisionRule.LOCAL_RATES, local_regime_id="own")


def compared(seed, base="own", other="through", terms=LOCAL):
    _, dataset = network_with_regimes(seed, capacity=20)
    return compare_regimes(dataset, base, other, PlanOptions(), terms).comparison


@pytest.mark.parametrize("seed", SEEDS)
def test_a_comparison_is_that_of_the_two_plans(seed):
    """What the first solve leaves to the second changes no figure."""
    _, dataset = network_with_regimes(seed, capacity=20)
    comparison = compared(seed)
    base, other = (
        optimize_plan(dataset, PlanOptions(regime_id=regime_id)).plan
        for regime_id in ("own", "through")
    )

    assert comparison.base_total_cost == base.total_cost
    assert comparison.other_total_cost == other.total_cost
    assert comparison.dataset_digest == base.dataset_digest
    assert [(d.base_served, d.other_served) for d in comparison.demands] == [
        (a.served, b.served) for a, b in zip(base.demands, other.demands, strict=True)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_column_of_components_adds_up_to_its_total(seed):
    """To the cent."""
    comparison = compared(seed)
    columns = [(c.base_cost, c.other_cost) for c in comparison.components]

    assert [sum(column) for column in zip(*columns, strict=True)] == [
        comparison.base_total_cost,
        comparison.other_total_cost,
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_charged_less_is_what_carriers_lose(seed):
    """Charges cancel out between carriers and shippers, to the cent."""
    comparison = compared(seed)
    charged = ("FREIGHT", "HANDLING", "STORAGE")
    falls = {c.component: c.base_cost - c.other_cost for c in comparison.components}
    uncharged = (fall for key, fall in falls.items() if key not in charged)
    settlement = comparison.settlement

    assert settlement.carriers_gain == -sum(falls.get(key, 0) for key in charged)
    assert settlement.joint_gain == sum(uncharged)
    assert settlement.shippers_gain == sum(falls.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_regime_compared_with_itself_changes_nothing(seed):
    """The same plan twice, whatever else costs the same."""
    comparison = compared(seed, "through", "through")

    assert comparison.flows == ()
    assert {change.won for change in comparison.demands} <= {0}
    assert {carrier.gain for carrier in comparison.carriers} <= {0}
    assert comparison.settlement.exists
    assert comparison.settlement.payments == ()
    assert comparison.settlement.joint_gain == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_the_other_way_round_gains_are_losses(seed):
    """The local charges being those of the same regime."""
    there, back = compared(seed), compared(seed, "through", "own")

    assert {c.carrier_id: c.gain for c in there.carriers} == {
        c.carrier_id: -c.gain for c in back.carriers
    }
    assert [change.won for change in there.demands] == [
        -change.won for change in back.demands
    ]
    assert [(f.leg_id, f.base_flow_t, f.other_flow_t) for f in there.flows] == [
        (f.leg_id, f.other_flow_t, f.base_flow_t) for f in back.flows
    ]


@pytest.mark.parametrize("regime_ids", [("own", "through"), ("through", "own")])
@pytest.mark.parametrize("seed", SEEDS)
def test_payments_leave_no_carrier_worse_off(seed, regime_ids):
    """Added up from what is answered alone, or shown not to exist by the same sum."""
    comparison = compared(seed, *regime_ids)
    settlement = comparison.settlement
    payments = {p.carrier_id: p.amount for p in settlement.payments}
    gains = {c.carrier_id: c.gain for c in comparison.carriers}

    assert sum(payments.values()) == 0
    assert settlement.exists == (sum(gains.values()) >= 0)
    assert not settlement.exists or all(
        gain + payments.get(carrier_id, 0) >= 0 for carrier_id, gain in gains.items()
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_flows_are_those_of_the_paths(seed):
    """Tonnes on a leg, added up from the paths; legs that are left out are alike."""
    _, dataset = network_with_regimes(seed, capacity=20)
    changes = {f.leg_id: f for f in compared(seed).flows}
    tonnes = [
        flows_t(optimize_plan(dataset, PlanOptions(regime_id=regime_id)).plan)
        for regime_id in ("own", "through")
    ]

    for leg in dataset.legs:
        base_t, other_t = (flows[leg.leg_id] for flows in tonnes)
        change = changes.get(leg.leg_id)
        if change is None:
            assert base_t == pytest.approx(other_t, abs=1e-4)
        else:
            assert (base_t, other_t) == pytest.approx(
                (change.base_flow_t, change.other_flow_t)
            )


def flows_t(plan):
    """A unit of the networks is a tonne."""
    flows = Counter()
    for path in plan.paths:
        for step in path.steps:
            if step.kind is StepKind.LEG:
                flows[step.element_id] += path.quantity
    return flows


@pytest.mark.parametrize("seed", range(0, 30, 5))
def test_a_haul_regime_costs_what_the_best_ways_cost(seed):
    """The second plan is as good as one that is made alone."""
    network, dataset = network_with_regimes(seed)
    result = compare_regimes(dataset, "own", "through", PlanOptions(), LOCAL)

    assert float(result.comparison.other_total_cost) == pytest.approx(
        float(least_cost(network)), abs=0.01
    )


def two_lines(**demand):
    """One leg whose carrier asks for 30 dollars today and for 20 tomorrow."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("a-b", "a", "b")
    for regime_id, rate in (("today", 30), ("tomorrow", 20)):
        network.add(
            Tariff(
                tariff_id=regime_id,
                name=regime_id,
                carrier_id="carrier",
                currency_code="USD",
            )
        )
        network.rate(ChargeKind.FREIGHT, rate, leg_id="a-b", tariff_id=regime_id)
        is_default = regime_id == "today"
        network.add(Regime(regime_id=regime_id, name=regime_id, is_default=is_default))
        network.add(RegimeTariff(regime_id=regime_id, tariff_id=regime_id))
    network.demand("d", "a", "b", 5, **demand)
    return network


def test_a_lower_charge_wins_volume_from_the_competing_route():
    """5 t went elsewhere for 25 dollars; now they pay 20, all of which is a gain.

    Shippers gain 5 dollars a tonne, and so do all together.
    """
    dataset = two_lines(price=25).dataset()
    terms = DivisionTerms()
    comparison = compare_regimes(
        dataset, "today", "tomorrow", PlanOptions(), terms
    ).comparison
    (demand,), (carrier,) = comparison.demands, comparison.carriers
    settlement = comparison.settlement

    assert (demand.base_unserved, demand.other_served, demand.won) == (5, 5, 5)
    assert (carrier.base_revenue, carrier.gain) == (0, 100)
    assert (settlement.exists, settlement.payments) == (True, ())
    assert (settlement.shippers_gain, settlement.joint_gain) == (25, 125)


def test_a_lower_charge_alone_is_a_loss_that_only_shippers_can_make_good():
    """5 t pay 20 dollars instead of 30: the carrier lacks what shippers save."""
    dataset = two_lines(price=50).dataset()
    terms = DivisionTerms()
    comparison = compare_regimes(
        dataset, "today", "tomorrow", PlanOptions(), terms
    ).comparison
    settlement = comparison.settlement

    assert (settlement.exists, settlement.payments) == (False, ())
    assert settlement.carriers_gain == -settlement.shippers_payment == Decimal(-50)
    assert (settlement.shippers_gain, settlement.joint_gain) == (50, 0)


@pytest.mark.parametrize("seed", range(5))
def test_a_regime_whose_tariff_does_not_hold_yet_is_not_compared_in_silence(seed):
    """It costs what the other one does, and nothing in the table would tell why."""
    _, dataset = network_with_regimes(seed)
    hauls = {scope.tariff_id for scope in dataset.tariff_scopes}
    day = dataset.periods[0].start_date + timedelta(days=1)
    later = tuple(
        t.model_copy(update={"valid_from": day}) if t.tariff_id in hauls else t
        for t in dataset.tariffs
    )
    lapsed = dataset.model_copy(update={"tariffs": later})
    result = compare_regimes(lapsed, "own", "through", PlanOptions(), LOCAL)
    said = {w.row_id for w in result.warnings if w.code == "TARIFF_NOT_IN_FORCE"}

    assert said == hauls


def test_without_a_plan_there_is_no_comparison():
    """The terminations say why; it is an answer."""
    network = two_lines()
    network.resource("track", 3, "a-b")
    result = compare_regimes(
        network.dataset(), "today", "tomorrow", PlanOptions(), DivisionTerms()
    )

    assert result.comparison is None
    assert result.base_termination.reason is TerminationReason.INFEASIBLE
    assert result.other_termination.reason is TerminationReason.INFEASIBLE


@pytest.mark.parametrize(
    ("base", "other", "local"),
    [
        ("yesterday", "today", None),
        ("today", "yesterday", None),
        ("today", "tomorrow", "yesterday"),
    ],
)
def test_unknown_regimes_are_refused(base, other, local):
    """Before anything is planned, whichever it is."""
    terms = DivisionTerms(local_regime_id=local)

    with pytest.raises(UnknownRegimeError, match="'yesterday'"):
        compare_regimes(
            two_lines(price=50).dataset(), base, other, PlanOptions(), terms
        )
