"""Side payments add up to 0, leave nobody worse off, and are missing only with proof."""

from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.analysis.side_payments import settle

amounts = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)
gains_of_carriers = st.dictionaries(st.sampled_from("abcdefgh"), amounts)


def paid(settlement):
    return {payment.carrier_id: payment.amount for payment in settlement.payments}


@given(gains=gains_of_carriers, shippers_gain=amounts)
def test_payments_add_up_to_zero_and_leave_nobody_worse_off(gains, shippers_gain):
    """What a reader would add up by hand."""
    settlement = settle(gains, shippers_gain)
    payments = paid(settlement)

    assert sum(payments.values()) == 0
    assert not settlement.exists or all(
        gain + payments.get(carrier_id, 0) >= 0 for carrier_id, gain in gains.items()
    )


@given(gains=gains_of_carriers)
def test_payments_exist_exactly_where_carriers_gain_together(gains):
    """Payments do not change the sum, and below 0 somebody is below 0."""
    settlement = settle(gains, Decimal(0))

    assert settlement.exists == (sum(gains.values()) >= 0)
    assert settlement.carriers_gain == sum(gains.values())


@given(gains=gains_of_carriers)
def test_losers_get_just_their_loss_and_only_gainers_pay(gains):
    """No smaller payments do, and who gains pays within a cent of its proportion."""
    settlement = settle(gains, Decimal(0))
    payments = paid(settlement)
    losses = -sum(gain for gain in gains.values() if gain < 0)
    gained = sum(gain for gain in gains.values() if gain > 0)

    for carrier_id, gain in gains.items() if settlement.exists else ():
        exact = -gain if gain < 0 or not gained else -losses * gain / gained
        assert abs(payments.get(carrier_id, 0) - exact) < Decimal("0.01")
        assert gain >= 0 or payments[carrier_id] == -gain


@given(gains=gains_of_carriers, shippers_gain=amounts)
def test_shippers_pay_what_carriers_lack(gains, shippers_gain):
    """With it carriers lack nothing, and shippers keep the joint gain."""
    settlement = settle(gains, shippers_gain)
    payment = settlement.shippers_payment

    assert settlement.carriers_gain + payment == max(settlement.carriers_gain, 0)
    assert settlement.exists == (payment == 0)
    assert settlement.exists or shippers_gain - payment == settlement.joint_gain


@pytest.mark.parametrize(
    ("gains", "payments"),
    [
        # A third of 10 dollars each; the cent that is left goes to the first.
        ("9 9 9 -10", "-3.34 -3.33 -3.33 10"),
        # 80 : 20 of all they gain.
        ("80 20 -100", "-80 -20 100"),
        ("5 0 0", "0 0 0"),
        # Nobody gains: nothing exists, nothing is paid.
        ("1 -2", "0 0"),
    ],
)
def test_some_payments_by_hand(gains, payments):
    """Gains and payments of carriers in their order."""
    by_carrier = {f"c{n}": Decimal(gain) for n, gain in zip(count(), gains.split())}
    made = paid(settle(by_carrier, Decimal(0)))

    assert [made.get(carrier_id, 0) for carrier_id in by_carrier] == [
        Decimal(payment) for payment in payments.split()
    ]
