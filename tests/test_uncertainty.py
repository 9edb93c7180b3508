"""What is drawn, and what the plans of draws come to."""

import statistics
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import FIRST_DAY, PERIOD_DAYS, Network, two_routes

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.uncertainty import (
    DrawRow,
    Simulation,
    scenario_of_draw,
    summarized,
)
from optimizer.analysis.uncertainty.drawing import drawn_from, mean_of
from optimizer.domain.scenarios import UnusableChangeError, Variant
from optimizer.domain.uncertainty import distribution_of
from optimizer.errors import InvalidScenarioError
from optimizer.solve.options import PlanOptions
from optimizer.tables.uncertainty_files import read_uncertainty

SHAPES = (
    "uniform(0.5, 2)",
    "triangular(0, 1, 4)",
    "normal(3, 0.5)",
    "lognormal(2, 0.3)",
    "choice(1:3, 5:1)",
    "storms(0.2, 5)",
)

GROWTH = """
uncertain:
  - set: demand.*.volume
    multiply: uniform(0.5, 1.5)
"""


def uncertainty(text):
    return read_uncertainty("test.yaml", text.encode())


def stream(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


@pytest.mark.parametrize("text", SHAPES)
def test_draws_have_the_mean_of_their_distribution(text):
    """Within five standard errors; storms that overlap make it a little more."""
    distribution, source = distribution_of(text), stream()
    values = [drawn_from(distribution, source, 90) for _ in range(20_000)]
    error = statistics.stdev(values) / len(values) ** 0.5

    assert statistics.fmean(values) == pytest.approx(
        mean_of(distribution), abs=5 * error + 0.001
    )


def test_storms_close_whole_storms():
    """Of 30 days, storms of 10 leave all, two thirds, one third or nothing."""
    distribution, source = distribution_of("storms(0.5, 10)"), stream()
    values = {round(drawn_from(distribution, source, 30), 9) for _ in range(500)}

    assert values == {2.0, 1.333333333, 0.666666667, 0.0}


@pytest.mark.parametrize("text", SHAPES)
def test_a_distribution_is_read_as_it_is_written(text):
    once = distribution_of(text)

    assert distribution_of(str(once)) == once


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("gamma(1, 2)", "is no distribution; write one of uniform(low, high)"),
        ("uniform(1)", "has 1 numbers, not 2; write it as uniform(low, high)"),
        ("uniform(1, x)", "'x' in 'uniform(1, x)' is no number"),
        ("uniform(2, 1)", "its numbers do not rise"),
        ("triangular(0, 3, 2)", "its numbers do not rise"),
        ("normal(1, -1)", "the deviation is below 0"),
        ("lognormal(0, 1)", "the median is not above 0"),
        ("storms(1, 5)", "the share is not from 0 to below 1"),
        ("choice(1, 2)", "is not made of numbers and weights"),
        ("choice(1: 0)", "a weight is below 0, or all are 0"),
        ("choice(1: -1, 2: 3)", "a weight is below 0, or all are 0"),
    ],
)
def test_what_is_no_distribution_is_refused(text, part):
    with pytest.raises(UnusableChangeError) as caught:
        distribution_of(text)

    error = caught.value
    assert part in f"{error.message}; {error.remedy}"


@pytest.mark.parametrize(
    ("text", "row", "part"),
    [
        ("uncertain: 5", None, "'uncertain' is no list of mappings"),
        ("uncertain: []", None, "nothing is uncertain"),
        ("uncertain: [{multiply: 'uniform(1, 2)'}]", 1, "what to 'set'"),
        ("uncertain: [{set: carbon.price}]", 1, "it says nothing of what is done"),
        ("uncertain: [{set: carbon.price, to: 5}]", 1, "'5' is no distribution"),
        (
            "uncertain: [{set: carbon.price, to: 'uniform(1, 2)', each: day}]",
            1,
            "is by 'day'",
        ),
        (
            "uncertain: [{set: carbon.price, to: 'uniform(1, 2)', by: 3}]",
            1,
            "has no member 'by'",
        ),
        ("draws: 5\n" + GROWTH, None, "an uncertainty has no member 'draws'"),
        ("changes: 5\n" + GROWTH, None, "'changes' is no list of mappings"),
    ],
)
def test_what_is_written_wrong_is_said_with_its_place(text, row, part):
    with pytest.raises(InvalidScenarioError) as caught:
        uncertainty(text)

    (problem,) = caught.value.problems
    assert (part in problem.message, problem.row) == (True, row)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**40), st.integers(0, 10_000))
