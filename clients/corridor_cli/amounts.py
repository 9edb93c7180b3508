"""Quantities and money as people read them."""

from decimal import ROUND_CEILING, Decimal
from math import isfinite

from corridor_client import Measure

SYMBOLS = {
    Measure.TONNE: "t",
    Measure.TEU: "TEU",
    Measure.WAGON: "wagons",
    Measure.TRAIN: "trains",
    Measure.VOYAGE: "voyages",
    Measure.UNRECOGNIZED: "units",
}
"""What follows an amount of a measure."""

ONE_OF = {
    Measure.TONNE: "t",
    Measure.TEU: "TEU",
    Measure.WAGON: "wagon",
    Measure.TRAIN: "train",
    Measure.VOYAGE: "voyage",
    Measure.UNRECOGNIZED: "unit",
}
"""What a price of a measure is for."""

_ROUNDING_ERROR = 1e-9
"""Relative distance from a whole number that arithmetic may leave."""


def quantity_text(quantity: float) -> str:
    """Quantity with thousands separators; large ones without decimals."""
    size = abs(quantity)
    if not isfinite(size):
        return str(quantity)
    if 0 < size < 0.1:
        return f"{quantity:.3g}"
    is_whole = abs(quantity - round(quantity)) <= _ROUNDING_ERROR * size
    return f"{quantity:,.0f}" if is_whole or size >= 1000 else f"{quantity:,.2f}"


def money_text(amount: Decimal, currency_code: str = "") -> str:
    """Money to the cent with thousands separators, and its currency."""
    return f"{amount:,.2f} {currency_code}".strip()


def price_text(price: Decimal) -> str:
    """Price per unit to the cent, or to a millionth where it is below 1."""
    if price >= 1 or price == 0:
        return f"{price:,.2f}"
    return f"{price.normalize():f}"


def share_text(share: float) -> str:
    """Share of a whole in percent."""
    return f"{share:.1%}"


def gap_text(gap: float) -> str:
    """Distance from the least cost in percent, rounded up, so 0 only where it is 0."""
    if not gap < 1:
        return f"{100 * gap:.3g} %"
    percent = 100 * Decimal(str(gap))
    first_digit = Decimal(1).scaleb(min(-2, percent.adjusted()))
    rounded = percent.quantize(first_digit, ROUND_CEILING)
    return f"{rounded.normalize():f} %"


def counted(count: int, noun: str) -> str:
    """Count with its noun, as in ``1 problem`` and ``2 problems``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
