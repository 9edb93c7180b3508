"""Results as plain objects that :mod:`json` can write."""

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


def json_object_of(record: object) -> dict[str, object]:
    """Turn a result into an object with a member for each of its attributes.

    Money becomes a decimal string, a time ``x_time`` a number ``x_seconds``, a day its
    text in ISO 8601.

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
        return f"{name.removesuffix('_time')}_seconds", value.total_seconds()
    return name, _json_value_of(value)


def _json_value_of(value: object) -> object:
    match value:
        case Decimal():
            return f"{value:f}"
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case tuple():
            return [_json_value_of(entry) for entry in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return json_object_of(value)
