"""Why there is no plan, and what would help."""

from corridor_client import Conflict, PlanResult, TerminationReason
from rich.console import RenderableType
from rich.text import Text

from corridor_cli.amounts import SYMBOLS, quantity_text
from corridor_cli.capacity_report import capacities_text
from corridor_cli.layout import Column, number, table_of
from corridor_cli.terminal import plain
from corridor_cli.units import UNIT_SYMBOLS

_TEXTS = {
    TerminationReason.INFEASIBLE: (
        "No plan exists: what must be served cannot all be served."
    ),
    TerminationReason.NO_PLAN_FOUND: (
        "No plan was found within the time; allow more with --time-limit."
    ),
}


def no_plan_report(result: PlanResult) -> list[RenderableType]:
    """Say why a result has no plan, and lay out the conflict where there is one."""
    reason, detail = result.termination.reason, plain(result.termination.detail)
    if reason not in _TEXTS:
        unknown = "No plan: this version does not know the reason that the server gives"
        return [Text(f"{unknown}{f', {detail}' if detail else ''}.")]
    blocks: list[RenderableType] = [Text(_TEXTS[reason])]
    return blocks + (_conflict_report(result.conflict) if result.conflict else [])


def _conflict_report(conflict: Conflict) -> list[RenderableType]:
    blocks: list[RenderableType] = []
    if conflict.detail:
        blocks.append(Text(plain(conflict.detail)))
    releases = {
        row.demand_id: f"{quantity_text(row.quantity)} {UNIT_SYMBOLS[row.quantity_unit]}"
        for row in conflict.demand_relief
    }
    blocks.append(
        table_of(
            "Demands that cannot all be served",
            (Column("Demand"), number("Least release that helps")),
            (
                (demand, releases.get(demand, ""))
                for demand in dict.fromkeys([*conflict.demand_ids, *releases])
            ),
        )
    )
    if conflict.capacities:
        names = capacities_text(conflict.capacities)
        blocks.append(Text(plain(f"Capacities that cannot hold them: {names}")))
    if conflict.capacity_relief:
        blocks.append(
            table_of(
                "Least extra capacity that helps instead",
                (
                    Column("Resource"),
                    Column("Period"),
                    number("Capacity"),
                    number("Extra"),
                    Column(""),
                ),
                (
                    (
                        relief.resource_id,
                        relief.period_id,
                        quantity_text(relief.capacity),
                        quantity_text(relief.extra),
                        SYMBOLS[relief.measure],
                    )
                    for relief in conflict.capacity_relief
                ),
            )
        )
    return blocks
