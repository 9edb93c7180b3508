"""Bytes that are no message, or no longer the one that they were."""

from collections.abc import Callable
from random import Random

_LONGEST_NOISE = 400
_DEEP = 20_000


def damaged(content: bytes, other: bytes, draw: Random) -> bytes:
    """Damage a serialized message in one of many ways.

    Parameters
    ----------
    content
        The message.
    other
        Another of the same kind.
    draw
        Decides how.
    """
    return draw.choice(_WAYS)(content, other, draw)


def noise(draw: Random) -> bytes:
    """Draw any bytes."""
    return draw.randbytes(draw.randrange(_LONGEST_NOISE))


def truncated(content: bytes, _: bytes, draw: Random) -> bytes:
    """Cut off the end."""
    return content[: draw.randrange(len(content) + 1)]


def flipped(content: bytes, other: bytes, draw: Random) -> bytes:
    """Turn a few bits."""
    del other
    changed = bytearray(content)
    for _ in range(draw.randint(1, 8) if content else 0):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def doubled(content: bytes, other: bytes, _: Random) -> bytes:
    """Write two messages as one: lists grow, and the last of several choices holds."""
    return content + other


def spliced(content: bytes, other: bytes, draw: Random) -> bytes:
    """Put a part of one message in the middle of another."""
    place = draw.randrange(len(content) + 1)
    start, end = sorted(draw.randrange(len(other) + 1) for _ in range(2))
    return content[:place] + other[start:end] + content[place:]


def with_unknown_fields(content: bytes, _: bytes, draw: Random) -> bytes:
    """Add fields that no message has."""
    number = draw.choice((15, 16, 2000, 19_999, 2**29 - 1))
    text = draw.randbytes(draw.randrange(100))
    field = varint(number << 3 | 2) + varint(len(text)) + text
    return content + field * draw.randint(1, 500)


def with_wrong_types(content: bytes, _: bytes, draw: Random) -> bytes:
    """Add numbers where texts are expected, and the other way round."""
    for number in range(1, draw.randint(2, 12)):
        content += draw.choice(
            (
                varint(number << 3) + varint(draw.getrandbits(64)),
                varint(number << 3 | 1) + draw.randbytes(8),
                varint(number << 3 | 2) + b"\x03\xff\xfe\xfd",
                varint(number << 3 | 5) + draw.randbytes(4),
            )
        )
    return content


def with_deep_groups(content: bytes, _: bytes, draw: Random) -> bytes:
    """Add groups in groups, closed or not."""
    count = draw.randrange(_DEEP)
    return content + b"\x7b" * count + b"\x7c" * draw.choice((count, 0))


def with_false_length(content: bytes, _: bytes, draw: Random) -> bytes:
    """Announce more than follows."""
    return content + b"\x0a" + varint(draw.choice((2**31 - 1, 2**32, 2**63, 200)))


def varint(number: int) -> bytes:
    """Write a number from 0 as the wire has it."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


_WAYS: tuple[Callable[[bytes, bytes, Random], bytes], ...] = (
    truncated,
    flipped,
    doubled,
    spliced,
    with_unknown_fields,
    with_wrong_types,
    with_deep_groups,
    with_false_length,
)