def test_a_draw_depends_on_its_seed_and_place_alone(seed, position):
    """Nor does a number that is added change those before it."""
    dataset = two_routes().dataset()
    one = uncertainty(GROWTH)
    two = uncertainty(GROWTH + "  - {set: carbon.price, to: 'uniform(1, 9)'}")

    first = scenario_of_draw(dataset, one, seed, position)
    scenario_of_draw(dataset, one, seed, position + 1)

    assert first == scenario_of_draw(dataset, one, seed, position)
    assert scenario_of_draw(dataset, two, seed, position).changes[0] == first.changes[0]
    assert first.changes != scenario_of_draw(dataset, one, seed + 1, position).changes


@pytest.mark.parametrize(
    ("each", "count"),
    [("draw", 1), ("row", 2), ("period", 3), ("row and period", 6)],
)
def test_rows_and_periods_get_draws_of_their_own(each, count):
    """Two resources in three periods."""
    network = Network(period_count=3)
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("a-b", "a", "b", 10)
    network.demand("d", "a", "b", 5, price=100)
    for name in ("one", "two"):
        network.resource(name, 5, "a-b")
    text = f"""
uncertain:
  - set: resource.*.capacity
    multiply: uniform(0.5, 1.5)
    each: {each}
"""
    drawn = scenario_of_draw(network.dataset(), uncertainty(text), 3, 0)

    assert len(drawn.changes) == len({c.amount for c in drawn.changes}) == count


def limited():
    """Two routes, of which the cheaper takes part of what wants to move."""
    network = two_routes()
    network.demand("d", "a", "c", 10, price=1_000)
    network.resource("line", 6, "a-b")
    return network.dataset()


def simulation(dataset, text=GROWTH, seed=5):
    return Simulation(Variant(dataset), uncertainty(text), PlanOptions(), seed)


def test_a_row_is_the_plan_of_what_was_drawn():
    """Solved anew, from nothing, with the volume multiplied by hand."""
    dataset = limited()
    drawn = simulation(dataset)
    for position in range(10):
        row = drawn.row(position)
        factor = float(row.amounts[0].removeprefix("x"))
        demands = tuple(
            d.model_copy(update={"volume": d.volume * factor}) for d in dataset.demands
        )
        alone = dataset.model_copy(update={"demands": demands})
        plan = optimize_plan(alone, PlanOptions()).plan

        assert float(row.total_cost) == pytest.approx(float(plan.total_cost), abs=0.011)
        assert row.bottlenecks == tuple(
            sorted({b.resource_id for b in plan.bottlenecks})
        )


def test_rows_do_not_depend_on_their_order():
    dataset = limited()
    forth = [simulation(dataset).row(position) for position in range(6)]
    other = simulation(dataset)
    back = [other.row(position) for position in reversed(range(6))]

    assert forth == back[::-1]


def test_lateness_counts_from_when_cargo_is_ready():
    """Half a day longer under way, and a period later where a leg is shut before."""
    network = Network(period_count=3)
    network.nodes("a", "b")
    network.commodity("grain", time_value_per_unit_day=Decimal(1))
    network.leg("a-b", "a", "b", 10, transit_days=1.0)
    start = {"earliest_departure": FIRST_DAY}
    network.demand("d", "a", "b", 5, price=10_000, **start)
    network.resource("line", 100, "a-b")
    dataset = network.dataset()
    late = "uncertain: [{set: leg.a-b.transit_days, add: 'choice(0.5: 1)'}]"
    shut = (
        "uncertain: [{set: resource.line.capacity, multiply: 'choice(0: 1)', "
        "periods: [p0]}]"
    )

    assert simulation(dataset, late).row(0).lateness_days == pytest.approx(0.5)
    assert simulation(dataset, shut).row(0).lateness_days == PERIOD_DAYS
    assert simulation(dataset).certain_row().lateness_days == 0


