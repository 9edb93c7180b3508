"""What carriers earn by a plan adds up to what its cargo pays."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

import pytest
from networks import FIRST_DAY, Network
from regime_networks import CARRIERS, SHARING_SEEDS, network_with_regimes

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.revenue import charges_of, revenue_by_carrier
from optimizer.domain.hauls import ChargeObject, HaulRate, TariffScope
from optimizer.domain.network import Carrier, Mode
from optimizer.domain.plan import StepKind
from optimizer.domain.tariffs import Tariff, TariffBasis
from optimizer.errors import UndividedHaulError
from optimizer.solve.options import PlanOptions
from optimizer.tariff.consignments import one_vehicle
from optimizer.tariff.division import DivisionRule
from optimizer.tariff.division_terms import DivisionTerms
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.regimes import under_regime

WEIGHTS = dict(zip(CARRIERS, map(Decimal, (1, 3, 2)), strict=True))
TERMINALS = dict(zip(CARRIERS, map(Decimal, (5, 0, 12)), strict=True))
AGREED = {
    DivisionRule.MILEAGE: DivisionTerms(),
    DivisionRule.WEIGHTED_MILEAGE: DivisionTerms(
        rule=DivisionRule.WEIGHTED_MILEAGE, weights=WEIGHTS
    ),
    DivisionRule.LOCAL_RATES: DivisionTerms(
        rule=DivisionRule.LOCAL_RATES, local_regime_id="own"
    ),
    DivisionRule.TERMINAL_THEN_MILEAGE: DivisionTerms(
        rule=DivisionRule.TERMINAL_THEN_MILEAGE, terminal_amounts=TERMINALS
    ),
}
"""Terms of every rule that takes any carriers."""


def planned(dataset, regime_id="through"):
    return optimize_plan(dataset, PlanOptions(regime_id=regime_id)).plan


@pytest.mark.parametrize("rule", AGREED)
@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_revenue_adds_up_to_what_is_paid_under_every_rule(seed, rule):
    """No cent of freight, handling and storage is lost or earned twice."""
    _, dataset = network_with_regimes(seed, capacity=20, period_count=1 + seed % 2)
    plan = planned(dataset)
    components = {share.key: share.cost for share in plan.cost_by_component}
    paid = sum(components.get(key, 0) for key in ("FREIGHT", "HANDLING", "STORAGE"))

    revenue = revenue_by_carrier(dataset, plan, AGREED[rule])

    assert sum(revenue.values()) == paid == charges_of(plan)
    assert min(revenue.values(), default=0) >= 0


@pytest.mark.parametrize("rule", AGREED)
@pytest.mark.parametrize("seed", SHARING_SEEDS)
def test_revenue_is_what_receipts_and_rates_come_to(seed, rule):
    """Worked out again from the plan's paths: receipts by the haul, rates by the leg."""
    network, dataset = network_with_regimes(seed)
    plan = planned(dataset)
    revenue = revenue_by_carrier(dataset, plan, AGREED[rule])
    expected = revenue_again(network, dataset, plan, rule)

    # A share is less than a cent off, and components that are rounded on their own may
    # miss their sum by two more.
    assert {c: float(amount) for c, amount in revenue.items()} == pytest.approx(
        {c: float(amount) for c, amount in expected.items()}, abs=0.03
    )


def revenue_again(network, dataset, plan, rule):
    """Go along each path, change of mode by change of mode and haul by haul."""
    book = HaulBook(under_regime(dataset, "through"))
    legs = {leg.leg_id: leg for leg in dataset.legs}
    demands = {d.demand_id: d for d in dataset.demands}
    commodities = {c.commodity_id: c for c in dataset.commodities}
    own = {rate.leg_id: Fraction(rate.rate) for rate in dataset.rates if rate.leg_id}
    earned = Counter()
    for path in plan.paths:
        vehicle = one_vehicle(commodities[demands[path.demand_id].commodity_id])
        quantity = Fraction(repr(path.quantity))
        way = [legs[s.element_id] for s in path.steps if s.kind is StepKind.LEG]
        for before, after in pairwise(way):
            if before.mode is not after.mode:
                key = (before.destination_node_id, before.mode, after.mode)
                earned["carrier"] += quantity * network.handling[key]
        for tariff_id, legs_of_it in groupby(
            way, lambda leg: network.tariff_of.get(leg.leg_id)
        ):
            run = list(legs_of_it)
            if tariff_id is None:
                shares = local_charges(run, own)
            else:
                charge = unit_charge_again(book, tariff_id, run, vehicle)
                shares = shares_again(charge, run, own, rule)
            for carrier_id, share in shares.items():
                earned[carrier_id] += quantity * share
    return earned


def unit_charge_again(book, tariff_id, run, vehicle):
    ends = run[0].origin_node_id, run[-1].destination_node_id
    receipt = book.receipt(tariff_id, *ends, vehicle, FIRST_DAY)
    return Fraction(receipt.total) / Fraction(vehicle.units)


def local_charges(run, own):
    charges = Counter()
    for leg in run:
        charges[leg.carrier_id] += own[leg.leg_id]
    return charges


def shares_again(charge, run, own, rule):
    """Divide what a unit pays; a run of one carrier's legs has one terminal amount."""
    carriers = [carrier_id for carrier_id, _ in groupby(run, lambda x: x.carrier_id)]
    terminals = Counter()
    if rule is DivisionRule.TERMINAL_THEN_MILEAGE and len(set(carriers)) > 1:
        for carrier_id in carriers:
            terminals[carrier_id] += Fraction(TERMINALS[carrier_id])
    if sum(terminals.values()) >= charge > 0:
        scale = charge / sum(terminals.values())
        return {c: amount * scale for c, amount in terminals.items()}
    parts = Counter()
    for leg in run:
        weight = Fraction(WEIGHTS[leg.carrier_id])
        length = Fraction(repr(leg.distance_km))
        parts[leg.carrier_id] += {
            DivisionRule.WEIGHTED_MILEAGE: weight * length,
            DivisionRule.LOCAL_RATES: own[leg.leg_id],
        }.get(rule, length)
    whole, rest = sum(parts.values()), charge - sum(terminals.values())
    return {c: terminals[c] + rest * part / whole for c, part in parts.items()}


