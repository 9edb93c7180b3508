"""Which legs a tariff charges by the haul."""

import pytest
from hauls import HaulNetwork

from optimizer.domain.network import Leg, Mode, Node
from optimizer.tariff.haul_book import HaulBook


def leg(leg_id, carrier_id, mode=Mode.FERRY):
    tail, head = leg_id.split("-")
    return Leg(
        leg_id=leg_id,
        origin_node_id=tail,
        destination_node_id=head,
        mode=mode,
        gauge_mm=1520 if mode is Mode.RAIL else None,
        carrier_id=carrier_id,
        distance_km=1.0,
        transit_days=0.0,
    )


@pytest.fixture
def built():
    """Rail and ferry in Kazakhstan (a, b) and on to Azerbaijan (z, y)."""
    network = HaulNetwork().tariff()
    for node_id in ("z", "y"):
        network.add(Node(node_id=node_id, name=node_id, country_code="AZ"))
    for row in (
        leg("a-b", "ktz", Mode.RAIL),
        leg("b-a", "other", Mode.RAIL),
        leg("b-z", "ktz"),
        leg("z-y", "ady", Mode.RAIL),
    ):
        network.add(row)
    return network


@pytest.mark.parametrize(
    ("columns", "leg_ids"),
    [
        ({"carrier_id": "ktz"}, {"a-b", "b-z"}),
        ({"leg_id": "z-y"}, {"z-y"}),
        ({"country_code": "KZ"}, {"a-b", "b-a"}),  # the ferry ends abroad
        ({"mode": Mode.RAIL}, {"a-b", "b-a", "z-y"}),
        ({"carrier_id": "ktz", "mode": Mode.RAIL}, {"a-b"}),
        ({"country_code": "KZ", "carrier_id": "other"}, {"b-a"}),
        ({"country_code": "AZ", "leg_id": "a-b"}, set()),
    ],
)
def test_a_row_selects_the_legs_that_fit_all_its_columns(built, columns, leg_ids):
    """Each column that is given narrows the choice."""
    built.scope("s1", **columns)

    assert HaulBook(built.dataset()).scope("haul") == leg_ids


def test_the_scope_is_what_any_row_selects(built):
    """A through tariff lists the carriers that take part."""
    built.scope("s1", carrier_id="ady")
    built.scope("s2", country_code="KZ", mode=Mode.RAIL)

    assert HaulBook(built.dataset()).scope("haul") == {"z-y", "a-b", "b-a"}


def test_rows_of_another_tariff_do_not_count(built):
    """Nor does a tariff without rows have a scope."""
    built.tariff(tariff_id="second")
    built.scope("s1", "second", mode=Mode.RAIL)

    book = HaulBook(built.dataset())

    assert book.scope("haul") == frozenset()
    assert len(book.scope("second")) == 3
