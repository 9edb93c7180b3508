"""Explanations of demands: prices of routes, and what would make cargo switch."""

import random
from decimal import Decimal
from functools import partial

import pytest
from commands import invoke, words
from corridor_cli.exit_codes import ExitCode
from corridor_client import AsyncClient, Client, InvalidRequestError
from networks import Network
from planted import planted
from serving import running_server

from benchmarks.reference_dataset import by_months, read_reference
from optimizer.analysis.planning import optimize_plan, optimize_plan_from
from optimizer.analysis.what_if import explained
from optimizer.domain.scenarios import Variant, applied
from optimizer.errors import UnknownRowError
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario

REFERENCE = "middle-corridor"
OIL = "oil-products-atyrau-batumi"


def planned(dataset):
    return optimize_plan_from(dataset, PlanOptions())


def parallel_legs(seed):
    """Five legs side by side, some with little capacity, and two demands."""
    draw = random.Random(seed)  # noqa: S311 - no secrets
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    for number, rate in enumerate(draw.sample(range(10, 60), 5)):
        network.leg(f"leg{number}", "a", "b", rate=str(rate))
        if draw.random() < 0.6:
            network.resource(f"limit{number}", draw.randint(5, 60), f"leg{number}")
    network.demand("first", "a", "b", draw.randint(20, 80), price="100")
    network.demand("second", "a", "b", draw.randint(5, 30), price="70")
    return network.dataset()


def with_cheaper(dataset, leg_id, by):
    """Lower the rate of one leg."""
    text = f"changes:\n- {{set: leg.{leg_id}.rate, to: -{by:f}}}\n"
    scenario = read_scenario("cheaper.yaml", text.encode())
    return applied(Variant(dataset), scenario).dataset


def flow_on(dataset, leg_id):
    plan = optimize_plan(dataset, PlanOptions()).plan
    return sum(flow.quantity for flow in plan.flows if flow.element_id == leg_id)


@pytest.mark.parametrize("seed", range(40))
def test_a_route_is_taken_once_it_is_cheaper_by_what_is_said(seed):
    """A little less than that, and it is not; a little more, and it is."""
    dataset = parallel_legs(seed)
    explanation = explained(planned(dataset), "first")
    for route in explanation.routes:
        by = route.dearer_by_per_unit
        (leg_id,) = route.leg_ids
        if route.quantity or flow_on(dataset, leg_id) or by < Decimal("0.5"):
            continue
        if by < route.cost_per_unit - 1:
            assert (
                flow_on(with_cheaper(dataset, leg_id, by + Decimal("0.3")), leg_id) > 0
            )
        assert flow_on(with_cheaper(dataset, leg_id, by - Decimal("0.3")), leg_id) == 0


@pytest.mark.parametrize("seed", range(30))
def test_routes_that_are_taken_are_the_cheapest_at_the_prices(seed):
    """What their units pay is what the plan says; with scarcity they cost alike."""
    run = planned(planted(seed).dataset)
    for demand in run.result.plan.demands:
        explanation = explained(run, demand.demand_id, 20)
        taken = [route for route in explanation.routes if route.quantity > 0]
        prices = [float(r.cost_per_unit + r.scarcity_per_unit) for r in taken]

        assert prices == pytest.approx([min(prices, default=0)] * len(prices), abs=1e-4)
        assert all(r.dearer_by_per_unit >= 0 for r in explanation.routes)
        assert [r.leg_ids for r in explanation.routes] == list(
            dict.fromkeys(r.leg_ids for r in explanation.routes)
        )


def test_what_routes_cost_is_what_the_plan_says_of_their_paths():
    """Of the reference dataset, all demands."""
    run = planned(read_reference())
    for path in run.result.plan.paths[::7]:
        legs = tuple(s.element_id for s in path.steps if s.kind.value == "LEG")
        explanation = explained(run, path.demand_id, 20)
        (route,) = [r for r in explanation.routes if r.leg_ids == legs]

        assert float(route.cost_per_unit) == pytest.approx(float(path.cost_per_unit))
        assert route.quantity == pytest.approx(path.quantity)


def test_a_month_is_explained_by_its_largest_release():
    """Legs are told once, in whatever months they are passed."""
    explanation = explained(planned(by_months(read_reference())), OIL)

    assert explanation.period_id.startswith("2025-")
    assert explanation.routes[0].quantity > 0


def test_a_demand_that_is_not_there_is_named_with_the_nearest():
    """As everywhere."""
    with pytest.raises(UnknownRowError, match="did you mean"):
        explained(planned(read_reference()), "oil-products-atyrau")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.mark.integration
async def test_both_clients_get_the_explanation(server):
    """With routes, prices and scarcity."""
    with Client(server.address) as client:
        result = client.explain_demand(REFERENCE, OIL, route_count=3)
        with pytest.raises(InvalidRequestError) as refused:
            client.explain_demand(REFERENCE, OIL, route_count=21)
    async with AsyncClient(server.address) as other:
        same = await other.explain_demand(REFERENCE, OIL, route_count=3)

    assert same == result
    assert len(result.explanation.routes) == 3
    assert result.currency_code == "USD"
    assert (
        result.explanation.routes[0].scarce[0].resource_id == "kuryk-wagons-westbound"
    )
    assert refused.value.reason == "INVALID_REQUEST"


@pytest.mark.integration
def test_the_command_prints_routes(server):
    """The one that is taken first; an unknown demand is refused."""
    run = partial(invoke, server)
    done = run("explain", REFERENCE, OIL)
    unknown = run("explain", REFERENCE, "oil")

    assert done.exit_code == ExitCode.DONE
    assert "the cheapest 150,000 70.00 8.29 0.00" in words(done.stdout)
    assert unknown.exit_code == ExitCode.BAD_INPUT
    assert "has no row 'oil'" in words(unknown.stderr)
