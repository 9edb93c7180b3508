"""Which tariff charges for a leg."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.tariffs import Tariff
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.rate_book import RateBook, is_in_force

LEG_RANK = 1_000
"""Rank of tariffs that charge leg by leg, where no regime gives one: the last."""

HAUL_RANK = 1
"""Rank of tariffs that charge by the haul, where no regime gives one."""


@dataclass
class Governing:
    """Finds the tariff that charges by the haul for a leg, if any does.

    Of the tariffs in force whose scope holds the leg and whose rates cover the goods,
    the one of the lowest rank charges. A tariff that charges leg by leg comes before it
    where its rank is lower still.

    Attributes
    ----------
    problems
        Legs that two tariffs of the same rank charge for, as they are met.
    """

    dataset: Dataset
    book: HaulBook
    rates: RateBook
    problems: dict[tuple[object, ...], Problem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look up ranks."""
        self._ranks = {r.tariff_id: r.rank for r in self.dataset.regime_tariffs}

    def haul_tariffs(self, commodity: Commodity, day: date) -> dict[str, str]:
        """Return the tariff that charges by the haul, by leg, on a day."""
        tariffs = [
            tariff
            for tariff in self.book.tariffs
            if is_in_force(tariff, day)
            and self.book.covers(tariff.tariff_id, commodity)
        ]
        if not tariffs:
            return {}
        return dict(self._chosen(tariffs, commodity, day))

    def _chosen(
        self, tariffs: list[Tariff], commodity: Commodity, day: date
    ) -> Iterator[tuple[str, str]]:
        scopes = {t.tariff_id: self.book.scope(t.tariff_id) for t in tariffs}
        for leg in self.dataset.legs:
            if not leg.is_open_to(commodity.tariff_class):
                continue
            fitting = [t for t in tariffs if leg.leg_id in scopes[t.tariff_id]]
            if not fitting:
                continue
            best = min(self._rank(t) for t in fitting)
            first, *others = (t for t in fitting if self._rank(t) == best)
            for other in others:
                self._note(first, other, leg)
            if self._leg_rank(leg, commodity, day) >= best:
                yield leg.leg_id, first.tariff_id

    def _rank(self, tariff: Tariff) -> int:
        return self._ranks.get(tariff.tariff_id, HAUL_RANK)

    def _leg_rank(self, leg: Leg, commodity: Commodity, day: date) -> int:
        rate = self.rates.select(leg, commodity, day).rate
        return LEG_RANK if rate is None else self._ranks.get(rate.tariff_id, LEG_RANK)

    def _note(self, first: Tariff, other: Tariff, leg: Leg) -> None:
        problem = Problem(
            code=ProblemCode.OVERLAPPING_TARIFFS,
            table="tariffs",
            row_id=other.tariff_id,
            column="tariff_id",
            value=other.tariff_id,
            message=(
                f"it charges for the leg {leg.leg_id!r}, and so does "
                f"{first.tariff_id!r}, with the same rank"
            ),
            remedy="give one of them a lower rank in regime_tariffs, or narrow its scope",
        )
        self.problems.setdefault((first.tariff_id, other.tariff_id), problem)
