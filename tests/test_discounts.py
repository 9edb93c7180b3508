"""Discounts for volume: tiers of what is tendered, the same in plans, quotes, receipts."""

import random
from decimal import Decimal

import pytest
from haul_networks import least_cost, random_network
from hauls import (
    DAY,
    HaulNetwork,
    answer_in,
    check_sums,
    commodity_of,
    discounted_line,
)
from hypothesis import given
from hypothesis import strategies as st
from test_plan_charges import check_adds_up

from optimizer.analysis.parametric.priced_rates import priced_rates
from optimizer.analysis.plan_charges import itemized
from optimizer.analysis.planning import optimize_plan, optimize_plan_from
from optimizer.analysis.quotes import QuoteBook, QuoteQuery
from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.demands import Demand
from optimizer.domain.hauls import ChargeObject
from optimizer.domain.volume_discounts import VolumeDiscount, tendered_tonnes
from optimizer.solve.options import Formulation, PlanOptions
from optimizer.tariff.consignments import one_vehicle
from optimizer.tariff.discounts import DiscountTable
from optimizer.tariff.haul_book import HaulBook

LEG_FLOW = PlanOptions(formulation=Formulation.LEG_FLOW)

tiers = st.dictionaries(
    st.integers(0, 10_000), st.decimals("0.1", 100, places=1), max_size=5
)


def table(ladder, tariff_class=None):
    return DiscountTable(
        VolumeDiscount(
            discount_id=f"above-{above}",
            tariff_id="t",
            above_t=float(above),
            percent=percent,
            tariff_class=tariff_class,
        )
        for above, percent in ladder.items()
    )


@given(tiers, st.integers(1, 30_000))
def test_each_tonne_gets_the_percentage_of_its_tier(ladder, tonnes):
    """Counted tonne by tonne, each lies above the starts below it."""
    starts = sorted(ladder)
    ladder_of = [
        next((ladder[s] for s in reversed(starts) if s < tonne), Decimal(0))
        for tonne in range(1, tonnes + 1)
    ]

    share = table(ladder).share("any", Decimal(tonnes))

    assert float(share) == pytest.approx(
        float(sum(ladder_of)) / tonnes / 100, abs=1e-12
    )
    parts = list(table(ladder).tiers("any", Decimal(tonnes)))
    assert sum(p.tonnes for p in parts) == max(tonnes - min([*starts, tonnes]), 0)


def test_a_class_with_tiers_of_its_own_gets_no_others():
    rows = [
        VolumeDiscount(
            discount_id=name,
            tariff_id="t",
            above_t=0,
            percent=Decimal(percent),
            tariff_class=tariff_class,
        )
        for name, percent, tariff_class in (("all", 10, None), ("ore", 1, "ore"))
    ]

    shares = [DiscountTable(rows).share(c, Decimal(5)) for c in ("ore", "oil")]

    assert shares == [Decimal("0.01"), Decimal("0.1")]


def test_demands_of_a_shipper_count_together():
    """In tonnes, whatever they are; others count alone."""
    network = HaulNetwork()
    network.commodity("grain", tonnes_per_unit=1.0)
    boxes = {"quantity_unit": QuantityUnit.TEU, "teu_per_unit": 1.0}
    network.commodity("oil", tonnes_per_unit=2.0, **boxes)
    for name, commodity_id, shipper_id in (
        ("d1", "grain", "s"),
        ("d2", "oil", "s"),
        ("d3", "oil", None),
    ):
        network.demand(name, "a", "b", 10, price=1, commodity_id=commodity_id)
        network.rows[-1] = network.rows[-1].model_copy(
            update={"shipper_id": shipper_id}
        )
    dataset = network.dataset()

    tonnes = tendered_tonnes(dataset.demands, dataset.commodities)

    assert tonnes == {"d1": 30, "d2": 30, "d3": 20}


def test_a_receipt_has_a_line_for_each_tier():
    """Of the rounded charge of 100: half the tonnes at 10 percent, a quarter at 20."""
    network = HaulNetwork().tariff(money_step=100)
    network.wagon("wheat", load_t=70)
    network.haul_rate("r", ChargeObject.WAGON, fixed=98)
    network.discount("small", 100, 10)
    network.discount("large", 300, 20)
    dataset = network.dataset()
    wagon = one_vehicle(commodity_of(dataset, "wheat"), Decimal(400))

    receipt = HaulBook(dataset).receipt("haul", "a", "b", wagon, DAY)

    assert [
        (x.kind.value, x.row_id, x.amount, x.factor) for x in receipt.lines[1:]
    ] == [
        ("ROUNDING", "haul", 2, None),
        ("DISCOUNT", "small", -5, Decimal("0.05")),
        ("DISCOUNT", "large", -5, Decimal("0.05")),
    ]
    check_sums(receipt)
    assert receipt.total == 90
    assert answer_in(dataset, "wheat", 70).total == 100


