"""What is closed carries nothing, and nothing else changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from networks import FIRST_DAY, PERIOD_DAYS, Network
from planted import planted

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.quotes import QuoteBook, QuoteQuery, UnavailableReason
from optimizer.domain.network import Closure
from optimizer.domain.plan import StepKind
from optimizer.solve.options import PlanOptions

SEEDS = range(30)


def total(dataset):
    plan = optimize_plan(dataset, PlanOptions()).plan
    return None if plan is None else plan.total_cost


def closing(dataset, *closures):
    rows = tuple(
        Closure(closure_id=f"c{number}", **fields)
        for number, fields in enumerate(closures)
    )
    return dataset.model_copy(update={"closures": rows})


def without(dataset, leg_ids=(), transfer_ids=()):
    """Leave out legs and transfers, and what names them."""
    return dataset.model_copy(
        update={
            "legs": tuple(x for x in dataset.legs if x.leg_id not in leg_ids),
            "transfers": tuple(
                x for x in dataset.transfers if x.transfer_id not in transfer_ids
            ),
            "resource_uses": tuple(
                use
                for use in dataset.resource_uses
                if use.leg_id not in leg_ids and use.transfer_id not in transfer_ids
            ),
            "rates": tuple(
                rate
                for rate in dataset.rates
                if rate.leg_id not in leg_ids and rate.transfer_id not in transfer_ids
            ),
        }
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leg_that_is_closed_is_as_good_as_none(seed):
    """Whatever flowed there takes the next best way, or stays."""
    dataset = planted(seed).dataset
    leg_id = dataset.legs[seed % len(dataset.legs)].leg_id

    assert total(closing(dataset, {"leg_id": leg_id})) == total(
        without(dataset, leg_ids={leg_id})
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_node_that_is_closed_is_as_good_as_none(seed):
    """No leg starts or ends there, and nothing changes mode."""
    dataset = planted(seed).dataset
    node_id = dataset.nodes[seed % len(dataset.nodes)].node_id
    legs = {
        leg.leg_id
        for leg in dataset.legs
        if node_id in (leg.origin_node_id, leg.destination_node_id)
    }
    transfers = {t.transfer_id for t in dataset.transfers if t.node_id == node_id}

    assert total(closing(dataset, {"node_id": node_id})) == total(
        without(dataset, legs, transfers)
    )


def months(closed=()):
    """A mine, a port and a mill, over three months."""
    network = Network(period_count=3)
    network.nodes("mine", "port", "mill")
    network.commodity("grain", time_value_per_unit_day=Decimal("0.01"))
    network.leg("first", "mine", "port", rate="3")
    network.leg("second", "port", "mill", rate="4", distance_km=100.0)
    network.storage("port", "0.1")
    network.demand("move", "mine", "mill", 10, price="1000")
    for number, (leg_id, period) in enumerate(closed):
        network.add(
            Closure(closure_id=f"c{number}", leg_id=leg_id, period_id=f"p{period}")
        )
    return network


@pytest.mark.parametrize(
    ("closed", "departure"),
    [
        ((), "p0"),
        ((("second", 0),), "p1"),
        ((("second", 0), ("second", 1)), "p2"),
    ],
)
def test_nothing_departs_while_a_leg_is_closed(closed, departure):
    """Cargo waits until it opens."""
    plan = optimize_plan(months(closed).dataset(), PlanOptions()).plan
    (path,) = plan.paths
    last = [step for step in path.steps if step.kind is StepKind.LEG][-1]

    assert last.departure_period_id == departure


def test_what_is_closed_for_good_strands_its_cargo():
    """Every period counts where none is named."""
    network = months()
    network.add(Closure(closure_id="c", node_id="port"))
    plan = optimize_plan(network.dataset(), PlanOptions()).plan

    assert plan.paths == ()
    assert plan.total_cost == 10 * 1000


def quoted(day, closed=(("second", 1),)):
    query = QuoteQuery(
        origin_node_id="mine",
        destination_node_id="mill",
        commodity_id="grain",
        quantity=Decimal(1),
        day=day,
    )
    return QuoteBook(months(closed).dataset()).quote(query)


def test_a_quote_for_a_closed_month_has_no_route_and_says_what_is_closed():
    """The month before and the month after are answered."""
    book = QuoteBook(months((("second", 1),)).dataset())
    days = [date.fromordinal(FIRST_DAY.toordinal() + i * PERIOD_DAYS) for i in range(3)]
    quotes = [quoted(day) for day in days]
    (named,) = quotes[1].unavailable

    assert [len(quote.routes) for quote in quotes] == [1, 0, 1]
    assert (named.table, named.row_id) == ("legs", "second")
    assert named.reason is UnavailableReason.CLOSED
    # One book keeps months apart too.
    again = [book.quote(replace(quotes[0].query, day=day)) for day in days]
    assert [len(quote.routes) for quote in again] == [1, 0, 1]
