"""What holds for every receipt."""

from decimal import Decimal
from itertools import pairwise

from hauls import (
    DAY,
    HaulNetwork,
    answer,
    answer_in,
    check_sums,
    commodity_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain.hauls import ChargeObject, SurchargeBase
from optimizer.domain.tariffs import TariffBasis
from optimizer.tariff.haul_book import HaulBook

amounts = st.decimals(0, 1000, places=3)
factors = st.decimals("0.01", 3, places=2)
objects = st.sampled_from(
    [ChargeObject.CONTAINER, ChargeObject.TEU, ChargeObject.TONNE]
)


@st.composite
def adjusted(draw, **tariff):
    """A tariff with any coefficients and surcharges, for boxes over any distance."""
    distance_km = draw(st.floats(0, 5000))
    built = HaulNetwork(distance_km=distance_km).tariff(**tariff)
    built.box("box", draw(st.sampled_from([20, 30, 40, 45])))
    built.haul_rate("r", draw(objects), fixed=draw(amounts), per_km=draw(amounts))
    for n, factor in enumerate(draw(st.lists(factors, max_size=3)), start=1):
        built.coefficient(f"c{n}", factor, position=n)
    extra = st.tuples(amounts, st.sampled_from(SurchargeBase))
    for n, (amount, base) in enumerate(draw(st.lists(extra, max_size=3)), start=1):
        built.surcharge(f"s{n}", amount, position=n, base=base)
    return built


@st.composite
def rounded(draw):
    money = {"minimum_charge": draw(amounts), "money_step": draw(amounts)}
    built = draw(adjusted(**money, currency_code="CHF"))
    built.quote("CHF", DAY, draw(st.decimals("0.001", 10, places=4)))
    return built


@settings(deadline=None)
@given(rounded(), st.integers(1, 500))
def test_the_lines_add_up(built, units):
    """To the charge, and each to what runs after it."""
    check_sums(answer(built, "box", units=units))


@settings(deadline=None)
@given(adjusted(), st.integers(1, 500), st.integers(1, 500))
def test_the_charge_grows_with_the_objects(built, units, times):
    """Without a least charge or rounding, twice as much pays twice as much."""
    dataset = built.dataset()

    one, many = (answer_in(dataset, "box", n) for n in (units, units * times))

    assert many.objects * one.total == one.objects * many.total


@settings(deadline=None)
@given(adjusted(), st.integers(1, 50))
def test_whole_vehicles_pay_the_unit_charge(built, count):
    """What a plan counts by the unit is what the receipt says."""
    dataset = built.dataset()
    box = commodity_of(dataset, "box")
    units = {20: "1", 30: "1.5", 40: "2", 45: "2.25"}[box.container_length_ft]
    quantity = count * Decimal(units)

    charge = HaulBook(dataset).unit_charge("haul", "a", "b", box, DAY)
    receipt = answer_in(dataset, "box", quantity)

    assert abs(receipt.total - quantity * charge) <= receipt.total * Decimal("1e-25")


@settings(deadline=None)
@given(
    borders=st.sets(st.integers(1, 60), max_size=5),
    rates=st.lists(amounts, min_size=6, max_size=6),
    fixed=st.lists(amounts, min_size=6, max_size=6),
    distance_km=st.integers(0, 70),
)
def test_marginal_belts_are_the_sum_over_kilometers(borders, rates, fixed, distance_km):
    """Each kilometer pays the rate of its belt; the fixed part is of the last one."""
    built = HaulNetwork(distance_km=distance_km).tariff(basis=TariffBasis.MARGINAL_HAUL)
    built.box("box")
    edges = [0, *sorted(borders), None]
    for n, (above_km, to_km) in enumerate(pairwise(edges)):
        built.haul_rate(
            f"r{n}",
            ChargeObject.CONTAINER,
            fixed=fixed[n],
            per_km=rates[n],
            above_km=float(above_km),
            to_km=to_km and float(to_km),
        )

    def belt_of(km):
        return sum(border < km for border in borders)

    by_kilometer = sum(rates[belt_of(km)] for km in range(1, distance_km + 1))
    receipt = answer(built, "box")

    assert receipt.amount == by_kilometer + fixed[belt_of(distance_km)]
    check_sums(receipt)


@settings(deadline=None)
@given(rounded(), st.integers(1, 500))
def test_the_charge_is_a_multiple_of_the_money_step(built, units):
    """And at most half a step from what it was."""
    receipt = answer(built, "box", units=units)
    step = built.dataset().tariffs[0].money_step

    if step:
        last = [line for line in receipt.lines if line.kind.value == "ROUNDING"]
        assert receipt.amount % step == 0
        assert all(-step < 2 * line.amount <= step for line in last)
