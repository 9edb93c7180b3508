"""By how much a change moves a number."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from enum import StrEnum

from optimizer.domain.problems import ProblemCode
from optimizer.domain.quantities import EXACT, canonical, exact
from optimizer.domain.scenarios.problems import UnusableChangeError

MONEY_STEP = Decimal("1e-9")
"""To what changed money is rounded, as the columns of money are."""

_AMOUNT = re.compile(r"([+-]|x)?([0-9]+(?:\.[0-9]+)?)(%?)")


class AmountKind(StrEnum):
    """What is done with the number before."""

    SET = "SET"
    ADD = "ADD"
    SCALE = "SCALE"


@dataclass(frozen=True, slots=True)
class Amount:
    """A new number, or what to do with the old one.

    Attributes
    ----------
    kind
        What the number means.
    number
        The new value, what is added (below 0 to take away), or the factor.
    """

    kind: AmountKind
    number: Decimal

    @property
    def is_relative(self) -> bool:
        """Whether it needs the number before."""
        return self.kind is not AmountKind.SET

    def of(self, before: Decimal) -> Decimal:
        """Return the number after the change.

        Raises
        ------
        UnusableChangeError
            When it would be below 0.
        """
        match self.kind:
            case AmountKind.SET:
                after = self.number
            case AmountKind.ADD:
                after = EXACT.add(before, self.number)
            case AmountKind.SCALE:
                after = EXACT.multiply(before, self.number)
        if after < 0:
            raise UnusableChangeError(
                ProblemCode.NEGATIVE_VALUE,
                f"{self} takes {before:f} below 0, to {after:f}",
                "take away less, or set it to 0",
            )
        return after

    def of_quantity(self, before: float) -> float:
        """Do as :meth:`of` for a quantity."""
        return float(self.of(exact(before)))

    def of_money(self, before: Decimal) -> Decimal:
        """Do as :meth:`of` for money, rounded half to even to a billionth."""
        return canonical(
            self.of(before).quantize(MONEY_STEP, ROUND_HALF_EVEN, context=EXACT)
        )

    def __str__(self) -> str:
        match self.kind:
            case AmountKind.SET:
                return f"{self.number:f}"
            case AmountKind.ADD:
                return f"{self.number:+f}"
            case AmountKind.SCALE:
                return f"x{self.number:f}"


def amount_of(text: str) -> Amount:
    """Read an amount: ``500``, ``+30%``, ``-10%``, ``x1.5``, ``+20`` or ``-20``.

    Raises
    ------
    UnusableChangeError
        When it is none of these.
    """
    found = _AMOUNT.fullmatch(text.strip())
    try:
        sign, number, percent = found.groups() if found else ("", "", "")
        value = Decimal(number)
    except InvalidOperation:
        sign, value, percent = None, Decimal(0), "%"
    is_readable = found is not None and not (percent and sign not in {"+", "-"})
    if not is_readable:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"the amount is {text[:40]!r}",
            "write a number such as 500, a share such as +30% or -10%, a factor such as "
            "x1.5, or what to add such as +20",
        )
    signed = -value if sign == "-" else value
    if percent:
        return Amount(AmountKind.SCALE, 1 + signed / 100)
    if sign == "x":
        return Amount(AmountKind.SCALE, value)
    return Amount(AmountKind.ADD if sign else AmountKind.SET, signed)
