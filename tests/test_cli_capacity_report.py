"""Capacities of many periods are shown by resource."""

from decimal import Decimal

import pytest
from commands import invoke, planning_server, words
from corridor_cli.capacity_report import capacities_text
from corridor_client import ResourcePeriod
from fake_server import OPTIMIZE_PLAN
from plans import small_result, usd

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def over_a_year(full_months):
    """The small plan, over twelve months in some of which the berth is full."""
    result = small_result()
    (use,), (bottleneck,) = result.plan.capacities, result.plan.bottlenecks
    exhausted = result.plan.unserved[0].exhausted
    for rows in (result.plan.capacities, result.plan.bottlenecks, exhausted):
        del rows[:]
    for number, month in enumerate(MONTHS, start=1):
        row = result.plan.capacities.add()
        row.CopyFrom(use)
        row.period_id = month
        if month not in full_months:
            row.utilization, row.used = 0.5, 50
            continue
        row = result.plan.bottlenecks.add()
        row.CopyFrom(bottleneck)
        row.period_id = month
        row.shadow_price.CopyFrom(type(row.shadow_price)(**usd(number)))
        exhausted.add(resource_id="berth", period_id=month)
    return result


def shown(result):
    with planning_server() as server:
        server.answers[OPTIMIZE_PLAN] = lambda *_: result
        return words(invoke(server, "solve", "line").stdout)


def test_a_bottleneck_of_many_periods_is_one_row():
    """A planner widens a berth, not its June: what counts is the sum over periods."""
    full = MONTHS[:10]
    saving = 10 * Decimal("7.12")

    assert f"berth 10 of 12 2025-10 10.00 t {saving}" in shown(over_a_year(full))


def test_a_capacity_is_shown_in_its_fullest_period():
    """Twelve rows of one berth would push every other resource off the list."""
    text = shown(over_a_year(["2025-08"]))

    assert "berth 2025-08 100 t 100.0%" in text
    assert "50.0%" not in text


def test_what_is_full_for_long_is_counted_and_not_listed():
    """Ten months by name would fill the screen for one demand."""
    assert "full: berth in 10 of 12 periods" in shown(over_a_year(MONTHS[:10]))


@pytest.mark.parametrize(
    ("periods", "period_count", "text"),
    [
        (["p"], 1, "berth"),  # there is only one period to mean
        (["p"], 2, "berth in p"),
        (["p", "q"], 2, "berth in p and q"),
        (["p", "q", "r"], 4, "berth in 3 of 4 periods"),
        (["p", "q", "r"], 3, "berth in all 3 periods"),
        (["p", "q", "r"], 0, "berth in 3 periods"),  # the horizon is not known
    ],
)
def test_periods_are_named_as_far_as_it_helps(periods, period_count, text):
    """Few are named, more are counted."""
    capacities = [ResourcePeriod(resource_id="berth", period_id=p) for p in periods]

    assert capacities_text(capacities, period_count) == text


def test_reasons_of_one_demand_stand_together():
    """What is left of a demand for two reasons is one question to the planner."""
    result = small_result()
    for demand, units in [("grain-ab", 300), ("boxes-ab", 1)]:
        volume = result.plan.unserved.add()
        volume.CopyFrom(result.plan.unserved[0])
        volume.demand_id = demand
        volume.cost.units = units
    text = shown(result)
    places = [text.index(row) for row in ("500.00 full", "1.00 full", "300.00 full")]

    assert places == sorted(places)
