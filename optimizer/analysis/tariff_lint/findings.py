"""What may be said against a tariff that charges by the haul."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from optimizer.domain.quantities import EXACT, canonical
from optimizer.tariff.consignments import QUOTIENT

_MILLIONTH = Decimal("0.000001")
_ONE = Decimal(1)


class FindingCode(StrEnum):
    """Stable name of each kind of finding."""

    CLIFF_UP = "CLIFF_UP"
    """The whole charge jumps up just above the border of a belt."""

    CLIFF_DOWN = "CLIFF_DOWN"
    """The whole charge drops just above the border of a belt."""

    NON_MONOTONE = "NON_MONOTONE"
    """Hauls of some lengths are cheaper than a shorter one."""

    TRIANGLE = "TRIANGLE"
    """A haul costs more than the hauls into which it can be split."""

    UNUSED_COEFFICIENT = "UNUSED_COEFFICIENT"
    """A coefficient fits nothing in the dataset, or changes nothing."""

    UNUSED_RATE = "UNUSED_RATE"
    """A haul rate is not chosen for anything in the dataset."""

    VALIDITY_GAP = "VALIDITY_GAP"
    """No tariff holds for some days between two of one carrier and scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is odd about a tariff, though hauls can be charged by it.

    Money is in the tariff's currency, for one full container or wagon of the commodity,
    to a millionth.

    Attributes
    ----------
    code
        Stable name of the kind of finding; says which of the facts are given. The
        others are None or empty.
    tariff_id
        The tariff; of a gap the later one.
    message
        What is odd, in a sentence.
    remedy
        What would mend it, in a sentence.
    commodity_id
        A commodity that it was found with.
    tariff_class, container_length_ft, is_empty
        What the tariff takes the commodity for. A length of None is no container.
    at_km
        Border of a cliff, or length of the dearer, shorter haul.
    to_km
        Hauls above ``at_km`` and up to this are cheaper, to the meter; None is as long
        as hauls can be.
    node_ids
        Nodes of a split in the order of travel. Of a cliff or of cheaper longer hauls
        that one end alone has, the node at that end.
    row_ids
        Haul rates and coefficients that differ between the two sides of a cliff, or the
        row that is not used, or the earlier and the later tariff of a gap.
    before, after
        Charge just at the border and just above it; of the shorter haul and the least
        of the longer ones; of the direct haul and of its cheapest split.
    share
        Change from before to after as a share of before, negative where it is cheaper,
        to a millionth; None where nothing was charged before.
    first_day, last_day
        Days of a gap, both included.
    """

    code: FindingCode
    tariff_id: str
    message: str
    remedy: str
    commodity_id: str | None = None
    tariff_class: str | None = None
    container_length_ft: int | None = None
    is_empty: bool | None = None
    at_km: Decimal | None = None
    to_km: Decimal | None = None
    node_ids: tuple[str, ...] = ()
    row_ids: tuple[str, ...] = ()
    before: Decimal | None = None
    after: Decimal | None = None
    share: Decimal | None = None
    first_day: date | None = None
    last_day: date | None = None


def distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Drop what was found already with other goods, in another month or direction.

    What counts is what was found, for which goods of the tariff, where and how large.
    """
    said: set[tuple[object, ...]] = set()
    for finding in findings:
        goods = (finding.tariff_class, finding.container_length_ft, finding.is_empty)
        place = (finding.at_km, finding.to_km, finding.share)
        key = (finding.code, finding.tariff_id, *goods, *place)
        if key not in said:
            said.add(key)
            yield finding


def relative_change(before: Decimal, after: Decimal) -> Decimal | None:
    """Return the change as a share of what was before; None where that was nothing."""
    if not before:
        return None
    return millionths(EXACT.subtract(QUOTIENT.divide(after, before), _ONE))


def millionths(number: Decimal) -> Decimal:
    """Round to a millionth, half to even."""
    return canonical(number.quantize(_MILLIONTH, ROUND_HALF_EVEN, EXACT))


def percent(share: Decimal) -> str:
    """Write how large a change is, whatever its sign, as in ``23.1 %``."""
    return f"{abs(share):.1%}".replace("%", " %")
