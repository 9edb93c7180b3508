"""When cargo arrives: periods as instants."""

import bisect
from datetime import date

from optimizer.domain.dataset import Dataset


class Timetable:
    """The periods of a calendar, by position in the order of time.

    Cargo departs in the middle of its period. With a single period no time passes: the
    plan is static.
    """

    def __init__(self, dataset: Dataset) -> None:
        calendar = dataset.calendar()
        self.period_ids = [p.period_id for p in calendar]
        self._starts = [float(p.start_date.toordinal()) for p in calendar]
        self._end = calendar[-1].end_date.toordinal() + 1.0
        self._middles = [
            start + period.day_count / 2
            for start, period in zip(self._starts, calendar, strict=True)
        ]

    def __len__(self) -> int:
        return len(self.period_ids)

    def arrival(self, departure: int, transit_days: float) -> int | None:
        """Return the period in which cargo arrives that departs in a period.

        It is the one that holds the middle of the departure's period plus the transit
        time; None when that is past the horizon.
        """
        if len(self) == 1:
            return 0
        instant = self._middles[departure] + transit_days
        if instant >= self._end:
            return None
        return bisect.bisect_right(self._starts, instant) - 1

    def days_to_next(self, period: int) -> float:
        """Days from the middle of a period to the middle of the next."""
        return self._middles[period + 1] - self._middles[period]

    def period_of(self, day: date) -> int:
        """Return the period that holds a day of the horizon."""
        return bisect.bisect_right(self._starts, float(day.toordinal())) - 1
