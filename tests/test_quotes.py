"""Quotes are the cheapest ways that there are, and their receipts can be worked out."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from haul_networks import random_network, way_cost, ways
from networks import FIRST_DAY, Network
from regime_networks import network_with_regimes

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.quotes import QuoteBook, QuoteQuery, UnavailableReason
from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.demands import Demand
from optimizer.domain.network import Mode
from optimizer.domain.tariffs import ChargeKind, Rate, RateBasis, Tariff
from optimizer.errors import NoTariffInForceError, UnknownRegimeError, UnknownRowError
from optimizer.solve.options import PlanOptions
from optimizer.tariff.haul_book import HaulBook

QUANTITY = Decimal(7)


def query(origin, destination, commodity_id="ore", **fields):
    fields = {"quantity": QUANTITY, "day": FIRST_DAY} | fields
    return QuoteQuery(
        origin_node_id=origin,
        destination_node_id=destination,
        commodity_id=commodity_id,
        **fields,
    )


def timeless(network):
    """The same network, its owners without hurry: a quote is what is charged."""
    goods = tuple(
        c.model_copy(update={"time_value_per_unit_day": Decimal(0)})
        for c in network.dataset.commodities
    )
    return network.dataset.model_copy(update={"commodities": goods})


def all_ways(network, origin, destination, commodity_id):
    """Every way that takes no leg twice, with what it costs a unit, the cheapest first."""
    dataset = timeless(network)
    book = HaulBook(dataset)
    demand = Demand(
        demand_id="q",
        commodity_id=commodity_id,
        origin_node_id=origin,
        destination_node_id=destination,
        volume=1.0,
        must_serve=True,
    )
    commodity = next(c for c in dataset.commodities if c.commodity_id == commodity_id)
    costs = [
        (cost, legs)
        for legs in ways(dataset, demand)
        if (cost := way_cost(network, book, commodity, legs)) is not None
    ]
    return sorted(costs, key=lambda known: known[0])


def passes_nodes_once(legs):
    nodes = [legs[0].origin_node_id, *(leg.destination_node_id for leg in legs)]
    return len(set(nodes)) == len(nodes)


@pytest.mark.parametrize("seed", range(60))
def test_routes_are_the_cheapest_of_all_ways(seed):
    """Belts rise and fall at random; the oracle prices every way on its own."""
    network = random_network(seed)
    book = QuoteBook(network.dataset)
    nodes = [node.node_id for node in network.dataset.nodes]
    for origin, destination in pairwise([*nodes, nodes[0]]):
        quote = book.quote(query(origin, destination, route_count=4))
        known = all_ways(network, origin, destination, "ore")
        if not known:
            assert quote.routes == ()
            continue
        # Beside the cheapest, routes pass each node once.
        listed = sorted(
            cost * QUANTITY
            for cost, legs in known
            if passes_nodes_once(legs)
            or tuple(leg.leg_id for leg in legs) == quote.routes[0].leg_ids
        )
        totals = [float(route.total) for route in quote.routes]

        assert totals[0] == pytest.approx(float(known[0][0] * QUANTITY), abs=0.006)
        assert totals == pytest.approx([float(c) for c in listed[:4]], abs=0.006)
        assert len({route.leg_ids for route in quote.routes}) == len(totals)
        assert sum(c.receipt.total for c in quote.charges) == pytest.approx(
            quote.routes[0].total, abs=Decimal("0.005")
        )


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_pays_what_a_quote_says(seed):
    """One pricing: a demand without limits takes the quoted route at the quoted price."""
    network = random_network(seed)
    dataset = timeless(network)
    book = QuoteBook(dataset)
    plan = optimize_plan(dataset, PlanOptions()).plan
    demands = {d.demand_id: d for d in dataset.demands}
    for path in plan.paths:
        d = demands[path.demand_id]
        ends = (d.origin_node_id, d.destination_node_id, d.commodity_id)
        quote = book.quote(query(*ends, quantity=Decimal(1)))

        assert float(quote.routes[0].total) == pytest.approx(
            float(path.cost_per_unit), abs=0.006
        )


def test_every_charge_of_a_leg_can_be_worked_out():
    """Each basis, in a currency of its own, multiplied out by hand."""
    network = Network()
    network.nodes("a", "b", "c", "d", "e", "f")
    boxes = {"quantity_unit": QuantityUnit.TEU, "teu_per_unit": 1.0}
    network.commodity("box", wagons_per_unit=0.5, tonnes_per_unit=20.0, **boxes)
    hundred = {"distance_km": 100.0}
    for tail, head, rate, basis in (
        ("a", "b", 3, RateBasis.PER_TONNE),
        ("b", "c", Decimal("0.2"), RateBasis.PER_TONNE_KM),
        ("c", "d", 5, RateBasis.PER_UNIT),
        ("d", "e", Decimal("0.7"), RateBasis.PER_UNIT_KM),
        ("e", "f", 11, RateBasis.PER_WAGON),
    ):
        network.leg(f"{tail}-{head}", tail, head, **hundred)
        network.rate(ChargeKind.FREIGHT, rate, basis, leg_id=f"{tail}-{head}")
    quote = QuoteBook(network.dataset()).quote(query("a", "f", "box"))

    assert [c.receipt.total for c in quote.charges] == [
        3 * 7 * 20,
        Decimal("0.2") * 7 * 20 * 100,
        5 * 7,
        Decimal("0.7") * 7 * 100,
        Decimal(11) * 7 / 2,
    ]
    assert [c.receipt.objects for c in quote.charges] == [
        140,
        140,
        7,
        7,
        Decimal("3.5"),
    ]
    assert quote.routes[0].total == sum(c.receipt.total for c in quote.charges)


def test_of_routes_that_are_charged_the_same_the_quicker_comes_first():
    """Nobody takes the slow way for the same money."""
    network = Network()
    network.nodes("a", "b", "c")
    network.commodity("ore")
    network.leg("slow", "a", "c", 10, transit_days=9.0)
    network.leg("a-b", "a", "b", 4, transit_days=1.0)
    network.leg("b-c", "b", "c", 6, transit_days=1.0)
    quote = QuoteBook(network.dataset()).quote(query("a", "c"))

    assert [route.leg_ids for route in quote.routes] == [("a-b", "b-c"), ("slow",)]


def test_a_closed_leg_is_named_where_no_route_is_left():
    """It says what to open, not only that there is no way."""
    network = Network()
    network.nodes("a", "b", "c")
    network.commodity("ore")
    network.commodity("oil")
    network.leg("a-b", "a", "b", 1)
    network.leg("b-c", "b", "c", 1, tariff_classes=("oil",))
    quote = QuoteBook(network.dataset()).quote(query("a", "c"))
    (closed,) = quote.unavailable

    assert quote.routes == ()
    assert (closed.table, closed.row_id) == ("legs", "b-c")
    assert closed.reason is UnavailableReason.CLOSED


def test_an_unpriced_leg_is_named_with_the_nearest_days():
    """On another day it may have a price."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("ore")
    network.leg("a-b", "a", "b")
    ends = FIRST_DAY + timedelta(days=9)
    again = ends + timedelta(days=31)
    for tariff_id, fields in (
        ("early", {"valid_to": ends}),
        ("late", {"valid_from": again}),
        ("other", {}),
    ):
        network.add(
            Tariff(
                tariff_id=tariff_id,
                name=tariff_id,
                carrier_id="carrier",
                currency_code="USD",
                **fields,
            )
        )
        if tariff_id != "other":
            network.add(
                Rate(
                    rate_id=tariff_id,
                    tariff_id=tariff_id,
                    kind=ChargeKind.FREIGHT,
                    basis=RateBasis.PER_UNIT,
                    rate=Decimal(1),
                )
            )
    book = QuoteBook(network.dataset())
    quote = book.quote(query("a", "b", day=again - timedelta(days=1)))
    early, late, unpriced = quote.unavailable

    assert (early.row_id, late.row_id) == ("early", "late")
    assert book.quote(query("a", "b", day=ends)).routes
    assert unpriced.reason is UnavailableReason.UNPRICED
    assert (unpriced.last_day_before, unpriced.first_day_after) == (ends, again)


