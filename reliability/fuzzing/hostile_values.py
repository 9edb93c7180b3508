"""Values that have broken readers, solvers and databases before, by type of field."""

import base64
import math
from random import Random

from google.protobuf.descriptor import FieldDescriptor

LONGEST_TEXT = 100_000
"""Most characters of a hostile text."""

TEXTS = (
    "",
    " ",
    "\t\r\n",
    "\x01\x1b[31m\x7f",
    "a\0b",
    "\u202eright to left",
    "e\u0301",
    "\U0001f682\ufeff\u200b",
    "\uffff\u2028",
    "K" * 5000,
    "9" * 400,
    "-1",
    "-0",
    "0",
    "1e12",
    "1e308",
    "1e999",
    "1e-999",
    "1E+1000000000",
    "1E-1000000000",
    "0." + "1" * 60,
    "1_000",
    "\u0661\u0662\u0663",
    "0x10",
    "1,5",
    "NaN",
    "sNaN",
    "Infinity",
    "-inf",
    "true",
    "null",
    "2025-02-29",
    "0001-01-01",
    "9999-12-31",
    "x2",
    "+1",
    "1..9",
    "0..1e9/1e-9",
    "triangular(1, 1, 1)",
    "normal(0, -1)",
    "uniform(1e308, -1e308)",
    "storms(0, 0)",
    "*",
    "?",
    "[",
    "[!",
    "leg.*.capacity",
    "resource.*.capacity",
    "demand.[volume>0].volume",
    "demand.[id!=" + "*" * 50 + "].volume",
    "leg.[carrier=",
    "..",
    "../../../../etc/passwd",
    "datasets/",
    "datasets/../middle-corridor",
    "datasets/middle-corridor",
    "middle-corridor",
    "operations",
    "operations/",
    "operations/%00",
    "$(reboot)",
    "; rm -rf / #",
    "`id`",
    "' OR 1=1 --",
    "%s%n{0}{self.__class__}",
    "=HYPERLINK(1)",
    "ROWS\n N  COST\nRHS\nENDATA",
    "x y-z+[1]",
    "<script>&amp;</script>",
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    base64.urlsafe_b64encode(b"9999-12-31T23:59:59-23:59 operations/x").decode(),
    base64.urlsafe_b64encode(b"0001-01-01T00:00:00+23:59 operations/x").decode(),
    base64.urlsafe_b64encode(b"0001-01-01 operations/x\0").decode(),
)
"""Texts for names, numbers, days, tokens, targets, and whatever else is a text."""

DOUBLES = (
    math.nan,
    math.inf,
    -math.inf,
    0.0,
    -0.0,
    -1.0,
    5e-324,
    1e-300,
    1e-9,
    0.1,
    1e15,
    2.0**53 + 1,
    1e30,
    1.7976931348623157e308,
    -1.7976931348623157e308,
)
_SMALL = (0, 1, -1, 2, 3, 7, 100, 1000, 100_000)

_WHOLE = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
"""Least and largest whole number of a type."""

type Scalar = str | bytes | int | float | bool


def hostile_text(draw: Random) -> str:
    """Draw a text; every tenth one is long, or of any characters."""
    chance = draw.random()
    if chance < 0.04:
        return draw.choice("aZ9 \u0416\U0001f682") * draw.randrange(LONGEST_TEXT)
    if chance < 0.1:
        count = draw.randrange(40)
        return "".join(chr(draw.randrange(1, 0xD800)) for _ in range(count))
    return draw.choice(TEXTS)


def hostile_scalar(field: FieldDescriptor, draw: Random) -> Scalar:
    """Draw a value for a field that is no message.

    Unknown numbers stand for choices too, as enums are open.
    """
    kind = field.cpp_type
    if kind == FieldDescriptor.CPPTYPE_STRING:
        is_text = field.type == FieldDescriptor.TYPE_STRING
        return hostile_text(draw) if is_text else draw.randbytes(draw.randrange(200))
    if kind == FieldDescriptor.CPPTYPE_BOOL:
        return draw.random() < 0.5
    if kind in {FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT}:
        return draw.choice(DOUBLES)
    if kind == FieldDescriptor.CPPTYPE_ENUM:
        return draw.choice((0, 1, 2, 3, 99, -1, 2**31 - 1, -(2**31)))
    least, largest = _WHOLE[kind]
    return max(least, draw.choice((*_SMALL, least, largest)))
