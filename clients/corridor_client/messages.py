"""Messages of the contract read into frozen records whose fields are named alike.

What to do with a field is read off the record's annotations and the message's
descriptor once and kept.
"""

from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

UNSPECIFIED = "UNSPECIFIED"
"""Ending of the name of every enum's value 0."""

UNRECOGNIZED = "UNRECOGNIZED"
"""Member of every enumeration that stands for values unknown here."""

_CENT = Decimal("0.01")
_WIDE = Context(prec=60)

type Reader = Callable[[Any], Any]


def record_of[Record](record_type: type[Record], message: Message) -> Record:
    """Read a message into a record.

    Parameters
    ----------
    record_type
        A dataclass whose fields are fields of the message. Fields that may be None are
        None where the message leaves them unset.
    message
        Gives the values; fields that the record does not have are passed over, so that
        a newer server may send more.
    """
    # Every class is hashable, which type checkers miss behind a type variable.
    key = cast("Hashable", record_type)
    readers = _readers_of(key, message.DESCRIPTOR)
    return record_type(**{name: read(message) for name, read in readers})


@cache
def _readers_of(
    record_type: type[Any], descriptor: Descriptor
) -> tuple[tuple[str, Reader], ...]:
    hints = get_type_hints(record_type)
    return tuple(
        (name, _field_reader(descriptor.fields_by_name[name], hint))
        for name, hint in hints.items()
    )


def _field_reader(field: FieldDescriptor, hint: type[Any]) -> Reader:
    name, entries = field.name, [a for a in get_args(hint) if a is not ...]
    # ``is_repeated`` is younger than the oldest runtime that loads the messages.
    if isinstance(field.default_value, list):
        read_entry = _value_reader(field, entries[0])
        return lambda message: tuple(map(read_entry, getattr(message, name)))
    if NoneType not in entries:
        read_value = _value_reader(field, hint)
        return lambda message: read_value(getattr(message, name))
    read_set = _value_reader(field, next(a for a in entries if a is not NoneType))
    return lambda message: (
        read_set(getattr(message, name)) if message.HasField(name) else None
    )


def _value_reader(field: FieldDescriptor, value_type: type[Any]) -> Reader:
    if field.enum_type:
        return _choice_reader(field.enum_type, value_type)
    if field.message_type is None or issubclass(value_type, Message):
        return lambda value: value
    known = _READERS.get((value_type, field.message_type.name))
    if known is not None:
        return known
    return lambda value: record_of(value_type, value)


def _choice_reader(choices: EnumDescriptor, choice_type: type[StrEnum]) -> Reader:
    prefix = choices.values_by_number[0].name.removesuffix(UNSPECIFIED)
    known = set(choice_type.__members__)
    names = {v.number: v.name.removeprefix(prefix) for v in choices.values}
    members = {n: choice_type[name] for n, name in names.items() if name in known}
    return lambda number: members.get(number, choice_type[UNRECOGNIZED])


def amount_of(money: Any) -> Decimal:  # noqa: ANN401 - google.type has no types
    """Read an amount of ``google.type.Money`` exactly, with at least two decimals."""
    nanos = Decimal(money.units * 10**9 + money.nanos)
    amount = nanos.scaleb(-9, context=_WIDE).normalize(context=_WIDE)
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -2:
        return amount.quantize(_CENT, context=_WIDE)
    return amount


def _decimal_of(number: Any) -> Decimal:  # noqa: ANN401 - google.type has no types
    return Decimal(number.value or 0)


def _date_of(day: Any) -> date:  # noqa: ANN401 - google.type has no types
    # A part that is not sent is 0, which Python's dates do not know.
    return date(day.year or 1, day.month or 1, day.day or 1)


def _datetime_of(time: Timestamp) -> datetime:
    return time.ToDatetime(tzinfo=UTC)


def _timedelta_of(duration: Duration) -> timedelta:
    return timedelta(seconds=duration.seconds, microseconds=duration.nanos / 1000)


_READERS: dict[tuple[type[Any], str], Reader] = {
    (Decimal, "Money"): amount_of,
    (Decimal, "Decimal"): _decimal_of,
    (date, "Date"): _date_of,
    (datetime, "Timestamp"): _datetime_of,
    (timedelta, "Duration"): _timedelta_of,
}
"""How the messages are read that stand for single values, by what they become."""
