"""Money adds up to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.analysis.ledger import CENT, apportion, round_money

amounts = st.dictionaries(
    st.text(min_size=1, max_size=3),
    st.decimals(0, 10**9, places=7),
    min_size=1,
    max_size=8,
)


@given(amounts=amounts)
def test_rounded_shares_add_up_to_the_rounded_total(amounts):
    """Each share is off by less than a cent, and together they are not off at all."""
    shares = apportion(amounts)

    assert sum(shares.values()) == round_money(sum(amounts.values()))
    assert all(abs(shares[key] - amounts[key]) < CENT for key in amounts)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.005", "0.00"),  # half to even
        ("0.015", "0.02"),  # half to even
        ("2.6750001", "2.68"),  # above the half
        ("12345678901234567890.125", "12345678901234567890.12"),  # wide
    ],
)
def test_money_is_rounded_half_to_even(amount, rounded):
    """Bankers' rounding: errors do not pile up to one side."""
    assert round_money(Decimal(amount)) == Decimal(rounded)


def test_missing_cents_go_to_the_largest_remainders():
    """Three thirds of a unit: 0.33 each leave one cent, of equals to the first."""
    third = Decimal(1) / 3

    shares = apportion({"b": third, "a": third, "c": third})

    assert shares == {"a": Decimal("0.34"), "b": Decimal("0.33"), "c": Decimal("0.33")}
