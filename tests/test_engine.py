"""The path engine finds what the compact program finds, and says so on the way."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from networks import two_routes
from planted import planted

from optimizer.analysis.certificate import dual_bound
from optimizer.analysis.planning import optimize_plan, optimize_plan_from
from optimizer.domain.plan_result import TerminationReason
from optimizer.formulation.pricing import Pricer
from optimizer.formulation.state_graph import build_state_graph
from optimizer.solve.leg_flow_solve import solve_leg_flow
from optimizer.solve.options import Formulation, PlanOptions
from optimizer.solve.path_flow_solve import solve_path_flow
from optimizer.solve.progress import Phase
from optimizer.solve.solution import Infeasible, Solution, Stopped
from optimizer.tariff.price_table import price

SECOND = timedelta(seconds=10)
SEEDS = range(200, 500)


def problem_of(dataset):
    return build_state_graph(dataset, price(dataset)[0]).problem


def variant(problem, seed):
    """Switch features on and off: free capacities, must-serve, closed arcs, no costs."""
    rng = np.random.default_rng(seed)
    if rng.random() < 0.3:
        problem = replace(problem, capacities=problem.capacities * rng.uniform(0, 2))
    if rng.random() < 0.3:
        must = rng.random(problem.release_count) < 0.5
        prices = np.where(must, np.inf, problem.unserved_prices)
        problem = replace(problem, unserved_prices=prices)
    if rng.random() < 0.3:
        closed = rng.random(problem.costs.shape) < 0.1
        problem = replace(problem, costs=np.where(closed, np.inf, problem.costs))
    if rng.random() < 0.1:
        free = np.where(np.isfinite(problem.costs), 0.0, np.inf)
        problem = replace(problem, costs=free)
    if rng.random() < 0.2:
        prices = rng.uniform(1, 50, len(problem.capacities))
        problem = replace(problem, extra_prices=prices)
    if rng.random() < 0.3:
        prices = rng.uniform(1, 50, len(problem.capacities))
        limits = problem.capacities * rng.uniform(0, 2, len(problem.capacities))
        prices[rng.random(len(prices)) < 0.3] = np.inf
        problem = replace(problem, extra_prices=prices, extra_limits=limits)
    return problem


@pytest.mark.parametrize("seed", SEEDS)
def test_both_formulations_agree(seed):
    """Two programs, one optimum, and the prices of the engine prove it."""
    problem = variant(problem_of(planted(seed).dataset), seed)
    reference = solve_leg_flow(problem, SECOND)

    outcome = solve_path_flow(problem, time_limit=SECOND, relative_gap=1e-9).outcome

    assert type(outcome) is type(reference)
    if isinstance(outcome, Solution):
        assert outcome.objective == pytest.approx(
            reference.objective, rel=1e-6, abs=1e-6
        )
        bound = dual_bound(Pricer(problem), outcome.capacity_prices)
        assert bound == pytest.approx(outcome.objective, rel=1e-6, abs=1e-6)


def test_variants_have_every_outcome():
    """Among the networks above some are infeasible and most are not."""
    problems = [variant(problem_of(planted(s).dataset), s) for s in range(200, 260)]
    kinds = {
        type(solve_path_flow(problem, time_limit=SECOND).outcome)
        for problem in problems
    }

    assert kinds == {Solution, Infeasible}


@pytest.mark.parametrize("seed", range(30))
def test_plans_of_both_formulations_are_certified(seed):
    """The certificate does not ask which program was solved."""
    dataset = planted(seed).dataset

    costs = {
        optimize_plan(dataset, PlanOptions(formulation=formulation)).plan.total_cost
        for formulation in Formulation
    }

    assert len(costs) == 1


@pytest.mark.parametrize("seed", range(30))
def test_warm_start_ends_where_a_cold_one_does(seed):
    """What an earlier solve knew is a start, not an answer."""
    problem = problem_of(planted(seed).dataset)
    start = solve_path_flow(problem, time_limit=SECOND).start
    rng = np.random.default_rng(seed)
    changed = replace(
        problem,
        costs=problem.costs * rng.uniform(0.5, 2.0, problem.costs.shape),
        capacities=problem.capacities * rng.uniform(0.5, 2.0, len(problem.capacities)),
        volumes=problem.volumes * rng.uniform(0.5, 2.0, problem.release_count),
    )
    cold = solve_path_flow(changed, time_limit=SECOND, relative_gap=1e-9)

    warm = solve_path_flow(changed, time_limit=SECOND, relative_gap=1e-9, start=start)

    assert warm.outcome.objective == pytest.approx(cold.outcome.objective, rel=1e-8)


def test_start_of_another_network_is_not_used():
    """Positions of paths mean nothing where the arcs differ."""
    first = optimize_plan_from(planted(1).dataset, PlanOptions())
    case = planted(2)

    run = optimize_plan_from(case.dataset, PlanOptions(), warm_start=first.start)

    assert run.start.structure != first.start.structure
    assert abs(run.result.plan.total_cost - case.total_cost) <= 0.01


class Recorder:
    """A watcher that keeps what it sees."""

    def __init__(self):
        self.seen = []

    def see(self, phase, progress=None):
        self.seen.append((phase, progress))


def test_phases_follow_each_other():
    """Whoever watches learns of each when it begins, and of rounds while it is solved."""
    watcher = Recorder()

    optimize_plan_from(planted(7).dataset, PlanOptions(), watcher=watcher)

    begun = [phase for phase, progress in watcher.seen if progress is None]
    during = {phase for phase, progress in watcher.seen if progress is not None}
    assert begun == [Phase.BUILDING, Phase.SOLVING, Phase.CERTIFYING]
    assert during == {Phase.SOLVING}


def test_costs_are_not_told_before_all_is_served_that_must_be():
    """A penalty that is too low for what must be served is no cost."""
    network = two_routes()
    network.nodes("far")
    network.leg("c-far", "c", "far", 10_000_000)
    network.leg("a-far", "a", "far", 1)
    network.resource("short", 10, "a-far")
    network.demand("d", "a", "far", 50)
    watcher = Recorder()

    run = optimize_plan_from(network.dataset(), PlanOptions(), watcher=watcher)

    bounds = [p.primal_bound for _, p in watcher.seen if p is not None]
    cost = float(run.result.plan.total_cost)
    assert all(bound >= cost * (1 - 1e-9) for bound in bounds)


def test_progress_brackets_the_optimum():
    """Bounds close in on the cost from below, and feasible costs from above."""
    case = planted(7)
    watcher = Recorder()

    optimize_plan_from(case.dataset, PlanOptions(), watcher=watcher)

    events = [progress for _, progress in watcher.seen if progress is not None]
    cost = float(case.total_cost)
    assert [event.round for event in events] == list(range(1, len(events) + 1))
    assert all(event.dual_bound <= cost + 1e-6 for event in events)
    assert all(event.primal_bound >= cost - 1e-6 for event in events)
    assert events[-1].relative_gap <= 1e-9


def test_must_serve_is_served_whatever_it_costs():
    """A penalty that is too low is raised, as long as a plan exists at all."""
    network = two_routes()
    network.nodes("far")
    network.leg("c-far", "c", "far", 10_000_000)
    network.leg("a-far", "a", "far", 1)
    network.resource("short", 10, "a-far")
    network.demand("d", "a", "far", 50)

    result = optimize_plan(network.dataset(), PlanOptions())

    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.plan.unserved == ()


def test_time_limit_gives_the_best_plan_so_far_with_its_gap():
    """A limit that ends the rounds early leaves a feasible plan, or says there is none."""
    reasons = set()
    for microseconds in (1, 2_000, 4_000, 8_000, 16_000, 2_000_000):
        options = PlanOptions(time_limit=timedelta(microseconds=microseconds))
        result = optimize_plan(planted(11).dataset, options)
        reasons.add(result.termination.reason)
        if result.termination.reason is TerminationReason.FEASIBLE:
            gap = result.plan.certificate.relative_gap
            assert gap >= 0
            assert result.termination.primal_bound >= result.termination.dual_bound

    assert TerminationReason.NO_PLAN_FOUND in reasons
    assert TerminationReason.OPTIMAL in reasons


def test_time_that_is_up_before_the_first_master_is_no_answer():
    """Nothing was solved, so nothing is said."""
    problem = problem_of(planted(3).dataset)

    run = solve_path_flow(problem, time_limit=timedelta(0))

    assert isinstance(run.outcome, Stopped)
    assert run.start is None
