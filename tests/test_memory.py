"""What is recalled is what would be worked out anew."""

import re

import pytest
from haul_networks import random_network
from planted import planted

from optimizer.analysis.planning import optimize_plan, optimize_plan_from
from optimizer.domain.dataset import ROW_TABLES, Dataset
from optimizer.domain.memory import Memory
from optimizer.errors import InvalidDatasetError
from optimizer.solve.options import PlanOptions


def test_a_function_is_called_again_only_for_other_arguments():
    """Equal arguments will do; they need not be the same objects."""
    calls = []
    memory = Memory()

    def double(numbers):
        calls.append(numbers)
        return [2 * n for n in numbers]

    first_numbers = [1, 2]
    first = memory.recall(double, (1, 2))
    assert memory.recall(double, (*first_numbers,)) is first
    assert memory.recall(double, (1, 3)) == [2, 6]
    assert calls == [(1, 2), (1, 3)]


def test_a_fork_learns_nothing_from_its_sibling():
    """What one scenario changes, the base and its other scenarios do not see."""
    base = Memory()
    kept = base.recall(list, (1,))
    fork = base.fork()
    fork.recall(list, (2,))

    assert base.recall(list, (1,)) is kept
    assert base.fork().recall(list, (1,)) is kept


def test_tables_that_are_left_out_are_empty():
    """So a function that reads more than it says is found out at once."""
    dataset = planted(0).dataset
    part = dataset.only("legs", "periods")

    assert part.legs is dataset.legs
    assert part.calendar() == dataset.calendar()
    assert all(part.rows(t) == () for t in ROW_TABLES if t not in ("legs", "periods"))


NUMBERS = {
    "legs": ("distance_km", "transit_days"),
    "transfers": ("transit_days",),
    "resources": ("capacity",),
    "resource_uses": ("use_factor",),
    "resource_capacities": ("capacity",),
    "commodities": ("wagons_per_unit", "time_value_per_unit_day"),
    "demands": ("volume",),
    "rates": ("rate",),
    "exchange_rates": ("rate",),
    "monthly_shapes": ("factor",),
}
"""Columns that a plan depends on, by table."""


@pytest.mark.parametrize("table", [*NUMBERS])
@pytest.mark.parametrize("seed", range(3))
def test_a_plan_does_not_depend_on_what_is_remembered(seed, table):
    """Change any number of any table: a warm plan is the cold plan of the same rows."""
    base = planted(seed).dataset
    other = planted(seed + 100).dataset
    start = optimize_plan_from(base, PlanOptions()).start
    changed = scaled(base, table, 1.5)
    if changed == base:
        pytest.skip("the table holds no number that can be scaled")

    remembered = optimize_plan_from(changed, PlanOptions(), warm_start=start).result
    fresh = optimize_plan(changed, PlanOptions())

    assert remembered.warnings == fresh.warnings
    assert remembered.plan.total_cost == fresh.plan.total_cost
    assert remembered.plan.dataset_digest == fresh.plan.dataset_digest
    # A start of another network is of no use and does no harm.
    elsewhere = optimize_plan_from(other, PlanOptions(), warm_start=start).result
    assert (
        elsewhere.plan.total_cost == optimize_plan(other, PlanOptions()).plan.total_cost
    )


def scaled(dataset, table, factor):
    rows = []
    for name in ROW_TABLES:
        columns = NUMBERS.get(name, ()) if name == table else ()
        for row in dataset.rows(name):
            numbers = {c: getattr(row, c) for c in columns}
            changed = {c: v * type(v)(factor) for c, v in numbers.items() if v}
            rows.append(row.model_copy(update=changed))
    return Dataset.of(dataset.header, rows)


@pytest.mark.parametrize(
    "table", ["haul_rates", "tariff_scopes", "legs", "demands", "commodities"]
)
@pytest.mark.parametrize("seed", range(8))
def test_hauls_are_priced_anew_where_their_rows_change(seed, table):
    """A base plan's receipts do not outlive the rates that they were written from."""
    base = random_network(seed, capacity=20, period_count=2).dataset
    start = optimize_plan_from(base, PlanOptions()).start
    rows = base.rows(table)
    changes = {
        "haul_rates": lambda row: {"per_km": row.per_km * 2 + 1},
        "tariff_scopes": lambda _: {"leg_id": rows[0].leg_id},
        "legs": lambda row: {"distance_km": row.distance_km * 1.5},
        "demands": lambda row: {"volume": row.volume * 1.5},
        "commodities": lambda row: {"wagons_per_unit": row.wagons_per_unit * 2},
    }
    changed = base.model_copy(
        update={table: tuple(r.model_copy(update=changes[table](r)) for r in rows)}
    )
    try:
        fresh = optimize_plan(changed, PlanOptions())
    except InvalidDatasetError as error:
        with pytest.raises(InvalidDatasetError, match=re.escape(str(error))):
            optimize_plan_from(changed, PlanOptions(), warm_start=start)
        return
    remembered = optimize_plan_from(changed, PlanOptions(), warm_start=start).result

    assert remembered.warnings == fresh.warnings
    assert float(remembered.plan.total_cost) == pytest.approx(
        float(fresh.plan.total_cost), abs=0.02
    )
