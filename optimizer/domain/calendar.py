"""The planning horizon: periods, and how a year's figures spread over months."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Self

from pydantic import model_validator

from optimizer.domain.quantities import Day, Id, MonthNumber, Quantity
from optimizer.domain.record import Record

LONGEST_PERIOD_DAYS = 3660
"""Most days of one period, ten years: a plan looks no further at once."""

DAYS_PER_YEAR = 365
"""Days over which a yearly capacity is spread, in leap years too."""


class Period(Record):
    """A slot of the planning horizon, from its first day to its last."""

    period_id: Id
    """Identifies the period."""

    start_date: Day
    """First day."""

    end_date: Day
    """Last day, included."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end_date < self.start_date:
            msg = f"the period ends on {self.end_date}, before {self.start_date}"
            raise ValueError(msg)
        if self.day_count > LONGEST_PERIOD_DAYS:
            msg = (
                f"the period has {self.day_count} days, more than {LONGEST_PERIOD_DAYS}"
            )
            raise ValueError(msg)
        return self

    @property
    def day_count(self) -> int:
        """Days in the period, first and last included."""
        return (self.end_date - self.start_date).days + 1

    def weighted_days(
        self,
        factors: Mapping[int, float],
        first: date = date.min,
        last: date = date.max,
    ) -> float:
        """Count the period's days within a window, each by its month's factor.

        Parameters
        ----------
        factors
            Factor of each calendar month, 1 to 12.
        first, last
            The window; without one all days count.
        """
        day, end = max(self.start_date, first), min(self.end_date, last)
        total = 0.0
        while day <= end:
            month_end = day.replace(day=monthrange(day.year, day.month)[1])
            stop = min(end, month_end)
            total += factors[day.month] * ((stop - day).days + 1)
            if stop == end:
                break
            day = stop + timedelta(days=1)
        return total


class MonthlyShape(Record):
    """One month of a named profile of the year, such as a winter's lost sailings.

    A profile has twelve rows. Over a period, its factor is the mean of the months'
    factors over the period's days.
    """

    shape_id: Id
    """Names the profile; with ``month`` it identifies the row."""

    month: MonthNumber
    """Calendar month, January is 1."""

    factor: Quantity
    """Multiple of the average day; 1 is an average month, 0 a closed one."""
