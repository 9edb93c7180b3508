"""Flows that are fixed: so much of a demand over these legs."""

import random
from decimal import Decimal

import pytest
from haul_networks import random_network
from hauls import discounted_line
from networks import Network
from planted import planted
from test_forbidding import cost_under, legs_of, scenario
from test_laws import plan_of, replaced, with_rows

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.scenarios import Variant, applied
from optimizer.errors import InvalidScenarioError
from optimizer.solve.options import Formulation, PlanOptions

WITHOUT_CARGO = {0, 4, 6, 12, 16, 17, 24, 27, 30, 32, 33, 34, 37, 38}
"""Random haul networks of which the cheapest plan leaves everything."""

HAUL_SEEDS = [seed for seed in range(45) if seed not in WITHOUT_CARGO]


def fixed_to(path, volume, extra=""):
    legs = ", ".join(f"leg.{leg}" for leg in sorted(legs_of(path)))
    target = f"demand.{path.demand_id}"
    return f"{{fix: [{legs}], for: {target}, to: {volume}{extra}}}"


def under(dataset, text, **options):
    variant = applied(Variant(dataset), scenario(text))
    return optimize_plan(variant.dataset, PlanOptions(**options)).plan


def part_of(plan, draw):
    """A path that cargo takes, and some of what takes it."""
    path = draw.choice(plan.paths)
    return path, float(path.quantity) * draw.choice((0.25, 0.5, 0.75))


@pytest.mark.parametrize("seed", range(29))
def test_fixing_what_a_plan_does_anyway_costs_nothing(seed):
    """A constraint that the optimum meets does not move it."""
    draw = random.Random(seed)  # noqa: S311 - no secrets
    dataset = planted(seed).dataset
    before = plan_of(dataset)
    path, volume = part_of(before, draw)
    plan = under(dataset, fixed_to(path, f"{volume:f}"))

    assert float(plan.total_cost) == pytest.approx(float(before.total_cost), abs=0.02)


@pytest.mark.parametrize("seed", HAUL_SEEDS)
def test_a_fixed_flow_costs_no_less_and_goes_where_it_is_told(seed):
    """Both formulations agree on what the contract costs."""
    draw = random.Random(seed)  # noqa: S311 - no secrets
    dataset = random_network(seed, capacity=30).dataset
    before = plan_of(dataset)
    path, volume = part_of(before, draw)
    text = fixed_to(path, f"{volume:f}")
    plan, other = (
        under(dataset, text, formulation=f)
        for f in (Formulation.PATH_FLOW, Formulation.LEG_FLOW)
    )
    if plan is None:
        assert other is None
        return
    part = [p for p in plan.paths if p.demand_id == f"{path.demand_id}-fixed"]

    assert sum(p.quantity for p in part) == pytest.approx(volume)
    assert all(legs_of(p) <= legs_of(path) for p in part)
    assert plan.total_cost >= before.total_cost - Decimal("0.02")
    assert float(plan.total_cost) == pytest.approx(float(other.total_cost), abs=0.02)


def test_the_dearest_way_is_taken_for_what_is_fixed_to_it():
    """The others move up on the cheap one."""
    cost = cost_under("{fix: leg.leg2, for: demand.first, to: 15}")

    assert cost == 15 * 30 + 50 * 10 + 15 * 20
    assert cost == cost_under("{fix: leg.leg2, for: demand.first, to: x0.375}")


def test_a_flow_is_exact_where_the_rest_may_not_follow():
    """More would go over the cheapest leg if it might."""
    text = "{fix: leg.leg0, for: 'demand.*', to: 5, rest_avoids: leg.leg0}"

    assert cost_under(text) == 10 * 10 + 70 * 20


def test_a_second_part_is_of_what_remains():
    """Parts have names of their own."""
    dataset = two_ways()
    text = (
        "{fix: leg.slow, for: demand.first, to: x0.5}\n"
        "- {fix: leg.slow, for: demand.first, to: x0.5}"
    )
    variant = applied(Variant(dataset), scenario(text))
    volumes = {d.demand_id: d.volume for d in variant.dataset.demands}

    assert volumes == {"first": 10, "first-fixed": 20, "first-fixed-2": 10}


def test_all_of_a_demand_leaves_no_rest():
    """A demand of nothing is none."""
    variant = applied(
        Variant(two_ways()), scenario("{fix: leg.slow, for: demand.first, to: x1}")
    )

    assert [d.demand_id for d in variant.dataset.demands] == ["first-fixed"]


def test_what_cannot_be_carried_leaves_no_plan():
    """The part must be served."""
    dataset = two_ways(capacity=5)
    variant = applied(
        Variant(dataset), scenario("{fix: leg.slow, for: demand.first, to: 6}")
    )
    result = optimize_plan(variant.dataset, PlanOptions())

    assert result.plan is None


def test_a_part_of_all_or_nothing_is_refused():
    """The demand would be neither."""
    dataset = with_rows(two_ways(), demands=lambda d: replaced(d, all_or_nothing=True))

    with pytest.raises(InvalidScenarioError, match="all or nothing"):
        applied(Variant(dataset), scenario("{fix: leg.slow, for: demand.first, to: 6}"))


def test_discounts_are_for_both_parts_together():
    """A shipper does not tender less because a part of it is fixed."""
    dataset = discounted_line().dataset()
    before = plan_of(dataset)
    path = before.paths[0]
    plan = under(dataset, fixed_to(path, float(path.quantity) / 4))

    assert plan.total_cost == before.total_cost


def two_ways(capacity=100):
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("slow", "a", "b", rate="9")
    network.leg("fast", "a", "b", rate="4")
    network.resource("limit", capacity, "slow")
    network.demand("first", "a", "b", 40, price="100")
    return network.dataset()
