"""Results as plain objects that :mod:`json` can write, and back."""

import base64
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

_TIME = "_time"
_SECONDS = "_seconds"


def json_object_of(record: object) -> dict[str, object]:
    """Turn a result into an object with a member for each of its attributes.

    Money becomes a decimal string, a time ``x_time`` a number ``x_seconds``, a day its
    text in ISO 8601, a file its bytes in base 64.

    Raises
    ------
    TypeError
        When the record is not a dataclass.
    """
    if not is_dataclass(record) or isinstance(record, type):
        msg = f"only results become JSON objects, not {type(record).__name__}"
        raise TypeError(msg)
    return dict(
        _member_of(field.name, getattr(record, field.name)) for field in fields(record)
    )


def _member_of(name: str, value: object) -> tuple[str, object]:
    if isinstance(value, timedelta):
        return _seconds_of(name), value.total_seconds()
    return name, _json_value_of(value)


def _seconds_of(name: str) -> str:
    return f"{name.removesuffix(_TIME)}{_SECONDS}"


def _text_of(value: Decimal | StrEnum | date | bytes) -> str:
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case StrEnum():
            return value.value


def _json_value_of(value: object) -> object:
    match value:
        case Decimal() | StrEnum() | date() | bytes():
            return _text_of(value)
        case tuple():
            return [_json_value_of(entry) for entry in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return json_object_of(value)


def from_json_object[Record](
    record_type: type[Record], members: Mapping[str, Any]
) -> Record:
    """Read a result that :func:`json_object_of` wrote.

    Parameters
    ----------
    record_type
        What it was.
    members
        The object; members that the record does not have are passed over.

    Raises
    ------
    KeyError
        When a member is missing.
    TypeError
        When the record is not a dataclass, or a member is of another kind.
    ValueError
        When a member cannot be read.
    """
    values = {}
    # Every class is hashable, which type checkers miss behind a type variable.
    for name, kinds in _kinds_of(cast("Hashable", record_type)):
        is_time = timedelta in kinds and _seconds_of(name) in members
        value = members[_seconds_of(name) if is_time else name]
        values[name] = _value_of(kinds, value)
    return record_type(**values)


@cache
def _kinds_of(record_type: Any) -> tuple[tuple[str, tuple[Any, ...]], ...]:  # noqa: ANN401 - whatever is read
    """Return the attributes of a record, and what each can be."""
    if not is_dataclass(record_type):
        msg = f"only results are read, not {record_type.__name__}"
        raise TypeError(msg)
    hints = get_type_hints(record_type)
    return tuple(
        (field.name, _options_of(hints[field.name])) for field in fields(record_type)
    )


def _options_of(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever is annotated
    arguments = get_args(hint)
    if getattr(hint, "__origin__", None) is tuple:
        return (tuple, arguments[0])
    return arguments if NoneType in arguments else (hint,)


def _value_of(kinds: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - of any kind
    if value is None and NoneType in kinds:
        return None
    if kinds[0] is tuple:
        return tuple(_value_of(_options_of(kinds[1]), entry) for entry in value)
    kind = next(kind for kind in kinds if kind is not NoneType)
    if isinstance(kind, type) and is_dataclass(kind):
        return from_json_object(kind, value)
    return _READERS.get(kind, kind)(value)


_READERS: dict[Any, Callable[[Any], Any]] = {
    timedelta: lambda seconds: timedelta(seconds=seconds),
    date: date.fromisoformat,
    bytes: base64.b64decode,
}
"""What reads the texts of values that are none of JSON's."""
