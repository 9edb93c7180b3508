"""Hauls that are dearer than the hauls into which a shipper could split them."""

from collections.abc import Iterator
from decimal import Decimal

from optimizer.analysis.tariff_lint.findings import (
    Finding,
    FindingCode,
    millionths,
    percent,
    relative_change,
)
from optimizer.analysis.tariff_lint.linted import Cargo, LintedTariff
from optimizer.domain.quantities import EXACT
from optimizer.tariff.haul_charges import Tally
from optimizer.tariff.haul_rates import Ends, Goods

type Charges = dict[str, dict[str, Decimal]]
"""Charge by entry and exit."""

type Found = dict[str, tuple[Decimal, tuple[str, ...]]]
"""Cheapest charge by exit, and the nodes on the way there."""


def splits(tariff: LintedTariff) -> Iterator[Finding]:
    """Find hauls with a split that is cheaper by a millionth, once for each goods.

    Of several splits the cheapest is told.
    """
    said: set[tuple[Goods, Ends]] = set()
    for cargo, month in tariff.trials():
        charges = _charges(tariff, cargo, month)
        for entry in charges:
            found = _cheapest(charges, entry)
            for exit_, direct in charges[entry].items():
                amount, way = found[exit_]
                key = (cargo.goods, (entry, exit_))
                # What is charged for may be a rounded quotient, so that the charges of
                # parts can differ in the last digits from that of the whole.
                is_cheaper = millionths(amount) < millionths(direct)
                if is_cheaper and key not in said:
                    said.add(key)
                    yield _finding(tariff, cargo, way, (direct, amount))


def _charges(tariff: LintedTariff, cargo: Cargo, month: int) -> Charges:
    charges: Charges = {}
    for ends, distance_km in tariff.hauls.items():
        tally = tariff.tally(cargo, ends, distance_km, month)
        if isinstance(tally, Tally):
            charges.setdefault(ends[0], {})[ends[1]] = tally.running
    return charges


def _cheapest(charges: Charges, entry: str) -> Found:
    """Find the cheapest ways to everywhere (Dijkstra's algorithm, without a heap).

    Nearly every node is joined to every other, so that a heap would not pay. Of equally
    cheap ways the one of fewer hauls is taken, so that a haul is its own way unless
    splitting it is cheaper.
    """
    open_ways: Found = {entry: (Decimal(0), (entry,))}
    found: Found = {}
    while open_ways:
        node = min(open_ways, key=lambda n: (open_ways[n][0], len(open_ways[n][1]), n))
        amount, way = found[node] = open_ways.pop(node)
        for onward, charge in charges.get(node, {}).items():
            if onward in found:
                continue
            total = EXACT.add(amount, charge)
            known = open_ways.get(onward)
            if known is None or (total, len(way) + 1) < (known[0], len(known[1])):
                open_ways[onward] = total, (*way, onward)
    return found


def _finding(
    tariff: LintedTariff,
    cargo: Cargo,
    way: tuple[str, ...],
    amounts: tuple[Decimal, Decimal],
) -> Finding:
    before, after = map(millionths, amounts)
    share = relative_change(before, after)
    commodity_id, currency = cargo.commodity.commodity_id, tariff.tariff.currency_code
    return Finding(
        code=FindingCode.TRIANGLE,
        tariff_id=tariff.tariff.tariff_id,
        message=(
            f"the haul of {commodity_id!r} from {way[0]!r} to {way[-1]!r} costs "
            f"{before:,.2f} {currency}, but {after:,.2f} when it is split at "
            f"{', '.join(way[1:-1])}, {percent(share or Decimal(0))} less"
        ),
        remedy="charge no more for the haul than for its parts",
        commodity_id=commodity_id,
        **cargo.goods._asdict(),
        node_ids=way,
        before=before,
        after=after,
        share=share,
    )
