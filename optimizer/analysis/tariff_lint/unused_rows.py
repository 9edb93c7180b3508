"""Rows of a tariff that nothing in the dataset asks for."""

from collections.abc import Iterator

from optimizer.analysis.tariff_lint.findings import Finding, FindingCode
from optimizer.analysis.tariff_lint.linted import LintedTariff
from optimizer.domain.hauls import Coefficient
from optimizer.domain.receipts import ReceiptLineKind
from optimizer.tariff.adjustments import is_in_season
from optimizer.tariff.haul_rates import Belt
from optimizer.tariff.receipts import Unpriced


def unused_coefficients(tariff: LintedTariff) -> Iterator[Finding]:
    """Find coefficients of 1, and those that fit no goods, haul or month."""
    for row in tariff.coefficients:
        reason = _why_unused(tariff, row)
        if reason is not None:
            yield Finding(
                code=FindingCode.UNUSED_COEFFICIENT,
                tariff_id=tariff.tariff.tariff_id,
                message=f"the coefficient {row.coefficient_id!r} {reason}",
                remedy="remove it, or correct what it is for",
                tariff_class=row.tariff_class,
                container_length_ft=row.container_length_ft,
                is_empty=row.is_empty,
                row_ids=(row.coefficient_id,),
            )


def unused_rates(tariff: LintedTariff) -> Iterator[Finding]:
    """Find haul rates that no haul of any commodity is charged by."""
    chosen = _chosen(tariff)
    for row in tariff.rates:
        if row.haul_rate_id not in chosen:
            yield Finding(
                code=FindingCode.UNUSED_RATE,
                tariff_id=tariff.tariff.tariff_id,
                message=(
                    f"the haul rate {row.haul_rate_id!r} charges for no haul of any "
                    "commodity: nothing fits it, or a rate that names more wins"
                ),
                remedy="remove it, or correct what it is for",
                tariff_class=row.tariff_class,
                container_length_ft=row.container_length_ft,
                is_empty=row.is_empty,
                row_ids=(row.haul_rate_id,),
            )


def _why_unused(tariff: LintedTariff, row: Coefficient) -> str | None:
    if row.factor == 1:
        return "is 1 and changes nothing"
    if not any(cargo.goods.fit(row) for cargo in tariff.cargoes):
        return "fits no commodity that the tariff has a rate for"
    lengths = [
        distance_km
        for (entry, exit_), distance_km in tariff.hauls.items()
        if row.entry_node_id in (None, entry) and row.exit_node_id in (None, exit_)
    ]
    if not lengths:
        return "fits the ends of no haul"
    belt = Belt.of(row.above_km, row.to_km)
    if not any(map(belt.holds, lengths)):
        return "fits no haul's distance"
    if not any(is_in_season(row, month) for month in tariff.months):
        return "is out of season on every day on which the tariff holds"
    return None


def _chosen(tariff: LintedTariff) -> set[str]:
    """Haul rates that charge, or would if nothing else were missing, by id."""
    chosen: set[str] = set()
    for cargo in tariff.cargoes:
        for ends, distance_km in tariff.hauls.items():
            # Rates do not depend on the month.
            tally = tariff.tally(cargo, ends, distance_km, tariff.months[0])
            if isinstance(tally, Unpriced):
                chosen.update(tally.row_ids)
                continue
            lines = tally.lines
            chosen.update(x.row_id for x in lines if x.kind is ReceiptLineKind.BASE)
    return chosen
