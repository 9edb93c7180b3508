"""Side payments that leave no carrier worse off."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from optimizer.analysis.ledger import CENT
from optimizer.analysis.regime_comparison import Settlement, SidePayment
from optimizer.tariff.division import whole_steps

_ZERO = Decimal(0)


def settle(gains: Mapping[str, Decimal], shippers_gain: Decimal) -> Settlement:
    r"""Find the smallest side payments, or show that there are none.

    Payments :math:`p_i` that add up to 0 with :math:`g_i + p_i \ge 0` for every gain
    :math:`g_i` exist exactly where :math:`\sum g_i \ge 0`: the sum of what all carriers
    have afterwards is that of the gains.

    Parameters
    ----------
    gains
        What each carrier gains, in whole cents, by carrier id; negative for a loss.
    shippers_gain
        Fall of the total cost.
    """
    carriers_gain = sum(gains.values(), start=_ZERO)
    exists = carriers_gain >= 0
    return Settlement(
        exists=exists,
        carriers_gain=carriers_gain,
        payments=_smallest_payments(gains) if exists else (),
        shippers_gain=shippers_gain,
        joint_gain=carriers_gain + shippers_gain,
        shippers_payment=max(-carriers_gain, _ZERO),
    )


def _smallest_payments(gains: Mapping[str, Decimal]) -> tuple[SidePayment, ...]:
    """Give each loser its loss, taken from the gainers in proportion to their gains.

    A gainer's exact part of the losses is at most its gain, which is whole cents, so
    that rounding up does not exceed it either.
    """
    winners = sorted(carrier_id for carrier_id, gain in gains.items() if gain > 0)
    amounts = {carrier_id: -gain for carrier_id, gain in gains.items() if gain < 0}
    losses = int(sum(amounts.values(), start=_ZERO) / CENT)
    gained = sum((Fraction(gains[winner]) for winner in winners), start=Fraction(0))
    quotas = [losses * Fraction(gains[winner]) / gained for winner in winners]
    for winner, cents in zip(winners, whole_steps(losses, quotas), strict=True):
        amounts[winner] = -cents * CENT
    return tuple(
        SidePayment(carrier_id=carrier_id, amount=amounts[carrier_id])
        for carrier_id in sorted(amounts)
        if amounts[carrier_id]
    )
