"""A plan as tables: what it costs, what limits it, what is left, where cargo goes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from corridor_client import (
    CapacityUse,
    CostShare,
    ElementFlow,
    Plan,
    ResourcePeriod,
    StepKind,
    Termination,
    TerminationReason,
    UnservedReason,
    UnservedVolume,
)
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
from corridor_cli.layout import Column, bar_of, facts_of, number, table_of
from corridor_cli.units import Units, mass_t, volume_text

LISTED_ROWS = 15
"""Most rows of a table that lists the largest of many; the rest are counted."""

_COMPONENTS = {
    "FREIGHT": "freight",
    "HANDLING": "handling",
    "STORAGE": "storage",
    "TIME_VALUE": "time value",
    "UNSERVED": "unserved volume",
}

_REASONS = {
    UnservedReason.NO_PATH: "no path goes there",
    UnservedReason.WINDOW_TOO_SHORT: "no path is fast enough",
    UnservedReason.CAPACITY_EXHAUSTED: "full",
    UnservedReason.UNSERVED_PRICE_CHEAPER: "every path costs more",
    UnservedReason.UNRECOGNIZED: "unknown to this version",
}


def plan_report(
    plan: Plan, termination: Termination, units: Units
) -> list[RenderableType]:
    """Lay out a plan.

    Parameters
    ----------
    plan
        What to show.
    termination
        Why the solve stopped with it.
    units
        Units by demand. Where they are unknown, quantities of different demands are
        not summed.
    """
    blocks = [
        _summary(plan, termination, units),
        _costs("Component", plan, plan.cost_by_component),
        _costs("Carrier", plan, plan.cost_by_carrier),
        _costs("Country", plan, plan.cost_by_country),
        _bottlenecks(plan),
        _utilization(plan),
        _unserved(plan, units) if plan.unserved else None,
        _legs(plan, units),
    ]
    return [block for block in blocks if block is not None]


def _summary(plan: Plan, termination: Termination, units: Units) -> Table:
    full = sum(1 for demand in plan.demands if demand.unserved <= 0)
    facts = [
        ("Status", _status_text(plan, termination)),
        ("Total cost", money_text(plan.total_cost, plan.currency_code)),
        ("Demands", f"{full:,} of {len(plan.demands):,} served in full"),
    ]
    if units:
        served = [(d.demand_id, d.served) for d in plan.demands]
        left = [(d.demand_id, d.unserved) for d in plan.demands]
        facts += [
            ("Served", volume_text(served, units)),
            ("Unserved", volume_text(left, units)),
        ]
    return facts_of(plan.dataset_id, facts)


def _status_text(plan: Plan, termination: Termination) -> str:
    gap = max(0.0, plan.certificate.relative_gap)
    if termination.reason is TerminationReason.OPTIMAL:
        return f"optimal, proven to a relative gap of {gap:.1g}"
    return f"cut short, at most {gap:.2%} above the least cost"


def _costs(heading: str, plan: Plan, shares: Sequence[CostShare]) -> Table:
    ranked = sorted(shares, key=lambda share: (-share.cost, share.key))
    listed, rest = ranked[:LISTED_ROWS], ranked[LISTED_ROWS:]
    if len(rest) == 1:
        listed = ranked
    elif rest:
        cost = sum((share.cost for share in rest), Decimal(0))
        listed = [*listed, CostShare(key=f"{len(rest)} others", cost=cost)]
    return table_of(
        f"Cost by {heading.lower()}",
        (Column(heading), number(plan.currency_code), number("Share")),
        (
            (
                _COMPONENTS.get(share.key, share.key) or "(no carrier)",
                money_text(share.cost),
                share_text(_part_of(share.cost, plan.total_cost)),
            )
            for share in listed
        ),
    )


def _part_of(cost: Decimal, total: Decimal) -> float:
    return float(cost / total) if total else 0.0


def _bottlenecks(plan: Plan) -> RenderableType:
    if not plan.bottlenecks:
        return Text("Bottlenecks: none, no capacity limits the plan")
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
    return table_of(_counted("Bottlenecks", plan.bottlenecks), columns, rows)


def _utilization(plan: Plan) -> Table | None:
    ranked = sorted(plan.capacities, key=lambda use: -use.utilization)
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
    return table_of(
        _counted("Fullest capacities", ranked),
        columns,
        map(_utilization_row, ranked[:LISTED_ROWS]),
    )


def _utilization_row(use: CapacityUse) -> Sequence[str]:
    return (
        use.resource_id,
        use.period_id,
        quantity_text(use.capacity),
        SYMBOLS[use.measure],
        share_text(use.utilization),
        bar_of(use.utilization),
    )


def _unserved(plan: Plan, units: Units) -> Table:
    columns = (
        Column("Demand"),
        number("Unserved"),
        number(f"Cost, {plan.currency_code}"),
        Column("Because"),
    )
    period_count = len({use.period_id for use in plan.capacities})
    ranked = sorted(plan.unserved, key=lambda volume: -volume.cost)
    rows = (
        (
            volume.demand_id,
            quantity_text(volume.quantity) + f" {_symbol_of(volume, units)}",
            money_text(volume.cost),
            _because(volume, show_period=period_count > 1),
        )
        for volume in ranked[:LISTED_ROWS]
    )
    return table_of(_counted("Unserved volume", ranked), columns, rows)


def _symbol_of(volume: UnservedVolume, units: Units) -> str:
    unit = units.get(volume.demand_id)
    return unit.symbol if unit else "units"


def _because(volume: UnservedVolume, *, show_period: bool) -> str:
    names = ", ".join(
        capacity_text(capacity) if show_period else capacity.resource_id
        for capacity in volume.exhausted
    )
    return f"{_REASONS[volume.reason]}: {names}" if names else _REASONS[volume.reason]


def capacity_text(capacity: ResourcePeriod) -> str:
    """Name a resource in a period."""
    return f"{capacity.resource_id} in {capacity.period_id}"


def _legs(plan: Plan, units: Units) -> Table | None:
    legs = [list(flows) for _, flows in groupby(_leg_flows(plan), _element_of)]
    if not legs:
        return None
    cost_heading = number(f"Cost, {plan.currency_code}")
    if units:
        legs.sort(key=lambda flows: -mass_t(_quantities(flows), units))
        columns = (Column("Leg"), number("Flow"), cost_heading)
        rows = [
            (
                flows[0].element_id,
                volume_text(_quantities(flows), units),
                money_text(_cost_of(flows)),
            )
            for flows in legs[:LISTED_ROWS]
        ]
        return table_of(_counted("Largest flows by leg", legs), columns, rows)
    legs.sort(key=lambda flows: -_cost_of(flows))
    columns = (Column("Leg"), number("Demands"), cost_heading)
    rows = [
        (
            flows[0].element_id,
            str(len({flow.demand_id for flow in flows})),
            money_text(_cost_of(flows)),
        )
        for flows in legs[:LISTED_ROWS]
    ]
    return table_of(_counted("Dearest legs", legs), columns, rows)


def _leg_flows(plan: Plan) -> list[ElementFlow]:
    flows = [flow for flow in plan.flows if flow.kind is StepKind.LEG]
    return sorted(flows, key=_element_of)


def _element_of(flow: ElementFlow) -> str:
    return flow.element_id


def _quantities(flows: Iterable[ElementFlow]) -> list[tuple[str, float]]:
    return [(flow.demand_id, flow.quantity) for flow in flows]


def _cost_of(flows: Iterable[ElementFlow]) -> Decimal:
    return sum((flow.cost for flow in flows), Decimal(0))


def _counted(title: str, rows: Sequence[object]) -> str:
    if len(rows) <= LISTED_ROWS:
        return title
    return f"{title} ({LISTED_ROWS} of {len(rows):,})"
