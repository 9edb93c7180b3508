"""Longer hauls that are cheaper than shorter ones."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from optimizer.analysis.tariff_lint.curves import Curve, Stretch, curves, stretches
from optimizer.analysis.tariff_lint.findings import (
    Finding,
    FindingCode,
    distinct,
    millionths,
    percent,
    relative_change,
)
from optimizer.analysis.tariff_lint.linted import LintedTariff
from optimizer.domain.quantities import canonical

_METERS_PER_KM = 1000


@dataclass(slots=True)
class _Reversal:
    """Longer hauls that are cheaper than one haul.

    Attributes
    ----------
    at_km, dearest
        Length and charge of that haul.
    cheapest
        Least charge of the longer ones.
    to_km
        Length up to which they are; None is as long as hauls can be.
    """

    at_km: Decimal
    dearest: Decimal
    cheapest: Decimal
    to_km: Decimal | None = None


def reversals(tariff: LintedTariff) -> Iterator[Finding]:
    """Find the distances over which hauls are cheaper than a shorter one."""
    ways = stretches(tariff)
    yield from distinct(
        _finding(curve, reversal)
        for curve in curves(tariff)
        for reversal in _reversals(curve, ways)
    )


def _reversals(curve: Curve, ways: list[Stretch]) -> Iterator[_Reversal]:
    """Walk along the curve, with the dearest haul so far in mind.

    Without a border no charge falls, so that both ends of a stretch tell all of it.
    """
    at_km, dearest = Decimal(0), Decimal(0)
    falling: _Reversal | None = None
    for way in ways:
        first, last = curve.charge(way.first_km), curve.charge(way.last_km)
        if first is None or last is None:
            continue
        if falling is None and first < dearest:
            falling = _Reversal(at_km, dearest, first)
        if falling is not None:
            falling.cheapest = min(falling.cheapest, first)
            if last >= dearest:
                falling.to_km = _first_at(curve, way, dearest)
                yield falling
                falling = None
        if last >= dearest:
            at_km, dearest = way.last_km, last
    if falling is not None:
        yield falling


def _first_at(curve: Curve, way: Stretch, amount: Decimal) -> Decimal:
    """Return the shortest distance with a charge of at least an amount, to the meter."""
    low = int(way.border_km * _METERS_PER_KM)
    high = ceil(way.last_km * _METERS_PER_KM)

    def charge_at(meters: int) -> Decimal:
        distance_km = min(Decimal(meters) / _METERS_PER_KM, way.last_km)
        return curve.charge(max(distance_km, way.first_km)) or Decimal(0)

    meters = low + bisect_left(range(low, high), amount, key=charge_at)
    return canonical(Decimal(meters) / _METERS_PER_KM)


def _finding(curve: Curve, reversal: _Reversal) -> Finding:
    before, after = millionths(reversal.dearest), millionths(reversal.cheapest)
    share = relative_change(before, after)
    end = "" if reversal.to_km is None else f" up to {reversal.to_km} km"
    commodity_id = curve.cargo.commodity.commodity_id
    currency = curve.tariff.tariff.currency_code
    return Finding(
        code=FindingCode.NON_MONOTONE,
        tariff_id=curve.tariff.tariff.tariff_id,
        message=(
            f"hauls of {commodity_id!r} above {reversal.at_km} km{end} cost less than "
            f"one of {reversal.at_km} km, by up to {percent(share or Decimal(0))}: "
            f"{after:,.2f} instead of {before:,.2f} {currency}"
        ),
        remedy=(
            "let each belt charge for the kilometers inside it, by the basis "
            "MARGINAL_HAUL, or lower the charge of the shorter hauls"
        ),
        commodity_id=commodity_id,
        **curve.cargo.goods._asdict(),
        at_km=reversal.at_km,
        to_km=reversal.to_km,
        node_ids=curve.node_ids,
        before=before,
        after=after,
        share=share,
    )
