"""What is odd about tariffs that charge by the haul."""

from datetime import date
from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from haul_networks import random_network
from hauls import HaulNetwork, commodity_of
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.analysis.tariff_lint import FindingCode, lint_tariffs
from optimizer.domain.hauls import ChargeObject
from optimizer.domain.tariffs import TariffBasis
from optimizer.tariff.consignments import one_vehicle
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.receipts import HaulReceipt

GENERAL = {
    1500: "1.00",
    2000: "0.80",
    3000: "0.65",
    4000: "0.50",
    5000: "0.40",
    None: "0.30",
}
KAZAKHSTAN = {2000: "0.38", 3000: "0.49", 3700: "0.34", 4000: "0.31", None: "0.33"}


def belts(series):
    """Conditions and value of each belt, from near to far."""
    for above_km, to_km in pairwise([0, *series]):
        belt = {"above_km": float(above_km), "to_km": to_km and float(to_km)}
        yield belt, series[to_km]


def proportional(series=None, length_ft=20, **tariff):
    """A franc for a kilometer, multiplied by belt of distance."""
    built = HaulNetwork(distance_km=3128).tariff(**tariff)
    built.box("box", length_ft, tariff_class="box")
    built.haul_rate("base", ChargeObject.CONTAINER, per_km=1)
    for belt, factor in belts(series or {}):
        built.coefficient(f"to-{belt['to_km']}", factor, **belt)
    return built


def tapering():
    """Each belt charges for its own kilometers, the far ones less; a to c by b."""
    built = HaulNetwork(distance_km=1000).tariff(
        basis=TariffBasis.MARGINAL_HAUL, money_step=1
    )
    built.nodes("c")
    built.distance("b", "c", 1000)
    built.distance("a", "c", 2000)
    built.box("box")
    prices = {500: 2, 1500: 1, None: "0.5"}
    for belt, per_km in belts(prices):
        name = f"to-{belt['to_km']}"
        built.haul_rate(name, ChargeObject.CONTAINER, per_km=per_km, **belt)
    return built


def found(built, *codes, **options):
    findings = lint_tariffs(built.dataset(), **options)
    return [f for f in findings if f.code in codes]


def cliffs_of(built, **options):
    codes = FindingCode.CLIFF_UP, FindingCode.CLIFF_DOWN
    return [
        (f.code.value, int(f.at_km), f"{f.share:.2%}")
        for f in found(built, *codes, **options)
    ]


def test_a_tariff_that_tapers_belt_by_belt_has_no_finding():
    """Far kilometers may be cheaper, as long as no haul is cheaper than a shorter one."""
    assert lint_tariffs(tapering().dataset(), cliff_share=0) == []


def test_the_general_coefficients_fall_at_every_border():
    """ETT containers: the total drops by 19 to 25 % just above each border."""
    assert cliffs_of(proportional(GENERAL)) == [
        ("CLIFF_DOWN", 1500, "-20.00%"),  # 0.80 / 1.00
        ("CLIFF_DOWN", 2000, "-18.75%"),  # 0.65 / 0.80
        ("CLIFF_DOWN", 3000, "-23.08%"),  # 0.50 / 0.65
        ("CLIFF_DOWN", 4000, "-20.00%"),  # 0.40 / 0.50
        ("CLIFF_DOWN", 5000, "-25.00%"),  # 0.30 / 0.40
    ]


def test_the_coefficients_of_kazakhstan_rise_and_fall():
    """20 feet: the two smaller jumps, at 3,700 and 4,000 km, stay below a tenth."""
    assert cliffs_of(proportional(KAZAKHSTAN)) == [
        ("CLIFF_UP", 2000, "28.95%"),  # 0.49 / 0.38
        ("CLIFF_DOWN", 3000, "-30.61%"),  # 0.34 / 0.49
    ]


def test_smaller_jumps_are_found_when_asked_for():
    """The share that makes a cliff is the caller's."""
    assert cliffs_of(proportional(KAZAKHSTAN), cliff_share=0.05) == [
        ("CLIFF_UP", 2000, "28.95%"),
        ("CLIFF_DOWN", 3000, "-30.61%"),
        ("CLIFF_DOWN", 3700, "-8.82%"),  # 0.31 / 0.34
        ("CLIFF_UP", 4000, "6.45%"),  # 0.33 / 0.31
    ]


