"""Coefficients, least charge, surcharges, rounding and exchange, in this order."""

from datetime import date
from decimal import Decimal

import pytest
from hauls import DAY, HaulNetwork, answer, check_sums, steps, total

from optimizer.domain.hauls import ChargeObject, SurchargeBase
from optimizer.domain.receipts import ReceiptLineKind
from optimizer.domain.tariffs import TariffBasis
from optimizer.tariff.receipts import Unpriced, UnpricedCode


def network(distance_km=100.0, **tariff):
    """A rate of 1 + 0.5 per km for a box, and goods in 40-foot boxes."""
    built = HaulNetwork(distance_km=distance_km).tariff(**tariff)
    built.box("box", tariff_class="goods")
    built.haul_rate("rate", ChargeObject.CONTAINER, fixed=1, per_km="0.5")
    return built


def test_the_base_is_the_objects_times_a_fixed_part_and_one_by_distance():
    """Two boxes over 100 km: 2 x (1 + 0.5 x 100)."""
    receipt = answer(network(), "box", units=4)
    (line,) = receipt.lines

    assert receipt.amount == receipt.total == 102
    assert (receipt.objects, receipt.charge_object) == (2, ChargeObject.CONTAINER)
    assert (line.objects, line.fixed, line.per_km, line.distance_km) == (
        2,
        1,
        Decimal("0.5"),
        100,
    )


def test_all_steps_act_in_their_order():
    """Each line can be worked out from the one before."""
    built = network(minimum_charge=100, money_step=5, currency_code="CHF")
    built.coefficient("half", "0.5", position=2)
    built.coefficient("more", "1.2", position=1)
    built.surcharge("running", 10, position=3, base=SurchargeBase.RUNNING_PERCENT)
    built.surcharge("fuel", 10, position=1)
    built.surcharge("season", 10, position=4)
    built.surcharge("seal", 3, position=2, base=SurchargeBase.PER_OBJECT)
    built.quote("CHF", date(2025, 6, 1), "1.1")

    receipt = answer(built, "box")

    assert steps(receipt) == [
        ("BASE", "rate", 51),
        ("COEFFICIENT", "more", Decimal("10.2")),
        ("COEFFICIENT", "half", Decimal("-30.6")),
        ("MINIMUM", "haul", Decimal("69.4")),  # up to 100
        ("SURCHARGE", "fuel", 10),  # of 100
        ("SURCHARGE", "seal", 3),
        ("SURCHARGE", "running", Decimal("11.3")),  # of 113
        ("SURCHARGE", "season", 10),  # of 100 as well
        ("ROUNDING", "haul", Decimal("0.7")),  # 134.3 to fives
        ("EXCHANGE", "CHF", 0),
    ]
    assert (receipt.amount, receipt.total) == (135, Decimal("148.5"))
    check_sums(receipt)


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ({}, True),
        ({"tariff_class": "goods"}, True),
        ({"tariff_class": "other"}, False),
        ({"container_length_ft": 40}, True),
        ({"container_length_ft": 20}, False),
        ({"is_empty": False}, True),
        ({"is_empty": True}, False),
        ({"entry_node_id": "a"}, True),
        ({"entry_node_id": "b"}, False),
        ({"exit_node_id": "b"}, True),
        ({"exit_node_id": "a"}, False),
        ({"entry_node_id": "a", "exit_node_id": "a"}, False),
        ({"above_km": 99.9}, True),
        ({"above_km": 100.0}, False),
        ({"to_km": 100.0}, True),
        ({"to_km": 99.9}, False),
        ({"first_month": 6, "last_month": 6}, True),
        ({"first_month": 7, "last_month": 12}, False),
        ({"first_month": 1, "last_month": 5}, False),
    ],
)
def test_a_coefficient_acts_where_all_its_conditions_fit(condition, fits):
    """Each column that is given narrows what it is for."""
    built = network()
    built.coefficient("double", 2, **condition)

    assert total(built, "box") == (102 if fits else 51)


