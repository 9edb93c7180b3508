"""Demands that may not use some legs, and legs that are kept for some demands."""

import random

import pytest
from networks import Network
from planted import planted
from test_laws import plan_of, replaced, with_rows

from benchmarks.reference_dataset import read_reference
from optimizer.analysis.parametric import Objective, ladder_of, trade_off_of
from optimizer.analysis.planning import optimize_plan_from
from optimizer.analysis.preparing import check
from optimizer.analysis.what_if import explained
from optimizer.domain.plan import StepKind
from optimizer.domain.scenarios import Variant, applied
from optimizer.errors import InvalidScenarioError
from optimizer.solve.options import Formulation, PlanOptions
from optimizer.tables.scenario_files import read_scenario


def legs_of(path):
    return {s.element_id for s in path.steps if s.kind is StepKind.LEG}


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_uses_what_is_forbidden(seed):
    """Both formulations cost the same, and no less than without rules."""
    draw = random.Random(seed)  # noqa: S311 - no secrets
    dataset = planted(seed).dataset
    leg_ids = [leg.leg_id for leg in dataset.legs]
    forbidden = {
        d.demand_id: tuple(draw.sample(leg_ids, draw.randint(0, 2)))
        for d in dataset.demands
    }
    ruled = with_rows(
        dataset,
        demands=lambda d: replaced(d, forbidden_leg_ids=forbidden[d.demand_id]),
    )
    result = optimize_plan_from(ruled, PlanOptions()).result
    other = optimize_plan_from(
        ruled, PlanOptions(formulation=Formulation.LEG_FLOW)
    ).result
    if result.plan is None:
        assert other.plan is None
        return
    for path in result.plan.paths:
        assert not legs_of(path) & set(forbidden[path.demand_id])
    cost = float(result.plan.total_cost)
    assert cost == pytest.approx(float(other.plan.total_cost), abs=0.02)
    assert cost >= float(plan_of(dataset).total_cost) - 0.02


def parallel(count=3):
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    for number in range(count):
        network.leg(f"leg{number}", "a", "b", rate=str(10 * (number + 1)))
    network.resource("limit", 50, "leg0")
    network.demand("first", "a", "b", 40, price="100")
    network.demand("second", "a", "b", 40, price="100")
    return network.dataset()


def scenario(text):
    return read_scenario("s.yaml", f"changes:\n- {text}\n".encode())


def cost_under(text, dataset=None):
    variant = applied(Variant(dataset or parallel()), scenario(text))
    return plan_of(variant.dataset).total_cost


def test_a_forbidden_pairing_takes_the_next_way():
    """Who may use the cheap leg fills it."""
    base = plan_of(parallel()).total_cost

    assert base == 50 * 10 + 30 * 20
    assert cost_under("{forbid: leg.leg0, for: demand.first}") == 40 * 10 + 40 * 20
    assert cost_under("{forbid: 'leg.*', for: demand.first}") == 40 * 10 + 40 * 100


def test_a_reserved_leg_is_for_those_named():
    same = cost_under("{reserve: leg.leg0, for: demand.second}")

    assert same == cost_under("{forbid: leg.leg0, for: demand.first}")


def test_a_node_stands_for_its_legs():
    """All ways into it and out of it."""
    assert cost_under("{forbid: node.b, for: demand.first}") == 40 * 10 + 40 * 100


def test_what_is_required_forbids_all_else():
    """The dearest leg, or any of two."""
    assert cost_under("{require: leg.leg2, for: demand.first}") == 40 * 30 + 40 * 10
    same = cost_under("{require: [leg.leg1, leg.leg2], for: demand.first}")
    assert same == cost_under("{forbid: leg.leg0, for: demand.first}")


def test_a_path_can_be_required():
    """Steel by the dry cargo ship, which is not the cheapest way for it."""
    dataset, demand = read_reference(), "steel-karaganda-poti"
    text = f"{{require: [leg.*-rail, leg.aktau-alat-drycargo], for: demand.{demand}}}"
    before = plan_of(dataset)
    plan = plan_of(applied(Variant(dataset), scenario(text)).dataset)

    ways = [legs_of(p) for p in plan.paths if p.demand_id == demand]
    assert all("aktau-alat-drycargo" in way for way in ways)
    assert all("kuryk-alat-ferry" not in way for way in ways)
    assert plan.total_cost > before.total_cost


