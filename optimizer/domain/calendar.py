"""The planning horizon: periods, and how a year's figures spread over months."""

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

    def days(self) -> list[date]:
        """Every day of the period, in order."""
        return [self.start_date + timedelta(days=n) for n in range(self.day_count)]


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