def test_a_jump_of_just_the_share_is_no_cliff():
    """Only more than the share is: 1,500 km drop by a fifth."""
    built = proportional({1500: "1.00", None: "0.80"})

    assert cliffs_of(built, cliff_share=0.2) == []
    assert len(cliffs_of(built, cliff_share=0.1999)) == 1


def test_a_cliff_says_for_what_where_and_by_which_rows():
    """All that it takes to look it up in the tariff."""
    (cliff,) = found(proportional({1500: "1.00", None: "0.80"}), FindingCode.CLIFF_DOWN)

    assert (cliff.tariff_id, cliff.commodity_id) == ("haul", "box")
    assert (cliff.tariff_class, cliff.container_length_ft) == ("box", 20)
    assert cliff.is_empty is False
    assert (cliff.before, cliff.after) == (1500, 1200)
    assert cliff.row_ids == ("to-1500.0", "to-None")
    assert cliff.message == (
        "the charge of 'box' falls by 20.0 % just above 1500 km, "
        "from 1,500.00 to 1,200.00 USD"
    )


def test_belts_of_rates_have_cliffs_too():
    """A table of fixed prices: 100 up to 500 km, then 150."""
    built = HaulNetwork().tariff()
    built.wagon("goods")
    for belt, price in belts({500: 100, None: 150}):
        name = f"to-{belt['to_km']}"
        built.haul_rate(name, ChargeObject.WAGON, fixed=price, **belt)

    assert cliffs_of(built) == [("CLIFF_UP", 500, "50.00%")]


def test_a_cliff_from_nothing_has_no_share():
    """The first 100 km are free."""
    built = HaulNetwork().tariff()
    built.wagon("goods")
    for belt, price in belts({100: 0, None: 50}):
        built.haul_rate(f"{price}", ChargeObject.WAGON, fixed=price, **belt)

    (cliff,) = found(built, FindingCode.CLIFF_UP)

    assert (cliff.before, cliff.after, cliff.share) == (0, 50, None)


def test_a_cliff_in_one_direction_names_its_end():
    """Only hauls from a have the coefficient."""
    built = proportional()
    built.coefficient("from-a", "0.5", above_km=1000.0, entry_node_id="a")

    (cliff,) = found(built, FindingCode.CLIFF_DOWN)

    assert cliff.node_ids == ("a",)


def test_a_cliff_in_winter_is_found():
    """The tariff is tried in every season."""
    built = proportional()
    built.coefficient("ice", "1.5", above_km=1000.0, first_month=12, last_month=2)

    assert cliffs_of(built) == [("CLIFF_UP", 1000, "50.00%")]


def test_longer_hauls_that_are_cheaper_are_reported_as_ranges():
    """ETT: 1,500 km cost 1,500, and so do 1,875 at 0.80."""
    ranges = found(proportional(GENERAL), FindingCode.NON_MONOTONE)

    assert [(f.at_km, f.to_km, f.after) for f in ranges] == [
        (1500, 1875, 1200),
        (2000, Decimal("2461.539"), 1300),  # 1,600 / 0.65
        (3000, 3900, 1500),
        (4000, 5000, 1600),
        (5000, Decimal("6666.667"), 1500),  # 2,000 / 0.30
    ]


def test_a_range_may_run_over_several_belts():
    """Kazakhstan: 3,000 km cost 1,470, and so do 1,470 / 0.33 = 4,454.5 km."""
    (reversal,) = found(proportional(KAZAKHSTAN), FindingCode.NON_MONOTONE)

    assert (reversal.at_km, reversal.to_km) == (3000, Decimal("4454.546"))
    assert (reversal.before, reversal.after) == (1470, 1020)


def test_a_range_may_end_at_a_border_or_not_at_all():
    """Fixed prices of 5, 3, 6 and 4."""
    built = HaulNetwork().tariff()
    built.wagon("goods")
    for belt, price in belts({100: 5, 200: 3, 300: 6, None: 4}):
        built.haul_rate(f"{price}", ChargeObject.WAGON, fixed=price, **belt)

    ranges = found(built, FindingCode.NON_MONOTONE)

    assert [(f.at_km, f.to_km) for f in ranges] == [(100, 200), (300, None)]


