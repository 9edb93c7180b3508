"""Which coefficients and surcharges act on a charge, and in what order."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.hauls import Coefficient, Surcharge
from optimizer.tariff.haul_rates import Belt, Ends, Goods


@dataclass(frozen=True, slots=True)
class _BeltCoefficient:
    row: Coefficient
    belt: Belt

    def fits(self, ends: Ends, distance_km: Decimal, month: int) -> bool:
        entry_node_id, exit_node_id = ends
        return (
            self.row.entry_node_id in (None, entry_node_id)
            and self.row.exit_node_id in (None, exit_node_id)
            and self.belt.holds(distance_km)
            and is_in_season(self.row, month)
        )


class AdjustmentTable:
    """The coefficients and surcharges of one tariff, by position."""

    def __init__(
        self, coefficients: Iterable[Coefficient], surcharges: Iterable[Surcharge]
    ) -> None:
        self._coefficients = tuple(
            _BeltCoefficient(row, Belt.of(row.above_km, row.to_km))
            for row in sorted(
                coefficients, key=lambda row: (row.position, row.coefficient_id)
            )
        )
        self._surcharges = tuple(
            sorted(surcharges, key=lambda row: (row.position, row.surcharge_id))
        )
        self._coefficients_of: dict[Goods, tuple[_BeltCoefficient, ...]] = {}
        self._surcharges_of: dict[Goods, tuple[Surcharge, ...]] = {}

    def coefficients(
        self, goods: Goods, ends: Ends, distance_km: Decimal, month: int
    ) -> list[Coefficient]:
        """Return the coefficients that fit a haul, in the order in which they act.

        Parameters
        ----------
        goods, ends, distance_km
            What moves, between which nodes, and how far.
        month
            Month of the day on which the haul is charged, 1 to 12.
        """
        found = self._coefficients_of.get(goods)
        if found is None:
            found = tuple(c for c in self._coefficients if goods.fit(c.row))
            self._coefficients_of[goods] = found
        return [c.row for c in found if c.fits(ends, distance_km, month)]

    def surcharges(self, goods: Goods) -> tuple[Surcharge, ...]:
        """Return the surcharges on goods, in the order in which they are added."""
        found = self._surcharges_of.get(goods)
        if found is None:
            found = tuple(
                row
                for row in self._surcharges
                if row.tariff_class in (None, goods.tariff_class)
                and row.is_empty in (None, goods.is_empty)
            )
            self._surcharges_of[goods] = found
        return found


def is_in_season(row: Coefficient, month: int) -> bool:
    """Whether a coefficient holds in a month; its season may run over the new year."""
    first, last = row.first_month, row.last_month
    if first is None or last is None:
        return True
    if first <= last:
        return first <= month <= last
    return month >= first or month <= last
