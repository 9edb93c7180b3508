"""The charges of a plan, told from its paths, are what it costs."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from corridor.v1 import charge_pb2, plan_pb2
from hypothesis import given, settings
from networks import Network
from regime_networks import network_with_regimes
from strategies import datasets

from benchmarks.reference_dataset import by_months, read_reference
from optimizer.analysis.plan_charges import itemized
from optimizer.analysis.planning import optimize_plan
from optimizer.domain.plan import StepKind
from optimizer.domain.receipts import ChargedKind
from optimizer.service.convert import fill
from optimizer.service.quote_messages import message_of_charge
from optimizer.solve.options import PlanOptions

CHARGES = ("FREIGHT", "HANDLING", "STORAGE")


def itemized_plan(dataset, regime_id=None):
    plan = optimize_plan(dataset, PlanOptions(regime_id=regime_id)).plan
    return itemized(dataset, plan)


def paid(plan):
    """Sum receipts over paths by what they are for and by carrier, exactly."""
    by_kind, by_carrier = Counter(), Counter()
    for path in plan.paths:
        for position in path.charge_positions:
            charge = plan.charges[position]
            per_unit = Fraction(charge.receipt.total) / Fraction(charge.receipt.units)
            amount = Fraction(path.quantity) * per_unit
            by_kind[COMPONENTS[charge.kind]] += amount
            by_carrier[charge.receipt.carrier_id] += amount
    return by_kind, by_carrier


COMPONENTS = {
    ChargedKind.LEG: "FREIGHT",
    ChargedKind.HAUL: "FREIGHT",
    ChargedKind.TRANSFER: "HANDLING",
    ChargedKind.WAIT: "STORAGE",
}


def check_adds_up(plan):
    """Each component and carrier, and with the rest the cost before rounding."""
    by_kind, by_carrier = paid(plan)
    shares = {share.key: share.cost for share in plan.cost_by_component}
    rest = sum(cost for key, cost in shares.items() if key not in CHARGES)
    earned = {share.key: share.cost for share in plan.cost_by_carrier if share.key}

    # A breakdown is rounded to the cent line by line, and a line may take up what
    # others leave.
    cents = 0.02 * max(1, len(earned))
    assert float(sum(by_kind.values()) + Fraction(rest)) == pytest.approx(
        float(plan.certificate.total_cost), abs=cents, rel=1e-12
    )
    assert {key: float(by_kind[key]) for key in CHARGES} == pytest.approx(
        {key: float(shares.get(key, 0)) for key in CHARGES}, abs=cents
    )
    assert {key: float(amount) for key, amount in by_carrier.items()} == pytest.approx(
        {key: float(cost) for key, cost in earned.items() if key in by_carrier},
        abs=cents,
    )
    assert all(
        float(cost) <= cents for k, cost in earned.items() if k not in by_carrier
    )


@pytest.mark.parametrize("regime_id", ["national", "unified"])
@pytest.mark.parametrize("monthly", [False, True], ids=["year", "months"])
def test_receipts_of_the_reference_dataset_add_up(regime_id, monthly):
    """What every carrier gets can be worked out by hand."""
    dataset = read_reference()
    plan = itemized_plan(by_months(dataset) if monthly else dataset, regime_id)
    kinds = {charge.kind for charge in plan.charges}

    check_adds_up(plan)
    assert (ChargedKind.HAUL in kinds) or regime_id == "national"


@pytest.mark.parametrize("seed", range(40))
def test_receipts_add_up_where_tariffs_are_random(seed):
    """Belts, gates, least charges, other currencies and a tariff for every leg."""
    _, dataset = network_with_regimes(seed, capacity=20, period_count=1 + seed % 3)

    check_adds_up(itemized_plan(dataset, "through"))


@given(datasets())
@settings(max_examples=60, deadline=None)
def test_receipts_add_up_on_any_network(dataset):
    """With waits, transfers and demands that are left."""
    plan = optimize_plan(dataset, PlanOptions()).plan
    if plan is not None:
        check_adds_up(itemized(dataset, plan))


def test_a_stay_pays_by_the_day():
    """What fits onto the ship only a month later stays in store for 30 days."""
    network = Network(period_count=2)
    network.nodes("mine", "port", "mill")
    network.commodity("grain")
    network.leg("rail", "mine", "port", rate="3")
    network.leg("more-rail", "port", "mill", rate="4")
    network.storage("port", "0.5")
    network.resource("first", 10, "rail")
    network.capacity("first", 1, 0)
    network.resource("second", 10, "more-rail")
    network.capacity("second", 0, 0)
    network.demand("move", "mine", "mill", 10)
    dataset = network.dataset()

    plan = itemized_plan(dataset)
    (path,) = plan.paths
    stay = plan.charges[path.charge_positions[1]]

    check_adds_up(plan)
    assert (stay.kind, stay.element_ids) == (ChargedKind.WAIT, ("port",))
    assert stay.receipt.lines[0].days == 30
    assert stay.receipt.total == 15
    assert plan.total_cost == 10 * (3 + 15 + 4)


def test_every_step_that_is_charged_is_in_one_charge():
    """Nothing is charged twice and nothing is free but holding goods back."""
    plan = itemized_plan(by_months(read_reference()), "unified")
    for path in plan.paths:
        passed = [s.element_id for s in path.steps if s.kind is not StepKind.HOLD]
        charges = [plan.charges[position] for position in path.charge_positions]
        named = [name for charge in charges for name in charge.element_ids]

        assert Counter(named) == Counter(passed)


def test_a_charge_is_listed_once():
    """Paths that pay the same share the receipt."""
    plan = itemized_plan(read_reference(), "unified")
    used = {p for path in plan.paths for p in path.charge_positions}

    assert used == set(range(len(plan.charges)))
    assert len(plan.charges) < sum(len(path.charge_positions) for path in plan.paths)


def test_nothing_is_listed_where_it_is_not_asked_for():
    """Receipts are many."""
    plan = optimize_plan(read_reference(), PlanOptions()).plan

    assert plan.charges == ()
    assert {path.charge_positions for path in plan.paths} == {()}


def test_a_plan_and_a_quote_write_a_charge_alike():
    """Quotes are written by hand, plans field by field."""
    plan = itemized_plan(by_months(read_reference()), "unified")
    message = plan_pb2.Plan()
    for charge in plan.charges:
        fill(message.charges.add(), charge, "USD")

    assert list(message.charges) == [message_of_charge(c) for c in plan.charges]
    assert isinstance(message.charges[0], charge_pb2.Charge)
    assert Decimal(message.charges[0].receipt.total.value) > 0
