"""Ranges, ladders and trade-offs against solves of the other formulation.

Random networks are degenerate by construction: capacities with a price are exactly as
large as their loads, so that one more is worth less than one less costs.
"""

import itertools
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from networks import Network
from planted import planted

from benchmarks.reference_dataset import read_reference
from optimizer.analysis.parametric import (
    Objective,
    RangeKind,
    Ranges,
    ladder_of,
    trade_off_of,
)
from optimizer.analysis.parametric.capacity_tonnes import tonnes_per_capacity
from optimizer.analysis.parametric.front import Corner, front_between
from optimizer.analysis.parametric.segments import Tangent, segment_to
from optimizer.analysis.parametric.trade_offs import emissions, tonne_days
from optimizer.analysis.planning import optimize_plan, optimize_plan_from
from optimizer.domain.commodities import QuantityUnit
from optimizer.errors import InvalidRequestError
from optimizer.formulation.places import LinkKind
from optimizer.solve.leg_flow_solve import solve_leg_flow
from optimizer.solve.options import PlanOptions
from optimizer.solve.solution import Solution

LIMITS = frozenset({RangeKind.CAPACITY, RangeKind.DEMAND})
PRICES = frozenset({RangeKind.RATE, RangeKind.TARIFF})


def planned(dataset):
    return optimize_plan_from(dataset, PlanOptions())


def least_cost(problem):
    """The least cost by the other formulation; infinite where there is no plan."""
    outcome = solve_leg_flow(problem, timedelta(minutes=1))
    return outcome.objective if isinstance(outcome, Solution) else np.inf


def check_side(problem_at, value, end, slope, way):
    """Assert that a piece is straight up to its end, and bends there."""
    reach = way * max(value, 10.0) if end is None else end - value
    base, middle = least_cost(problem_at(0.0)), least_cost(problem_at(reach / 2))
    scale = 1e-6 * max(1.0, abs(base))

    assert middle == pytest.approx(base + slope * reach / 2, abs=scale)
    return abs(reach) > 0


@pytest.mark.parametrize("seed", range(200))
def test_each_side_is_as_steep_as_a_solve_on_it_shows(seed):
    run = planned(planted(seed).dataset)
    ranges = Ranges(run, PlanOptions(), LIMITS)
    chosen = list(zip(ranges._varied, ranges, strict=True))[seed % 3 :: 4]
    looked_at = 0
    for varied, found in chosen:
        sides = (
            (found.cost_of_more, found.holds_to, 1),
            (found.cost_of_less, found.holds_from, -1),
        )
        for cost, end, way in sides:
            if cost is not None:
                slope = way * float(cost)
                at = varied.problem_at
                looked_at += check_side(at, found.value, end, slope, way)

    assert looked_at or not chosen


@pytest.mark.parametrize("seed", range(40))
def test_rates_hold_as_far_as_they_say(seed):
    run = planned(planted(seed).dataset)
    ranges = Ranges(run, PlanOptions(), PRICES)
    for varied, found in list(zip(ranges._varied, ranges, strict=True))[seed % 5 :: 5]:
        more, less = float(found.cost_of_more), float(found.cost_of_less)
        at, value = varied.problem_at, found.value
        check_side(at, value, found.holds_to, more, 1)
        check_side(at, value, found.holds_from, -less, -1)

        # What is concave gains less from a rise than a fall saves.
        assert more <= -less + 1e-6 * max(1.0, abs(less))


def test_a_kink_has_two_values():
    """A limit just as large as what wants to pass: more of it is worth nothing."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("cheap", "a", "b", rate="10")
    network.leg("dear", "a", "b", rate="25")
    network.resource("limit", 50, "cheap")
    network.demand("all", "a", "b", 50, price="100")
    (found,) = Ranges(
        planned(network.dataset()), PlanOptions(), frozenset({RangeKind.CAPACITY})
    )

    assert (found.cost_of_more, found.cost_of_less) == (0, 15)
    assert (found.holds_to, found.holds_from) == (None, 0.0)
    assert found.is_degenerate


def test_where_there_can_be_no_less_there_is_no_kink():
    """A capacity of nothing has one side alone."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("cheap", "a", "b", rate="10")
    network.leg("dear", "a", "b", rate="25")
    network.resource("limit", 0, "cheap")
    network.demand("all", "a", "b", 50, price="100")
    (found,) = Ranges(
        planned(network.dataset()), PlanOptions(), frozenset({RangeKind.CAPACITY})
    )

    assert (found.cost_of_more, found.holds_to) == (-15, pytest.approx(50))
    assert (found.cost_of_less, found.holds_from) == (None, None)
    assert not found.is_degenerate


