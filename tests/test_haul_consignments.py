"""How many objects a tariff charges a consignment for."""

from decimal import Decimal

import pytest
from hauls import HaulNetwork, commodity_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from optimizer.domain.hauls import ChargeObject
from optimizer.tariff.consignments import (
    Consignment,
    one_vehicle,
    unknown_column,
)


def commodity(**fields):
    built = HaulNetwork()
    built.commodity("goods", **fields)
    return commodity_of(built.dataset(), "goods")


def box(length_ft, **fields):
    built = HaulNetwork()
    built.box("goods", length_ft, **fields)
    return commodity_of(built.dataset(), "goods")


def tariff(**fields):
    (found,) = (
        row
        for row in HaulNetwork().tariff(**fields).dataset().tariffs
        if row.tariff_id == "haul"
    )
    return found


@pytest.mark.parametrize(
    ("goods", "units"),
    [
        (box(20), "1"),  # counted in TEU, so one TEU
        (box(30), "1.5"),
        (box(40), "2"),
        (box(45), "2.25"),
        (box(40, wagons_per_unit=0.25), "2"),  # the container comes before the wagon
        (commodity(wagons_per_unit=0.0125), "80"),
        (commodity(wagons_per_unit=0.0), "1"),
        (commodity(wagons_per_unit=None), "1"),
    ],
)
def test_one_vehicle_is_a_container_or_else_a_wagon_or_else_a_unit(goods, units):
    """Rates, least charges and roundings are of whole vehicles."""
    assert one_vehicle(goods).units == Decimal(units)


@settings(deadline=None)
@given(st.floats(1e-6, 100), st.sampled_from([None, 20, 30, 40, 45]))
def test_one_vehicle_counts_as_exactly_one(per_unit, length_ft):
    """However the share of a unit is written, nothing is lost by dividing."""
    if length_ft is None:
        goods = commodity(wagons_per_unit=per_unit)
    else:
        goods = commodity(teu_per_unit=per_unit, container_length_ft=length_ft)

    assert str(one_vehicle(goods).vehicle_count) == "1"


@pytest.mark.parametrize(
    ("goods", "load_t"),
    [
        (box(20), "12"),
        (box(40), "24"),
        (commodity(wagons_per_unit=0.0125), "80"),
        (commodity(wagons_per_unit=1 / 70), "70"),
        (commodity(wagons_per_unit=0.014285714), "70"),  # 70.0000014 t
        (commodity(wagons_per_unit=0.0), None),
        (commodity(wagons_per_unit=None), None),
    ],
)
def test_the_load_of_a_vehicle_is_known_to_the_kilogram(goods, load_t):
    """A rounded share must not lift a wagon into the next band of loads."""
    expected = None if load_t is None else Decimal(load_t)

    assert one_vehicle(goods).load_t == expected


@pytest.mark.parametrize(
    ("goods", "charge_object", "count"),
    [
        (box(40), ChargeObject.TONNE, 120),
        (box(40), ChargeObject.CONTAINER, 5),
        (box(40), ChargeObject.TEU, 10),
        (box(40, wagons_per_unit=0.25), ChargeObject.WAGON, 2.5),
        (box(40, wagons_per_unit=0.5, wagon_length_m=14.7), "WAGON_METER", 73.5),
        (commodity(wagons_per_unit=0.1), ChargeObject.TONNE, 10),
        (commodity(wagons_per_unit=0.1), ChargeObject.WAGON, 1),
        (commodity(wagons_per_unit=0.2, wagon_length_m=13.0), "WAGON_METER", 26),
        (commodity(teu_per_unit=0.05), ChargeObject.TEU, 0.5),
    ],
)
def test_ten_units_come_to_so_many_objects(goods, charge_object, count):
    """Each object is counted by its own column."""
    consignment = Consignment(goods, Decimal(10))

    assert consignment.objects(ChargeObject(charge_object), tariff()) == Decimal(
        str(count)
    )


