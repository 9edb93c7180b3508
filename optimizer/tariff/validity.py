"""Tariffs that do not hold when they are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from optimizer.domain.calendar import Period
from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.domain.tariffs import Tariff
from optimizer.tariff.rate_book import is_in_force


def lapsed(tariffs: Sequence[Tariff], day: date) -> Iterator[Tariff]:
    """Yield tariffs that do not hold on a day and have no other edition that does.

    Editions are tariffs of one carrier and basis of which never two hold together: last
    year's is not missed where this year's holds.

    Parameters
    ----------
    tariffs
        Tariffs that are to hold together, as those of a regime.
    day
        The day.
    """
    holding = [tariff for tariff in tariffs if is_in_force(tariff, day)]
    for tariff in tariffs:
        if tariff not in holding and not any(_are_editions(tariff, t) for t in holding):
            yield tariff


def validity_problems(dataset: Dataset) -> Iterator[Problem]:
    """Yield a warning for each tariff that does not hold where a plan could use it.

    Plans price a period by its first day. What they cannot charge by a tariff that does
    not hold then, they charge by the others, which nothing in the plan shows.

    Parameters
    ----------
    dataset
        Periods, and the tariffs that are to hold together.
    """
    calendar = dataset.calendar()
    missed: dict[str, list[Period]] = {}
    for period in calendar:
        for tariff in lapsed(dataset.tariffs, period.start_date):
            missed.setdefault(tariff.tariff_id, []).append(period)
    for tariff in dataset.tariffs:
        periods = missed.get(tariff.tariff_id)
        if periods:
            yield _not_in_force(tariff, periods)
        yield from _ends(tariff, calendar)


def said_validity(tariff: Tariff) -> str:
    """Say from when to when a tariff holds."""
    days = (("from", tariff.valid_from), ("until", tariff.valid_to))
    return " ".join(f"{word} {day}" for word, day in days if day is not None)


def _are_editions(first: Tariff, second: Tariff) -> bool:
    same = (first.carrier_id, first.basis) == (second.carrier_id, second.basis)
    return same and (_is_before(first, second) or _is_before(second, first))


def _is_before(first: Tariff, second: Tariff) -> bool:
    if first.valid_to is None or second.valid_from is None:
        return False
    return first.valid_to < second.valid_from


def _not_in_force(tariff: Tariff, periods: list[Period]) -> Problem:
    first, *_ = periods
    column = "valid_from" if _starts_after(tariff, first.start_date) else "valid_to"
    others = f" and {len(periods) - 1} more" if len(periods) > 1 else ""
    return Problem(
        code=ProblemCode.TARIFF_NOT_IN_FORCE,
        severity=Severity.WARNING,
        table="tariffs",
        row_id=tariff.tariff_id,
        column=column,
        value=str(getattr(tariff, column)),
        message=(
            f"it holds {said_validity(tariff)} and so not on {first.start_date}, the "
            f"first day of the period {first.period_id!r}{others}; what it "
            "is for, other tariffs charge there, or none"
        ),
        remedy=(
            "extend its validity, start a period where it starts, or leave it out of "
            "the regime"
        ),
    )


def _starts_after(tariff: Tariff, day: date) -> bool:
    return tariff.valid_from is not None and tariff.valid_from > day


def _ends(tariff: Tariff, calendar: Iterable[Period]) -> Iterator[Problem]:
    """Yield a warning where a tariff ends while a period lasts that it prices."""
    for period in calendar:
        end = tariff.valid_to
        if end is None or not period.start_date <= end < period.end_date:
            continue
        if is_in_force(tariff, period.start_date):
            yield Problem(
                code=ProblemCode.TARIFF_ENDS_IN_PERIOD,
                severity=Severity.WARNING,
                table="tariffs",
                row_id=tariff.tariff_id,
                column="valid_to",
                value=str(end),
                message=(
                    f"it prices the period {period.period_id!r} to its end on "
                    f"{period.end_date}, though it holds no longer than to {end}"
                ),
                remedy="end a period on that day, or extend its validity",
            )