@pytest.mark.parametrize(
    ("first_month", "last_month", "months"),
    [
        (3, 5, [3, 4, 5]),
        (11, 2, [1, 2, 11, 12]),  # over the new year
        (12, 12, [12]),
        (1, 12, list(range(1, 13))),
        (2, 1, list(range(1, 13))),
    ],
)
def test_a_season_may_run_over_the_new_year(first_month, last_month, months):
    """Winter is from November to February."""
    built = network()
    built.coefficient("season", 2, first_month=first_month, last_month=last_month)
    days = [date(2025, month, 28) for month in range(1, 13)]

    assert [d.month for d in days if total(built, "box", day=d) == 102] == months


def test_coefficients_at_one_position_contradict_each_other():
    """At most one of a position may fit; at another one it multiplies on."""
    built = network()
    built.coefficient("one", 2, position=1)
    built.coefficient("two", 3, position=2)
    built.coefficient("three", 4, position=2)

    found = answer(built, "box")

    assert found.code is UnpricedCode.AMBIGUOUS_COEFFICIENT
    assert found.row_ids == ("three", "two")


@pytest.mark.parametrize(
    ("minimum_charge", "units", "amount"),
    [
        (40, 2, 51),  # one box pays more
        (51, 2, 51),
        (60, 2, 60),
        (60, 6, 180),  # three boxes
        (60, 3, 90),  # as much as one and a half
    ],
)
def test_each_vehicle_pays_the_least_charge(minimum_charge, units, amount):
    """It is published for one wagon or container."""
    built = network(minimum_charge=minimum_charge)

    assert total(built, "box", units=units) == amount


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ({}, True),
        ({"tariff_class": "goods"}, True),
        ({"tariff_class": "other"}, False),
        ({"is_empty": False}, True),
        ({"is_empty": True}, False),
    ],
)
def test_a_surcharge_is_added_where_its_conditions_fit(condition, fits):
    """Each column that is given narrows what it is for."""
    built = network()
    built.surcharge("extra", 100, **condition)

    assert total(built, "box") == (102 if fits else 51)


@pytest.mark.parametrize(
    ("step", "per_km", "amount"),
    [
        ("0", "1.234", "124.4"),
        ("1", "1.234", "124"),
        ("1", "1.235", "125"),  # 124.5: a half goes up
        ("1", "1.2349", "124"),
        ("0.05", "1.23424", "124.4"),  # 124.424
        ("0.05", "1.23425", "124.45"),  # 124.425
        ("0.3", "1.2335", "124.5"),  # 124.35 lies half between 124.2 and 124.5
        ("10", "1.23", "120"),
        ("1000", "1.23", "0"),
    ],
)
def test_the_whole_charge_is_rounded_half_up(step, per_km, amount):
    """To multiples of the tariff's money step; 0 does not round."""
    built = HaulNetwork().tariff(money_step=step)
    built.box("box")
    built.haul_rate("rate", ChargeObject.CONTAINER, fixed=1, per_km=per_km)

    receipt = answer(built, "box")

    assert receipt.amount == Decimal(amount)
    check_sums(receipt)


def test_the_charge_is_exchanged_at_the_latest_quotation():
    """The receipt tells which one, and the total is not rounded."""
    built = network(currency_code="CHF")
    built.quote("CHF", date(2025, 1, 1), "9")
    built.quote("CHF", date(2025, 5, 31), "1.123456789")
    built.quote("CHF", date(2025, 6, 16), "9")

    receipt = answer(built, "box")

    assert (receipt.exchange_date, receipt.currency_code) == (date(2025, 5, 31), "CHF")
    assert receipt.total == 51 * Decimal("1.123456789")
    assert receipt.lines[-1].kind is ReceiptLineKind.EXCHANGE
    assert receipt.lines[-1].factor == Decimal("1.123456789")


def test_own_money_is_not_exchanged():
    """One for one, without a quotation or a line."""
    receipt = answer(network(), "box")

    assert (receipt.exchange_rate, receipt.exchange_date) == (1, None)
    assert [line.kind.value for line in receipt.lines] == ["BASE"]


def test_a_receipt_tells_whose_tariff_charged_what():
    """Everything that it takes to look the charge up again."""
    receipt = answer(network(version="2025-1"), "box")

    assert (receipt.tariff_id, receipt.version) == ("haul", "2025-1")
    assert (receipt.entry_node_id, receipt.exit_node_id) == ("a", "b")
    assert (receipt.carrier_id, receipt.tariff_class) == ("carrier", "goods")
    assert (receipt.distance_km, receipt.is_published_distance) == (100, True)


