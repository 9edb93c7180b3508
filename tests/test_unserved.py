"""What is left behind has a reason, and the reason is the right one."""

from datetime import timedelta

import pytest
from networks import FIRST_DAY, two_routes

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.preparing import check
from optimizer.domain.plan import UnservedReason
from optimizer.solve.options import PlanOptions


def plan_of(network):
    return optimize_plan(network.dataset(), PlanOptions()).plan


def test_capacity_exhausted_names_the_ferry():
    """The ferry's 60 t cost 35 each; for the rest the railway's 80 exceed the price."""
    network = two_routes()
    network.demand("d", "a", "c", 100, price=75)

    (left,) = plan_of(network).unserved

    assert left.reason is UnservedReason.CAPACITY_EXHAUSTED
    assert left.quantity == 40
    assert left.cost == 40 * 75
    assert left.cheapest_path_cost_per_unit == 35
    assert [e.resource_id for e in left.exhausted] == ["ferry"]


def test_unserved_price_below_every_path_is_cheaper():
    """Leaving a unit costs 30, moving it at least 35."""
    network = two_routes()
    network.demand("d", "a", "c", 100, price=30)

    (left,) = plan_of(network).unserved

    assert left.reason is UnservedReason.UNSERVED_PRICE_CHEAPER
    assert left.quantity == 100
    assert left.cheapest_path_cost_per_unit == 35


def test_no_path_is_said_as_a_warning_and_in_the_plan():
    """Nothing leads back from c to a."""
    network = two_routes()
    network.demand("d", "c", "a", 100, price=30)

    (left,) = plan_of(network).unserved

    assert left.reason is UnservedReason.NO_PATH
    assert left.cheapest_path_cost_per_unit is None
    assert [p.code for p in check(network.dataset())] == ["UNREACHABLE_DEMAND"]


@pytest.mark.parametrize(
    ("latest_arrival", "reason"),
    [
        (FIRST_DAY + timedelta(days=29), UnservedReason.WINDOW_TOO_SHORT),
        (FIRST_DAY + timedelta(days=89), None),
    ],
)
def test_window_that_ends_before_any_arrival_is_too_short(latest_arrival, reason):
    """A leg of two periods cannot arrive in the one in which it starts."""
    network = two_routes(period_count=3)
    network.leg("a-z", "a", "z", 10, transit_days=60.0)
    network.nodes("z")
    network.demand("d", "a", "z", 100, price=99, latest_arrival=latest_arrival)

    reasons = [left.reason for left in plan_of(network).unserved]

    assert reasons == ([reason] if reason else [])


def test_leg_past_the_horizon_is_a_window_too_short():
    """The only leg takes longer than all periods: a longer horizon would help."""
    network = two_routes(period_count=2)
    network.nodes("z")
    network.leg("a-z", "a", "z", 10, transit_days=300.0)
    network.demand("d", "a", "z", 100, price=99)

    (left,) = plan_of(network).unserved

    assert left.reason is UnservedReason.WINDOW_TOO_SHORT


def test_one_demand_can_have_two_reasons():
    """What becomes ready in the last period cannot arrive; before, the price rules."""
    network = two_routes(period_count=2)
    network.nodes("z")
    network.leg("a-z", "a", "z", 10, transit_days=30.0)
    network.add_even_shape("even")
    network.demand("d", "a", "z", 100, price=5, shape_id="even")

    left = plan_of(network).unserved

    assert [entry.reason for entry in left] == [
        UnservedReason.UNSERVED_PRICE_CHEAPER,
        UnservedReason.WINDOW_TOO_SHORT,
    ]
    assert [entry.quantity for entry in left] == [50, 50]
