"""Bottlenecks say what more capacity saves, also where there is none."""

from commands import invoke, planning_server, words
from corridor.v1 import dataset_pb2
from fake_server import OPTIMIZE_PLAN
from plans import small_result, usd


def with_closed(period_ids, *, without_others=False):
    """The small plan with a closed ferry that is worth opening in some periods."""
    result = small_result()
    if without_others:
        del result.plan.bottlenecks[:]
    for price, period_id in enumerate(period_ids, start=1):
        ferry = {
            "resource_id": "ferry",
            "period_id": period_id,
            "measure": dataset_pb2.MEASURE_VOYAGE,
            "shadow_price": usd(1000 * price),
        }
        result.plan.capacities.add(**ferry, utilization=1)
        result.plan.bottlenecks.add(**ferry, value_of_one_percent=usd(0))
    return result


def shown(result):
    with planning_server() as server:
        server.answers[OPTIMIZE_PLAN] = lambda *_: result
        return words(invoke(server, "solve", "line").stdout)


def test_a_closed_capacity_says_what_opening_it_saves():
    """A hundredth of nothing is nothing, so it would rank last however dear it is."""
    text = shown(with_closed(["p"]))

    assert "ferry p closed; one voyage more saves 1,000.00 USD" in text
    assert "1 berth p 7.12 t 7.12" in text
    assert "2 ferry" not in text


def test_a_closed_capacity_is_not_full():
    """Nothing fits, and nothing is used: there is no share of it."""
    assert "0 voyages" not in shown(with_closed(["p"]))


def test_a_capacity_closed_in_many_periods_is_one_row():
    """The dearest period says the most that one more saves."""
    text = shown(with_closed(["p", "q", "r"]))

    assert "ferry all 3 periods closed; one voyage more saves up to 3,000.00" in text


def test_closed_capacities_may_be_all_that_limits():
    """Then there is no ranking, and it is not said that nothing limits the plan."""
    text = shown(with_closed(["p"], without_others=True))

    assert "Closed capacities" in text
    assert "Bottlenecks" not in text