@pytest.mark.parametrize("valid", [{"valid_from": date(2026, 1, 1)}, {"valid_to": DAY}])
def test_a_tariff_out_of_force_says_when_it_holds(valid):
    """A caller can then ask for that day."""
    found = answer(network(**valid), "box", day=date(2025, 6, 16))

    assert found.code is UnpricedCode.NOT_IN_FORCE
    assert (found.valid_from, found.valid_to) == (
        valid.get("valid_from"),
        valid.get("valid_to"),
    )


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({"ends": ("a", "c")}, {"code": UnpricedCode.NOT_CONNECTED}),
        (
            {"currency_code": "CHF"},
            {"code": UnpricedCode.NO_EXCHANGE_RATE, "currency_code": "CHF"},
        ),
        (
            {"commodity": "loose"},
            {
                "code": UnpricedCode.UNKNOWN_OBJECTS,
                "missing_column": "container_length_ft",
                "row_ids": ("rate",),
            },
        ),
        (
            {"commodity": "loose", "minimum_charge": 1, "object": ChargeObject.TONNE},
            {
                "code": UnpricedCode.UNKNOWN_OBJECTS,
                "missing_column": "wagons_per_unit",
                "row_ids": ("haul",),
            },
        ),
    ],
)
def test_what_cannot_be_charged_says_why(change, facts):
    """Never a guess, and never nothing."""
    tariff = {
        k: v for k, v in change.items() if k in ("currency_code", "minimum_charge")
    }
    built = network(**tariff)
    built.commodity("loose", tariff_class="loose")
    if "object" in change:
        built.haul_rate("own", change["object"], fixed=1, tariff_class="loose")

    found = answer(
        built, change.get("commodity", "box"), ends=change.get("ends", ("a", "b"))
    )

    assert found == Unpriced(tariff_id="haul", **facts)


def ladder(**last):
    """Three belts that grow cheaper."""
    built = HaulNetwork(distance_km=250).tariff(basis=TariffBasis.MARGINAL_HAUL)
    built.box("box", tariff_class="goods")
    charge_object = ChargeObject.CONTAINER
    built.haul_rate("r1", charge_object, fixed=9, per_km=3, to_km=100.0)
    built.haul_rate("r2", charge_object, fixed=8, per_km=2, above_km=100.0, to_km=200.0)
    built.haul_rate(
        "r3", charge_object, fixed=7, per_km=1, **{"above_km": 200.0} | last
    )
    return built


def test_marginal_belts_charge_their_own_kilometers():
    """And the fixed part of the belt that holds the distance: 7 + 300 + 200 + 50."""
    receipt = answer(ladder(), "box")

    assert steps(receipt) == [
        ("BASE", "r1", 300),
        ("BASE", "r2", 200),
        ("BASE", "r3", 57),
    ]
    assert [line.distance_km for line in receipt.lines] == [100, 100, 50]
    assert [line.fixed for line in receipt.lines] == [0, 0, 7]


@pytest.mark.parametrize(
    ("last", "code"),
    [
        ({"above_km": 210.0}, UnpricedCode.NO_RATE),  # ten kilometers are missing
        ({"above_km": 190.0}, UnpricedCode.AMBIGUOUS_RATE),  # ten count twice
        ({"to_km": 240.0}, UnpricedCode.NO_RATE),
        ({"tariff_class": "goods"}, UnpricedCode.NO_RATE),  # its belts start at 200
    ],
)
def test_marginal_belts_must_hold_each_kilometer_once(last, code):
    """A gap would be free of charge."""
    assert answer(ladder(**last), "box").code is code


def test_marginal_belts_must_charge_by_one_object():
    """Boxes and tonnes do not add up to a number of objects."""
    built = HaulNetwork().tariff(basis=TariffBasis.MARGINAL_HAUL)
    built.box("box")
    built.haul_rate("r1", ChargeObject.CONTAINER, per_km=1, to_km=50.0)
    built.haul_rate("r2", ChargeObject.TONNE, per_km=1, above_km=50.0)

    found = answer(built, "box")

    assert (found.code, found.row_ids) == (UnpricedCode.AMBIGUOUS_RATE, ("r1", "r2"))
