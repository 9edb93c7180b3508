"""Shadow prices are what re-solving with more or less capacity shows.

The least cost is a convex function of a capacity. Where it is smooth over one unit, the
shadow price is the fall in cost for one unit more. Where it has a kink at the capacity
(the program is degenerate) or within the unit, the price lies between the fall for one
unit more and the rise for one unit less: that is what is promised, and tested.
"""

from pathlib import Path

import pytest
from planted import planted
from test_laws import plan_of, replaced, with_rows

from optimizer.domain.capacities import capacities_by_period
from optimizer.domain.resources import CapacityBasis
from optimizer.tables.reading import read_folder

DATASETS = Path(__file__).parents[1] / "datasets"


def moved(dataset, use, step):
    """The dataset with one capacity larger by a step, in all its periods' own rows."""
    if dataset.resource_capacities:

        def change(row):
            is_it = (row.resource_id, row.period_id) == (use.resource_id, use.period_id)
            return replaced(row, capacity=row.capacity + step) if is_it else row

        return with_rows(dataset, resource_capacities=change)

    def change_only_period(row):
        if row.resource_id != use.resource_id:
            return row
        (capacity,) = capacities_by_period(dataset, row)
        return replaced(
            row, capacity=capacity + step, basis=CapacityBasis.PERIOD, shape_id=None
        )

    return with_rows(dataset, resources=change_only_period)


def check_prices(dataset, uses, step=1.0):
    """Assert every price lies between the two one-sided differences; count equals."""
    base = plan_of(dataset).total_cost
    smooth = 0
    for use in uses:
        gain = float(base - plan_of(moved(dataset, use, step)).total_cost) / step
        down = min(step, use.capacity)
        loss = (
            float(plan_of(moved(dataset, use, -down)).total_cost - base) / down
            if down
            else float("inf")
        )
        price = float(use.shadow_price)
        assert gain - 0.02 / step <= price <= loss + 0.02 / step, use
        smooth += gain == pytest.approx(price, abs=0.02 / step)
    return smooth


@pytest.mark.parametrize("seed", range(25))
def test_random_prices_lie_between_one_sided_differences(seed):
    """On planted networks capacities equal their loads, so most are degenerate."""
    dataset = planted(seed).dataset
    uses = plan_of(dataset).capacities

    check_prices(dataset, uses)


@pytest.fixture(scope="module")
def reference():
    dataset = read_folder(DATASETS / "middle-corridor").dataset
    return dataset, plan_of(dataset)


def test_reference_prices_are_what_one_unit_more_saves(reference):
    """Nothing is degenerate there: price and saving agree for every bottleneck."""
    dataset, plan = reference
    priced = [use for use in plan.capacities if use.shadow_price > 0]

    assert priced
    assert check_prices(dataset, priced) == len(priced)


def test_reference_slack_capacities_are_worth_nothing(reference):
    """A capacity that is not full has no price, and one unit more saves nothing."""
    dataset, plan = reference
    slack = [use for use in plan.capacities if use.utilization < 0.999][:6]

    assert slack
    assert all(use.shadow_price == 0 for use in slack)
    assert check_prices(dataset, slack) == len(slack)
