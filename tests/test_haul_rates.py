"""Of the haul rates that fit, the most specific one charges."""

from decimal import Decimal

import pytest
from hauls import HaulNetwork, answer, answer_in, commodity_of
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain.tariffs import TariffBasis
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.receipts import Unpriced, UnpricedCode

BOX_CONDITIONS = {
    "tariff_class": "goods",
    "container_length_ft": 40,
    "is_empty": False,
    "above_load_t": 20.0,
    "entry_node_id": "a",
    "exit_node_id": "b",
}
"""Conditions that a loaded 40-foot box of 24 t from a to b meets."""

OTHERS = [
    {"tariff_class": "other"},
    {"container_length_ft": 20},
    {"is_empty": True},
    {"above_km": 100.0},  # the distance itself lies below
    {"to_km": 99.9},
    {"above_load_t": 24.0},
    {"to_load_t": 23.999},
    {"entry_node_id": "b", "exit_node_id": "a"},
    {"entry_node_id": "a", "exit_node_id": "a"},
    {"entry_node_id": "b", "exit_node_id": "b"},
    {"tariff_id": "second"},
]
"""Conditions each of which that box misses by one column."""


def network(**fields):
    """A loaded box of 24 t that goes 100 km from a to b."""
    built = HaulNetwork(**fields).tariff()
    built.box("box", tariff_class="goods")
    return built


def chosen(built):
    """Base rows of the receipt, or why there is none."""
    found = answer(built, "box")
    if isinstance(found, Unpriced):
        return found.code, found.row_ids
    return [line.row_id for line in found.lines]


@pytest.mark.parametrize("condition", OTHERS)
def test_a_rate_for_something_else_does_not_apply(condition):
    """Each column that is given narrows what a rate is for."""
    built = network()
    built.tariff(tariff_id="second")
    built.haul_rate("else", fixed=1, **condition)

    assert chosen(built) == (UnpricedCode.NO_RATE, ())


@pytest.mark.parametrize("condition", OTHERS)
def test_a_rate_for_something_else_leaves_the_rule(condition):
    """An exception that does not fit is no hindrance."""
    built = network()
    built.tariff(tariff_id="second")
    built.haul_rate("else", fixed=1, **condition)
    built.haul_rate("rule", fixed=2)

    assert chosen(built) == ["rule"]


@pytest.mark.parametrize(
    ("general", "specific"),
    [
        ({}, ["tariff_class"]),
        ({}, ["above_load_t"]),
        (["above_load_t"], ["is_empty"]),
        (["is_empty", "above_load_t"], ["container_length_ft"]),
        (["container_length_ft", "is_empty", "above_load_t"], ["tariff_class"]),
        (
            ["tariff_class", "container_length_ft", "is_empty", "above_load_t"],
            ["entry_node_id", "exit_node_id"],
        ),
        (["tariff_class"], ["tariff_class", "container_length_ft"]),
        (["is_empty"], ["is_empty", "above_load_t"]),
    ],
)
@pytest.mark.parametrize("names", [("first", "second"), ("second", "first")])
def test_the_more_specific_rate_wins(general, specific, names):
    """Ends, class, container, loading, load: in this order, wherever the rows stand."""
    built = network()
    for name, columns in zip(names, (general, specific), strict=True):
        conditions = {column: BOX_CONDITIONS[column] for column in columns}
        built.haul_rate(name, fixed=1, **conditions)

    assert chosen(built) == [names[1]]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({}, {}),
        ({"tariff_class": "goods"}, {"tariff_class": "goods"}),
        ({"to_km": 200.0}, {"above_km": 50.0}),  # belts that overlap
        ({"to_load_t": 30.0}, {"above_load_t": 20.0}),
    ],
)
def test_equally_specific_rates_contradict_each_other(one, two):
    """Neither is chosen: a charge must not hang on the order of rows."""
    built = network()
    built.haul_rate("two", fixed=2, **two)
    built.haul_rate("one", fixed=1, **one)

    assert chosen(built) == (UnpricedCode.AMBIGUOUS_RATE, ("one", "two"))


@pytest.mark.parametrize(
    ("distance_km", "row"),
    [
        (0, "near"),  # the one distance that its lower border holds
        (0.1, "near"),
        (100, "near"),  # the upper border is inside
        (100.1, "middle"),
        (250, "middle"),
        (250.1, "far"),
        (9000, "far"),
    ],
)
def test_a_belt_holds_distances_above_its_lower_up_to_its_upper_border(
    distance_km, row
):
    """Belts that touch share no kilometer and leave none out."""
    built = network(distance_km=distance_km)
    built.haul_rate("near", fixed=1, to_km=100.0)
    built.haul_rate("middle", fixed=2, above_km=100.0, to_km=250.0)
    built.haul_rate("far", fixed=3, above_km=250.0)

    assert chosen(built) == [row]