def test_the_end_is_found_where_cargo_takes_a_capacity_again_and_again():
    """Five legs in a row draw on one limit: each unit takes five of it."""
    network = Network()
    nodes = ["a", "b", "c", "d", "e", "f"]
    network.nodes(*nodes)
    network.commodity("grain")
    pairs = list(itertools.pairwise(nodes))
    for tail, head in pairs:
        network.leg(f"{tail}-{head}", tail, head, rate="1")
    network.resource("limit", 10, *(f"{tail}-{head}" for tail, head in pairs))
    network.demand("all", "a", "f", 50, price="100")
    (found,) = Ranges(
        planned(network.dataset()), PlanOptions(), frozenset({RangeKind.CAPACITY})
    )

    assert (found.cost_of_more, found.holds_to) == (-19, pytest.approx(250))


def test_the_end_of_a_range_is_where_the_next_route_becomes_cheaper():
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("cheap", "a", "b", rate="10")
    network.leg("dear", "a", "b", rate="25")
    network.demand("all", "a", "b", 50, price="100")
    found = next(
        r
        for r in Ranges(planned(network.dataset()), PlanOptions(), PRICES)
        if r.value == 10
    )

    assert found.holds_to == pytest.approx(25)
    assert (found.cost_of_more, found.cost_of_less) == (50, -50)


def test_what_must_be_served_ends_where_no_plan_serves_more():
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("only", "a", "b", rate="10")
    network.resource("limit", 80, "only")
    network.demand("all", "a", "b", 50)
    run = planned(network.dataset())
    (found,) = Ranges(run, PlanOptions(), frozenset({RangeKind.DEMAND}))

    assert found.cost_of_more == 10
    assert found.holds_to == pytest.approx(80, rel=1e-4)


def test_a_concave_fall_of_slopes_is_followed_to_its_end():
    """A tangent at a kink may have any slope between those of the two sides."""
    lines = [Tangent(0, 0, -8), Tangent(0, -2, -3), Tangent(0, -7, 0)]

    def evaluate(x):
        best = max(lines, key=lambda line: line(x))
        return Tangent(x, best(x), best.slope)

    here = Tangent(0.4, evaluate(0.4).value, -5)

    right, left = (segment_to(evaluate, here, evaluate(x)) for x in (10, -1))

    assert right.slope == pytest.approx(-3)
    assert right.end == pytest.approx(5 / 3)
    assert left.slope == pytest.approx(-8)


def test_all_corners_of_a_front_are_found():
    corners = [Corner(c, a, None) for c, a in ((10, 0), (6, 1), (3, 2), (1, 4), (0, 9))]

    def solve(price):
        return min(corners, key=lambda c: c.cost + price * c.amount)

    assert front_between(solve, corners[0], corners[-1]) == corners


def with_more(run, extras):
    """The problem of a plan with more capacity, runs charged to what takes them."""
    problem = run.graph.problem.with_runs_charged()
    return replace(problem, capacities=problem.capacities + np.array(extras))


@pytest.mark.parametrize("seed", range(60))
def test_no_path_of_single_expansions_saves_more_than_the_ladder(seed):
    """All orders of expanding single capacities, in steps of a quarter of what helps."""
    run = planned(planted(seed).dataset)
    ladder = ladder_of(run, PlanOptions())
    problem = run.graph.problem.with_runs_charged()
    per_unit_t = tonnes_per_capacity(run.graph, problem)
    sizes = [rung.added_t for rung in ladder.rungs]
    costs = [float(rung.total_cost) for rung in ladder.rungs]
    scarce = np.flatnonzero((run.outcome.capacity_prices > 0) & (per_unit_t > 0))[:4]
    for steps in itertools.product((0, 1, 2), repeat=len(scarce)):
        extras = np.zeros(len(problem.capacities))
        extras[scarce] = np.array(steps) * sizes[-1] / 4 / per_unit_t[scarce]
        size = float(extras @ per_unit_t)
        least = float(np.interp(size, sizes, costs))

        assert least <= least_cost(with_more(run, extras)) + 1e-6 * costs[0] + 0.01


@pytest.mark.parametrize("seed", range(60))
def test_every_rung_costs_what_a_plan_with_its_expansions_costs(seed):
    run = planned(planted(seed).dataset)
    position = {}
    rows = run.graph.capacity_rows
    period_ids = run.graph.layout.timetable.period_ids
    for row, (resource, period) in enumerate(
        zip(rows.resources, rows.periods, strict=True)
    ):
        resource_id = run.graph.dataset.resources[resource].resource_id
        position[resource_id, period_ids[period]] = row
    ladder = ladder_of(run, PlanOptions())
    for rung in ladder.rungs:
        extras = np.zeros(len(rows.capacities))
        for expansion in rung.expansions:
            where = position[expansion.resource_id, expansion.period_id]
            extras[where] = expansion.added

        cost = least_cost(with_more(run, extras))
        assert cost == pytest.approx(float(rung.total_cost), rel=1e-6, abs=0.02)
    worth = [rung.worth_per_t for rung in ladder.rungs[1:]]
    assert worth == sorted(worth, reverse=True)


