"""Capacities as tables: what limits a plan, and how full everything is."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from corridor_client import Bottleneck, CapacityUse, Plan, ResourcePeriod
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from corridor_cli.amounts import (
    ONE_OF,
    SYMBOLS,
    money_text,
    price_text,
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

_resource_of = attrgetter("resource_id")


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
        f"{resource_id} in {_periods_text(period_ids, period_count)}"
        for resource_id, period_ids in periods.items()
    )


def _periods_text(period_ids: Sequence[str], period_count: int) -> str:
    if len(period_ids) <= NAMED_PERIODS:
        return " and ".join(period_ids)
    if len(period_ids) == period_count:
        return f"all {period_count} periods"
    of_all = f" of {period_count}" if period_count else ""
    return f"{len(period_ids)}{of_all} periods"


def period_count_of(plan: Plan) -> int:
    """Count the periods in which the plan has capacities."""
    return len({use.period_id for use in plan.capacities})


def bottleneck_table(plan: Plan) -> RenderableType:
    """Rank what limits the plan; several periods of a resource are one row."""
    if not plan.bottlenecks:
        return Text("Bottlenecks: none, no capacity limits the plan")
    if period_count_of(plan) > 1:
        return _bottlenecks_over_periods(plan)
    columns = (
        number("#"),
        Column("Resource"),
        Column("Period"),
        number("Shadow price"),
        Column(f"{plan.currency_code} per"),
        number("1 % more saves"),
    )
    rows = (
        (
            str(rank),
            bottleneck.resource_id,
            bottleneck.period_id,
            price_text(bottleneck.shadow_price),
            ONE_OF[bottleneck.measure],
            money_text(bottleneck.value_of_one_percent),
        )
        for rank, bottleneck in enumerate(plan.bottlenecks[:LISTED_ROWS], start=1)
    )
    return table_of(title_counting("Bottlenecks", plan.bottlenecks), columns, rows)


def _bottlenecks_over_periods(plan: Plan) -> RenderableType:
    """Rank resources by what one percent more in every period would save."""
    by_resource = sorted(plan.bottlenecks, key=_resource_of)
    ranked = [list(of_one) for _, of_one in groupby(by_resource, _resource_of)]
    ranked.sort(key=lambda of_one: (-_saving_of(of_one), of_one[0].resource_id))
    period_count = period_count_of(plan)
    columns = (
        Column("Resource"),
        number("Periods"),
        Column("Dearest"),
        number("Shadow price"),
        Column(f"{plan.currency_code} per"),
        number("1 % saves"),
    )
    rows = (_row_over_periods(of_one, period_count) for of_one in ranked[:LISTED_ROWS])
    title = "Bottlenecks, each at its dearest and saving over all its periods"
    return table_of(title_counting(title, ranked), columns, rows)


def _row_over_periods(of_one: Sequence[Bottleneck], period_count: int) -> Sequence[str]:
    dearest = max(of_one, key=attrgetter("shadow_price"))
    return (
        dearest.resource_id,
        f"{len(of_one)} of {period_count}",
        dearest.period_id,
        price_text(dearest.shadow_price),
        ONE_OF[dearest.measure],
        money_text(_saving_of(of_one)),
    )


def _saving_of(of_one: Iterable[Bottleneck]) -> Decimal:
    return sum((each.value_of_one_percent for each in of_one), Decimal(0))


def utilization_table(plan: Plan) -> Table | None:
    """List the fullest resources, each in its fullest period; None without any."""
    by_resource = sorted(plan.capacities, key=_resource_of)
    ranked = sorted(
        (max(uses, key=_fullness) for _, uses in groupby(by_resource, _resource_of)),
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


def runs_table(plan: Plan) -> Table | None:
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
