"""Findings about tariffs as tables."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from corridor_client import (
    CheckedTariff,
    FindingCode,
    TariffCheckResult,
    TariffFinding,
)
from rich.console import Group, RenderableType
from rich.text import Text

from corridor_cli.amounts import money_text
from corridor_cli.layout import LISTED_ROWS, Column, facts_of, number, table_of

_MEANINGS = {
    FindingCode.CLIFF_UP: "the whole charge rises just above this length",
    FindingCode.CLIFF_DOWN: "the whole charge drops just above this length",
    FindingCode.NON_MONOTONE: (
        "hauls above the first length, up to the second, cost less than one of the first"
    ),
    FindingCode.TRIANGLE: "the haul costs less when it is split at the nodes between",
    FindingCode.UNUSED_COEFFICIENT: "nothing is multiplied by it, or by 1",
    FindingCode.UNUSED_RATE: "nothing is charged by it",
    FindingCode.VALIDITY_GAP: "no tariff holds on these days",
    FindingCode.UNRECOGNIZED: "a kind of finding that this command does not know yet",
}

_SMALL_CHANGE = 0.0005
"""Share that one decimal of a percent does not show."""

_COLUMNS = (
    Column("Code"),
    Column("Goods"),
    Column("Where"),
    number("Before"),
    number("After"),
    number("Change"),
)


def tariff_check_report(
    result: TariffCheckResult, least_share: float
) -> list[RenderableType]:
    """Lay out the findings tariff by tariff, what they mean, and how many there are.

    Parameters
    ----------
    result
        What was found.
    least_share
        Share of the charge from which a change is listed.
    """
    blocks = [
        block
        for tariff in result.tariffs
        for block in _tariff_blocks(
            tariff, [f for f in result.findings if f.tariff_id == tariff.tariff_id]
        )
    ]
    if result.findings:
        blocks.append(
            facts_of("What it means and what to do", _meanings(result.findings))
        )
    blocks.append(Text("\n".join(_summary(result, least_share))))
    return blocks


def _tariff_blocks(
    tariff: CheckedTariff, found: Sequence[TariffFinding]
) -> Iterable[RenderableType]:
    """Lay out what is odd about charges, then what is about rows and days."""
    charges = [f for f in found if f.before is not None]
    others = [(f.code.value, f.message) for f in found if f.before is None]
    if charges:
        title = f"{tariff.tariff_id}: charges for one full vehicle"
        yield _charge_table(f"{title}, {tariff.currency_code}", charges)
    if others:
        listed, rest = others[:LISTED_ROWS], len(others[LISTED_ROWS:])
        more = [("", f"and {rest:,} more; --json lists all")] if rest else []
        yield facts_of(f"{tariff.tariff_id}: rows and days", [*listed, *more])


def _charge_table(title: str, found: Sequence[TariffFinding]) -> RenderableType:
    """List the first findings of each kind and count the rest."""
    rows: list[Sequence[str]] = []
    rest: Counter[FindingCode] = Counter()
    for code in FindingCode:
        ways = _both_ways(f for f in found if f.code is code)
        if code is FindingCode.TRIANGLE:
            ways.sort(key=lambda way: way[0].share or 0.0)
        rows += map(_row_of, ways[:LISTED_ROWS])
        rest[code] = sum(map(len, ways[LISTED_ROWS:]))
    table = table_of(title, _COLUMNS, rows)
    more = _counts_text(rest)
    return Group(table, Text(f"and {more} more; --json lists all")) if more else table


def _both_ways(found: Iterable[TariffFinding]) -> list[list[TariffFinding]]:
    """Put splits together that are found alike there and back."""
    ways: dict[tuple[object, ...], list[TariffFinding]] = {}
    for position, finding in enumerate(found):
        nodes = finding.node_ids
        way = (finding.commodity_id, min(nodes, nodes[::-1]))
        split = (*way, finding.before, finding.after)
        is_split = finding.code is FindingCode.TRIANGLE
        ways.setdefault(split if is_split else (position,), []).append(finding)
    return list(ways.values())


def _row_of(way: Sequence[TariffFinding]) -> Sequence[str]:
    finding = way[0]
    return (
        finding.code.value,
        finding.commodity_id,
        _where(finding) + (", and back" if len(way) > 1 else ""),
        _charge_text(finding.before),
        _charge_text(finding.after),
        _change_text(finding),
    )


def _charge_text(charge: Decimal | None) -> str:
    return "" if charge is None else money_text(charge)


def _where(finding: TariffFinding) -> str:
    match finding.code:
        case FindingCode.CLIFF_UP | FindingCode.CLIFF_DOWN:
            return _km_text(finding.at_km) + _end_text(finding)
        case FindingCode.NON_MONOTONE if finding.to_km is None:
            return f"above {_km_text(finding.at_km)}{_end_text(finding)}"
        case FindingCode.NON_MONOTONE:
            lengths = f"{_number_text(finding.at_km)} to {_km_text(finding.to_km)}"
            return lengths + _end_text(finding)
        case FindingCode.TRIANGLE:
            return " - ".join(finding.node_ids)
        case _:
            return finding.message


def _end_text(finding: TariffFinding) -> str:
    """Name the end that alone has it."""
    return "".join(f", hauls at {node_id} only" for node_id in finding.node_ids)


def _km_text(distance_km: float | None) -> str:
    return f"{_number_text(distance_km)} km"


def _number_text(distance_km: float | None) -> str:
    """Kilometers to the meter, without zeros at the end."""
    text = f"{distance_km or 0.0:,.3f}"
    return text.rstrip("0").rstrip(".")


def _change_text(finding: TariffFinding) -> str:
    if finding.share is None:
        return "from 0"
    digits = ".1f" if abs(finding.share) >= _SMALL_CHANGE else ".1g"
    return f"{100 * finding.share:+{digits}}%"


def _meanings(findings: Iterable[TariffFinding]) -> Iterable[tuple[str, str]]:
    """Say for each kind of finding what it means and what would mend it."""
    remedies = {finding.code: finding.remedy for finding in findings}
    return [
        (code.value, f"{_MEANINGS[code]}; {remedies[code]}")
        for code in FindingCode
        if code in remedies
    ]


def _summary(result: TariffCheckResult, least_share: float) -> Iterable[str]:
    """Count what was checked, found, and left out."""
    if not result.tariffs:
        yield "The dataset has no tariff that charges by the haul: nothing to check."
        return
    listed: Counter[FindingCode] = Counter()
    left_out: Counter[FindingCode] = Counter()
    for count in (count for tariff in result.tariffs for count in tariff.counts):
        listed[count.code] += count.listed_count
        left_out[count.code] += count.found_count - count.listed_count
    verdict = _counts_text(listed) or "nothing odd"
    least = f"{100 * least_share:g}%"
    if left_out.total() and not listed.total():
        verdict = f"nothing odd of {least} or more"
    yield f"{_checked_text(result.tariffs)}: {verdict}"
    if left_out.total():
        yield (
            f"Left out, changes below {least}: {_counts_text(left_out)}; "
            "--least-share 0 lists them"
        )


def _checked_text(tariffs: Sequence[CheckedTariff]) -> str:
    if len(tariffs) == 1:
        return f"Checked 1 tariff that charges by the haul, {tariffs[0].tariff_id}"
    return f"Checked {len(tariffs):,} tariffs that charge by the haul"


def _counts_text(counts: Counter[FindingCode]) -> str:
    """Count kinds of findings, as in ``5 CLIFF_DOWN, 2 TRIANGLE``."""
    found = [(code, counts[code]) for code in FindingCode if counts[code]]
    return ", ".join(f"{count:,} {code.value}" for code, count in found)
