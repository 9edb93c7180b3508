"""How far a haul is: as published, or else by the shortest way."""

from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from hauls import HaulNetwork, answer
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain.hauls import TariffDistance
from optimizer.domain.network import Leg, Mode
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.haul_distances import HaulDistances

NODES = "abcd"


def leg(tail, head, distance_km):
    return Leg(
        leg_id=f"{tail}-{head}",
        origin_node_id=tail,
        destination_node_id=head,
        mode=Mode.FERRY,
        carrier_id="line",
        distance_km=distance_km,
        transit_days=0.0,
    )


def published(tail, head, distance_km):
    return TariffDistance(
        tariff_id="t", from_node_id=tail, to_node_id=head, distance_km=distance_km
    )


def kilometers(distances, entry, end):
    found = distances.between(entry, end)
    return None if found is None else found.distance_km


def test_the_shortest_way_counts_to_the_last_digit():
    """Ten tenths are one: lengths are added as they are written."""
    nodes = [f"n{n}" for n in range(11)]
    legs = [leg(tail, head, 0.1) for tail, head in pairwise(nodes)]
    legs.append(leg("n0", "n10", 1.1))

    found = HaulDistances([], legs).between("n0", "n10")

    assert (found.distance_km, found.is_published) == (Decimal(1), False)


def test_legs_run_one_way():
    """A one-way service does not bring cargo back."""
    distances = HaulDistances([], [leg("a", "b", 5.0)])

    assert kilometers(distances, "a", "b") == 5
    assert kilometers(distances, "b", "a") is None


@pytest.mark.parametrize("ends", [("a", "b"), ("b", "a")])
def test_a_published_distance_holds_in_both_directions(ends):
    """It wins over the legs, whichever is shorter."""
    legs = [leg("a", "b", 5.0), leg("b", "a", 50.0)]

    found = HaulDistances([published("a", "b", 20.0)], legs).between(*ends)

    assert (found.distance_km, found.is_published) == (20, True)


@pytest.mark.parametrize("ends", [("a", "x"), ("x", "a"), ("x", "x"), ("x", "y")])
def test_nodes_outside_the_scope_are_not_connected(ends):
    """Not even with themselves."""
    assert HaulDistances([], [leg("a", "b", 5.0)]).between(*ends) is None


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(list(permutations(NODES, 2))), st.integers(0, 99), max_size=9
    )
)
def test_no_simple_path_is_shorter(lengths):
    """Found by walking every path."""
    distances = HaulDistances(
        [], [leg(*ends, float(km)) for ends, km in lengths.items()]
    )
    paths = [
        (nodes, sum(lengths[hop] for hop in pairwise(nodes)))
        for count in range(2, len(NODES) + 1)
        for nodes in permutations(NODES, count)
        if all(hop in lengths for hop in pairwise(nodes))
    ]

    for ends in permutations(NODES, 2):
        between = [km for nodes, km in paths if (nodes[0], nodes[-1]) == ends]
        assert kilometers(distances, *ends) == min(between, default=None)


def test_only_the_legs_of_the_scope_shorten_a_haul():
    """The way over another carrier's line is not the tariff's."""
    built = HaulNetwork().tariff()
    built.nodes("c", "d")
    built.leg("b-c", "b", "c", distance_km=30.0)
    built.leg("c-d", "c", "d", distance_km=40.0)
    built.leg("b-d", "b", "d", distance_km=10.0)
    built.scope("s1", leg_id="b-c")
    built.scope("s2", leg_id="c-d")
    built.haul_rate("r", per_km=1)
    built.commodity("grain")

    assert HaulBook(built.dataset()).distance_km("haul", "b", "d") == 70
    assert HaulBook(built.dataset()).distance_km("haul", "b", "a") == 100
    assert HaulBook(built.dataset()).distance_km("haul", "a", "d") is None
    assert not answer(built, "grain", ends=("b", "d")).is_published_distance
    assert answer(built, "grain", ends=("b", "a")).is_published_distance
