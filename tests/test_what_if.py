"""Rows of scenarios are what planning them alone gives, and differences add up."""

import random
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from planted import planted

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.what_if import Comparison
from optimizer.analysis.what_if.attributing import attributions_of
from optimizer.domain.scenarios import Scenario, UnusableChangeError, Variant, applied
from optimizer.errors import InvalidScenarioError
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario

SETS = range(200)


def scenario_of(*changes):
    lines = "\n".join(f"- {change}" for change in changes)
    return read_scenario("test.yaml", f"changes:\n{lines}\n".encode())


def random_scenario(dataset, draw):
    """One to four changes of any kind that numbers can be drawn for."""
    kinds = [
        lambda: (
            f"{{set: demand.{one(dataset.demands).demand_id}.volume, to: {share()}}}"
        ),
        lambda: f"{{set: demand.*.volume, to: {share()}}}",
        lambda: f"{{set: tariff.*.rate, to: {share()}}}",
        lambda: f"{{set: leg.{one(dataset.legs).leg_id}.transit_days, to: x1}}",
        lambda: f"{{close: leg.{one(dataset.legs).leg_id}}}",
    ]
    if dataset.resources:
        kinds += 3 * [
            lambda: (
                f"{{set: resource.{one(dataset.resources).resource_id}.capacity, "
                f"to: {share()}}}"
            )
        ]

    def one(rows):
        return draw.choice(rows)

    def share():
        return draw.choice(["x0.5", "+20%", "x1.5", "-30%", "x0.9", "x2"])

    return scenario_of(*(draw.choice(kinds)() for _ in range(draw.randint(1, 4))))


def compared(seed):
    dataset = planted(seed % 40).dataset
    scenario = random_scenario(dataset, random.Random(seed))  # noqa: S311 - no secrets
    return dataset, scenario, Comparison(Variant(dataset), PlanOptions())


@pytest.mark.parametrize("seed", SETS)
def test_attributions_add_up_to_the_cent(seed):
    """In order and over all orders, on random networks and changes."""
    _, scenario, comparison = compared(seed)
    row = comparison.row(scenario)
    if row.change is None or not row.attributions:
        pytest.skip("the scenario or a part of it has no plan")
    owed = row.attributions

    assert sum(a.in_order for a in owed) == row.change.total_cost
    assert sum(a.shapley for a in owed) == row.change.total_cost
    assert [a.position for a in owed] == list(range(1, len(scenario.changes) + 1))


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_a_row_is_what_planning_the_scenario_alone_gives(seed):
    """Cold, without anything that the base knew; of equal plans either may come out."""
    dataset, scenario, comparison = compared(seed)
    row = comparison.row(scenario)
    alone = optimize_plan(applied(Variant(dataset), scenario).dataset, PlanOptions())

    assert (row.summary is None) == (alone.plan is None)
    if alone.plan is not None:
        assert row.summary.total_cost == alone.plan.total_cost


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_rows_do_not_depend_on_each_other(seed):
    """The same row whatever was compared before."""
    dataset, scenario, comparison = compared(seed)
    other = random_scenario(dataset, random.Random(seed + 1000))  # noqa: S311 - no secrets
    comparison.row(other)

    assert comparison.row(scenario) == Comparison(Variant(dataset), PlanOptions()).row(
        scenario
    )


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_shapley_values_are_the_mean_over_all_orders(seed):
    """Worked out again by trying every order."""
    dataset, scenario, comparison = compared(seed)
    owed = attributions_of(comparison, scenario)
    count = len(scenario.changes)
    if not owed:
        pytest.skip("a part of the scenario has no plan")
    sums = [Fraction(0)] * count
    orders = list(permutations(range(count)))
    for order in orders:
        before = cost(dataset, scenario, ())
        for length, position in enumerate(order, 1):
            after = cost(dataset, scenario, tuple(sorted(order[:length])))
            sums[position] += Fraction(after) - Fraction(before)
            before = after

    for attribution, total in zip(owed, sums, strict=True):
        mean = float(total / len(orders))
        assert float(attribution.shapley) == pytest.approx(mean, abs=0.011)


def cost(dataset, scenario, subset):
    part = Scenario(
        scenario_id="part",
        title="part",
        changes=tuple(scenario.changes[i] for i in subset),
        notes=tuple(scenario.notes[i] for i in subset),
    )
    variant = applied(Variant(dataset), part)
    return optimize_plan(variant.dataset, PlanOptions()).plan.total_cost


def test_the_base_is_a_row_without_a_change():
    """What everything else is compared with."""
    dataset = planted(3).dataset
    row = Comparison(Variant(dataset), PlanOptions()).base_row()

    assert row.scenario_id == dataset.header.dataset_id
    assert row.change is None
    assert (
        row.summary.total_cost == optimize_plan(dataset, PlanOptions()).plan.total_cost
    )


def test_a_scenario_that_changes_nothing_differs_in_nothing():
    """No cost, no flow, no bottleneck."""
    dataset = planted(5).dataset
    row = Comparison(Variant(dataset), PlanOptions()).row(
        scenario_of("{set: demand.*.volume, to: x1}")
    )

    assert row.change.total_cost == 0
    assert row.change.flows == ()
    assert row.change.new_bottlenecks == row.change.ceased_bottlenecks == ()
    assert row.attributions[0].shapley == Decimal("0.00")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("{close: leg.nowhere}", "INVALID_SCENARIO"),
        (
            "{put: {legs: [{leg_id: x, origin_node_id: a, destination_node_id: b, "
            "mode: ROAD, carrier_id: nobody, distance_km: 1, transit_days: 1}]}}",
            "INVALID_DATASET",
        ),
    ],
)
def test_a_scenario_that_cannot_be_planned_is_a_row_with_its_reason(change, reason):
    """The others go on."""
    dataset = planted(7).dataset
    row = Comparison(Variant(dataset), PlanOptions()).row(scenario_of(change))

    assert row.reason == reason
    assert row.message
    assert row.problems
    assert row.summary is None


def test_refusals_have_types_of_their_own():
    """Callers of the domain tell a change from a scenario."""
    assert not issubclass(UnusableChangeError, InvalidScenarioError)