@pytest.mark.parametrize("distance_km", [50, 150.5, 999])
def test_no_rate_says_which_class_and_distance_it_lacks(distance_km):
    """What to add is then known."""
    built = network(distance_km=distance_km)
    built.haul_rate("belt", fixed=1, above_km=100.0, to_km=150.0)

    found = answer(built, "box")

    assert (found.code, found.tariff_class) == (UnpricedCode.NO_RATE, "goods")
    assert found.distance_km == Decimal(str(distance_km))


def test_a_rate_by_load_needs_a_vehicle():
    """Whether it applies is unknown, so no other may take its place."""
    built = network()
    built.commodity("loose", wagons_per_unit=0.0)
    built.haul_rate("heavy", fixed=1, above_load_t=20.0)
    built.haul_rate("rule", fixed=2)

    found = answer(built, "loose")

    assert found.code is UnpricedCode.UNKNOWN_OBJECTS
    assert found.missing_column == "wagons_per_unit"


@pytest.mark.parametrize(
    ("hs_code", "tariff_class"),
    [
        (None, "own"),
        ("2709", "own"),  # no prefix fits
        ("1001", "grain"),
        ("100199", "grain"),
        ("10011900", "durum"),  # the longest one
        ("10", "cereals"),  # shorter than the others
    ],
)
def test_the_longest_prefix_of_the_code_gives_the_class(hs_code, tariff_class):
    """Without one, goods keep the class of the commodity."""
    built = network()
    for prefix, name in (("10", "cereals"), ("1001", "grain"), ("100119", "durum")):
        built.goods_class(prefix, name)
    built.goods_class("27", "oil", tariff_id="tariff")
    built.commodity("c", tariff_class="own", hs_code=hs_code)
    dataset = built.dataset()

    found = HaulBook(dataset).class_of("haul", commodity_of(dataset, "c"))

    assert found == tariff_class


@pytest.mark.parametrize(
    ("condition", "is_covered"),
    [
        ({}, True),
        ({"tariff_class": "goods", "container_length_ft": 40, "is_empty": False}, True),
        ({"tariff_class": "other"}, False),
        ({"container_length_ft": 20}, False),
        ({"is_empty": True}, False),
        # What a haul is like does not count.
        ({"above_km": 5000.0}, True),
        ({"to_load_t": 0.5}, True),
        ({"entry_node_id": "b", "exit_node_id": "a"}, True),
    ],
)
def test_a_tariff_covers_the_goods_that_a_rate_is_for(condition, is_covered):
    """Wherever they go: what it has no belt for is a gap, not another's business."""
    built = network()
    built.haul_rate("r", fixed=1, **condition)
    dataset = built.dataset()

    assert HaulBook(dataset).covers("haul", commodity_of(dataset, "box")) is is_covered


@settings(deadline=None)
@given(
    basis=st.sampled_from([TariffBasis.HAUL, TariffBasis.MARGINAL_HAUL]),
    columns=st.lists(st.sets(st.sampled_from(sorted(BOX_CONDITIONS)[:3])), max_size=5),
    borders=st.sets(st.integers(1, 200), max_size=4),
    data=st.data(),
)
def test_the_order_of_rows_does_not_matter(basis, columns, borders, data):
    """Tables are sets of rows."""
    built = HaulNetwork().tariff(basis=basis)
    built.box("box", tariff_class="goods")
    edges = [0, *sorted(borders), None]
    for n, above_km in enumerate(edges[:-1]):
        to_km = edges[n + 1]
        belt = {"above_km": float(above_km), "to_km": to_km and float(to_km)}
        built.haul_rate(f"belt{n}", fixed=n, per_km=n, **belt)
    for n, names in enumerate(columns):
        named = {k: BOX_CONDITIONS[k] for k in names if "node" not in k}
        built.haul_rate(f"r{n}", fixed=n, **named)
    for n in range(3):
        built.coefficient(f"c{n}", "1.5", position=n + 1)
        built.surcharge(f"s{n}", n + 1, position=n + 1)
    dataset = built.dataset()
    shuffled = dataset.model_copy(
        update={
            table: tuple(data.draw(st.permutations(dataset.rows(table))))
            for table in ("haul_rates", "coefficients", "surcharges")
        }
    )

    assert answer_in(shuffled, "box") == answer_in(dataset, "box")