def test_a_draw_that_cannot_be_planned_is_a_row_with_its_reason():
    text = "uncertain: [{set: demand.d.volume, add: 'choice(-20: 1, 0: 1)'}]"
    rows = [simulation(limited(), text).row(position) for position in range(12)]

    assert {row.reason for row in rows} == {"", "INVALID_SCENARIO"}
    refused = next(row for row in rows if row.reason)
    assert "takes 10.0 below 0, to -10.0" in refused.message
    summary = summarized(rows)
    assert summary.planned_count == sum(not row.reason for row in rows) < 12


def test_what_selects_nothing_is_refused_before_anything_is_drawn():
    text = GROWTH + "  - {set: leg.nowhere.rate, multiply: 'uniform(1, 2)'}"

    with pytest.raises(InvalidScenarioError) as caught:
        simulation(limited(), text).require_sense()

    (problem,) = caught.value.problems
    assert (problem.table, problem.row) == ("uncertain", 2)


def test_what_may_go_below_nothing_is_not_refused_beforehand():
    """Whether a draw does is told by its row, whatever the first one draws."""
    text = "uncertain: [{set: demand.d.volume, add: 'uniform(-20, -15)'}]"
    drawn = simulation(limited(), text)

    drawn.require_sense()

    assert {drawn.row(i).reason for i in range(3)} == {"INVALID_SCENARIO"}
    assert drawn.row(0).amounts[0].startswith("-1")


figures = st.floats(0, 1e9)


@given(st.lists(figures, min_size=2, max_size=40))
def test_quantiles_are_those_of_the_standard_library(values):
    """Its inclusive method is the same definition, programmed by others."""
    rows = [
        DrawRow(
            position=index,
            total_cost=Decimal(index),
            served_t=value,
            unserved_t=0.0,
            bottlenecks=("a",) if index % 2 else (),
        )
        for index, value in enumerate(values)
    ]
    spread = summarized(rows).served_t
    cuts = statistics.quantiles(values, n=20, method="inclusive")

    assert spread.quantiles == pytest.approx(
        [cuts[0], cuts[4], cuts[9], cuts[14], cuts[18]], rel=1e-9, abs=1e-6
    )
    assert spread.mean == pytest.approx(statistics.fmean(values), rel=1e-9, abs=1e-6)
    assert spread.standard_deviation == pytest.approx(
        statistics.stdev(values), rel=1e-6, abs=1e-3
    )


def test_summaries_do_not_depend_on_the_order_of_rows():
    rows = [simulation(limited()).row(position) for position in range(8)]

    assert summarized(rows) == summarized(rows[::-1])
    assert summarized(rows).bottlenecks[0].resource_id == "line"


def test_nothing_can_be_said_of_no_plans():
    summary = summarized([DrawRow(position=0, reason="INVALID_DATASET")])

    assert (summary.draw_count, summary.planned_count) == (1, 0)
    assert summary.total_cost is summary.served_t is summary.lateness_days is None


def test_changes_are_made_before_anything_is_drawn():
    """A split calendar has the periods that are drawn for."""
    network = two_routes()
    network.demand("d", "a", "c", 10, price=1_000)
    day = (FIRST_DAY + timedelta(days=PERIOD_DAYS // 2)).isoformat()
    text = f"changes: [{{split: [{day}]}}]" + GROWTH
    drawn = simulation(network.dataset(), text)

    assert len(drawn.certain.dataset.calendar()) == 2
    assert drawn.row(0).amounts
    assert replace(drawn, seed=6).row(0).amounts != drawn.row(0).amounts