def test_a_charge_that_rises_in_steps_has_no_cheaper_longer_hauls():
    """A cliff up is none down."""
    built = proportional({1000: "1", None: "1.5"})

    assert found(built, FindingCode.NON_MONOTONE) == []


def corridor(*prices):
    """Nodes a, b, c and d in a row, 100 km apart, charged by belts of fixed prices."""
    built = HaulNetwork().tariff()
    built.nodes("c", "d")
    for tail, head, distance_km in [
        ("b", "c", 100),
        ("c", "d", 100),
        ("a", "c", 200),
        ("b", "d", 200),
        ("a", "d", 300),
    ]:
        built.distance(tail, head, distance_km)
    built.wagon("goods")
    for belt, price in belts(dict(zip([100, 200, None], prices, strict=True))):
        built.haul_rate(f"to-{belt['to_km']}", ChargeObject.WAGON, fixed=price, **belt)
    return built


def test_a_haul_dearer_than_its_parts_is_reported_with_the_cheapest_split():
    """100 km for 10, 200 km for 15: 300 km for 40 are 25 in two and 30 in three."""
    triangles = found(corridor(10, 15, 40), FindingCode.TRIANGLE)

    assert [(f.node_ids, f.before, f.after) for f in triangles] == [
        (("a", "b", "d"), 40, 25),
        (("d", "c", "a"), 40, 25),
    ]
    assert triangles[0].share == Decimal("-0.375")


def test_a_haul_may_be_split_more_than_once():
    """100 km for 10, 200 km for 25: 300 km are cheapest in three."""
    triangles = found(corridor(10, 25, 40), FindingCode.TRIANGLE)

    assert ("a", "b", "c", "d") in [f.node_ids for f in triangles]
    assert len(triangles) == 6


def test_a_haul_as_dear_as_its_parts_is_none():
    """Proportional charges cannot be undercut."""
    assert found(corridor(10, 20, 30), FindingCode.TRIANGLE) == []


def test_a_difference_in_the_last_digits_is_none():
    """A wagon's load is a rounded quotient, so its parts need not add up to the digit."""
    built = HaulNetwork(distance_km=453).tariff(basis=TariffBasis.MARGINAL_HAUL)
    built.nodes("c")
    built.distance("b", "c", 237)
    built.distance("a", "c", 690)
    built.commodity("ores", wagons_per_unit=0.0153846)
    built.haul_rate("base", per_km="0.020846")

    assert found(built, FindingCode.TRIANGLE) == []


def test_one_tariff_may_be_looked_at_alone():
    """What is odd about the other is left out; a gap is the later one's."""
    built = years((None, "2024-12-31"), ("2025-01-15", None))
    for name in ("t0", "t1"):
        fields = {"tariff_id": name, "tariff_class": "ores", "fixed": 1}
        built.haul_rate(f"{name}-ores", ChargeObject.CONTAINER, **fields)

    def codes(tariff_id):
        return [
            f.code.value for f in lint_tariffs(built.dataset(), tariff_id=tariff_id)
        ]

    assert codes("t0") == ["UNUSED_RATE"]
    assert codes("t1") == ["UNUSED_RATE", "VALIDITY_GAP"]


def cheapest_split(charges, nodes, entry, exit_):
    """Least charge over all ways with a stop between the ends, None without any."""
    between = [node for node in nodes if node not in (entry, exit_)]
    ways = [
        list(pairwise((entry, *stops, exit_)))
        for count in range(1, len(between) + 1)
        for stops in permutations(between, count)
    ]
    known = [sum(map(charges.get, way)) for way in ways if set(way) <= set(charges)]
    return min(known, default=None)