def test_rules_add_up():
    """The second forbids what the first left."""
    changes = (
        "{forbid: leg.leg0, for: demand.first}\n- {forbid: leg.leg1, for: demand.first}"
    )

    assert cost_under(changes) == 40 * 10 + 40 * 30


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{forbid: leg.leg9, for: demand.first}", "NOTHING_SELECTED"),
        ("{forbid: leg.leg0, for: demand.third}", "NOTHING_SELECTED"),
        ("{forbid: leg.leg0}", "MISSING_VALUE"),
        ("{forbid: leg.leg0, for: leg.leg1}", "UNKNOWN_TARGET"),
        ("{forbid: resource.limit, for: demand.first}", "UNKNOWN_TARGET"),
        ("{forbid: leg.leg0, for: demand.first, periods: [a]}", "UNKNOWN_COLUMN"),
        ("{reserve: leg.leg0, for: 'demand.*'}", "NOTHING_SELECTED"),
        ("{require: [leg.leg0, leg.leg9], for: demand.first}", "NOTHING_SELECTED"),
        ("{require: leg.leg0}", "MISSING_VALUE"),
        ("{fix: leg.leg0, for: demand.first}", "MISSING_VALUE"),
        ("{fix: leg.leg0, to: 5}", "MISSING_VALUE"),
        ("{fix: leg.leg0, for: demand.first, to: 41}", "OUT_OF_RANGE"),
        ("{fix: leg.leg0, for: demand.first, to: 0}", "OUT_OF_RANGE"),
        ("{fix: leg.leg0, for: demand.first, to: -50}", "NEGATIVE_VALUE"),
        ("{fix: leg.leg9, for: demand.first, to: 5}", "NOTHING_SELECTED"),
        ("{fix: leg.leg0, for: demand.third, to: 5}", "NOTHING_SELECTED"),
        (
            "{fix: leg.leg0, for: demand.first, to: 5, rest_avoids: leg.leg9}",
            "NOTHING_SELECTED",
        ),
    ],
)
def test_rules_that_say_nothing_are_refused(text, code):
    with pytest.raises(InvalidScenarioError) as error:
        applied(Variant(parallel()), scenario(text))

    assert [problem.code for problem in error.value.problems] == [code]


def test_everything_that_reads_a_plan_knows_of_rules():
    """Explanations, ladders and trade-offs of demands of one commodity."""
    variant = applied(
        Variant(parallel()), scenario("{forbid: leg.leg1, for: demand.first}")
    )
    run = optimize_plan_from(variant.dataset, PlanOptions())
    routes = explained(run, "first").routes

    assert "leg1" not in {leg for route in routes for leg in route.leg_ids}
    assert ladder_of(run, PlanOptions()).rungs[-1].saving == 30 * 10
    front = trade_off_of(run, Objective.TRANSIT_TIME, PlanOptions())
    assert front.points[0].total_cost == run.result.plan.total_cost
    assert {path.demand_id for path in run.result.plan.paths} == {"first", "second"}


def test_hauls_are_closed_to_whom_a_leg_is_forbidden():
    """Inside of a tariff's scope as elsewhere; the others go on as they did."""
    reference = read_reference()
    demand = "steel-karaganda-poti"
    variant = applied(
        Variant(reference),
        scenario(f"{{forbid: leg.kuryk-alat-ferry, for: demand.{demand}}}"),
    )
    plan = optimize_plan_from(variant.dataset, PlanOptions()).result.plan
    used = {
        path.demand_id for path in plan.paths if "kuryk-alat-ferry" in legs_of(path)
    }

    assert demand not in used
    assert used
    assert plan.total_cost > plan_of(reference).total_cost


def test_a_leg_that_is_not_there_is_found():
    network = parallel()
    bad = with_rows(
        network, demands=lambda d: replaced(d, forbidden_leg_ids=("leg00",))
    )
    problems = [p for p in check(bad) if p.column == "forbidden_leg_ids"]

    assert {p.code for p in problems} == {"UNKNOWN_REFERENCE"}
    assert "leg0" in problems[0].remedy
