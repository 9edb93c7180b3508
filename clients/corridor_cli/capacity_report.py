"""Capacities as texts and tables: how full everything is, and what runs."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from corridor_client import CapacityUse, Plan, ResourcePeriod
from rich.console import RenderableType

from corridor_cli.amounts import (
    SYMBOLS,
    quantity_text,
    share_text,
)
from corridor_cli.layout import (
    LISTED_ROWS,
    Column,
    bar_of,
    number,
    table_of,
    title_counting,
)

NAMED_PERIODS = 2
"""Most periods of a resource that a text names; more are counted."""

resource_of = attrgetter("resource_id")
"""Resource of a capacity."""


def capacities_text(capacities: Iterable[ResourcePeriod], period_count: int = 0) -> str:
    """Name resources and the periods of each, resources in the order they come.

    Parameters
    ----------
    capacities
        What to name.
    period_count
        Periods of the horizon. With one, no period is named; 0 is unknown.
    """
    periods: dict[str, list[str]] = {}
    for capacity in capacities:
        periods.setdefault(capacity.resource_id, []).append(capacity.period_id)
    if period_count == 1:
        return ", ".join(periods)
    return "; ".join(
        f"{resource_id} in {periods_text(period_ids, period_count)}"
        for resource_id, period_ids in periods.items()
    )


def periods_text(period_ids: Sequence[str], period_count: int) -> str:
    """Name the periods of one resource, or count them; see :func:`capacities_text`."""
    if len(period_ids) <= NAMED_PERIODS:
        return " and ".join(period_ids)
    if len(period_ids) == period_count:
        return f"all {period_count} periods"
    of_all = f" of {period_count}" if period_count else ""
    return f"{len(period_ids)}{of_all} periods"


def period_count_of(plan: Plan) -> int:
    """Count the periods in which the plan has capacities."""
    return len({use.period_id for use in plan.capacities})


def is_open(use: CapacityUse) -> bool:
    """Whether anything fits at all."""
    return use.capacity > 0


def utilization_table(plan: Plan) -> RenderableType | None:
    """List the fullest resources, each in its fullest period; None without any.

    A closed capacity is neither full nor empty.
    """
    by_resource = sorted(filter(is_open, plan.capacities), key=resource_of)
    ranked = sorted(
        (max(uses, key=_fullness) for _, uses in groupby(by_resource, resource_of)),
        key=lambda use: -_fullness(use),
    )
    if not ranked:
        return None
    columns = (
        Column("Resource"),
        Column("Period"),
        number("Capacity"),
        Column(""),
        number("Used"),
        Column(""),
    )
    several = period_count_of(plan) > 1
    title = "Fullest capacities" + (", each in its fullest period" if several else "")
    rows = map(_utilization_row, ranked[:LISTED_ROWS])
    return table_of(title_counting(title, ranked), columns, rows)


def _fullness(use: CapacityUse) -> float:
    # What arithmetic leaves must not decide which of two full ones comes first.
    return round(use.utilization, 6)


def _utilization_row(use: CapacityUse) -> Sequence[str]:
    return (
        use.resource_id,
        use.period_id,
        quantity_text(use.capacity),
        SYMBOLS[use.measure],
        share_text(use.utilization),
        bar_of(use.utilization),
    )


def runs_table(plan: Plan) -> RenderableType | None:
    """List what runs and how often; None where no capacity comes in runs."""
    running = [use for use in plan.capacities if use.runs is not None]
    if not running:
        return None
    columns = (Column("Resource"), Column("Period"), number("Runs"), number("Used"))
    rows = (
        (
            use.resource_id,
            use.period_id,
            quantity_text(use.runs or 0.0),
            f"{quantity_text(use.used)} {SYMBOLS[use.measure]}",
        )
        for use in running[:LISTED_ROWS]
    )
    return table_of(title_counting("Voyages and trains", running), columns, rows)
