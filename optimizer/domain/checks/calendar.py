"""Time: periods follow each other, windows lie within them, profiles have 12 months."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.domain.problems import Problem, ProblemCode

MONTHS = frozenset(range(1, 13))


def calendar_problems(dataset: Dataset) -> Iterator[Problem]:
    """Gaps and overlaps, windows outside of the horizon, profiles with holes."""
    yield from _period_problems(dataset)
    yield from _shape_problems(dataset)
    for demand in dataset.demands:
        yield from _window_problems(dataset, demand)


def _period_problems(dataset: Dataset) -> Iterator[Problem]:
    periods = dataset.calendar()
    for previous, period in pairwise(periods):
        expected = previous.end_date + timedelta(days=1)
        if period.start_date != expected:
            yield Problem(
                code=ProblemCode.CALENDAR_GAP,
                table="periods",
                row_id=period.period_id,
                column="start_date",
                value=str(period.start_date),
                message=(
                    f"the period before, {previous.period_id!r}, ends on "
                    f"{previous.end_date}"
                ),
                remedy=f"let it start on {expected}",
            )


def _shape_problems(dataset: Dataset) -> Iterator[Problem]:
    months: dict[str, set[int]] = {}
    for row in dataset.monthly_shapes:
        months.setdefault(row.shape_id, set()).add(row.month)
    for shape_id, present in months.items():
        missing = sorted(MONTHS - present)
        if missing:
            yield Problem(
                code=ProblemCode.INCOMPLETE_SHAPE,
                table="monthly_shapes",
                row_id=f"{shape_id}/{min(present)}",
                column="month",
                message=f"{shape_id!r} has no row for the months {missing}",
                remedy="give each of the twelve months a row",
            )


def _window_problems(dataset: Dataset, demand: Demand) -> Iterator[Problem]:
    periods = dataset.calendar()
    if not periods:
        return
    first, last = periods[0].start_date, periods[-1].end_date
    for column in ("earliest_departure", "latest_arrival"):
        day = getattr(demand, column)
        if day is not None and not first <= day <= last:
            yield Problem(
                code=ProblemCode.WINDOW_OUTSIDE_CALENDAR,
                table="demands",
                row_id=demand.demand_id,
                column=column,
                value=str(day),
                message=f"the horizon runs from {first} to {last}",
                remedy="change the window or add periods",
            )
            return
    if demand.shape_id and not any(dataset.release_weights(demand)):
        yield Problem(
            code=ProblemCode.INCOMPLETE_SHAPE,
            table="demands",
            row_id=demand.demand_id,
            column="shape_id",
            value=demand.shape_id,
            message="the profile is zero over the whole window",
            remedy="widen the window or choose another profile",
        )
