"""Distributions of uncertain numbers, as they are written down."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from optimizer.domain.problems import ProblemCode
from optimizer.domain.scenarios import UnusableChangeError


class DistributionKind(StrEnum):
    """Shapes, by the name that they are written with."""

    UNIFORM = "uniform"
    """``uniform(low, high)``: every number between the two alike."""

    TRIANGULAR = "triangular"
    """``triangular(low, mode, high)``: most often near the mode."""

    NORMAL = "normal"
    """``normal(mean, deviation)``."""

    LOGNORMAL = "lognormal"
    """``lognormal(median, sigma)``: the logarithm is normal with deviation ``sigma``."""

    CHOICE = "choice"
    """``choice(number:weight, ...)``: one of the numbers, as often as it weighs."""

    STORMS = "storms"
    """``storms(share, days)``: how much of a period is open against what is on average,
    where storms of ``days`` days each come at random and close ``share`` of the time. For
    capacities that are net of usual weather; the mean is 1, or a little more where storms
    would overlap."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often a number takes which value.

    Attributes
    ----------
    kind
        The shape.
    numbers
        What stands in its brackets, in that order; of a choice the numbers.
    weights
        Of a choice, how often each of its numbers comes, adding up to 1; else empty.
    """

    kind: DistributionKind
    numbers: tuple[float, ...]
    weights: tuple[float, ...] = ()

    def __str__(self) -> str:
        if self.kind is DistributionKind.CHOICE:
            pairs = zip(self.numbers, self.weights, strict=True)
            inside = (f"{number:g}:{weight:g}" for number, weight in pairs)
        else:
            inside = (f"{number:g}" for number in self.numbers)
        return f"{self.kind}({', '.join(inside)})"


_FORMS = {
    DistributionKind.UNIFORM: ("low", "high"),
    DistributionKind.TRIANGULAR: ("low", "mode", "high"),
    DistributionKind.NORMAL: ("mean", "deviation"),
    DistributionKind.LOGNORMAL: ("median", "sigma"),
    DistributionKind.STORMS: ("share", "days"),
}
"""What stands in the brackets of each shape but choices."""

_CALL = re.compile(r"\s*([a-z]+)\s*\(([^()]*)\)\s*")

MOST_CHOICES = 50
"""Most numbers of a choice."""


def distribution_of(text: str) -> Distribution:
    """Read a distribution such as ``triangular(0.9, 1, 1.2)``.

    Raises
    ------
    UnusableChangeError
        When it is none, or its numbers do not make one.
    """
    call = _CALL.fullmatch(text)
    known = {kind.value: kind for kind in DistributionKind}
    if call is None or call[1] not in known:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"{text!r} is no distribution",
            f"write one of {', '.join(map(_form, DistributionKind))}",
        )
    kind, parts = known[call[1]], [part.strip() for part in call[2].split(",")]
    if kind is DistributionKind.CHOICE:
        return _choice(text, parts)
    numbers = tuple(_number(text, part) for part in parts)
    names = _FORMS[kind]
    if len(numbers) != len(names):
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"{text!r} has {len(numbers)} numbers, not {len(names)}",
            f"write it as {_form(kind)}",
        )
    _require_sense(text, kind, numbers)
    return Distribution(kind, numbers)


def _form(kind: DistributionKind) -> str:
    if kind is DistributionKind.CHOICE:
        return "choice(number:weight, ...)"
    return f"{kind}({', '.join(_FORMS[kind])})"


def _number(text: str, part: str) -> float:
    try:
        number = float(part)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e12:
        raise UnusableChangeError(
            ProblemCode.NOT_A_NUMBER,
            f"{part!r} in {text!r} is no number up to 1e12",
            "write digits with a point, as in 0.85",
        )
    return number


def _require_sense(
    text: str, kind: DistributionKind, numbers: tuple[float, ...]
) -> None:
    """Refuse numbers that make no distribution.

    Raises
    ------
    UnusableChangeError
        When they make none.
    """
    match kind:
        case DistributionKind.NORMAL:
            fault = "the deviation is below 0" if numbers[1] < 0 else ""
        case DistributionKind.LOGNORMAL:
            is_wrong = numbers[0] <= 0 or numbers[1] < 0
            fault = "the median is not above 0, or sigma is below 0" if is_wrong else ""
        case DistributionKind.STORMS:
            is_wrong = not 0 <= numbers[0] < 1 or numbers[1] <= 0
            fault = "the share is not from 0 to below 1, or days are not above 0"
            fault = fault if is_wrong else ""
        case _:
            is_rising = list(numbers) == sorted(numbers) and numbers[0] < numbers[-1]
            fault = "" if is_rising else "its numbers do not rise"
    if fault:
        raise UnusableChangeError(
            ProblemCode.OUT_OF_RANGE, f"{text!r}: {fault}", f"write {_form(kind)}"
        )


def _choice(text: str, parts: list[str]) -> Distribution:
    pairs = [part.split(":") for part in parts]
    if any(len(pair) != 2 for pair in pairs) or len(pairs) > MOST_CHOICES:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"{text!r} is not made of numbers and weights, {MOST_CHOICES} at most",
            f"write {_form(DistributionKind.CHOICE)}, as in choice(1:9, 0.5:1)",
        )
    numbers = tuple(_number(text, number) for number, _ in pairs)
    weights = [_number(text, weight) for _, weight in pairs]
    if min(weights) < 0 or math.fsum(weights) <= 0:
        raise UnusableChangeError(
            ProblemCode.OUT_OF_RANGE,
            f"{text!r}: a weight is below 0, or all are 0",
            "give each number how often it comes",
        )
    whole = math.fsum(weights)
    return Distribution(
        DistributionKind.CHOICE, numbers, tuple(weight / whole for weight in weights)
    )