def test_a_ladder_ends_where_its_target_is_served():
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("only", "a", "b", rate="10")
    network.resource("limit", 30, "only")
    network.demand("all", "a", "b", 100, price="50")
    ladder = ladder_of(planned(network.dataset()), PlanOptions(), target_t=60)

    assert [rung.served_t for rung in ladder.rungs] == [30, 60]
    assert ladder.rungs[-1].saving == 30 * 40
    assert ladder.is_reached


def test_a_ladder_says_when_its_target_cannot_be_reached():
    run = planned(planted(1).dataset)

    assert not ladder_of(run, PlanOptions(), target_t=1e12).is_reached


@pytest.mark.parametrize("seed", range(40))
def test_each_point_of_a_front_is_a_least_cost_at_its_price(seed):
    run = planned(planted(seed).dataset)
    front = trade_off_of(run, Objective.TRANSIT_TIME, PlanOptions())
    if not front.points:
        assert not run.outcome.paths
        return
    costs = [float(p.total_cost) for p in front.points]
    amounts = [p.amount for p in front.points]

    assert costs[0] == pytest.approx(float(run.result.plan.total_cost), abs=0.02)
    assert costs == sorted(costs)
    assert amounts == sorted(amounts, reverse=True)
    problem = run.graph.problem.with_runs_charged()
    served = problem.volumes - run.outcome.unserved
    moving = served > 1e-9 * problem.volumes
    left = run.outcome.unserved[~np.isinf(problem.unserved_prices)]
    paid = float(problem.unserved_prices[~np.isinf(problem.unserved_prices)] @ left)
    same = replace(
        problem,
        commodities=problem.commodities[moving],
        sources=problem.sources[moving],
        sinks=problem.sinks[moving],
        volumes=served[moving],
        unserved_prices=np.full(moving.sum(), np.inf),
    )
    for before, point in itertools.pairwise(front.points):
        price = float(point.price_per_amount)
        priced = replace(same, costs=same.costs + price * tonne_days(run.graph))
        least = least_cost(priced) + paid
        for corner in (before, point):
            value = float(corner.total_cost) + price * corner.amount

            assert value == pytest.approx(least, rel=1e-6)


def test_emissions_need_factors_of_all_legs():
    run = planned(planted(1).dataset)

    assert emissions(run.graph) is None
    with pytest.raises(InvalidRequestError, match="emissions_g_per_t_km"):
        trade_off_of(run, Objective.EMISSIONS, PlanOptions())


def test_the_reference_front_starts_at_its_plan():
    reference = read_reference()
    plan = optimize_plan(reference, PlanOptions()).plan
    front = trade_off_of(planned(reference), Objective.EMISSIONS, PlanOptions())

    assert front.points[0].total_cost == plan.total_cost
    assert front.points[0].emissions_t == pytest.approx(plan.emissions_t)


def test_an_unused_leg_must_become_as_cheap_as_what_is_used():
    """Per tonne, and no sooner."""
    network = Network()
    network.nodes("a", "b")
    network.commodity(
        "boxes", quantity_unit=QuantityUnit.TEU, tonnes_per_unit=8.0, teu_per_unit=1.0
    )
    network.leg("cheap", "a", "b", rate="10")
    network.leg("dear", "a", "b", rate="26")
    network.leg("back", "b", "a", rate="1")
    network.demand("all", "a", "b", 50, price="100", commodity_id="boxes")
    run = planned(network.dataset())
    found = {
        r.row_id: r.holds_from
        for r in Ranges(run, PlanOptions(), frozenset({RangeKind.LEG}))
    }

    assert found == {"dear": pytest.approx(-2), "back": None}


@pytest.mark.parametrize("seed", range(40))
def test_unused_legs_stay_unused_within_their_range(seed):
    """A little less than that much cheaper saves nothing."""
    run = planned(planted(seed).dataset)
    graph = run.graph
    problem = graph.problem.with_runs_charged()
    base = least_cost(problem)
    legs = [leg.leg_id for leg in graph.dataset.legs]
    on = np.array(
        [x.element if x.kind is LinkKind.LEG else -1 for x in graph.layout.links]
    )[graph.layout.arc_links]
    masses_t = np.array([c.tonnes_per_unit for c in graph.dataset.commodities])
    ranges = Ranges(run, PlanOptions(), frozenset({RangeKind.LEG}))
    assert not {f.row_id for f in ranges} & {
        step.element_id for path in run.result.plan.paths for step in path.steps
    }
    for found in list(ranges)[:3]:
        cheaper = -0.999 * (found.holds_from or 0.0)
        costs = problem.costs.copy()
        arcs = on == legs.index(found.row_id)
        costs[:, arcs] -= cheaper * masses_t[:, None]
        if costs.min() < 0:
            continue
        least = least_cost(replace(problem, costs=costs))

        assert least == pytest.approx(base, rel=1e-7, abs=0.01)
