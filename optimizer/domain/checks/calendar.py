"""Time: periods follow each other, windows lie within them, profiles have 12 months."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from optimizer.domain.checks.presence import UNREAD_NAME, Unread
from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.domain.problems import Problem, ProblemCode

MONTHS = frozenset(range(1, 13))


def calendar_problems(dataset: Dataset, unread: Unread) -> Iterator[Problem]:
    """Gaps and overlaps, windows outside of the horizon, profiles with holes."""
    months = _months_of_shapes(dataset, unread)
    yield from _shape_problems(months)
    if unread["periods"] or not dataset.periods:
        return
    yield from _period_problems(dataset)
    yield from _window_problems(dataset)
    whole = {shape_id for shape_id, present in months.items() if present == MONTHS}
    yield from _release_problems(dataset, whole)


def _months_of_shapes(dataset: Dataset, unread: Unread) -> dict[str, set[int]]:
    """Months of each profile of which every row could be read."""
    months: dict[str, set[int]] = {}
    if UNREAD_NAME in unread["monthly_shapes"]:
        return months
    for row in dataset.monthly_shapes:
        if row.shape_id not in unread["monthly_shapes"]:
            months.setdefault(row.shape_id, set()).add(row.month)
    return months


def _shape_problems(months: Mapping[str, set[int]]) -> Iterator[Problem]:
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


def _period_problems(dataset: Dataset) -> Iterator[Problem]:
    for previous, period in pairwise(dataset.calendar()):
        is_duplicate = period.period_id == previous.period_id
        is_next = (period.start_date - previous.end_date).days == 1
        if not is_next and not is_duplicate:
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
                remedy="let it start on the day after",
            )


def _window_problems(dataset: Dataset) -> Iterator[Problem]:
    first = min(period.start_date for period in dataset.periods)
    last = max(period.end_date for period in dataset.periods)
    for demand in dataset.demands:
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


def _release_problems(dataset: Dataset, shape_ids: set[str]) -> Iterator[Problem]:
    """Demands that never become ready, because their profile is zero all the time."""
    is_released: dict[tuple[str, date | None, date | None], bool] = {}
    for demand in dataset.demands:
        if demand.shape_id is None or demand.shape_id not in shape_ids:
            continue
        key = (demand.shape_id, demand.earliest_departure, demand.latest_arrival)
        if key not in is_released:
            is_released[key] = any(dataset.release_weights(demand))
        if not is_released[key]:
            yield _never_released(demand)


def _never_released(demand: Demand) -> Problem:
    return Problem(
        code=ProblemCode.INCOMPLETE_SHAPE,
        table="demands",
        row_id=demand.demand_id,
        column="shape_id",
        value=demand.shape_id or "",
        message="the profile is zero over the whole window",
        remedy="widen the window or choose another profile",
    )
