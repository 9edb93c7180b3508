"""Rows of scenarios as tables: all of them in one, or one in detail."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from corridor_client import (
    CostShare,
    PlanChange,
    ResourcePeriod,
    ScenarioRow,
    TerminationReason,
)
from rich.console import RenderableType

from corridor_cli.amounts import money_text
from corridor_cli.layout import (
    LISTED_ROWS,
    Column,
    facts_of,
    number,
    table_of,
    title_counting,
)
from corridor_cli.plan_report import COMPONENT_NAMES
from corridor_cli.problem_report import problem_table


def scenarios_report(
    rows: Sequence[ScenarioRow], currency_code: str
) -> list[RenderableType]:
    """Lay out a base and its scenarios in one table, then why some have no plan."""
    blocks = [
        table_of(
            rows[0].title,
            (
                Column("Scenario"),
                number(f"Total cost, {currency_code}"),
                number("Change"),
                number("Served, t"),
                number("Unserved, t"),
                number("Days"),
                number("CO2e, t"),
                Column("Bottlenecks"),
            ),
            map(_cells, rows),
        )
    ]
    failed = [row for row in rows if row.reason or row.summary is None]
    if failed:
        columns = (Column("Scenario"), Column("Why there is no plan"))
        cells = ((row.scenario_id, why_not(row)) for row in failed)
        blocks.append(table_of("Without a plan", columns, cells))
    return blocks


def _cells(row: ScenarioRow) -> tuple[str, ...]:
    summary, change = row.summary, row.change
    if summary is None:
        return (row.scenario_id, "-", "-", "-", "-", "-", "-", "")
    return (
        row.scenario_id,
        money_text(summary.total_cost),
        "" if change is None else signed(change.total_cost),
        f"{summary.served_t:,.0f}",
        f"{summary.unserved_t:,.0f}",
        "-" if summary.transit_days is None else f"{summary.transit_days:.2f}",
        "-" if summary.emissions_t is None else f"{summary.emissions_t:,.0f}",
        _bottlenecks(row),
    )


def _bottlenecks(row: ScenarioRow) -> str:
    if row.summary is None:
        return ""
    if row.change is None:
        names = [b.resource_id for b in row.summary.bottlenecks]
        return " ".join(dict.fromkeys(names))
    new = (f"+{name}" for name in _names(row.change.new_bottlenecks))
    gone = (f"-{name}" for name in _names(row.change.ceased_bottlenecks))
    return " ".join((*new, *gone))


def _names(capacities: Sequence[ResourcePeriod]) -> list[str]:
    return list(dict.fromkeys(c.resource_id for c in capacities))


def signed(amount: Decimal) -> str:
    """Write a change of money with its sign."""
    return f"{amount:+,.2f}"


def why_not(row: ScenarioRow) -> str:
    """Say why a scenario has no plan."""
    if row.reason:
        return row.message
    reason = None if row.termination is None else row.termination.reason
    if reason is TerminationReason.INFEASIBLE:
        return "not all that must be served can be"
    return "no plan was found within the time; allow more with --time-limit"


def scenario_report(
    base: ScenarioRow, row: ScenarioRow, currency_code: str
) -> list[RenderableType]:
    """Lay out what one scenario changes.

    Parameters
    ----------
    base
        Row of the base.
    row
        Row of the scenario.
    currency_code
        Money of both.
    """
    if row.problems:
        return [problem_table(row.problems, f"{row.scenario_id}: {row.reason}")]
    if row.change is None or base.summary is None or row.summary is None:
        facts = [("Base", base.scenario_id), ("No plan", why_not(row))]
        return [facts_of(row.title, facts)]
    return [
        _summary(base, row, row.change, currency_code),
        *_attributions(row, currency_code),
        *_components(base, row, currency_code),
        *_flows(row.change),
        *_carriers(base, row, currency_code),
    ]


def _summary(
    base: ScenarioRow, row: ScenarioRow, change: PlanChange, currency_code: str
) -> RenderableType:
    before, after = base.summary, row.summary
    if before is None or after is None:
        return facts_of(row.title, [])
    facts = [
        ("Base", base.scenario_id),
        ("Total cost", money_text(after.total_cost, currency_code)),
        ("Change", f"{signed(change.total_cost)} {currency_code}"),
        ("Served", f"{after.served_t:,.0f} t, {change.served_t:+,.0f}"),
        ("Unserved", f"{after.unserved_t:,.0f} t"),
    ]
    if before.transit_days is not None and after.transit_days is not None:
        days = after.transit_days - before.transit_days
        facts.append(("Transit", f"{after.transit_days:.2f} days, {days:+.2f}"))
    if before.emissions_t is not None and after.emissions_t is not None:
        more = after.emissions_t - before.emissions_t
        facts.append(("Emissions", f"{after.emissions_t:,.0f} t CO2e, {more:+,.0f}"))
    new, gone = _names(change.new_bottlenecks), _names(change.ceased_bottlenecks)
    facts.append(("New bottlenecks", " ".join(new) or "none"))
    facts.append(("No bottleneck now", " ".join(gone) or "none"))
    return facts_of(row.title, facts)


def _attributions(row: ScenarioRow, currency_code: str) -> Iterator[RenderableType]:
    if len(row.attributions) < 2:
        return
    yield table_of(
        f"What the change in cost is owed to, {currency_code}",
        (Column("Change"), number("In this order"), number("Over all orders")),
        (
            (
                a.note,
                signed(a.in_order),
                "-" if a.shapley is None else signed(a.shapley),
            )
            for a in row.attributions
        ),
    )


def _components(
    base: ScenarioRow, row: ScenarioRow, currency_code: str
) -> Iterator[RenderableType]:
    if base.summary is None or row.summary is None:
        return
    before, after = base.summary.cost_by_component, row.summary.cost_by_component
    yield _changes(f"Cost, {currency_code}", before, after)


def _carriers(
    base: ScenarioRow, row: ScenarioRow, currency_code: str
) -> Iterator[RenderableType]:
    if base.summary is None or row.summary is None:
        return
    before, after = base.summary.revenue_by_carrier, row.summary.revenue_by_carrier
    yield _changes(f"Revenue by carrier, {currency_code}", before, after)


def _changes(
    title: str, before: Sequence[CostShare], after: Sequence[CostShare]
) -> RenderableType:
    old = {share.key: share.cost for share in before}
    new = {share.key: share.cost for share in after}
    zero = Decimal(0)
    rows = [
        (key, old.get(key, zero), new.get(key, zero))
        for key in dict.fromkeys([*old, *new])
        if old.get(key, zero) != new.get(key, zero)
    ]
    rows.sort(key=lambda entry: -abs(entry[2] - entry[1]))
    columns = (Column(""), number("Base"), number("Scenario"), number("Change"))
    return table_of(
        title_counting(title, rows),
        columns,
        (
            (
                COMPONENT_NAMES.get(key, key),
                money_text(one),
                money_text(two),
                signed(two - one),
            )
            for key, one, two in rows[:LISTED_ROWS]
        ),
    )


def _flows(change: PlanChange) -> Iterator[RenderableType]:
    if not change.flows:
        return
    columns = (Column("Leg"), number("Base"), number("Scenario"), number("Change"))
    yield table_of(
        title_counting("Largest changes of flow, t", change.flows),
        columns,
        (
            (
                flow.leg_id,
                f"{flow.base_flow_t:,.0f}",
                f"{flow.flow_t:,.0f}",
                f"{flow.flow_t - flow.base_flow_t:+,.0f}",
            )
            for flow in change.flows[:LISTED_ROWS]
        ),
    )