@pytest.mark.parametrize(
    ("goods", "charge_object", "column"),
    [
        (commodity(wagons_per_unit=None), "WAGON", "wagons_per_unit"),
        (commodity(wagons_per_unit=0.0), "WAGON", "wagons_per_unit"),
        (commodity(wagons_per_unit=None), "WAGON_METER", "wagons_per_unit"),
        (commodity(wagons_per_unit=0.1), "WAGON_METER", "wagon_length_m"),
        (commodity(), "CONTAINER", "container_length_ft"),
        (commodity(teu_per_unit=None), "TEU", "teu_per_unit"),
        (commodity(teu_per_unit=0.0), "TEU", "teu_per_unit"),
    ],
)
def test_objects_that_a_commodity_does_not_have_are_not_counted(
    goods, charge_object, column
):
    """None, and the column to fill in: zero objects would be carried for nothing."""
    charge_object = ChargeObject(charge_object)

    assert Consignment(goods, Decimal(1)).objects(charge_object, tariff()) is None
    assert unknown_column(goods, charge_object) == column


@pytest.mark.parametrize(
    ("minimum_load_t", "load_step_t", "load_t", "charged_t"),
    [
        (0.0, 0.0, 17.3, "17.3"),
        (20.0, 0.0, 17.3, "20"),  # raised to the least
        (20.0, 0.0, 20.0, "20"),
        (20.0, 0.0, 33.3, "33.3"),
        (0.0, 1.0, 17.3, "18"),  # rounded up
        (0.0, 1.0, 17.0, "17"),
        (0.0, 0.1, 17.3, "17.3"),  # a whole number of tenths, though not in binary
        (0.0, 5.0, 17.3, "20"),
        (16.5, 5.0, 3.0, "20"),  # the least is rounded up as well
    ],
)
def test_tonnes_are_charged_by_the_load_of_each_vehicle(
    minimum_load_t, load_step_t, load_t, charged_t
):
    """Three boxes pay three times what one pays."""
    goods = box(20, tonnes_per_unit=load_t)
    rules = tariff(minimum_load_t=minimum_load_t, load_step_t=load_step_t)

    one, three = (
        Consignment(goods, Decimal(n)).objects(ChargeObject.TONNE, rules)
        for n in (1, 3)
    )

    assert (one, three) == (Decimal(charged_t), 3 * Decimal(charged_t))


@pytest.mark.parametrize("rule", ["minimum_load_t", "load_step_t"])
def test_a_rule_for_loads_needs_a_vehicle(rule):
    """Without wagons or containers nobody knows how much is in one."""
    consignment = Consignment(commodity(wagons_per_unit=0.0), Decimal(10))

    assert consignment.objects(ChargeObject.TONNE, tariff(**{rule: 5.0})) is None
    assert unknown_column(consignment.commodity, ChargeObject.TONNE) == (
        "wagons_per_unit"
    )


@pytest.mark.parametrize("units", ["0", "-1", "NaN"])
def test_a_consignment_holds_something(units):
    """An empty one has no charge, a negative one no meaning."""
    with pytest.raises((ValueError, ArithmeticError)):
        Consignment(commodity(), Decimal(units))


@settings(deadline=None)
@given(
    wagons_per_unit=st.floats(0, 1e12),
    teu_per_unit=st.floats(0, 1e12),
    load_step_t=st.floats(0, 1e12),
    charge_object=st.sampled_from(ChargeObject),
)
@example(0.1, 0.0, 5e-324, ChargeObject.TONNE)
@example(5e-324, 0.0, 1.0, ChargeObject.TONNE)
@example(5e-324, 1e12, 0.0, ChargeObject.TEU)
def test_no_share_is_too_small_or_too_large_to_count(
    wagons_per_unit, teu_per_unit, load_step_t, charge_object
):
    """Anything that a table may hold has objects above 0 or none."""
    goods = commodity(wagons_per_unit=wagons_per_unit, teu_per_unit=teu_per_unit)
    rules = tariff(load_step_t=load_step_t)

    count = one_vehicle(goods).objects(charge_object, rules)

    assert count is None or count > 0
