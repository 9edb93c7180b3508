"""What to say of hauls that a tariff has no charge for."""

from dataclasses import dataclass
from datetime import date

from optimizer.domain.commodities import Commodity
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.tariff.receipts import Unpriced, UnpricedCode


def unpriced_haul(
    unpriced: Unpriced, haul: tuple[str, str, str], commodity: Commodity, day: date
) -> Problem:
    """Return the problem of a haul without a charge.

    Parameters
    ----------
    unpriced
        Why there is none.
    haul
        Tariff, entry and exit.
    commodity, day
        What moves, and when.
    """
    tariff_id, entry, exit_ = haul
    cause = _CAUSES[unpriced.code](unpriced, commodity, day)
    # Hauls without a charge are closed, which leaves a plan to be made.
    is_closed = cause.code is ProblemCode.UNPRICED_HAUL
    return Problem(
        code=cause.code,
        severity=Severity.WARNING if is_closed else Severity.ERROR,
        table=cause.table,
        row_id=cause.row_id,
        column=cause.column,
        value=cause.value,
        message=f"{cause.text}, so {tariff_id!r} does not price {entry!r} to {exit_!r}",
        remedy=cause.remedy,
    )


_NOTHING = ""
"""Value of an empty cell."""


@dataclass(frozen=True, slots=True)
class _Cause:
    """Where a charge is missing, why, and what to do."""

    code: ProblemCode
    table: str
    row_id: str
    column: str
    value: str
    text: str
    remedy: str


def _not_in_force(unpriced: Unpriced, _: Commodity, day: date) -> _Cause:
    return _Cause(
        *(ProblemCode.UNPRICED_HAUL, "tariffs", unpriced.tariff_id, "valid_from"),
        str(unpriced.valid_from),
        f"it holds from {unpriced.valid_from} to {unpriced.valid_to}, not on {day}",
        "extend its validity, or add a tariff for that day",
    )


def _not_connected(unpriced: Unpriced, _: Commodity, __: date) -> _Cause:
    return _Cause(
        *(ProblemCode.UNPRICED_HAUL, "tariffs", unpriced.tariff_id, "tariff_id"),
        unpriced.tariff_id,
        "neither tariff_distances nor legs in its scope join the ends",
        "add the distance, or widen the scope",
    )


def _no_rate(unpriced: Unpriced, _: Commodity, __: date) -> _Cause:
    return _Cause(
        *(ProblemCode.UNPRICED_HAUL, "tariffs", unpriced.tariff_id, "tariff_id"),
        unpriced.tariff_id,
        f"no haul rate fits {unpriced.tariff_class!r} over {unpriced.distance_km} km",
        "add a haul rate",
    )


def _ambiguous_rate(unpriced: Unpriced, commodity: Commodity, _: date) -> _Cause:
    row_id = unpriced.row_ids[-1]
    return _Cause(
        *(ProblemCode.AMBIGUOUS_RATE, "haul_rates", row_id, "haul_rate_id"),
        row_id,
        f"{', '.join(unpriced.row_ids)} fit {commodity.commodity_id!r} equally well",
        "remove one, or narrow it",
    )


def _ambiguous_coefficient(unpriced: Unpriced, commodity: Commodity, _: date) -> _Cause:
    rows, row_id = ", ".join(unpriced.row_ids), unpriced.row_ids[-1]
    return _Cause(
        *(ProblemCode.AMBIGUOUS_RATE, "coefficients", row_id, "coefficient_id"),
        row_id,
        f"{rows} fit {commodity.commodity_id!r} at one position",
        "give one of them another position, or narrow it",
    )


def _unknown_objects(unpriced: Unpriced, commodity: Commodity, _: date) -> _Cause:
    column = str(unpriced.missing_column)
    return _Cause(
        *(ProblemCode.UNIT_MISMATCH, "commodities", commodity.commodity_id, column),
        _NOTHING,
        f"{', '.join(unpriced.row_ids)} asks for it, but the commodity does not say",
        "fill it in",
    )


def _no_exchange_rate(unpriced: Unpriced, _: Commodity, day: date) -> _Cause:
    code = ProblemCode.MISSING_EXCHANGE_RATE
    return _Cause(
        *(code, "tariffs", unpriced.tariff_id, "currency_code"),
        str(unpriced.currency_code),
        f"no exchange rate of {unpriced.currency_code} is dated on or before {day}",
        "add one to exchange_rates",
    )


_CAUSES = {
    UnpricedCode.NOT_IN_FORCE: _not_in_force,
    UnpricedCode.NOT_CONNECTED: _not_connected,
    UnpricedCode.NO_RATE: _no_rate,
    UnpricedCode.AMBIGUOUS_RATE: _ambiguous_rate,
    UnpricedCode.AMBIGUOUS_COEFFICIENT: _ambiguous_coefficient,
    UnpricedCode.UNKNOWN_OBJECTS: _unknown_objects,
    UnpricedCode.NO_EXCHANGE_RATE: _no_exchange_rate,
}
