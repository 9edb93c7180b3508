"""Laws that any least-cost plan obeys, on random networks."""

from decimal import Decimal

import pytest
from planted import planted

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.dataset import ROW_TABLES, Dataset
from optimizer.solve.options import PlanOptions

SEEDS = range(40)
CENT = Decimal("0.01")


def plan_of(dataset):
    plan = optimize_plan(dataset, PlanOptions()).plan
    assert plan is not None
    return plan


def with_rows(dataset, **changed):
    """The dataset with every row of some tables replaced by what a function makes."""
    tables = {name: dataset.rows(name) for name in ROW_TABLES}
    for name, change in changed.items():
        tables[name] = tuple(change(row) for row in tables[name])
    rows = [row for table in tables.values() for row in table]
    return Dataset.of(dataset.header, rows)


def replaced(row, **fields):
    return type(row).model_validate(row.model_dump() | fields)


@pytest.mark.parametrize("seed", SEEDS)
def test_more_capacity_never_costs_more(seed):
    """Whatever fitted before still fits."""
    case = planted(seed)
    wider = with_rows(
        case.dataset,
        resource_capacities=lambda row: replaced(row, capacity=row.capacity * 1.5 + 1),
    )

    assert plan_of(wider).total_cost <= plan_of(case.dataset).total_cost


@pytest.mark.parametrize("seed", SEEDS)
def test_doubling_all_money_doubles_the_cost(seed):
    """The plan that was optimal stays so, and costs twice as much."""
    case = planted(seed)
    dearer = with_rows(
        case.dataset,
        rates=lambda row: replaced(row, rate=row.rate * 2),
        demands=lambda row: replaced(
            row, unserved_price_per_unit=row.unserved_price_per_unit * 2
        ),
    )

    assert abs(plan_of(dearer).total_cost - 2 * case.total_cost) <= 2 * CENT


@pytest.mark.parametrize("seed", SEEDS)
def test_names_change_nothing(seed):
    """Ids only tell things apart: reversing their order leaves the cost."""
    case = planted(seed)
    names = {
        value: f"z{9999 - number}"
        for number, value in enumerate(sorted(_ids(case.dataset)))
    }

    def renamed(row):
        fields = {
            column: names[value]
            for column, value in row.model_dump().items()
            if column.endswith("_id") and value in names
        }
        return replaced(row, **fields)

    relabelled = with_rows(case.dataset, **dict.fromkeys(ROW_TABLES, renamed))

    assert plan_of(relabelled).total_cost == plan_of(case.dataset).total_cost


def _ids(dataset):
    return {
        value
        for table in ROW_TABLES
        for row in dataset.rows(table)
        for column, value in row.model_dump().items()
        if column.endswith("_id") and value is not None
    }


@pytest.mark.parametrize("factor", [0.001, 1000.0])
@pytest.mark.parametrize("seed", SEEDS)
def test_units_change_nothing(seed, factor):
    """A thousand times the volumes and capacities cost a thousand times as much."""
    case = planted(seed)
    scaled = with_rows(
        case.dataset,
        demands=lambda row: replaced(row, volume=row.volume * factor),
        resource_capacities=lambda row: replaced(row, capacity=row.capacity * factor),
    )

    expected = case.total_cost * Decimal(str(factor))

    assert abs(plan_of(scaled).total_cost - expected) <= max(CENT, expected / 10**6)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_plan_says_agrees_with_itself(seed):
    """Breakdowns, flows and demands are views of one set of journeys."""
    plan = plan_of(planted(seed).dataset)

    for breakdown in (
        plan.cost_by_component,
        plan.cost_by_carrier,
        plan.cost_by_country,
    ):
        assert sum(share.cost for share in breakdown) == plan.total_cost
    by_demand = {demand.demand_id: 0.0 for demand in plan.demands}
    for path in plan.paths:
        by_demand[path.demand_id] += path.quantity
    for demand in plan.demands:
        assert by_demand[demand.demand_id] == pytest.approx(demand.served, abs=1e-6)
    full = {(u.resource_id, u.period_id): u.utilization for u in plan.capacities}
    for bottleneck in plan.bottlenecks:
        key = (bottleneck.resource_id, bottleneck.period_id)
        assert full[key] == pytest.approx(1.0, abs=1e-6)
