"""How the charge of a through haul is divided among the carriers of its sections."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from optimizer.domain.quantities import EXACT

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Section:
    """One carrier's part of a through haul, and what its share is reckoned from.

    All numbers are finite and at least 0.

    Attributes
    ----------
    carrier_id
        Carrier that earns the share.
    distance_km
        Tariff kilometers.
    weight
        What a kilometer counts here, beside one of weight 1.
    local_charge
        What the section alone would be charged; None is unknown.
    terminal_amount
        Money for the terminals of the section, in the currency of the charge.
    percent
        Agreed share in percent; None where none is agreed.
    """

    carrier_id: str
    distance_km: Decimal
    weight: Decimal = Decimal(1)
    local_charge: Decimal | None = None
    terminal_amount: Decimal = Decimal(0)
    percent: Decimal | None = None

    def __post_init__(self) -> None:
        for column in (
            "distance_km",
            "weight",
            "local_charge",
            "terminal_amount",
            "percent",
        ):
            number = getattr(self, column)
            if number is not None:
                _require_amount(f"{column} of {self.carrier_id!r}", number)


class DivisionRule(StrEnum):
    """What shares are in proportion to."""

    MILEAGE = "MILEAGE"
    """Tariff kilometers."""

    WEIGHTED_MILEAGE = "WEIGHTED_MILEAGE"
    """Tariff kilometers times the weight of the section."""

    LOCAL_RATES = "LOCAL_RATES"
    """What the sections alone would be charged: straight rate proration."""

    TERMINAL_THEN_MILEAGE = "TERMINAL_THEN_MILEAGE"
    """First each section's terminal amount, then the rest by kilometers. Terminal
    amounts that come to more than the charge are scaled down to it."""

    FIXED_PERCENT = "FIXED_PERCENT"
    """Agreed percentages, which add up to 100."""


def divide(
    charge: Decimal,
    sections: Sequence[Section],
    rule: DivisionRule,
    step: Decimal = Decimal("0.01"),
) -> tuple[Decimal, ...]:
    """Divide a through charge among sections so that nothing is lost in rounding.

    The charge is rounded to the step, half to even, and divided exactly. Each share is
    rounded down to the step, and the steps that are missing go to the largest
    remainders, of equal ones to the first in the order of travel (Hamilton's method).
    So each share is less than a step away from the exact one.

    Parameters
    ----------
    charge
        Money for the whole haul, at least 0.
    sections
        Parts of the haul in the order of travel, at least one.
    rule
        What the shares are in proportion to.
    step
        Smallest unit of a share, above 0.

    Returns
    -------
    tuple[Decimal, ...]
        Shares in the order of the sections, multiples of the step that add up to the
        rounded charge.

    Raises
    ------
    ValueError
        When there is no section, the charge is negative, the step is not above 0, or
        the sections do not state what the rule asks for.
    """
    if not sections:
        msg = "there is no section to divide the charge among; name one at least"
        raise ValueError(msg)
    _require_amount("the charge", charge)
    _require_amount("the step", step)
    if not step:
        msg = "the step is 0; give the smallest unit of a share, such as 0.01"
        raise ValueError(msg)
    steps = round(Fraction(charge) / Fraction(step))
    shares = _QUOTAS[rule](steps * Fraction(step), sections)
    counts = whole_steps(steps, [share / Fraction(step) for share in shares])
    return tuple(EXACT.multiply(step, Decimal(count)) for count in counts)


def whole_steps(total: int, quotas: Sequence[Fraction]) -> list[int]:
    """Round quotas to whole numbers that add up as they do.

    Each is rounded down, and what is missing goes by ones to the largest remainders, of
    equal ones to the first (Hamilton's method).

    Parameters
    ----------
    total
        Sum of the quotas, at least 0; 0 where there are none.
    quotas
        Exact numbers of at least 0.
    """
    counts = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: counts[i] - quotas[i])
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    return counts


def _by_mileage(charge: Fraction, sections: Sequence[Section]) -> list[Fraction]:
    return _prorate(charge, [section.distance_km for section in sections], "distance")


def _by_weighted_mileage(
    charge: Fraction, sections: Sequence[Section]
) -> list[Fraction]:
    lengths = [EXACT.multiply(part.distance_km, part.weight) for part in sections]
    return _prorate(charge, lengths, "weighted distance")


def _by_local_rates(charge: Fraction, sections: Sequence[Section]) -> list[Fraction]:
    return _prorate(charge, _stated(sections, "local_charge"), "local charge")


def _by_terminals(charge: Fraction, sections: Sequence[Section]) -> list[Fraction]:
    terminals = [section.terminal_amount for section in sections]
    rest = charge - sum(map(Fraction, terminals))
    if rest < 0:
        return _prorate(charge, terminals, "terminal amount")
    if rest == 0:
        return [Fraction(amount) for amount in terminals]
    ways = _by_mileage(rest, sections)
    return [Fraction(amount) + way for amount, way in zip(terminals, ways, strict=True)]


def _by_percent(charge: Fraction, sections: Sequence[Section]) -> list[Fraction]:
    percents = _stated(sections, "percent")
    total = sum(map(Fraction, percents))
    if total != _HUNDRED:
        msg = f"the percentages add up to {float(total):g}; make them add up to 100"
        raise ValueError(msg)
    return _prorate(charge, percents, "percentage")


_QUOTAS: dict[DivisionRule, Callable[[Fraction, Sequence[Section]], list[Fraction]]] = {
    DivisionRule.MILEAGE: _by_mileage,
    DivisionRule.WEIGHTED_MILEAGE: _by_weighted_mileage,
    DivisionRule.LOCAL_RATES: _by_local_rates,
    DivisionRule.TERMINAL_THEN_MILEAGE: _by_terminals,
    DivisionRule.FIXED_PERCENT: _by_percent,
}


def _prorate(charge: Fraction, parts: Sequence[Decimal], noun: str) -> list[Fraction]:
    """Return exact shares of a charge in proportion to parts."""
    total = sum(map(Fraction, parts))
    if total == 0:
        msg = f"every section's {noun} is 0; give one of them more, or divide otherwise"
        raise ValueError(msg)
    return [charge * Fraction(part) / total for part in parts]


def _stated(sections: Sequence[Section], column: str) -> list[Decimal]:
    numbers: list[Decimal] = []
    for section in sections:
        number = getattr(section, column)
        if number is None:
            msg = (
                f"the section of {section.carrier_id!r} has no {column}; "
                "state it, or divide otherwise"
            )
            raise ValueError(msg)
        numbers.append(number)
    return numbers


def _require_amount(noun: str, number: Decimal) -> None:
    if not number.is_finite() or number < 0:
        msg = f"{noun} is {number}; give a finite number of at least 0"
        raise ValueError(msg)
