"""Numbers of a grid, as they are typed."""

import re
from decimal import Decimal

from corridor_client import InvalidRequestError, SweepAxis

MOST_AMOUNTS = 2000
"""Most amounts of a number: servers plan no more points."""

_STEPS = re.compile(
    r"(?P<kind>x?)(?P<first>[+-]?\d+(\.\d+)?)(?P<percent>%?)"
    r"\.\.(?P=kind)(?P<last>[+-]?\d+(\.\d+)?)(?P=percent):(?P<count>\d+)"
)


def axis_of(text: str) -> SweepAxis:
    """Read ``TARGET=AMOUNT,...`` or ``TARGET=AMOUNT..AMOUNT:COUNT``.

    Raises
    ------
    InvalidRequestError
        When it says neither.
    """
    target, found, amounts = text.rpartition("=")
    if not found or target.count("[") != target.count("]") or not amounts:
        msg = f"--vary {text}: say what to, as in {text}=x0.8..x1.2:9"
        raise InvalidRequestError(msg)
    if ".." not in amounts:
        return SweepAxis(target=target, amounts=tuple(amounts.split(",")))
    steps = _STEPS.fullmatch(amounts)
    count = int(steps["count"]) if steps else 0
    if steps is None or not 2 <= count <= MOST_AMOUNTS:
        msg = (
            f"--vary {text}: {amounts!r} is no steps; write from, to and how many, as in "
            f"x0.8..x1.2:9, -20%..+20%:9 or 0..100:11, with 2 to {MOST_AMOUNTS} of them"
        )
        raise InvalidRequestError(msg)
    return SweepAxis(target=target, amounts=tuple(_amounts(steps, count)))


def _amounts(steps: re.Match[str], count: int) -> list[str]:
    first, last = Decimal(steps["first"]), Decimal(steps["last"])
    signed = steps["percent"] or steps["first"][0] in "+-" or steps["last"][0] in "+-"
    texts = []
    for index in range(count):
        value = first + (last - first) * index / (count - 1)
        rounded = round(value, 9).normalize()
        number = f"{rounded:+f}" if signed and not steps["kind"] else f"{rounded:f}"
        texts.append(f"{steps['kind']}{number}{steps['percent']}")
    return texts
