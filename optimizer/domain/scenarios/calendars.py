"""Cutting a calendar into shorter periods."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from optimizer.domain.calendar import Period
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Closure
from optimizer.domain.problems import ProblemCode
from optimizer.domain.resources import CapacityBasis, ResourceCapacity
from optimizer.domain.scenarios.problems import UnusableChangeError

_DAY = timedelta(days=1)


def with_calendar_split(dataset: Dataset, days: Sequence[date]) -> Dataset:
    """Cut the periods of a dataset at some days.

    What is stated for a whole period is shared by its parts by their days: capacities
    by the period, and those of single periods. Closures go on in every part.

    Parameters
    ----------
    dataset
        Its periods, capacities and closures.
    days
        First days of new periods; none are the first of every month.

    Raises
    ------
    UnusableChangeError
        When a day is outside of the calendar.
    """
    calendar = dataset.calendar()
    first, last = calendar[0].start_date, calendar[-1].end_date
    cuts = sorted(set(days)) or list(_months(first, last))
    for day in cuts:
        if not first <= day <= last:
            raise UnusableChangeError(
                ProblemCode.OUT_OF_RANGE,
                f"{day} is outside of the calendar, {first} to {last}",
                "cut at days inside of it",
            )
    parts = {p.period_id: list(_parts(p, cuts, by_month=not days)) for p in calendar}
    shares = (*_given_shares(dataset, parts), *_period_shares(dataset, parts))
    return dataset.model_copy(
        update={
            "periods": tuple(p for period in calendar for p in parts[period.period_id]),
            "closures": tuple(_closures(dataset, parts)),
            "resource_capacities": shares,
        }
    )


type Parts = dict[str, list[Period]]
"""Parts of each period, by its id."""


def _closures(dataset: Dataset, parts: Parts) -> Iterator[Closure]:
    for closure in dataset.closures:
        members = [] if closure.period_id is None else parts[closure.period_id]
        if len(members) <= 1:
            yield closure
            continue
        for part in members:
            name = f"{closure.closure_id}.{part.period_id}"[:64]
            named = {"closure_id": name, "period_id": part.period_id}
            yield closure.model_copy(update=named)


def _given_shares(dataset: Dataset, parts: Parts) -> Iterator[ResourceCapacity]:
    for row in dataset.resource_capacities:
        members = parts[row.period_id]
        for part in members:
            share = part.day_count / _days(members)
            named = {"period_id": part.period_id, "capacity": row.capacity * share}
            yield row.model_copy(update=named)


def _months(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _parts(period: Period, cuts: Sequence[date], *, by_month: bool) -> Iterator[Period]:
    inside = [d for d in cuts if period.start_date < d <= period.end_date]
    if not inside:
        yield period
        return
    starts = [period.start_date, *inside]
    ends = [*(day - _DAY for day in inside), period.end_date]
    for start, end in zip(starts, ends, strict=True):
        name = start.isoformat()[:7] if by_month else start.isoformat()
        yield Period(period_id=name, start_date=start, end_date=end)


def _days(parts: Sequence[Period]) -> int:
    return sum(part.day_count for part in parts)


def _period_shares(dataset: Dataset, parts: Parts) -> Iterator[ResourceCapacity]:
    """Yield what each part gets of a capacity that is stated by the period."""
    given = {(r.resource_id, r.period_id) for r in dataset.resource_capacities}
    for resource in dataset.resources:
        if resource.basis is not CapacityBasis.PERIOD:
            continue
        for period_id, members in parts.items():
            if len(members) == 1 or (resource.resource_id, period_id) in given:
                continue
            for part in members:
                share = part.day_count / _days(members)
                yield ResourceCapacity(
                    resource_id=resource.resource_id,
                    period_id=part.period_id,
                    capacity=resource.capacity * share,
                )