@pytest.mark.parametrize("seed", range(30))
def test_the_splits_are_those_that_trying_all_of_them_finds(seed):
    """Small networks with prices at random, whose hauls can all be tried."""
    dataset = random_network(seed).dataset
    book, day = HaulBook(dataset), date(2025, 1, 1)
    nodes = [node.node_id for node in dataset.nodes]
    expected = {}
    for tariff in book.tariffs:
        for goods in dataset.commodities:
            charges = {}
            for ends in permutations(nodes, 2):
                vehicle = one_vehicle(goods)
                receipt = book.receipt(tariff.tariff_id, *ends, vehicle, day)
                if isinstance(receipt, HaulReceipt):
                    charges[ends] = receipt.amount
            for ends, direct in charges.items():
                least = cheapest_split(charges, nodes, *ends)
                if least is not None and least < direct:
                    key = (tariff.tariff_id, goods.commodity_id, *ends)
                    expected[key] = (direct, least)

    triangles = {
        (f.tariff_id, f.commodity_id, f.node_ids[0], f.node_ids[-1]): (
            f.before,
            f.after,
        )
        for f in lint_tariffs(dataset)
        if f.code is FindingCode.TRIANGLE
    }

    assert triangles == expected


@pytest.mark.parametrize(
    ("factor", "conditions", "reason"),
    [
        ("1.00", {}, "is 1 and changes nothing"),
        ("2", {"container_length_ft": 40}, "fits no commodity"),
        ("2", {"is_empty": True}, "fits no commodity"),
        ("2", {"tariff_class": "ores"}, "fits no commodity"),
        ("2", {"entry_node_id": "c"}, "fits the ends of no haul"),
        ("2", {"entry_node_id": "a", "exit_node_id": "a"}, "fits the ends of no haul"),
        ("2", {"above_km": 3128.0}, "fits no haul's distance"),
        ("2", {"to_km": 3127.0}, "fits no haul's distance"),
        ("2", {"first_month": 1, "last_month": 3}, "is out of season"),
    ],
)
def test_a_coefficient_that_fits_nothing_is_reported(factor, conditions, reason):
    """20-foot boxes between a and b, 3,128 km, in a tariff of April to June."""
    days = {"valid_from": date(2025, 4, 1), "valid_to": date(2025, 6, 30)}
    built = proportional(**days)
    built.coefficient("odd", factor, **conditions)

    (finding,) = found(built, FindingCode.UNUSED_COEFFICIENT)

    assert finding.row_ids == ("odd",)
    assert reason in finding.message


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"container_length_ft": 20, "is_empty": False, "tariff_class": "box"},
        {"entry_node_id": "b", "exit_node_id": "a"},
        {"above_km": 3000.0, "to_km": 3128.0},
        {"first_month": 11, "last_month": 4},
    ],
)
def test_a_coefficient_that_fits_something_is_not(conditions):
    """One haul of one commodity in one month is enough."""
    days = {"valid_from": date(2025, 4, 1), "valid_to": date(2025, 6, 30)}
    built = proportional(**days)
    built.coefficient("used", "2", **conditions)

    assert found(built, FindingCode.UNUSED_COEFFICIENT) == []


@pytest.mark.parametrize(
    "conditions",
    [
        {"tariff_class": "ores"},
        {"above_km": 4000.0},
        {"above_load_t": 20.0},  # boxes hold 12 t
        {"entry_node_id": "a", "exit_node_id": "c"},
    ],
)
def test_a_rate_that_charges_for_nothing_is_reported(conditions):
    """Beside the one that charges for everything else."""
    built = proportional()
    built.haul_rate("odd", ChargeObject.CONTAINER, fixed=5, **conditions)

    (finding,) = found(built, FindingCode.UNUSED_RATE)

    assert finding.row_ids == ("odd",)


def test_a_rate_that_always_gives_way_is_reported():
    """A rate for the only class there is wins over the general one."""
    built = proportional()
    built.haul_rate("own", ChargeObject.CONTAINER, fixed=5, tariff_class="box")

    (finding,) = found(built, FindingCode.UNUSED_RATE)

    assert finding.row_ids == ("base",)


def test_rates_that_charge_for_something_are_not_reported():
    """One each for the two ways."""
    built = proportional()
    ends = {"entry_node_id": "a", "exit_node_id": "b"}
    built.haul_rate("westward", ChargeObject.CONTAINER, fixed=5, **ends)

    assert found(built, FindingCode.UNUSED_RATE) == []


