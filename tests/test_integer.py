"""Whole voyages, least loads and all or nothing: by hand, and against enumeration."""

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from networks import Network, two_routes
from planted import planted
from test_laws import replaced, with_rows

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.network import Mode
from optimizer.domain.plan_result import TerminationReason
from optimizer.formulation.state_graph import build_state_graph
from optimizer.solve.leg_flow_solve import solve_leg_flow
from optimizer.solve.options import Formulation, PlanOptions
from optimizer.solve.solution import Solution
from optimizer.tariff.price_table import price

WHOLE = PlanOptions(integer_decisions=True)
SECOND = timedelta(seconds=10)


def ferry_line(**fields):
    """A railway at 80 a tonne, or a ferry at 10 and 1,000 a voyage of 40 tonnes."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("rail", "a", "b", 80)
    network.leg("sea", "a", "b", 10, mode=Mode.FERRY)
    network.resource(
        "ferry",
        200,
        "sea",
        run_capacity=40.0,
        run_cost=Decimal(1000),
        **fields,
    )
    return network


def plan_of(network, options=WHOLE):
    return optimize_plan(network.dataset(), options)


@pytest.mark.parametrize(
    ("volume", "runs", "cost"),
    [
        (40, 1, 1400),  # one full voyage: 40 * 10 + 1000
        (45, 1, 1800),  # five more by rail at 80 cost less than another voyage
        (60, 2, 2600),  # 20 more: a voyage at 1000 + 200 beats 1600 by rail
        (10, 0, 800),  # too little for a voyage: 10 * 80
    ],
)
def test_voyages_are_whole(volume, runs, cost):
    """A voyage pays from 1000 / 70 tonnes on, 14.3."""
    network = ferry_line()
    network.demand("d", "a", "b", volume, price=500)

    plan = plan_of(network).plan

    assert plan.total_cost == cost
    assert [use.runs for use in plan.capacities] == [runs]


def test_fractions_of_voyages_are_the_default_and_said_to_be():
    """By the tonne a full voyage costs 25 + 10, so all goes by sea."""
    network = ferry_line()
    network.demand("d", "a", "b", 10, price=500)

    result = plan_of(network, PlanOptions())

    assert result.plan.total_cost == 350
    assert [use.runs for use in result.plan.capacities] == [0.25]
    assert [w.code for w in result.warnings] == ["RELAXED_DECISION"]


def test_cost_of_voyages_is_a_component_of_its_own():
    """Nobody's revenue, but part of the total."""
    network = ferry_line()
    network.demand("d", "a", "b", 60, price=500)

    plan = plan_of(network).plan

    assert {s.key: s.cost for s in plan.cost_by_component} == {
        "FREIGHT": 600,
        "RUNS": 2000,
    }


def test_voyages_never_exceed_the_capacity():
    """200 tonnes are five voyages; the rest goes by rail."""
    network = ferry_line()
    network.demand("d", "a", "b", 300, price=500)

    (use,) = plan_of(network).plan.capacities

    assert (use.runs, use.used, use.utilization) == (5, 200, 1)


@pytest.mark.parametrize(("least", "runs"), [(0.5, 2), (0.8, 1)])
def test_least_load_keeps_half_empty_voyages_in_port(least, runs):
    """60 tonnes fill two voyages to three quarters."""
    network = ferry_line(minimum_load=least)
    network.demand("d", "a", "b", 60, price=500)

    (use,) = plan_of(network).plan.capacities

    assert use.runs == runs
    assert use.used >= least * runs * 40


@pytest.mark.parametrize(("volume", "served"), [(60, 60), (61, 0)])
def test_all_or_nothing_is_served_in_full_or_not_at_all(volume, served):
    """The ferry takes 60 tonnes, and the railway costs more than leaving it."""
    network = two_routes()
    network.demand("d", "a", "c", volume, price=70, all_or_nothing=True)

    (demand,) = plan_of(network).plan.demands

    assert demand.served == served


def test_gap_of_whole_numbers_is_proven():
    """The relaxation bounds every plan; here whole voyages cost more than it."""
    network = ferry_line()
    network.demand("d", "a", "b", 45, price=500)

    result = plan_of(network)

    assert result.termination.reason is TerminationReason.FEASIBLE
    assert result.termination.dual_bound == pytest.approx(45 * 35)
    assert result.plan.certificate.relative_gap == pytest.approx(1 - 45 * 35 / 1800)


