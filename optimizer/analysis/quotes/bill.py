"""What a route is charged for in short, so that many quantities are priced quickly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Self

from optimizer.analysis.charging import Part, Tariffs
from optimizer.analysis.haul_lines import JourneyHaul
from optimizer.domain.quantities import EXACT
from optimizer.tariff.consignments import Consignment


@dataclass(frozen=True, slots=True)
class Bill:
    """What a route is charged for, in short.

    Attributes
    ----------
    hauls
        Its hauls, whose charges are not in proportion to the quantity.
    per_unit
        What a unit pays for all else, by currency, exact.
    """

    hauls: tuple[JourneyHaul, ...]
    per_unit: dict[str, Decimal]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Self:
        """Add up the parts of a route."""
        hauls, per_unit = [], dict[str, Decimal]()
        for part in parts:
            if isinstance(part, JourneyHaul):
                hauls.append(part)
                continue
            code = part.applied.tariff.currency_code
            before = per_unit.get(code, Decimal(0))
            per_unit[code] = EXACT.add(before, part.applied.per_unit)
        return cls(tuple(hauls), per_unit)

    def total(self, tariffs: Tariffs, consignment: Consignment, day: date) -> Decimal:
        """Return what a consignment pays, in the dataset's currency.

        Exact: what the receipts add up to, without writing those that are in proportion
        to the quantity.

        Parameters
        ----------
        tariffs
            Whose prices hold.
        consignment
            What moves.
        day
            Day of departure.

        Raises
        ------
        LookupError
            When no tariff prices a part, which a route never contains.
        """
        total = Decimal(0)
        with localcontext(EXACT):
            for haul in self.hauls:
                total += tariffs.receipt(haul, consignment, day).total
            for code, amount in self.per_unit.items():
                _, exchange_rate = tariffs.quotation(code, day)
                total += amount * exchange_rate * consignment.units
        return total
