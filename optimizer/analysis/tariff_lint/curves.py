"""The charge of a tariff as a function of the distance."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from optimizer.analysis.tariff_lint.linted import ANYWHERE, Cargo, LintedTariff
from optimizer.domain.hauls import Coefficient, HaulRate
from optimizer.domain.quantities import canonical, exact
from optimizer.tariff.haul_charges import Tally
from optimizer.tariff.haul_rates import Ends

LONGEST_KM = Decimal(50_000)
"""No haul is longer."""

JUST_ABOVE_KM = Decimal("1e-9")
"""How far above a border the next belt is looked at: no charge grows on the way there
by what would be seen."""


class Stretch(NamedTuple):
    """Distances without a border between them, over which no charge falls.

    Attributes
    ----------
    border_km
        Where it starts: not inside, but 0 is.
    first_km, last_km
        First distance to look at, and the last inside.
    """

    border_km: Decimal
    first_km: Decimal
    last_km: Decimal


@dataclass(frozen=True, slots=True)
class Curve:
    """What one vehicle pays by distance, in one month and direction.

    Attributes
    ----------
    tariff, cargo, month
        What charges, for what, and when.
    ends
        Nodes that rows may name; those without a name are anywhere else.
    """

    tariff: LintedTariff
    cargo: Cargo
    ends: Ends
    month: int

    def tally(self, distance_km: Decimal) -> Tally | None:
        """Return the charge line by line; None where the tariff has none."""
        tally = self.tariff.tally(self.cargo, self.ends, distance_km, self.month)
        return tally if isinstance(tally, Tally) else None

    def charge(self, distance_km: Decimal) -> Decimal | None:
        """Return the charge; None where the tariff has none."""
        tally = self.tally(distance_km)
        return None if tally is None else tally.running

    @property
    def node_ids(self) -> tuple[str, ...]:
        """The end that it is for, if any."""
        return tuple(node_id for node_id in self.ends if node_id)


def curves(tariff: LintedTariff) -> Iterator[Curve]:
    """Return the curves of a tariff, for hauls between any nodes first.

    What a row charges between two named nodes has one distance, and no curve.
    """
    for ends in _directions(tariff):
        for cargo, month in tariff.trials():
            yield Curve(tariff, cargo, ends, month)


def borders_km(tariff: LintedTariff) -> list[Decimal]:
    """Return where belts of rates or coefficients start or end, above 0, in order."""
    rows: list[HaulRate | Coefficient] = [*tariff.rates, *tariff.coefficients]
    ends = {row.above_km for row in rows} | {row.to_km for row in rows}
    return sorted(canonical(exact(border)) for border in ends if border)


def stretches(tariff: LintedTariff) -> list[Stretch]:
    """Return the distances between the borders, from 0 to the longest haul."""
    borders = [border for border in borders_km(tariff) if border < LONGEST_KM]
    return [
        Stretch(start, start + JUST_ABOVE_KM if start else start, end)
        for start, end in pairwise([Decimal(0), *borders, LONGEST_KM])
    ]


def _directions(tariff: LintedTariff) -> list[Ends]:
    rows = sorted(
        (row.entry_node_id or "", row.exit_node_id or "") for row in tariff.coefficients
    )
    one_ended = [ends for ends in rows if "" in ends]
    return list(dict.fromkeys([ANYWHERE, *one_ended]))
