"""What cargo cannot use, by name, and when it could."""

from collections.abc import Iterable, Iterator
from datetime import date

from optimizer.analysis.charging import Tariffs
from optimizer.analysis.quotes.quote import Unavailable, UnavailableReason
from optimizer.domain.commodities import Commodity
from optimizer.domain.network import Leg
from optimizer.domain.plan import StepKind
from optimizer.domain.problems import Problem
from optimizer.domain.tariffs import Tariff
from optimizer.tariff.rate_book import Element, element_id
from optimizer.tariff.validity import said_validity


def nearest_days(
    tariffs: Iterable[Tariff], day: date
) -> tuple[date | None, date | None]:
    """Return the last day before and the first day after on which a tariff holds.

    Parameters
    ----------
    tariffs
        Tariffs none of which holds on the day.
    day
        The day.
    """
    tariffs = list(tariffs)
    ends = [t.valid_to for t in tariffs if t.valid_to is not None and t.valid_to < day]
    starts = [t.valid_from for t in tariffs if t.valid_from and t.valid_from > day]
    return max(ends, default=None), min(starts, default=None)


def unpriced(
    problems: Iterable[Problem], tariffs: Tariffs, commodity: Commodity, day: date
) -> Iterator[Unavailable]:
    """Say what is open to a commodity but cannot be charged on a day."""
    kinds = {"legs": StepKind.LEG, "transfers": StepKind.TRANSFER}
    for problem in problems:
        kind = kinds.get(problem.table, StepKind.HOLD)
        element = tariffs.elements.get((kind, problem.row_id))
        pricing = () if element is None else _pricing(element, tariffs, commodity)
        before, after = nearest_days(pricing, day)
        yield Unavailable(
            table=problem.table,
            row_id=problem.row_id,
            reason=UnavailableReason.UNPRICED,
            last_day_before=before,
            first_day_after=after,
            message=f"{problem.message}{_when(before, after)}",
        )


def unavailable_tariffs(lapsed: Iterable[Tariff], day: date) -> Iterator[Unavailable]:
    """Name tariffs that do not hold on a day, and when they do."""
    for tariff in lapsed:
        before, after = nearest_days([tariff], day)
        yield Unavailable(
            table="tariffs",
            row_id=tariff.tariff_id,
            reason=UnavailableReason.NOT_IN_FORCE,
            last_day_before=before,
            first_day_after=after,
            message=f"it holds {said_validity(tariff)}, not on {day}",
        )


def closed(element: Element, commodity: Commodity) -> Unavailable:
    """Say that a leg or transfer is not open to a commodity."""
    return Unavailable(
        table="legs" if isinstance(element, Leg) else "transfers",
        row_id=element_id(element),
        reason=UnavailableReason.CLOSED,
        message=f"it is not open to the tariff class {commodity.tariff_class!r}",
    )


def shut(element: Element) -> Unavailable:
    """Say that a leg or transfer is closed on the day."""
    return Unavailable(
        table="legs" if isinstance(element, Leg) else "transfers",
        row_id=element_id(element),
        reason=UnavailableReason.CLOSED,
        message="it is closed on that day, by a row of 'closures'",
    )


def _pricing(
    element: Element, tariffs: Tariffs, commodity: Commodity
) -> Iterator[Tariff]:
    """Tariffs that price a leg or transfer on some day."""
    classes = (None, commodity.tariff_class)
    for rate, tariff in tariffs.rates.candidates(element):
        if rate.tariff_class in classes:
            yield tariff
    for tariff in tariffs.hauls.tariffs:
        covers = tariffs.hauls.covers(tariff.tariff_id, commodity)
        is_leg = isinstance(element, Leg)
        scope = tariffs.hauls.scope(tariff.tariff_id)
        if is_leg and covers and element_id(element) in scope:
            yield tariff


def _when(before: date | None, after: date | None) -> str:
    days = [str(day) for day in (before, after) if day is not None]
    if not days:
        return ""
    noun = "day" if len(days) == 1 else "days"
    return f"; the nearest {noun} with one: {', '.join(days)}"
