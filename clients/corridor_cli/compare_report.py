"""A comparison of two regimes as tables: what changes, who gains, who pays whom."""

from collections.abc import Iterator
from decimal import Decimal

from corridor_client import (
    RegimeComparison,
    RegimeComparisonResult,
    Settlement,
    Termination,
    TerminationReason,
    VolumeChange,
)
from rich.console import RenderableType
from rich.text import Text

from corridor_cli.amounts import gap_text, money_text, quantity_text
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
from corridor_cli.terminal import plain
from corridor_cli.units import UNIT_SYMBOLS

_REASONS = {
    TerminationReason.INFEASIBLE: "no plan exists: not all that must be served can be",
    TerminationReason.NO_PLAN_FOUND: (
        "no plan was found within the time; allow more with --time-limit"
    ),
}


def comparison_report(
    result: RegimeComparisonResult, regime_ids: tuple[str, str]
) -> list[RenderableType]:
    """Lay out a comparison, or why there is none, then the warnings.

    Parameters
    ----------
    result
        What to show.
    regime_ids
        What was compared, the base first.
    """
    terminations = result.base_termination, result.other_termination
    named = list(zip(regime_ids, terminations, strict=True))
    if result.comparison is None:
        blocks = _no_comparison(named)
    else:
        blocks = [*_comparison(result.comparison, named)]
    if result.warnings:
        blocks.append(problem_table(result.warnings, "Warnings"))
    return blocks


def _no_comparison(named: list[tuple[str, Termination]]) -> list[RenderableType]:
    blocks: list[RenderableType] = [
        Text("There is no comparison, because not both regimes have a plan.")
    ]
    for regime_id, termination in named:
        reason = _REASONS.get(termination.reason)
        if reason is not None:
            blocks.append(Text(plain(f"Under {regime_id} {reason}.")))
    hint = "corridor solve with --regime says more."
    return [*blocks, Text(hint)]


def _comparison(
    comparison: RegimeComparison, named: list[tuple[str, Termination]]
) -> Iterator[RenderableType]:
    yield _summary(comparison, named)
    yield _costs(comparison)
    yield _volumes(comparison)
    if comparison.flows:
        yield _flows(comparison)
    yield _revenues(comparison)
    yield from _settlement(comparison)


def _summary(
    comparison: RegimeComparison, named: list[tuple[str, Termination]]
) -> RenderableType:
    currency_code = comparison.currency_code
    change = comparison.other_total_cost - comparison.base_total_cost
    facts = [
        ("Compared", f"{comparison.other_regime_id} with {comparison.base_regime_id}"),
        ("Total cost", f"{_signed(change)} {currency_code}"),
        ("Division", comparison.rule.lower().replace("_", " ")),
    ]
    for regime_id, termination in named:
        if termination.reason is not TerminationReason.OPTIMAL:
            facts.append((f"Plan {regime_id}", _status_text(termination)))
    return facts_of(comparison.dataset_id, facts)


def _status_text(termination: Termination) -> str:
    primal, dual = termination.primal_bound, termination.dual_bound
    if primal is None or dual is None:
        return "not proven to cost least"
    gap = max(0.0, (primal - dual) / max(1.0, abs(primal)))
    return f"at most {gap_text(gap)} above the least cost"


def _costs(comparison: RegimeComparison) -> RenderableType:
    rows = [
        (COMPONENT_NAMES.get(c.component, c.component), c.base_cost, c.other_cost)
        for c in comparison.components
    ]
    total = "total", comparison.base_total_cost, comparison.other_total_cost
    return table_of(
        f"Cost, {comparison.currency_code}",
        _columns("Component", comparison),
        (
            (name, money_text(base), money_text(other), _signed(other - base))
            for name, base, other in [*rows, total]
        ),
    )


def _volumes(comparison: RegimeComparison) -> RenderableType:
    changed = [change for change in comparison.demands if change.won]
    if not changed:
        return Text("No volume is won from the competing routes or lost to them.")
    changed.sort(key=lambda c: (-abs(c.won * c.tonnes_per_unit), c.demand_id))
    return table_of(
        title_counting(
            "Volumes won from the competing routes (+) or lost (-)", changed
        ),
        _columns("Demand", comparison),
        (
            (
                change.demand_id,
                _volume(change, change.base_served),
                _volume(change, change.other_served),
                f"{'+' if change.won > 0 else ''}{_volume(change, change.won)}",
            )
            for change in changed[:LISTED_ROWS]
        ),
    )


def _volume(change: VolumeChange, quantity: float) -> str:
    return f"{quantity_text(quantity)} {UNIT_SYMBOLS[change.quantity_unit]}"


