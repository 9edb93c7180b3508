"""Between records and messages, field by field: both name their fields alike.

What to do with a field is read off the message's descriptor once and kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from optimizer.errors import AmountTooLargeError
from optimizer.tables.cells import Raw

UNSPECIFIED = "UNSPECIFIED"
"""Ending of the name of every enum's value 0."""

BILLIONTH = Decimal("1e-9")
"""Smallest step of an amount of money in a message."""

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_NANOS = 10**9
_UNITS_LIMIT = 2**63

type Writer = Callable[[Message, str, Any, str], None]
type Reader = Callable[[Any], Raw]


def fill(message: Message, record: object, currency_code: str) -> None:
    """Write a record into an empty message.

    Parameters
    ----------
    message
        Takes the values; each of its fields has an attribute of the record.
    record
        Gives the values; None leaves the field unset.
    currency_code
        Currency of every amount of money in the record.

    Raises
    ------
    AmountTooLargeError
        When an amount of money is not below 2^63.
    """
    for name, attribute, write in _writers_of(message.DESCRIPTOR):
        value = getattr(record, attribute)
        if value is not None:
            write(message, name, value, currency_code)


@dataclass(frozen=True)
class Cells:
    """The fields of a message as the cells of a row.

    Attributes
    ----------
    values
        What the cells hold, by column; unset fields are left out. What no column
        takes, such as the number of an unknown choice, is passed on as text.
    currency_codes
        Currency of each amount of money, by column.
    """

    values: dict[str, Raw]
    currency_codes: dict[str, str]


def cells_of(message: Message) -> Cells:
    """Read the fields of a row's message; nothing that it holds is refused here."""
    values: dict[str, Raw] = {}
    currency_codes = {}
    for field, read in _readers_of(message.DESCRIPTOR):
        if field.has_presence and not message.HasField(field.name):
            continue
        value = getattr(message, field.name)
        values[field.name] = read(value)
        if _type_name(field) == "google.type.Money":
            currency_codes[field.name] = value.currency_code
    return Cells(values, currency_codes)


@cache
def _writers_of(descriptor: Descriptor) -> tuple[tuple[str, str, Writer], ...]:
    return tuple(
        (field.name, _attribute_of(field), _writer_of(field))
        for field in descriptor.fields
    )


def _attribute_of(field: FieldDescriptor) -> str:
    """Name of the record's attribute: a duration ``x_time`` is ``x_seconds`` there."""
    if _type_name(field) == "google.protobuf.Duration":
        return field.name.removesuffix("_time") + "_seconds"
    return field.name


def _type_name(field: FieldDescriptor) -> str:
    return field.message_type.full_name if field.message_type else ""


def _is_list(field: FieldDescriptor) -> bool:
    # ``is_repeated`` is younger than the oldest runtime that loads the messages.
    return isinstance(field.default_value, list)


def _writer_of(field: FieldDescriptor) -> Writer:
    if _is_list(field):
        if _type_name(field) == "google.type.Money":
            return _write_amounts
        return _write_records if field.message_type else _write_list
    if field.enum_type:
        return _choice_writer(field.enum_type)
    if field.message_type:
        return _MESSAGE_WRITERS.get(_type_name(field), _write_record)
    return _write_scalar


def _write_scalar(message: Message, name: str, value: object, _: str) -> None:
    setattr(message, name, value)


def _write_list(message: Message, name: str, value: tuple[str, ...], _: str) -> None:
    getattr(message, name).extend(value)


def _write_records(
    message: Message, name: str, value: tuple[object, ...], currency_code: str
) -> None:
    rows = getattr(message, name)
    for record in value:
        fill(rows.add(), record, currency_code)


def _write_amounts(
    message: Message, name: str, value: tuple[Decimal, ...], currency_code: str
) -> None:
    amounts = getattr(message, name)
    for amount in value:
        units, nanos = money_parts(amount)
        amounts.add(currency_code=currency_code, units=units, nanos=nanos)