def through_line(*carrier_ids, quantity=7, fixed=100):
    """Legs of 100, 200 ... km in a row, one tariff over all, and a carrier for each."""
    network = Network()
    nodes = [f"n{i}" for i in range(len(carrier_ids) + 1)]
    network.nodes(*nodes)
    network.commodity("grain", wagons_per_unit=0.02)
    for carrier_id in sorted(set(carrier_ids)):
        network.add(Carrier(carrier_id=carrier_id, name=carrier_id, country_code="KZ"))
    for number, carrier_id in enumerate(carrier_ids):
        leg = network.leg(
            f"leg{number}",
            nodes[number],
            nodes[number + 1],
            distance_km=100.0 * (number + 1),
        )
        network.rows.remove(leg)
        network.add(leg.model_copy(update={"carrier_id": carrier_id}))
    network.add(
        Tariff(
            tariff_id="through",
            name="through",
            carrier_id="carrier",
            currency_code="USD",
            basis=TariffBasis.HAUL,
        )
    )
    network.add(TariffScope(scope_id="all", tariff_id="through", mode=Mode.RAIL))
    network.add(
        HaulRate(
            haul_rate_id="any",
            tariff_id="through",
            charge_object=ChargeObject.TONNE,
            fixed=Decimal(fixed),
        )
    )
    network.demand("d", nodes[0], nodes[-1], quantity, price=1000)
    return network.dataset()


@pytest.mark.parametrize(
    ("percents", "revenue"),
    [
        ({"a": 75, "b": 25}, {"a": "525.00", "b": "175.00"}),
        ({"a": 0, "b": 100}, {"a": "0.00", "b": "700.00"}),
    ],
)
def test_an_agreed_percentage_is_for_all_that_a_carrier_does(percents, revenue):
    """A carrier that comes in twice gets its percentage once: 7 t at 100 dollars."""
    dataset = through_line("a", "b", "a")
    terms = DivisionTerms(
        rule=DivisionRule.FIXED_PERCENT,
        percents={c: Decimal(p) for c, p in percents.items()},
    )
    earned = revenue_by_carrier(dataset, planned(dataset, None), terms)

    assert earned == {c: Decimal(amount) for c, amount in revenue.items()}


def test_each_section_has_its_terminal():
    """Two sections of 100 and 300 km, so two amounts of 10 dollars a tonne, and b's one.

    Of 700 dollars 210 go to terminals; of the other 490 two thirds go to a.
    """
    dataset = through_line("a", "b", "a")
    terms = DivisionTerms(
        rule=DivisionRule.TERMINAL_THEN_MILEAGE,
        terminal_amounts={"a": Decimal(10), "b": Decimal(10)},
    )
    earned = revenue_by_carrier(dataset, planned(dataset, None), terms)

    assert earned == {"a": Decimal("466.67"), "b": Decimal("233.33")}


def test_a_haul_of_one_carrier_is_its_own():
    """Nothing is divided, so no rule asks for anything."""
    dataset = through_line("a", "a")
    terms = DivisionTerms(rule=DivisionRule.FIXED_PERCENT)

    assert revenue_by_carrier(dataset, planned(dataset, None), terms) == {"a": 700}


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        (
            DivisionTerms(
                rule=DivisionRule.FIXED_PERCENT,
                percents={"a": Decimal(50), "b": Decimal(30)},
            ),
            "the percentages add up to 80",
        ),
        (
            DivisionTerms(
                rule=DivisionRule.FIXED_PERCENT, percents={"a": Decimal(100)}
            ),
            "the section of 'b' has no percent",
        ),
        (
            DivisionTerms(
                rule=DivisionRule.WEIGHTED_MILEAGE,
                weights={"a": Decimal(0), "b": Decimal(0)},
            ),
            "every section's weighted distance is 0",
        ),
    ],
)
def test_what_the_terms_leave_open_is_refused(terms, fault):
    """The haul is named, and what is missing."""
    dataset = through_line("a", "b")

    with pytest.raises(UndividedHaulError, match=fault) as caught:
        revenue_by_carrier(dataset, planned(dataset, None), terms)
    assert (caught.value.entry_node_id, caught.value.exit_node_id) == ("n0", "n2")


def test_a_section_without_a_local_charge_is_refused():
    """It is named with its ends, and nothing is put in its place."""
    network, dataset = network_with_regimes(SHARING_SEEDS[0])
    rates = tuple(r for r in dataset.rates if r.leg_id not in network.tariff_of)
    plan = planned(dataset)
    terms = AGREED[DivisionRule.LOCAL_RATES]

    with pytest.raises(
        UndividedHaulError, match=r"the section of '.*' from '.*' to '.*' has no local"
    ):
        revenue_by_carrier(dataset.model_copy(update={"rates": rates}), plan, terms)


@pytest.mark.parametrize("number", [Decimal(-1), Decimal("Infinity"), Decimal("NaN")])
@pytest.mark.parametrize("column", ["weights", "terminal_amounts", "percents"])
def test_terms_are_finite_and_not_negative(column, number):
    """They are looked at when they are stated, whatever the rule."""
    with pytest.raises(ValueError, match=f"{column} of 'a' is {number}"):
        DivisionTerms(**{column: {"a": number}})