def discounted(seed, **fields):
    """A random network whose tariffs take something off for 60 tonnes and more.

    Returns
    -------
    tuple
        The network, and the share that each tariff takes off, by demand, worked out
        from the tiers by hand.
    """
    network = random_network(seed, **fields)
    draw = random.Random(seed + 1_000)  # noqa: S311 - test networks, not secrets
    rows, ladders = [], {}
    for tariff_id in sorted(set(network.tariff_of.values())):
        ladder = {draw.randint(0, 20): draw.randint(1, 60) for _ in range(2)}
        ladders[tariff_id] = ladder
        for above, percent in ladder.items():
            row = VolumeDiscount(
                discount_id=f"{tariff_id}-{above}",
                tariff_id=tariff_id,
                above_t=float(above),
                percent=Decimal(percent),
            )
            rows.append(row)
    demands = tuple(
        d.model_copy(update={"shipper_id": draw.choice(["s", None])})
        for d in network.dataset.demands
    )
    tables = {"volume_discounts": tuple(rows), "demands": demands}
    dataset = network.dataset.model_copy(update=tables)
    tonnes = _tonnes_by_hand(dataset)
    shares = {
        name: {t: _share_by_hand(ladder, tendered) for t, ladder in ladders.items()}
        for name, tendered in tonnes.items()
    }
    return type(network)(
        dataset, network.tariff_of, network.rates, network.handling
    ), shares


def _tonnes_by_hand(dataset):
    masses = {c.commodity_id: c.tonnes_per_unit for c in dataset.commodities}
    own = {d.demand_id: d.volume * masses[d.commodity_id] for d in dataset.demands}
    together = sum(own[d.demand_id] for d in dataset.demands if d.shipper_id)
    return {
        d.demand_id: together if d.shipper_id else own[d.demand_id]
        for d in dataset.demands
    }


def _share_by_hand(ladder, tendered):
    """Walk up the tiers with what is left of the volume."""
    share, upper = Decimal(0), Decimal(tendered)
    for above in sorted(ladder, reverse=True):
        if upper > above:
            share += (upper - above) / Decimal(tendered) * Decimal(ladder[above]) / 100
            upper = Decimal(above)
    return share


@pytest.mark.parametrize("seed", range(80))
def test_each_demand_takes_the_way_that_is_cheapest_with_its_discount(seed):
    """The oracle walks all ways and takes each demand's share off their hauls."""
    network, shares = discounted(seed)
    result = optimize_plan(network.dataset, PlanOptions())

    assert float(result.plan.total_cost) == pytest.approx(
        float(least_cost(network, shares)), abs=0.01
    )


def test_discounts_matter_on_these_networks():
    """Or the test above would hold without them."""
    cheaper = 0
    for seed in range(80):
        network, shares = discounted(seed)
        cheaper += least_cost(network, shares) < least_cost(network)

    assert cheaper > 40


@pytest.mark.parametrize("seed", range(30))
def test_both_formulations_and_receipts_agree_under_limits(seed):
    network, _ = discounted(seed, capacity=20, period_count=1 + seed % 2)
    engine = optimize_plan(network.dataset, PlanOptions()).plan
    compact = optimize_plan(network.dataset, LEG_FLOW).plan

    assert float(engine.total_cost) == pytest.approx(
        float(compact.total_cost), abs=0.02
    )
    check_adds_up(itemized(network.dataset, engine))


@pytest.mark.parametrize("seed", range(20))
def test_a_quote_counts_its_own_quantity(seed):
    """A demand alone and a quote of its volume pay the same."""
    network, _ = discounted(seed)
    free = Decimal(0)
    goods = tuple(
        c.model_copy(update={"time_value_per_unit_day": free})
        for c in network.dataset.commodities
    )
    alone = tuple(
        d.model_copy(update={"shipper_id": None}) for d in network.dataset.demands
    )
    dataset = network.dataset.model_copy(
        update={"commodities": goods, "demands": alone}
    )
    plan = optimize_plan(dataset, PlanOptions()).plan
    book, demands = QuoteBook(dataset), {d.demand_id: d for d in alone}
    for path in plan.paths:
        quote = book.quote(_query(demands[path.demand_id]))
        assert float(quote.routes[0].total) == pytest.approx(
            float(path.cost_per_unit) * path.quantity, abs=0.006
        )


def _query(demand: Demand):
    return QuoteQuery(
        origin_node_id=demand.origin_node_id,
        destination_node_id=demand.destination_node_id,
        commodity_id=demand.commodity_id,
        quantity=Decimal(demand.volume),
        day=DAY,
    )


def test_a_discount_wins_traffic():
    """Sixty percent off half of it is thirty percent: 7 a tonne, not 8."""
    plan = optimize_plan(discounted_line().dataset(), PlanOptions()).plan

    assert plan.total_cost == 700
    assert [step.element_id for step in plan.paths[0].steps] == ["rail"]


def test_a_volume_that_is_not_carried_is_said():
    """The line takes 40 of 100 tonnes, for which it would take nothing off."""
    network = discounted_line()
    network.resource("line", 40, "rail")

    result = optimize_plan(network.dataset(), PlanOptions())

    (warning,) = (w for w in result.warnings if w.code == "UNEARNED_DISCOUNT")
    assert result.plan.total_cost == 40 * 7 + 60 * 8
    assert (warning.table, warning.row_id) == ("demands", "d")
    assert warning.message == (
        "demand 'd' tenders 100 t, for which 'haul' takes 30.00% off; the plan has it "
        "carry 40 t, for which it would take 0.00%"
    )


def test_a_volume_that_is_carried_is_not_said():
    result = optimize_plan(discounted_line().dataset(), PlanOptions())

    assert not [w for w in result.warnings if w.code == "UNEARNED_DISCOUNT"]


def test_a_tariff_that_grows_dearer_takes_its_discount_along():
    """What a tariff charges on an arc is what the lane pays there."""
    run = optimize_plan_from(discounted_line().dataset(), PlanOptions())

    (tariff,) = (rate for rate in priced_rates(run) if rate.is_tariff)

    lane = int(run.graph.problem.commodities[0])
    assert sorted(set(tariff.charges[lane].round(9).tolist())) == [0, 7]
