"""What tiers of volume take off the charges of one tariff."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise

from optimizer.domain.quantities import EXACT, exact
from optimizer.domain.volume_discounts import VolumeDiscount
from optimizer.tariff.consignments import QUOTIENT

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class TierShare:
    """What one tier takes off.

    Attributes
    ----------
    discount_id
        The tier.
    tonnes
        Tonnes of the volume that lie in it, above 0.
    factor
        Share of the charge that it takes off, above 0, at most 1.
    """

    discount_id: str
    tonnes: Decimal
    factor: Decimal


class DiscountTable:
    """The ladders of one tariff: one for each class that has its own, one for the rest.

    Parameters
    ----------
    rows
        Tiers of the tariff; those of a ladder start at different tonnes.
    """

    def __init__(self, rows: Iterable[VolumeDiscount]) -> None:
        ladders: dict[str | None, list[VolumeDiscount]] = {}
        for row in rows:
            ladders.setdefault(row.tariff_class, []).append(row)
        self._ladders = {
            tariff_class: tuple(sorted(tiers, key=lambda row: row.above_t))
            for tariff_class, tiers in ladders.items()
        }

    def tiers(self, tariff_class: str, tendered_t: Decimal) -> Iterator[TierShare]:
        """Yield the tiers that a volume reaches, the lowest first.

        Parameters
        ----------
        tariff_class
            Class of the goods in the tariff.
        tendered_t
            Tonnes that are tendered in all, above 0.
        """
        ladder = self._ladders.get(tariff_class) or self._ladders.get(None, ())
        borders = [exact(row.above_t) for row in ladder] + [tendered_t]
        with localcontext(EXACT):
            for row, (start, next_start) in zip(ladder, pairwise(borders), strict=True):
                end = min(next_start, tendered_t)
                if end > start:
                    weight = (end - start) * row.percent
                    factor = QUOTIENT.divide(weight, tendered_t * _HUNDRED)
                    yield TierShare(row.discount_id, end - start, factor)

    def share(self, tariff_class: str, tendered_t: Decimal) -> Decimal:
        """Return the share of a charge that is taken off in all, from 0 to 1."""
        with localcontext(EXACT):
            tiers = self.tiers(tariff_class, tendered_t)
            return sum((tier.factor for tier in tiers), start=Decimal(0))
