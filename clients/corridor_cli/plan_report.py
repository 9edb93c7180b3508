"""A plan as tables: what it costs, what limits it, what is left, where cargo goes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from corridor_client import (
    CostShare,
    ElementFlow,
    Plan,
    StepKind,
    Termination,
    TerminationReason,
    UnservedReason,
    UnservedVolume,
)
from rich.console import RenderableType

from corridor_cli.amounts import gap_text, money_text, share_text
from corridor_cli.bottleneck_report import bottleneck_tables
from corridor_cli.capacity_report import (
    capacities_text,
    period_count_of,
    runs_table,
    utilization_table,
)
from corridor_cli.layout import (
    LISTED_ROWS,
    Column,
    facts_of,
    number,
    table_of,
    title_counting,
)
from corridor_cli.plan_charges_report import plan_charges_table
from corridor_cli.units import Units, mass_t, units_of, volume_text

COMPONENT_NAMES = {
    "FREIGHT": "freight",
    "HANDLING": "handling",
    "STORAGE": "storage",
    "RUNS": "voyages and trains",
    "TIME_VALUE": "time value",
    "CARBON": "greenhouse gases",
    "UNSERVED": "unserved volume",
}
"""What people call each component of the cost."""

_REASONS = {
    UnservedReason.NO_PATH: "no path goes there",
    UnservedReason.WINDOW_TOO_SHORT: "no path is fast enough",
    UnservedReason.CAPACITY_EXHAUSTED: "full",
    UnservedReason.WHOLE_NUMBERS: "does not pay in whole numbers",
    UnservedReason.UNSERVED_PRICE_CHEAPER: "every path costs more",
    UnservedReason.UNRECOGNIZED: "unknown to this version",
}


def plan_report(plan: Plan, termination: Termination) -> list[RenderableType]:
    """Lay out a plan.

    Parameters
    ----------
    plan
        What to show.
    termination
        Why the solve stopped with it.
    """
    units = units_of(plan.demands)
    blocks = [
        _summary(plan, termination, units),
        _costs("Component", plan, plan.cost_by_component),
        _costs("Carrier", plan, plan.cost_by_carrier),
        _costs("Country", plan, plan.cost_by_country),
        _revenue(plan) if plan.revenue_by_carrier else None,
        *bottleneck_tables(plan),
        utilization_table(plan),
        runs_table(plan),
        _unserved(plan, units) if plan.unserved else None,
        _legs(plan, units),
        plan_charges_table(plan, units),
    ]
    return [block for block in blocks if block is not None]


def _summary(plan: Plan, termination: Termination, units: Units) -> RenderableType:
    full = sum(1 for demand in plan.demands if demand.unserved <= 0)
    served = [(demand.demand_id, demand.served) for demand in plan.demands]
    left = [(demand.demand_id, demand.unserved) for demand in plan.demands]
    return facts_of(
        plan.dataset_id,
        [
            ("Status", _status_text(plan, termination)),
            ("Total cost", money_text(plan.total_cost, plan.currency_code)),
            ("Demands", f"{full:,} of {len(plan.demands):,} served in full"),
            ("Served", volume_text(served, units)),
            ("Unserved", volume_text(left, units)),
            *_emissions(plan),
        ],
    )


def _emissions(plan: Plan) -> list[tuple[str, str]]:
    if plan.emissions_t is None:
        return []
    return [("Emissions", f"{plan.emissions_t:,.0f} t CO2e")]


def _status_text(plan: Plan, termination: Termination) -> str:
    gap = max(0.0, plan.certificate.relative_gap)
    if termination.reason is TerminationReason.OPTIMAL:
        return f"optimal, proven to a relative gap of {gap:.1g}"
    if termination.limit is not None:
        return f"cut short, at most {gap_text(gap)} above the least cost"
    return f"in whole numbers, proven within {gap_text(gap)} of the least cost"


def _costs(heading: str, plan: Plan, shares: Sequence[CostShare]) -> RenderableType:
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
                COMPONENT_NAMES.get(share.key, share.key) or "(no carrier)",
                money_text(share.cost),
                share_text(_part_of(share.cost, plan.total_cost)),
            )
            for share in listed
        ),
    )


def _revenue(plan: Plan) -> RenderableType:
    """Lay out what carriers earn, the charges of hauls divided among them."""
    ranked = sorted(plan.revenue_by_carrier, key=lambda s: (-s.cost, s.key))
    total = sum((share.cost for share in ranked), Decimal(0))
    return table_of(
        title_counting("Revenue by carrier, through charges divided", ranked),
        (Column("Carrier"), number(plan.currency_code), number("Share")),
        (
            (share.key, money_text(share.cost), share_text(_part_of(share.cost, total)))
            for share in ranked[:LISTED_ROWS]
        ),
    )


def _part_of(cost: Decimal, total: Decimal) -> float:
    return float(cost / total) if total else 0.0


def _unserved(plan: Plan, units: Units) -> RenderableType:
    columns = (
        Column("Demand"),
        number("Unserved"),
        number(f"Cost, {plan.currency_code}"),
        Column("Because"),
    )
    period_count = period_count_of(plan)
    ranked = _dearest_demands_first(plan.unserved)
    rows = (
        (
            volume.demand_id,
            volume_text([(volume.demand_id, volume.quantity)], units),
            money_text(volume.cost),
            _because(volume, period_count),
        )
        for volume in ranked[:LISTED_ROWS]
    )
    return table_of(title_counting("Unserved volume", ranked), columns, rows)


def _dearest_demands_first(volumes: Sequence[UnservedVolume]) -> list[UnservedVolume]:
    """Order volumes by cost, what one demand leaves for several reasons together."""
    costs: dict[str, Decimal] = {}
    for volume in volumes:
        costs[volume.demand_id] = costs.get(volume.demand_id, Decimal(0)) + volume.cost
    return sorted(volumes, key=lambda v: (-costs[v.demand_id], v.demand_id, -v.cost))


def _because(volume: UnservedVolume, period_count: int) -> str:
    names = capacities_text(volume.exhausted, period_count)
    return f"{_REASONS[volume.reason]}: {names}" if names else _REASONS[volume.reason]


def _legs(plan: Plan, units: Units) -> RenderableType | None:
    legs = [list(flows) for _, flows in groupby(_leg_flows(plan), _element_of)]
    if not legs:
        return None
    legs.sort(key=lambda flows: -mass_t(_quantities(flows), units))
    columns = (Column("Leg"), number("Flow"), number(f"Cost, {plan.currency_code}"))
    rows = (
        (
            flows[0].element_id,
            volume_text(_quantities(flows), units),
            money_text(_cost_of(flows)),
        )
        for flows in legs[:LISTED_ROWS]
    )
    return table_of(title_counting("Largest flows by leg", legs), columns, rows)


def _leg_flows(plan: Plan) -> list[ElementFlow]:
    flows = [flow for flow in plan.flows if flow.kind is StepKind.LEG]
    return sorted(flows, key=_element_of)


def _element_of(flow: ElementFlow) -> str:
    return flow.element_id


def _quantities(flows: Iterable[ElementFlow]) -> list[tuple[str, float]]:
    return [(flow.demand_id, flow.quantity) for flow in flows]


def _cost_of(flows: Iterable[ElementFlow]) -> Decimal:
    return sum((flow.cost for flow in flows), Decimal(0))