def _write_record(
    message: Message, name: str, value: object, currency_code: str
) -> None:
    part: Message = getattr(message, name)
    part.SetInParent()
    fill(part, value, currency_code)


def _choice_writer(choices: EnumDescriptor) -> Writer:
    prefix = _prefix_of(choices)
    numbers = {v.name.removeprefix(prefix): v.number for v in choices.values}

    def write(message: Message, name: str, value: StrEnum, _: str) -> None:
        setattr(message, name, numbers[value.name])

    return write


def _prefix_of(choices: EnumDescriptor) -> str:
    return choices.values_by_number[0].name.removesuffix(UNSPECIFIED)


def _write_money(
    message: Message, name: str, value: Decimal, currency_code: str
) -> None:
    money = getattr(message, name)
    money.currency_code = currency_code
    money.units, money.nanos = money_parts(value)


def money_parts(value: Decimal) -> tuple[int, int]:
    """Return the units and nanos of an amount of money.

    Raises
    ------
    AmountTooLargeError
        When it is not below 2^63.
    """
    amount = abs(value).quantize(BILLIONTH, context=_WIDE).scaleb(9, context=_WIDE)
    units, nanos = divmod(int(amount), _NANOS)
    if units >= _UNITS_LIMIT:
        raise AmountTooLargeError(value)
    sign = -1 if value < 0 else 1
    return sign * units, sign * nanos


def _write_date(message: Message, name: str, value: date, _: str) -> None:
    day = getattr(message, name)
    day.year, day.month, day.day = value.year, value.month, value.day


def _write_decimal(message: Message, name: str, value: Decimal, _: str) -> None:
    getattr(message, name).value = f"{value:f}"


def _write_duration(message: Message, name: str, value: float, _: str) -> None:
    duration = getattr(message, name)
    duration.SetInParent()
    duration.seconds, duration.nanos = divmod(round(value * _NANOS), _NANOS)


_MESSAGE_WRITERS: dict[str, Writer] = {
    "google.type.Money": _write_money,
    "google.type.Date": _write_date,
    "google.type.Decimal": _write_decimal,
    "google.protobuf.Duration": _write_duration,
}


@cache
def _readers_of(descriptor: Descriptor) -> tuple[tuple[FieldDescriptor, Reader], ...]:
    return tuple((field, _reader_of(field)) for field in descriptor.fields)


def _reader_of(field: FieldDescriptor) -> Reader:
    if _is_list(field):
        return list
    if field.enum_type:
        return _choice_reader(field.enum_type)
    if field.message_type:
        return _MESSAGE_READERS[_type_name(field)]
    return _read_scalar


def _read_scalar(value: Raw) -> Raw:
    return value


def _choice_reader(choices: EnumDescriptor) -> Reader:
    prefix = _prefix_of(choices)
    names: dict[int, Raw] = {
        v.number: v.name.removeprefix(prefix) if v.number else None
        for v in choices.values
    }
    return lambda number: names.get(number, str(number))


def _read_money(money: Any) -> Raw:  # noqa: ANN401 - google.type has no types
    is_split_right = abs(money.nanos) < _NANOS and money.units * money.nanos >= 0
    if not is_split_right:
        return f"{money.units} units and {money.nanos} nanos"
    if money.nanos == 0:
        return Decimal(money.units)
    total = Decimal(money.units * _NANOS + money.nanos)
    return total.scaleb(-9, context=_WIDE).normalize(context=_WIDE)


def _read_date(day: Any) -> Raw:  # noqa: ANN401 - google.type has no types
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def _read_decimal(decimal: Any) -> Raw:  # noqa: ANN401 - google.type has no types
    text: str = decimal.value
    return text


_MESSAGE_READERS: dict[str, Reader] = {
    "google.type.Money": _read_money,
    "google.type.Date": _read_date,
    "google.type.Decimal": _read_decimal,
}