@pytest.mark.parametrize("seed", range(10))
def test_a_tariff_that_does_not_hold_yet_is_named_where_others_charge(seed):
    """The regime's name promises its charges, and those of another one are quoted."""
    _, dataset = network_with_regimes(seed)
    hauls = {scope.tariff_id for scope in dataset.tariff_scopes}
    starts = FIRST_DAY + timedelta(days=30)
    later = tuple(
        t.model_copy(update={"valid_from": starts}) if t.tariff_id in hauls else t
        for t in dataset.tariffs
    )
    book = QuoteBook(dataset.model_copy(update={"tariffs": later}))
    demand = dataset.demands[0]
    asked = query(
        demand.origin_node_id, demand.destination_node_id, demand.commodity_id
    )
    own, through = (book.quote(asked, regime_id) for regime_id in ("own", "through"))
    named = [u for u in through.unavailable if u.table == "tariffs"]

    assert own.routes == through.routes
    assert {u.row_id for u in named} == hauls
    for tariff in named:
        assert tariff.reason is UnavailableReason.NOT_IN_FORCE
        assert (tariff.last_day_before, tariff.first_day_after) == (None, starts)


def test_a_day_outside_of_every_validity_is_refused_with_the_nearest():
    """Nothing holds, so nothing can be said of any leg."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("ore")
    network.leg("a-b", "a", "b", 1)
    dataset = network.dataset()
    limited = tuple(
        t.model_copy(update={"valid_to": FIRST_DAY}) for t in dataset.tariffs
    )
    book = QuoteBook(dataset.model_copy(update={"tariffs": limited}))

    with pytest.raises(NoTariffInForceError, match=str(FIRST_DAY)):
        book.quote(query("a", "b", day=date(2031, 1, 1)))


def test_what_the_dataset_does_not_have_is_refused():
    """With the nearest name where there is one."""
    network = Network()
    network.nodes("aktau", "b")
    network.commodity("ore")
    network.leg("a-b", "aktau", "b", 1)
    book = QuoteBook(network.dataset())

    with pytest.raises(UnknownRowError, match="did you mean 'aktau'"):
        book.quote(query("aktou", "b"))
    with pytest.raises(UnknownRowError, match="commodities"):
        book.quote(query("aktau", "b", "coal"))
    with pytest.raises(UnknownRegimeError):
        book.quote(query("aktau", "b"), "national")


def test_changing_mode_is_a_charge_of_its_own():
    """Handling stands between the legs in the order of travel."""
    network = Network()
    network.nodes("a", "b", "c")
    network.commodity("ore")
    network.leg("a-b", "a", "b", 1)
    network.leg("b-c", "b", "c", 2, mode=Mode.FERRY)
    network.transfer("b-port", "b", Mode.RAIL, Mode.FERRY, 5)
    quote = QuoteBook(network.dataset()).quote(query("a", "c"))

    assert [c.element_ids for c in quote.charges] == [("a-b",), ("b-port",), ("b-c",)]
    assert quote.routes[0].total == 7 * (1 + 5 + 2)