def with_runs(seed):
    """A planted network in which some capacities come in runs."""
    rng = np.random.default_rng(seed)
    chosen = {}

    def in_runs(row):
        if rng.random() < 0.6:
            chosen[row.resource_id] = float(rng.integers(5, 60))
            return replaced(
                row,
                run_capacity=chosen[row.resource_id],
                run_cost=Decimal(int(rng.integers(10, 500))),
            )
        return row

    return with_rows(planted(seed).dataset, resources=in_runs)


@pytest.mark.parametrize("seed", range(60))
def test_relaxations_of_both_formulations_agree(seed):
    """Bought capacity is one mechanism in both programs."""
    dataset = with_runs(seed)

    costs = {
        optimize_plan(dataset, PlanOptions(formulation=formulation)).plan.total_cost
        for formulation in Formulation
    }

    assert len(costs) == 1


@pytest.mark.parametrize("seed", range(40))
def test_whole_plan_lies_between_the_bound_and_enumeration(seed):
    """No plan beats the bound; where all numbers of runs can be tried, none beats it."""
    dataset = with_runs(seed)
    result = optimize_plan(dataset, WHOLE)
    relaxed = optimize_plan(dataset, PlanOptions()).plan.total_cost

    best = _best_of_all_runs(dataset)

    assert result.plan.total_cost >= relaxed - Decimal("0.01")
    if best is not None:
        cost = float(result.plan.total_cost)
        assert cost >= best - 0.01
        assert cost - best <= 0.05 * best


def _best_of_all_runs(dataset):
    """Least cost over every number of runs; None where there are too many."""
    problem = build_state_graph(dataset, price(dataset)[0]).problem
    if problem.decisions is None:
        return None
    sizes = problem.decisions.run_sizes
    rows = np.flatnonzero(sizes > 0)
    counts = [range(int(problem.extra_limits[r] / sizes[r] + 1e-9) + 1) for r in rows]
    if np.prod([len(c) for c in counts]) > 40:
        return None
    costs = []
    for runs in itertools.product(*counts):
        capacities = problem.capacities.copy()
        capacities[rows] = sizes[rows] * runs
        fixed = replace(
            problem,
            capacities=capacities,
            extra_prices=np.zeros(0),
            extra_limits=np.zeros(0),
            decisions=None,
        )
        outcome = solve_leg_flow(fixed, SECOND)
        assert isinstance(outcome, Solution)
        costs.append(
            outcome.objective + float(problem.extra_prices[rows] @ capacities[rows])
        )
    return min(costs)


def reasons_of(network):
    left = plan_of(network).plan.unserved
    return [(u.reason, [e.resource_id for e in u.exhausted]) for u in left]


def test_a_voyage_that_does_not_pay_is_the_reason():
    """Ten tonnes at 30 do not pay a voyage of 1000, though the ferry has room."""
    network = ferry_line()
    network.demand("d", "a", "b", 10, price=60)

    assert reasons_of(network) == [("WHOLE_NUMBERS", ["ferry"])]


def test_all_or_nothing_is_the_reason_where_nothing_is_served():
    """One tonne of 61 does not fit."""
    network = two_routes()
    network.demand("d", "a", "c", 61, price=70, all_or_nothing=True)

    assert reasons_of(network) == [("WHOLE_NUMBERS", [])]


def test_capacity_is_the_reason_where_no_more_can_run():
    """Five voyages are all there are."""
    network = ferry_line()
    network.demand("d", "a", "b", 240, price=60)

    assert reasons_of(network) == [("CAPACITY_EXHAUSTED", ["ferry"])]


def test_what_does_not_fit_in_whole_numbers_is_not_blamed_on_time():
    """A hundred tonnes must go, and the only ferry sails with nine hundred or more."""
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("sea", "a", "b", 10, mode=Mode.FERRY)
    network.resource(
        "ferry",
        2000,
        "sea",
        run_capacity=1000.0,
        run_cost=Decimal(1000),
        minimum_load=0.9,
    )
    network.demand("d", "a", "b", 100)

    termination = plan_of(network).termination

    assert termination.reason is TerminationReason.NO_PLAN_FOUND
    assert termination.limit is None
    assert "whole numbers" in termination.detail
