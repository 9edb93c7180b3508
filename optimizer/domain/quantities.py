"""Types of the columns: each carries its range and the unit it is counted in."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated

from pydantic import AfterValidator, Field


@dataclass(frozen=True)
class Unit:
    """The unit of a column, as the documentation of the tables prints it.

    Attributes
    ----------
    symbol
        For example ``km`` or ``days``.
    """

    symbol: str


MAGNITUDE_LIMIT = 1e12
"""Largest absolute value of any quantity: beyond it doubles lose the cents."""

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$"), Unit("ISO 3166-1 alpha-2")]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$"), Unit("ISO 4217")]
UnLocode = Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$"), Unit("UN/LOCODE")]

_finite = {"allow_inf_nan": False, "le": MAGNITUDE_LIMIT}

_unsigned_zero = AfterValidator(lambda number: number + 0.0)
"""Turns -0.0 into 0.0: they are equal, and not every form of a dataset keeps the sign."""

Quantity = Annotated[float, Field(ge=0, **_finite), _unsigned_zero]
PositiveQuantity = Annotated[float, Field(gt=0, **_finite)]
Kilometers = Annotated[
    float, Field(ge=0, allow_inf_nan=False, le=50_000), _unsigned_zero, Unit("km")
]
Days = Annotated[
    float, Field(ge=0, allow_inf_nan=False, le=3_650), _unsigned_zero, Unit("days")
]
Tonnes = Annotated[float, Field(ge=0, **_finite), _unsigned_zero, Unit("t")]
Latitude = Annotated[
    float,
    Field(ge=-90, le=90, allow_inf_nan=False),
    _unsigned_zero,
    Unit("degrees"),
]
Longitude = Annotated[
    float,
    Field(ge=-180, le=180, allow_inf_nan=False),
    _unsigned_zero,
    Unit("degrees"),
]
GramsPerTonneKilometer = Annotated[
    float,
    Field(ge=0, allow_inf_nan=False, le=10_000),
    _unsigned_zero,
    Unit("g CO2e per t-km"),
]
GaugeMillimeters = Annotated[int, Field(ge=600, le=1676), Unit("mm")]
CalendarYear = Annotated[int, Field(ge=1900, le=2200), Unit("year")]
MonthNumber = Annotated[int, Field(ge=1, le=12), Unit("month")]
Day = Annotated[date, Unit("UTC date")]


def canonical(number: Decimal) -> Decimal:
    """Write equal numbers alike: ``1.10`` as ``1.1`` and ``1E+3`` as ``1000``.

    Parameters
    ----------
    number
        A number of at most 28 digits.
    """
    if number == 0:
        return Decimal(0)
    if number == number.to_integral_value():
        return number.quantize(Decimal(1))
    return number.normalize()


MoneyAmount = Annotated[
    Decimal,
    Field(ge=0, le=Decimal(10) ** 12, allow_inf_nan=False, decimal_places=9),
    AfterValidator(canonical),
]


EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Wide enough for any sum of quantities times charges without rounding."""


def exact(quantity: float) -> Decimal:
    """Turn a quantity into the decimal number that it was written as.

    ``0.1`` becomes ``Decimal("0.1")``, not the binary fraction nearest to it, so
    that a charge computed by hand from the tables agrees to the last digit.
    """
    return Decimal(repr(quantity))
