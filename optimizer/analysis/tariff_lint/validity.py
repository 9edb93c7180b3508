"""Days between two tariffs on which neither holds."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from optimizer.analysis.tariff_lint.findings import Finding, FindingCode
from optimizer.analysis.tariff_lint.linted import LintedTariff
from optimizer.domain.tariffs import Tariff
from optimizer.tariff.haul_rates import Goods

_DAY = timedelta(days=1)

type _Succession = tuple[str, frozenset[str], Goods]
"""Carrier, scope and goods that tariffs have in common."""


def validity_gaps(tariffs: Iterable[LintedTariff]) -> Iterator[Finding]:
    """Find gaps between tariffs of one carrier, scope and goods, each once."""
    said: set[tuple[str, ...]] = set()
    for successive in _successions(tariffs).values():
        for earlier, later in _gaps(list(successive.values())):
            pair = (earlier.tariff_id, later.tariff_id)
            if pair not in said:
                said.add(pair)
                yield _finding(earlier, later)


def _successions(
    tariffs: Iterable[LintedTariff],
) -> dict[_Succession, dict[str, Tariff]]:
    """Group tariffs; one that charges for no leg succeeds none."""
    groups: dict[_Succession, dict[str, Tariff]] = {}
    for linted in tariffs:
        tariff, scope = linted.tariff, linted.sheet.scope
        for cargo in linted.cargoes if scope else ():
            key = (tariff.carrier_id, scope, cargo.goods)
            groups.setdefault(key, {})[tariff.tariff_id] = tariff
    return groups


def _gaps(tariffs: list[Tariff]) -> Iterator[tuple[Tariff, Tariff]]:
    """Pairs with days between them on which none of the tariffs holds."""
    tariffs.sort(key=lambda t: (t.valid_from or date.min, t.tariff_id))
    latest = tariffs[0]
    for tariff in tariffs[1:]:
        if latest.valid_to is None:
            return
        if _first_day(tariff) - latest.valid_to > _DAY:
            yield latest, tariff
        latest = max(latest, tariff, key=lambda t: t.valid_to or date.max)


def _first_day(tariff: Tariff) -> date:
    return tariff.valid_from or date.min


def _finding(earlier: Tariff, later: Tariff) -> Finding:
    ended, begins = earlier.valid_to or date.max, _first_day(later)
    first, last = ended + _DAY, begins - _DAY
    days = (last - first).days + 1
    return Finding(
        code=FindingCode.VALIDITY_GAP,
        tariff_id=later.tariff_id,
        message=(
            f"{earlier.tariff_id!r} ends on {ended} and {later.tariff_id!r} begins on "
            f"{begins}, so neither holds from {first} to {last}, days: {days}"
        ),
        remedy="extend the earlier tariff, or let the later one begin sooner",
        row_ids=(earlier.tariff_id, later.tariff_id),
        first_day=first,
        last_day=last,
    )
