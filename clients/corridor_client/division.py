"""Terms of division written as messages."""

from decimal import Context, Decimal

from corridor.v1 import division_pb2

from corridor_client.choices import DivisionRule
from corridor_client.errors import InvalidRequestError
from corridor_client.regime_comparison import DivisionTerms

_NANOS = 10**9
_LARGEST_UNITS = 2**63 - 1
_WIDE = Context(prec=60)


def put_terms(message: division_pb2.DivisionTerms, terms: DivisionTerms) -> None:
    """Write terms into an empty message.

    Raises
    ------
    InvalidRequestError
        When the rule is none that can be asked for, or a terminal amount is not money.
    """
    if terms.rule is DivisionRule.UNRECOGNIZED:
        msg = "the rule of division is unknown to this client; choose another, or update it"
        raise InvalidRequestError(msg)
    rules = division_pb2.DivisionRule
    message.rule = rules.Value(f"DIVISION_RULE_{terms.rule}")
    if terms.local_regime_id is not None:
        message.local_regime_id = terms.local_regime_id
    named = {*terms.weights, *terms.terminal_amounts, *terms.percents}
    for carrier_id in sorted(named):
        carrier = message.carriers.add(carrier_id=carrier_id)
        if carrier_id in terms.weights:
            carrier.weight.value = str(terms.weights[carrier_id])
        if carrier_id in terms.percents:
            carrier.percent.value = str(terms.percents[carrier_id])
        if carrier_id in terms.terminal_amounts:
            units, nanos = _money_of(carrier_id, terms.terminal_amounts[carrier_id])
            money = carrier.terminal_amount_per_tonne
            # Present even where it is 0.
            money.SetInParent()
            money.units, money.nanos = units, nanos


def _money_of(carrier_id: str, amount: Decimal) -> tuple[int, int]:
    """Return the whole units and the billionths of an amount."""
    nanos = amount.scaleb(9, context=_WIDE) if amount.is_finite() else Decimal(-1)
    is_whole = nanos >= 0 and nanos == nanos.to_integral_value(context=_WIDE)
    if not is_whole or nanos > _LARGEST_UNITS * _NANOS:
        msg = (
            f"the terminal amount of {carrier_id!r} is {amount}; give a finite number of "
            "at least 0 with at most nine decimals"
        )
        raise InvalidRequestError(msg)
    return divmod(int(nanos), _NANOS)
