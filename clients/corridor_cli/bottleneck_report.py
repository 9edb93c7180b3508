"""What limits a plan, and what more of it would save, as tables."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from corridor_client import Bottleneck, Plan
from rich.console import RenderableType
from rich.text import Text

from corridor_cli.amounts import ONE_OF, money_text, price_text
from corridor_cli.capacity_report import (
    is_open,
    period_count_of,
    periods_text,
    resource_of,
)
from corridor_cli.layout import LISTED_ROWS, Column, number, table_of, title_counting

_shadow_price_of = attrgetter("shadow_price")


def bottleneck_tables(plan: Plan) -> list[RenderableType]:
    """Rank what limits the plan; several periods of a resource are one row.

    Closed capacities have a table of their own: a hundredth of nothing saves nothing,
    whatever opening them is worth.
    """
    if not plan.bottlenecks:
        return [Text("Bottlenecks: none, no capacity limits the plan")]
    closed_places = {
        (use.resource_id, use.period_id) for use in plan.capacities if not is_open(use)
    }
    opened: list[Bottleneck] = []
    closed: list[Bottleneck] = []
    for each in plan.bottlenecks:
        is_closed = (each.resource_id, each.period_id) in closed_places
        (closed if is_closed else opened).append(each)
    tables = [_ranking(plan, opened)] if opened else []
    return [*tables, _closed_table(plan, closed)] if closed else tables


def _ranking(plan: Plan, bottlenecks: Sequence[Bottleneck]) -> RenderableType:
    if period_count_of(plan) > 1:
        return _ranking_over_periods(plan, bottlenecks)
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
        for rank, bottleneck in enumerate(bottlenecks[:LISTED_ROWS], start=1)
    )
    return table_of(title_counting("Bottlenecks", bottlenecks), columns, rows)


def _ranking_over_periods(
    plan: Plan, bottlenecks: Iterable[Bottleneck]
) -> RenderableType:
    """Rank resources by what one percent more in every period would save."""
    ranked = _by_resource(bottlenecks)
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
    dearest = max(of_one, key=_shadow_price_of)
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


def _closed_table(plan: Plan, closed: Iterable[Bottleneck]) -> RenderableType:
    """List what opening a resource saves, the dearest first."""
    ranked = _by_resource(closed)
    ranked.sort(key=lambda of_one: -max(map(_shadow_price_of, of_one)))
    columns = (Column("Resource"), Column("Period"), Column("To open it"))
    rows = (_closed_row(plan, of_one) for of_one in ranked[:LISTED_ROWS])
    return table_of(title_counting("Closed capacities", ranked), columns, rows)


def _closed_row(plan: Plan, of_one: Sequence[Bottleneck]) -> Sequence[str]:
    dearest = max(of_one, key=_shadow_price_of)
    at_most = "up to " if len(of_one) > 1 else ""
    price = f"{price_text(dearest.shadow_price)} {plan.currency_code}"
    return (
        dearest.resource_id,
        periods_text([each.period_id for each in of_one], period_count_of(plan)),
        f"closed; one {ONE_OF[dearest.measure]} more saves {at_most}{price}",
    )


def _by_resource(bottlenecks: Iterable[Bottleneck]) -> list[list[Bottleneck]]:
    ordered = sorted(bottlenecks, key=resource_of)
    return [list(of_one) for _, of_one in groupby(ordered, resource_of)]
