"""The exchange rate of a day is the latest one known on it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import Network

from optimizer.domain.tariffs import ExchangeRate
from optimizer.tariff.exchange import ExchangeTable

QUOTES = [("2025-01-01", "2"), ("2025-03-01", "3"), ("2025-02-01", "5")]


def table_of(quotes, currency_code="KZT"):
    network = Network()
    for day, rate in quotes:
        network.add(
            ExchangeRate(
                currency_code=currency_code,
                quote_date=date.fromisoformat(str(day)),
                rate=Decimal(rate),
            )
        )
    return ExchangeTable(network.dataset())


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("2024-12-31", None),  # before the first quotation
        ("2025-01-01", 2),  # on its day
        ("2025-01-31", 2),
        ("2025-02-01", 5),
        ("2025-03-01", 3),
        ("2099-01-01", 3),  # the last one holds for ever
    ],
)
def test_the_latest_quotation_on_or_before_the_day_holds(day, rate):
    """A later quotation could not have been known."""
    assert table_of(QUOTES).rate_on("KZT", date.fromisoformat(day)) == rate


def test_the_dataset_s_own_currency_is_worth_one():
    """On any day, without a quotation."""
    assert table_of([]).rate_on("USD", date(1990, 1, 1)) == 1


def test_a_currency_without_quotations_has_no_rate():
    """None, not one: a missing rate is a problem to report."""
    assert table_of(QUOTES).rate_on("EUR", date(2025, 6, 1)) is None


@settings(deadline=None)
@given(
    offsets=st.lists(st.integers(0, 400), unique=True, max_size=8),
    day=st.integers(-10, 410),
)
def test_the_rate_is_the_one_of_the_nearest_earlier_quotation(offsets, day):
    """Found by looking at every quotation in turn."""
    start = date(2025, 1, 1)
    quotes = [(start + timedelta(days=n), n + 1) for n in offsets]
    earlier = [n for n in offsets if n <= day]

    rate = table_of(quotes).rate_on("KZT", start + timedelta(days=day))

    assert rate == (max(earlier) + 1 if earlier else None)
