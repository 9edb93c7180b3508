"""Contracts that cost least on average, against other ways to find them."""

from decimal import Decimal

import numpy as np
import pytest
from networks import Network
from scipy.optimize import minimize_scalar

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.uncertainty import Simulation, best_contracts
from optimizer.domain.scenarios import Variant
from optimizer.errors import InvalidScenarioError
from optimizer.solve.options import PlanOptions
from optimizer.tables.uncertainty_files import read_uncertainty

SPOT = "contracts: [{book: resource.slots.capacity, price: 6, spot: 15}]"
BOOKED = "contracts: [{book: resource.slots.capacity, price: 6}]"


def line(unserved=100):
    """One leg with 100 slots, on which anything may want to move."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("a-b", "a", "b", 10)
    network.demand("d", "a", "b", 50, price=unserved)
    network.resource("slots", 100, "a-b")
    return network


def simulation(dataset, text, seed=3):
    uncertainty = read_uncertainty("test.yaml", text.encode())
    return Simulation(Variant(dataset), uncertainty, PlanOptions(), seed)


@pytest.mark.parametrize("count", [1, 7, 19])
def test_the_newsvendor_books_a_quantile(count):
    """Slots are booked until one more is needed in less than 6 of 15 cases [1]_.

    References
    ----------
    .. [1] Arrow, K.J., Harris, T. & Marschak, J. (1951). Optimal inventory policy.
           *Econometrica* 19(3), 250-272.
    """
    uncertain = "uncertain: [{set: demand.d.volume, to: 'uniform(20, 90)'}]\n"
    drawn = simulation(line().dataset(), uncertain + SPOT)
    volumes = sorted(float(drawn.row(i).amounts[0]) for i in range(count))
    best = best_contracts(drawn, count)

    # The largest volume that is needed in more than 6/15 of the draws.
    quantile = volumes[int(np.ceil(count * (1 - 6 / 15))) - 1]
    (booking,) = best.bookings
    assert booking.booked == pytest.approx(quantile, rel=1e-6)
    cost = 6 * quantile + np.mean(
        [10 * v + 15 * max(v - quantile, 0.0) for v in volumes]
    )
    assert float(best.expected_cost) == pytest.approx(cost, abs=0.011)


def with_slots(dataset, capacity):
    (slots,) = dataset.resources
    after = slots.model_copy(update={"capacity": capacity})
    return dataset.model_copy(update={"resources": (after,)})


@pytest.mark.parametrize("seed", range(12))
def test_nothing_booked_otherwise_costs_less(seed):
    """Each plan made anew for the capacity that is booked, searched by golden section."""
    network = line(unserved=40)
    network.leg("a-b-dear", "a", "b", 30)
    uncertain = (
        "uncertain:\n"
        "- {set: demand.d.volume, multiply: 'uniform(0.3, 2.2)'}\n"
        "- {set: resource.slots.capacity, multiply: 'triangular(0.4, 1, 1.2)'}\n"
    )
    drawn = simulation(network.dataset(), uncertain + BOOKED, seed)
    best = best_contracts(drawn, 6)
    datasets = [drawn.variant(i).dataset for i in range(6)]

    def cost(share):
        plans = [
            optimize_plan(with_slots(d, d.resources[0].capacity * share), PlanOptions())
            for d in datasets
        ]
        return 600 * share + np.mean([float(p.plan.total_cost) for p in plans])

    found = minimize_scalar(cost, bounds=(0, 1), method="bounded")
    at_best = cost(best.bookings[0].share)
    assert float(best.expected_cost) == pytest.approx(at_best, abs=0.02)
    assert float(best.expected_cost) <= min(found.fun, cost(0), cost(1)) + 0.02
    assert best.dual_bound <= float(best.expected_cost) + 0.01


@pytest.mark.parametrize("seed", range(8))
def test_what_is_known_of_chance_is_worth_something(seed):
    """Contracts for sure means cost at least as much, and add up."""
    uncertain = "uncertain: [{set: demand.d.volume, to: 'lognormal(40, 0.6)'}]\n"
    best = best_contracts(simulation(line().dataset(), uncertain + SPOT, seed), 15)

    assert best.value_of_stochastic_solution >= 0
    assert (
        best.mean_value_cost - best.expected_cost == best.value_of_stochastic_solution
    )
    assert float(best.booking_cost + best.expected_recourse) == pytest.approx(
        float(best.expected_cost), abs=0.011
    )
    gap = float(best.expected_cost) - best.dual_bound
    assert gap <= 1e-6 * float(best.expected_cost) + 0.01


def test_a_sure_thing_is_worth_nothing_more():
    """Without spread the means are right."""
    uncertain = "uncertain: [{set: demand.d.volume, to: 'normal(40, 0)'}]\n"
    best = best_contracts(simulation(line().dataset(), uncertain + SPOT), 4)

    (booking,) = best.bookings
    assert best.value_of_stochastic_solution == 0
    assert (booking.booked, booking.cost) == (pytest.approx(40), Decimal("240.00"))
    assert booking.mean_value_share == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("contracts", "part"),
    [
        ("", "nothing can be booked"),
        ("contracts: [{book: resource.x.capacity, price: 1}]", "has no row 'x'"),
        ("contracts: [{book: leg.a-b.rate, price: 1}]", "cannot be booked"),
        ("contracts: [{book: resource.slots.capacity}]", "at what 'price'"),
        (
            "contracts: [{book: resource.slots.capacity, price: 5, spot: 4}]",
            "on the day it costs 4, less than 5",
        ),
        (
            "contracts: [{book: resource.slots.capacity, price: +5%}]",
            "'+5%' is no price",
        ),
        (
            "contracts: [{book: resource.slots.capacity, price: 5, for: 4}]",
            "has no member 'for'",
        ),
        (
            "contracts:\n- {book: resource.slots.capacity, price: 5}\n"
            "- {book: resource.*.capacity, price: 4}",
            "'slots' is booked by a contract before",
        ),
    ],
)
def test_terms_that_make_no_sense_are_refused(contracts, part):
    uncertain = "uncertain: [{set: demand.d.volume, to: 'uniform(20, 90)'}]\n"

    with pytest.raises(InvalidScenarioError, match="problem") as caught:
        best_contracts(simulation(line().dataset(), uncertain + contracts), 2)

    assert part in caught.value.problems[0].message


def test_what_must_be_served_is_refused():
    """Too little booked would make a plan impossible."""
    network = line()
    network.demand("must", "a", "b", 5, price=None)
    uncertain = "uncertain: [{set: demand.d.volume, to: 'uniform(20, 90)'}]\n"

    with pytest.raises(InvalidScenarioError) as caught:
        best_contracts(simulation(network.dataset(), uncertain + BOOKED), 2)

    (problem,) = caught.value.problems
    assert (problem.table, problem.row_id) == ("demands", "must")
