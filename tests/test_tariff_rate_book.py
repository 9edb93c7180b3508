"""Of the rates in force, the most specific one holds."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import Network

from optimizer.domain.network import Mode
from optimizer.domain.tariffs import ChargeKind, Rate, RateBasis, Tariff
from optimizer.tariff.rate_book import RateBook, is_in_force

DAY = date(2025, 1, 1)

SCOPES = {
    ChargeKind.FREIGHT: [
        {},
        {"mode": Mode.RAIL},
        {"leg_id": "a-b"},
        {"leg_id": "a-b", "mode": Mode.RAIL},
    ],
    ChargeKind.HANDLING: [
        {},
        {"node_id": "b"},
        {"transfer_id": "b-load"},
        {"transfer_id": "b-load", "node_id": "b"},
    ],
}
"""Scopes of rates that apply to the leg or transfer, the most specific last."""


def network():
    """A leg by rail and one by ferry, and a transfer between the two."""
    built = Network()
    built.nodes("a", "b", "c")
    built.commodity("wheat", tariff_class="bulk")
    built.leg("a-b", "a", "b")
    built.leg("b-c", "b", "c", mode=Mode.FERRY)
    built.transfer("b-load", "b", Mode.RAIL, Mode.FERRY)
    return built


def select(built, element=0, table="legs", day=DAY):
    """Rates for wheat on a leg, a transfer or a node."""
    dataset = built.dataset()
    book = RateBook(dataset)
    selection = book.select(dataset.rows(table)[element], dataset.commodities[0], day)
    return [rate.rate_id for rate in selection.rates]


def add_rate(built, rate_id, kind=ChargeKind.FREIGHT, tariff_id="tariff", **scope):
    is_storage = kind is ChargeKind.STORAGE
    built.add(
        Rate(
            rate_id=rate_id,
            tariff_id=tariff_id,
            kind=kind,
            basis=RateBasis.PER_UNIT_DAY if is_storage else RateBasis.PER_UNIT,
            rate=Decimal(1),
            **scope,
        )
    )


@pytest.mark.parametrize(
    ("general", "specific"),
    [
        # The leg over the mode over neither, whatever the class says.
        ({}, {"mode": Mode.RAIL}),
        ({}, {"leg_id": "a-b"}),
        ({"mode": Mode.RAIL}, {"leg_id": "a-b"}),
        ({"tariff_class": "bulk"}, {"mode": Mode.RAIL}),
        ({"tariff_class": "bulk"}, {"leg_id": "a-b"}),
        ({"mode": Mode.RAIL, "tariff_class": "bulk"}, {"leg_id": "a-b"}),
        # Between equal scopes, the class.
        ({}, {"tariff_class": "bulk"}),
        ({"mode": Mode.RAIL}, {"mode": Mode.RAIL, "tariff_class": "bulk"}),
        ({"leg_id": "a-b"}, {"leg_id": "a-b", "tariff_class": "bulk"}),
    ],
)
@pytest.mark.parametrize("names", [("first", "second"), ("second", "first")])
def test_the_more_specific_freight_rate_wins(general, specific, names):
    """A published exception is meant to replace the rule, wherever it stands."""
    built = network()
    add_rate(built, names[0], **general)
    add_rate(built, names[1], **specific)

    assert select(built) == [names[1]]


@pytest.mark.parametrize(
    ("general", "specific"),
    [
        ({}, {"node_id": "b"}),
        ({"node_id": "b"}, {"transfer_id": "b-load"}),
        ({"node_id": "b", "tariff_class": "bulk"}, {"transfer_id": "b-load"}),
        ({"tariff_class": "bulk"}, {"node_id": "b"}),
        ({"node_id": "b"}, {"node_id": "b", "tariff_class": "bulk"}),
    ],
)
def test_the_more_specific_handling_rate_wins(general, specific):
    """A node is to a transfer what a mode is to a leg."""
    built = network()
    add_rate(built, "rule", ChargeKind.HANDLING, **general)
    add_rate(built, "exception", ChargeKind.HANDLING, **specific)

    assert select(built, table="transfers") == ["exception"]


def test_a_storage_rate_for_the_class_wins():
    """Every storage rate names its node, so only the class tells them apart."""
    built = network()
    add_rate(built, "any", ChargeKind.STORAGE, node_id="b")
    add_rate(built, "bulk", ChargeKind.STORAGE, node_id="b", tariff_class="bulk")

    assert select(built, 1, "nodes") == ["bulk"]


@pytest.mark.parametrize(
    ("scope", "other"),
    [
        ({}, {}),
        ({"tariff_class": "bulk"}, {"tariff_class": "bulk"}),
        # Naming the mode as well adds nothing to naming the leg.
        ({"leg_id": "a-b"}, {"leg_id": "a-b", "mode": Mode.RAIL}),
    ],
)
def test_equally_specific_rates_contradict_each_other(scope, other):
    """Neither is chosen: a plan must not hang on the order of rows."""
    built = network()
    add_rate(built, "first", **scope)
    add_rate(built, "second", **other)
    dataset = built.dataset()

    selection = RateBook(dataset).select(dataset.legs[0], dataset.commodities[0], DAY)

    assert [rate.rate_id for rate in selection.rates] == ["first", "second"]
    assert selection.rate is None


@pytest.mark.parametrize(
    "scope",
    [
        {"leg_id": "b-c"},
        {"mode": Mode.FERRY},
        {"leg_id": "a-b", "mode": Mode.FERRY},
        {"tariff_class": "box"},
        {"kind": ChargeKind.HANDLING},
        {"kind": ChargeKind.STORAGE, "node_id": "a"},
        {"tariff_id": "other"},
    ],
)
def test_a_rate_for_something_else_does_not_apply(scope):
    """Each column that is given narrows what a rate is for."""
    built = network()
    built.add(
        Tariff(tariff_id="other", name="Other", carrier_id="other", currency_code="USD")
    )
    add_rate(built, "elsewhere", **scope)

    assert select(built) == []


def test_storage_is_offered_at_its_node_alone():
    """Whoever offers it: a node has no carrier of its own."""
    built = network()
    add_rate(built, "store", ChargeKind.STORAGE, node_id="b")

    assert [select(built, n, "nodes") for n in range(3)] == [[], ["store"], []]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_valid"),
    [
        (None, None, True),
        (date(2025, 1, 1), None, True),  # from that day on
        (date(2025, 1, 2), None, False),
        (None, date(2025, 1, 1), True),  # that day included
        (None, date(2024, 12, 31), False),
        (date(2025, 1, 1), date(2025, 1, 1), True),
    ],
)
def test_a_tariff_holds_from_its_first_to_its_last_day(valid_from, valid_to, is_valid):
    """Both days are included."""
    tariff = Tariff(
        tariff_id="t",
        name="T",
        carrier_id="c",
        currency_code="USD",
        valid_from=valid_from,
        valid_to=valid_to,
    )

    assert is_in_force(tariff, DAY) is is_valid


def test_a_rate_out_of_force_gives_way_to_a_general_one():
    """An exception that has run out leaves the rule."""
    built = network()
    built.add(
        Tariff(
            tariff_id="spring",
            name="Spring",
            carrier_id="carrier",
            currency_code="USD",
            valid_from=date(2025, 3, 1),
            valid_to=date(2025, 5, 31),
        )
    )
    add_rate(built, "rule")
    add_rate(built, "exception", tariff_id="spring", leg_id="a-b")

    days = [date(2025, 2, 28), date(2025, 3, 1), date(2025, 5, 31), date(2025, 6, 1)]
    found = [select(built, day=day) for day in days]

    assert found == [["rule"], ["exception"], ["exception"], ["rule"]]


@settings(deadline=None)
@given(
    scopes=st.lists(
        st.tuples(
            st.sampled_from(SCOPES[ChargeKind.FREIGHT]),
            st.sampled_from([{}, {"tariff_class": "bulk"}]),
        ),
        min_size=1,
        max_size=6,
    ),
    data=st.data(),
)
def test_the_order_of_rates_does_not_matter(scopes, data):
    """The same rates are selected, however the rows stand."""
    built = network()
    for n, (scope, tariff_class) in enumerate(scopes):
        add_rate(built, f"r{n}", **scope, **tariff_class)
    dataset = built.dataset()
    rates = tuple(data.draw(st.permutations(dataset.rates)))
    shuffled = dataset.model_copy(update={"rates": rates})

    found = RateBook(shuffled).select(dataset.legs[0], dataset.commodities[0], DAY)

    assert sorted(rate.rate_id for rate in found.rates) == select(built)


@pytest.mark.parametrize(
    ("kind", "table"),
    [(ChargeKind.FREIGHT, "legs"), (ChargeKind.HANDLING, "transfers")],
)
@settings(deadline=None)
@given(data=st.data())
def test_a_rate_for_the_leg_and_class_always_wins(kind, table, data):
    """Nothing is more specific, whatever else is published."""
    built = network()
    others = data.draw(st.lists(st.sampled_from(SCOPES[kind]), max_size=5))
    for n, scope in enumerate(others):
        add_rate(built, f"g{n}", kind, **scope)
    add_rate(built, "own", kind, **SCOPES[kind][-1], tariff_class="bulk")

    assert select(built, table=table) == ["own"]