def _flows(comparison: RegimeComparison) -> RenderableType:
    ranked = sorted(
        comparison.flows,
        key=lambda flow: (-abs(flow.other_flow_t - flow.base_flow_t), flow.leg_id),
    )
    return table_of(
        title_counting("Largest changes of flow, t", ranked),
        _columns("Leg", comparison),
        (
            (
                flow.leg_id,
                quantity_text(flow.base_flow_t),
                quantity_text(flow.other_flow_t),
                _signed_quantity(flow.other_flow_t - flow.base_flow_t),
            )
            for flow in ranked[:LISTED_ROWS]
        ),
    )


def _revenues(comparison: RegimeComparison) -> RenderableType:
    """List who gains or loses, the largest gain first, then who earns the most.

    None that gains or loses is left out, so that the gains can be added up by hand.
    """
    changed = [c for c in comparison.carriers if c.gain]
    changed.sort(key=lambda c: (-c.gain, c.carrier_id))
    rows = [(c.carrier_id, c.base_revenue, c.other_revenue) for c in changed]
    same = [c for c in comparison.carriers if not c.gain]
    same.sort(key=lambda c: (-c.base_revenue, c.carrier_id))
    room = max(LISTED_ROWS - len(changed), 0)
    if len(same) == room + 1:
        room += 1
    rows += [(c.carrier_id, c.base_revenue, c.other_revenue) for c in same[:room]]
    if same[room:]:
        rest = sum((c.base_revenue for c in same[room:]), Decimal(0))
        rows.append((f"{len(same[room:])} others", rest, rest))
    rows.append(
        (
            "all carriers",
            sum((c.base_revenue for c in comparison.carriers), Decimal(0)),
            sum((c.other_revenue for c in comparison.carriers), Decimal(0)),
        )
    )
    return table_of(
        f"Revenue by carrier, {comparison.currency_code}",
        _columns("Carrier", comparison, change="Gain"),
        (
            (name, money_text(base), money_text(other), _signed(other - base))
            for name, base, other in rows
        ),
    )


def _settlement(comparison: RegimeComparison) -> Iterator[RenderableType]:
    settlement, currency_code = comparison.settlement, comparison.currency_code
    if not settlement.exists:
        yield _proof(settlement, currency_code)
        return
    if not settlement.payments:
        yield Text("No carrier loses, so no side payments are needed.")
        return
    gains = {c.carrier_id: c.gain for c in comparison.carriers}
    paid = [(p.carrier_id, p.amount) for p in settlement.payments]
    paid.sort(key=lambda entry: (-entry[1], entry[0]))
    rows = [
        (name, _signed(gain), _signed(amount), _signed(gain + amount))
        for name, amount in paid
        for gain in [gains.get(name, Decimal(0))]
    ]
    total = sum((amount for _, amount in paid), Decimal(0))
    yield table_of(
        f"Side payments that leave no carrier worse off, {currency_code}",
        (Column("Carrier"), number("Gain"), number("Gets"), number("After")),
        [*rows, ("sum", "", _signed(total), "")],
    )


def _proof(settlement: Settlement, currency_code: str) -> RenderableType:
    """Say why no payments among carriers help, and what shippers would have to pay."""
    lines = [
        "No side payments among carriers leave none worse off: they add up to 0, and",
        f"all carriers together lose {money_text(-settlement.carriers_gain)}.",
    ]
    worth = (
        "so they gain by paying it"
        if settlement.joint_gain > 0
        else "so it costs them all that they save"
        if settlement.joint_gain == 0
        else "so it costs them more than they save"
    )
    return facts_of(
        " ".join(lines),
        [
            ("Carriers gain", f"{_signed(settlement.carriers_gain)} {currency_code}"),
            ("Shippers gain", f"{_signed(settlement.shippers_gain)} {currency_code}"),
            ("Together", f"{_signed(settlement.joint_gain)} {currency_code}"),
            (
                "Shippers would have to pay",
                f"{money_text(settlement.shippers_payment, currency_code)}, {worth}",
            ),
        ],
    )


def _columns(
    heading: str, comparison: RegimeComparison, change: str = "Change"
) -> tuple[Column, ...]:
    names = comparison.base_regime_id, comparison.other_regime_id
    return (Column(heading), *map(number, names), number(change))


def _signed(amount: Decimal) -> str:
    """Money with its sign, none for 0."""
    return f"{'+' if amount > 0 else ''}{money_text(amount)}"


def _signed_quantity(quantity: float) -> str:
    return f"{'+' if quantity > 0 else ''}{quantity_text(quantity)}"
