"""A plan that cannot be proven is an error, whatever is wrong with it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from networks import two_routes

from optimizer.analysis.assembly import assemble_plan
from optimizer.analysis.books import Books
from optimizer.analysis.certificate import dual_bound
from optimizer.domain.memory import Memory
from optimizer.errors import ResultNotCertifiedError
from optimizer.formulation.pricing import Pricer
from optimizer.formulation.state_graph import build_state_graph
from optimizer.solve.leg_flow_solve import solve_leg_flow
from optimizer.tariff.price_table import price


@pytest.fixture
def solved():
    network = two_routes()
    network.demand("d", "a", "c", 100, price=200)
    dataset = network.dataset()
    graph = build_state_graph(dataset, price(dataset)[0])
    return graph, solve_leg_flow(graph.problem, timedelta(seconds=10))


def assembled(graph, solution):
    return assemble_plan(graph, solution, Books.of(graph, Memory(), "", None))


def test_optimal_answer_is_certified(solved):
    """60 t by ferry at 35, 40 t by rail at 80; the ferry's tonne is worth 45."""
    plan = assembled(*solved)

    assert plan.total_cost == 60 * 35 + 40 * 80
    assert plan.certificate.dual_bound == pytest.approx(5300)
    assert [b.shadow_price for b in plan.bottlenecks] == [45]


def with_path(solution, index, **fields):
    paths = list(solution.paths)
    paths[index] = replace(paths[index], **fields)
    return replace(solution, paths=tuple(paths))


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        # a tonne more by ferry than fits, and than the solver counted
        ("objective_error", lambda s: with_path(s, 0, quantity=61.0)),
        # the solver's own objective is off
        ("objective_error", lambda s: replace(s, objective=s.objective * 1.001)),
        # more on the ferry than fits, less on the railway, at the right cost
        (
            "capacity_violation",
            lambda s: replace(
                with_path(
                    with_path(s, _ferry(s), quantity=70.0),
                    1 - _ferry(s),
                    quantity=30.0,
                ),
                objective=70 * 35 + 30 * 80,
            ),
        ),
        # five tonnes vanish
        (
            "demand_violation",
            lambda s: replace(
                with_path(s, _ferry(s), quantity=55.0), objective=55 * 35 + 40 * 80
            ),
        ),
        # prices that prove nothing near the cost
        (
            "relative_gap",
            lambda s: replace(s, capacity_prices=np.zeros_like(s.capacity_prices)),
        ),
        # prices so high that they prove less
        (
            "relative_gap",
            lambda s: replace(s, capacity_prices=s.capacity_prices * 2),
        ),
    ],
)
def test_spoiled_answer_is_refused(solved, check, spoil):
    """Each part of the proof catches its own kind of fault."""
    graph, solution = solved

    with pytest.raises(ResultNotCertifiedError) as error:
        assembled(graph, spoil(solution))

    assert error.value.check == check


def _ferry(solution):
    return 0 if solution.paths[0].quantity == 60 else 1


def test_any_prices_give_a_lower_bound(solved):
    """Weak duality: no prices of capacities can prove more than the least cost."""
    graph, solution = solved
    rng = np.random.default_rng(0)
    count = len(graph.problem.capacities)

    bounds = [
        dual_bound(Pricer(graph.problem), rng.uniform(0, 100, count)) for _ in range(50)
    ]

    assert max(bounds) <= solution.objective + 1e-9
