"""Messages with hostile values, made from their descriptors."""

from random import Random
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from reliability.fuzzing.hostile_documents import hostile_document
from reliability.fuzzing.hostile_files import hostile_file
from reliability.fuzzing.hostile_values import hostile_scalar
from reliability.fuzzing.rpcs import fields_of

DEEPEST = 6
"""Levels of messages in messages that are drawn."""

MANY = 3000
"""Entries of a list that is too long."""

_HOSTILE_PARTS = {
    "google.type.Date": (
        {"year": 2025, "month": 2, "day": 30},
        {"year": 0, "month": 0, "day": 0},
        {"year": 99999, "month": 99, "day": 99},
        {"year": -1, "month": -1, "day": -1},
        {"year": 9999, "month": 12, "day": 31},
        {"year": 1, "month": 1, "day": 1},
    ),
    "google.protobuf.Duration": (
        {"seconds": 2**63 - 1, "nanos": 2**31 - 1},
        {"seconds": -(2**63), "nanos": -(2**31)},
        {"seconds": -1},
        {"seconds": 315_576_000_001},
        {"seconds": 1, "nanos": -1},
        {"nanos": 1},
        {},
    ),
    "google.type.Money": (
        {"currency_code": "USD", "units": 2**63 - 1, "nanos": 999_999_999},
        {"currency_code": "USD", "units": -(2**63), "nanos": 2**31 - 1},
        {"currency_code": "usd\0", "units": 1, "nanos": -1},
        {"units": 1},
        {"currency_code": "XXX" * 1000, "nanos": 1},
    ),
}
"""Parts that have a form of their own, as their fields."""


def hostile_message(kind: type[Message], draw: Random, depth: int = 0) -> Message:
    """Draw a message with hostile values in some of its fields.

    Parameters
    ----------
    kind
        Which message.
    draw
        Decides everything about it.
    depth
        Levels of messages above it.
    """
    message = kind()
    fields = fields_of(message)
    for field in draw.sample(fields, draw.randint(0, min(6, len(fields)))):
        set_hostile(message, field, draw, depth)
    return message


def spoil(message: Message, draw: Random) -> None:
    """Put a hostile value in one place of a message, at any depth."""
    part = message
    for _ in range(draw.randrange(DEEPEST)):
        inner = _inner_part(part, draw)
        if inner is None:
            break
        part = inner
    fields = fields_of(part)
    if fields:
        set_hostile(part, draw.choice(fields), draw, depth=1)


def _inner_part(message: Message, draw: Random) -> Message | None:
    """Return a part that is set, out of a field that is drawn; None where there is none."""
    filled = [(f, v) for f, v in message.ListFields() if f.message_type]
    if not filled:
        return None
    field, value = draw.choice(filled)
    if not is_list(field):
        part: Message = value
        return part
    row: Message = value[draw.randrange(len(value))]
    return row


def is_list(field: FieldDescriptor) -> bool:
    """Whether a field is repeated."""
    return isinstance(field.default_value, list)


def set_hostile(
    message: Message, field: FieldDescriptor, draw: Random, depth: int
) -> None:
    """Set one field of a message to something hostile, or forget its value."""
    if is_list(field):
        _fill_list(message, field, draw, depth)
    elif field.message_type:
        _fill_part(getattr(message, field.name), draw, depth)
    elif draw.random() < 0.1:
        message.ClearField(field.name)
    else:
        setattr(message, field.name, hostile_scalar(field, draw))


def _fill_part(part: Message, draw: Random, depth: int) -> None:
    part.SetInParent()
    name = part.DESCRIPTOR.full_name
    if name == "corridor.v1.DatasetFile":
        _fill_file(part, *hostile_file(draw))
    elif name == "corridor.v1.ScenarioFile":
        _fill_file(part, *hostile_document(draw))
    elif name in _HOSTILE_PARTS and draw.random() < 0.8:
        for field, value in draw.choice(_HOSTILE_PARTS[name]).items():
            setattr(part, field, value)
    elif depth < DEEPEST:
        part.CopyFrom(hostile_message(type(part), draw, depth + 1))


def _fill_file(part: Any, filename: str, content: bytes) -> None:  # noqa: ANN401 - two kinds of files have no kind in common
    part.filename, part.content = filename, content


def _fill_list(
    message: Message, field: FieldDescriptor, draw: Random, depth: int
) -> None:
    """Take entries away, put some in, or very many of one."""
    entries = getattr(message, field.name)
    chance = draw.random()
    if chance < 0.2:
        message.ClearField(field.name)
        return
    if entries and chance < 0.4:
        entries.extend([entries[draw.randrange(len(entries))]])
        return
    count = MANY if chance > 0.97 else draw.randint(1, 3)
    if field.message_type is None:
        entries.extend([hostile_scalar(field, draw)] * count)
        return
    _fill_part(entries.add(), draw, depth)
    entries.extend([entries[-1]] * (count - 1))
