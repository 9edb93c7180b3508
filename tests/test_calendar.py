"""Profiles of the year weigh every day of a period once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from strategies import dates, periods

factors = st.lists(st.floats(0, 10), min_size=12, max_size=12).map(
    lambda values: dict(enumerate(values, start=1))
)


@given(period=periods(), factors=factors, ends=st.tuples(dates, dates).map(sorted))
def test_days_are_weighed_one_by_one(period, factors, ends):
    """Going by months gives what going by days would."""
    first, last = ends
    days = (period.start_date + timedelta(days=n) for n in range(period.day_count))
    expected = sum(factors[day.month] for day in days if first <= day <= last)

    weighed = period.weighted_days(factors, first, last)

    assert abs(weighed - expected) <= 1e-9 * max(1.0, expected)


@given(period=periods())
def test_an_even_year_counts_days(period):
    """Factors of 1 are no factors; the last day of the calendar counts too."""
    even = dict.fromkeys(range(1, 13), 1.0)

    assert period.weighted_days(even) == period.day_count
    assert period.weighted_days(even, last=date.min) == (
        1.0 if period.start_date == date.min else 0.0
    )
