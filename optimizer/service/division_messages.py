"""Terms of division read from messages."""

from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from corridor.v1 import division_pb2
from google.type import decimal_pb2, money_pb2

from optimizer.domain.dataset import Dataset
from optimizer.errors import InvalidRequestError
from optimizer.tariff.division import DivisionRule
from optimizer.tariff.division_terms import DivisionTerms

_LONGEST_NUMBER = 60
_NANOS = 10**9
_WIDEST_EXPONENT = 28


def read_terms(
    message: division_pb2.DivisionTerms, dataset: Dataset, field: str = "terms"
) -> DivisionTerms:
    """Read terms of division.

    Parameters
    ----------
    message
        The terms; unset is by kilometers.
    dataset
        Knows the carriers and the currency.
    field
        Path of the message in the request.

    Raises
    ------
    InvalidRequestError
        When the rule is unknown, a carrier is unknown or named twice, or a number is out
        of range.
    """
    known = {carrier.carrier_id for carrier in dataset.carriers}
    weights: dict[str, Decimal] = {}
    terminal_amounts: dict[str, Decimal] = {}
    percents: dict[str, Decimal] = {}
    named: set[str] = set()
    for index, carrier in enumerate(message.carriers):
        path, carrier_id = f"{field}.carriers[{index}]", carrier.carrier_id
        _require_carrier(f"{path}.carrier_id", carrier_id, known, named)
        named.add(carrier_id)
        if carrier.HasField("weight"):
            weights[carrier_id] = _number(f"{path}.weight", carrier.weight)
        if carrier.HasField("terminal_amount_per_tonne"):
            money = carrier.terminal_amount_per_tonne
            place = f"{path}.terminal_amount_per_tonne"
            currency_code = dataset.header.currency_code
            terminal_amounts[carrier_id] = _amount(place, money, currency_code)
        if carrier.HasField("percent"):
            percents[carrier_id] = _number(f"{path}.percent", carrier.percent)
    return DivisionTerms(
        rule=_rule_of(message.rule, f"{field}.rule"),
        weights=weights,
        terminal_amounts=terminal_amounts,
        percents=percents,
        local_regime_id=message.local_regime_id or None,
    )


def _rule_of(number: int, field: str) -> DivisionRule:
    values = division_pb2.DivisionRule.DESCRIPTOR.values_by_number
    if number == 0:
        return DivisionRule.MILEAGE
    if number not in values:
        message = f"{number} is no rule; give one of {', '.join(DivisionRule)}"
        raise InvalidRequestError(field, message)
    return DivisionRule[values[number].name.removeprefix("DIVISION_RULE_")]


def _require_carrier(
    field: str, carrier_id: str, known: Collection[str], named: Collection[str]
) -> None:
    if carrier_id in named:
        message = f"{carrier_id!r} is named twice; say all of a carrier at once"
        raise InvalidRequestError(field, message)
    if carrier_id not in known:
        near = get_close_matches(carrier_id.lower(), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else "give one of its carriers"
        message = f"the dataset has no carrier {carrier_id!r}; {hint}"
        raise InvalidRequestError(field, message)


def _number(field: str, message: decimal_pb2.Decimal) -> Decimal:
    text: str = message.value
    try:
        number = Decimal(text[: _LONGEST_NUMBER + 1])
    except InvalidOperation:
        number = Decimal("NaN")
    is_usable = len(text) <= _LONGEST_NUMBER and number.is_finite() and number >= 0
    if not is_usable or abs(number.adjusted()) > _WIDEST_EXPONENT:
        message_text = (
            f"it is {text!r}; give a finite number of at least 0, such as 1.5"
        )
        raise InvalidRequestError(field, message_text)
    return number


def _amount(field: str, money: money_pb2.Money, currency_code: str) -> Decimal:
    if money.currency_code not in {"", currency_code}:
        message = f"it is in {money.currency_code!r}; give it in {currency_code}"
        raise InvalidRequestError(field, message)
    if money.units < 0 or not 0 <= money.nanos < _NANOS:
        message = f"it is {money.units} units and {money.nanos} nanos; give at least 0"
        raise InvalidRequestError(field, message)
    return Decimal(money.units * _NANOS + money.nanos).scaleb(-9)
