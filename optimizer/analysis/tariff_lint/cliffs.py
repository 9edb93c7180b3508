"""Borders at which the whole charge jumps."""

from collections.abc import Iterator
from decimal import Decimal

from optimizer.analysis.tariff_lint.curves import (
    JUST_ABOVE_KM,
    Curve,
    borders_km,
    curves,
)
from optimizer.analysis.tariff_lint.findings import (
    Finding,
    FindingCode,
    distinct,
    millionths,
    percent,
    relative_change,
)
from optimizer.analysis.tariff_lint.linted import LintedTariff
from optimizer.domain.receipts import ReceiptLineKind
from optimizer.tariff.haul_charges import Tally

_OF_ROWS = (ReceiptLineKind.BASE, ReceiptLineKind.COEFFICIENT)


def cliffs(tariff: LintedTariff, cliff_share: Decimal) -> Iterator[Finding]:
    """Find borders where the charge changes by more than a share of itself."""
    yield from distinct(
        finding
        for curve in curves(tariff)
        for border in borders_km(tariff)
        if (finding := _cliff(curve, border, cliff_share)) is not None
    )


def _cliff(curve: Curve, border: Decimal, cliff_share: Decimal) -> Finding | None:
    at, above = curve.tally(border), curve.tally(border + JUST_ABOVE_KM)
    if at is None or above is None:
        return None
    before, after = millionths(at.running), millionths(above.running)
    share = relative_change(before, after)
    is_flat = before == after if share is None else abs(share) <= cliff_share
    if is_flat:
        return None
    is_up = after > before
    verb = "rises" if is_up else "falls"
    size = "from nothing" if share is None else f"by {percent(share)}"
    goods, currency = curve.cargo.goods, curve.tariff.tariff.currency_code
    return Finding(
        code=FindingCode.CLIFF_UP if is_up else FindingCode.CLIFF_DOWN,
        tariff_id=curve.tariff.tariff.tariff_id,
        message=(
            f"the charge of {curve.cargo.commodity.commodity_id!r} {verb} {size} just "
            f"above {border} km, from {before:,.2f} to {after:,.2f} {currency}"
        ),
        remedy=(
            "let each belt charge for the kilometers inside it, by the basis "
            "MARGINAL_HAUL, or split the belt so that the charge goes in smaller steps"
        ),
        commodity_id=curve.cargo.commodity.commodity_id,
        **goods._asdict(),
        at_km=border,
        node_ids=curve.node_ids,
        row_ids=_changed_rows(at, above),
        before=before,
        after=after,
        share=share,
    )


def _changed_rows(at: Tally, above: Tally) -> tuple[str, ...]:
    """Rows that act on one side alone: those below the border, then those above."""
    low, high = ([x.row_id for x in t.lines if x.kind in _OF_ROWS] for t in (at, above))
    below = [row_id for row_id in low if row_id not in high]
    return (*below, *(row_id for row_id in high if row_id not in low))