def years(*validities, **fields):
    """Successive tariffs of one carrier for the leg from a to b."""
    built = HaulNetwork()
    built.leg("a-b", "a", "b")
    built.box("box")
    for number, (first, last) in enumerate(validities):
        name = f"t{number}"
        built.tariff(
            tariff_id=name,
            valid_from=first and date.fromisoformat(first),
            valid_to=last and date.fromisoformat(last),
        )
        built.scope(name, tariff_id=name, leg_id="a-b")
        rate = {"tariff_id": name, "per_km": 1} | fields
        built.haul_rate(name, ChargeObject.CONTAINER, **rate)
    return built


def test_days_between_two_tariffs_are_reported():
    """Nothing can be charged from 1 to 14 January."""
    built = years((None, "2024-12-31"), ("2025-01-15", None))

    (gap,) = found(built, FindingCode.VALIDITY_GAP)

    assert gap.row_ids == ("t0", "t1")
    assert (gap.first_day, gap.last_day) == (date(2025, 1, 1), date(2025, 1, 14))
    assert gap.message.endswith("days: 14")


@pytest.mark.parametrize(
    "validities",
    [
        [(None, "2024-12-31"), ("2025-01-01", None)],
        [("2024-01-01", None), ("2025-01-15", None)],
        [("2024-01-01", "2025-12-31"), ("2024-03-01", "2024-05-31")],
        # A short one inside a long one leaves no gap behind it.
        [
            ("2024-01-01", "2025-12-31"),
            ("2024-03-01", "2024-05-31"),
            ("2026-01-01", None),
        ],
    ],
)
def test_tariffs_that_follow_day_by_day_leave_no_gap(validities):
    """Whether or not they overlap."""
    assert found(years(*validities), FindingCode.VALIDITY_GAP) == []


def test_tariffs_for_other_goods_do_not_follow_each_other():
    """One is for classes that the dataset has no goods of."""
    built = years((None, "2024-12-31"), ("2025-01-15", None), tariff_class="ores")

    assert found(built, FindingCode.VALIDITY_GAP) == []


def test_a_share_below_0_is_refused():
    """There is no jump of less than nothing."""
    with pytest.raises(ValueError, match="cliff_share is -1"):
        lint_tariffs(tapering().dataset(), cliff_share=-1)


def test_goods_without_a_rate_are_passed_over():
    """A tariff is tried only with what it covers."""
    built = proportional(GENERAL)
    built.wagon("ores")

    assert {f.commodity_id for f in found(built, FindingCode.CLIFF_DOWN)} == {"box"}


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(1, 20), min_size=4, max_size=4),
    st.lists(st.integers(2, 8), min_size=3, max_size=3, unique=True),
)
def test_the_ranges_hold_the_hauls_that_are_cheaper_and_no_others(prices, borders):
    """What is found is what trying a haul every 50 km finds."""
    built = HaulNetwork().tariff()
    built.wagon("goods")
    for step in range(1, 20):
        built.nodes(f"n{step}")
        built.distance("a", f"n{step}", step * 50)
    series = dict(zip([*(b * 100 for b in sorted(borders)), None], prices, strict=True))
    for belt, price in belts(series):
        name = f"to-{belt['to_km']}"
        built.haul_rate(name, ChargeObject.WAGON, fixed=9, per_km=price, **belt)
    dataset = built.dataset()
    goods = commodity_of(dataset, "goods")
    book, vehicle, day = HaulBook(dataset), one_vehicle(goods), date(2025, 1, 1)

    charges = [
        (step * 50, book.receipt("haul", "a", f"n{step}", vehicle, day).amount)
        for step in range(1, 20)
    ]
    ranges = found(built, FindingCode.NON_MONOTONE)

    for km, charge in charges:
        is_cheaper = any(charge < other for nearer, other in charges if nearer < km)
        within = any(f.at_km < km <= (f.to_km or km) for f in ranges)
        well_within = any(f.at_km < km < (f.to_km or km + 1) for f in ranges)
        assert within or not is_cheaper
        assert is_cheaper or not well_within
