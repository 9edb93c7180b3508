"""Queries and quotes as messages.

A server answers thousands of quotes a second, so these are written by hand and not
field by field as :mod:`optimizer.service.convert` does.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NoReturn

from corridor.v1 import charge_pb2, dataset_pb2, quote_pb2
from google.protobuf.descriptor import EnumDescriptor
from google.type import date_pb2, decimal_pb2, money_pb2

from optimizer.errors import InvalidRequestError
from optimizer.service.convert import UNSPECIFIED, money_parts

if TYPE_CHECKING:
    from optimizer.analysis.quotes import Quote, QuoteQuery, Unavailable
    from optimizer.domain.receipts import Charge, Receipt, ReceiptLine
    from optimizer.tariff.rate_receipts import AppliedRate

KEPT_TEMPLATES = 20_000
"""Charges by rates that are kept to be written again for other quantities."""

_TEMPLATES: "dict[AppliedRate, charge_pb2.Charge]" = {}

DEFAULT_ROUTE_COUNT = 3
MOST_ROUTES = 10

WHOLE_DIGITS = 12
"""Most digits of a quantity before the point."""

FRACTION_DIGITS = 9
"""Most digits of a quantity after the point."""


def regime_of(message: quote_pb2.QuoteQuery) -> str | None:
    """Return the regime that a query asks for; None where it asks for none."""
    return message.regime_id if message.HasField("regime_id") else None


def query_of(message: quote_pb2.QuoteQuery) -> "QuoteQuery":
    """Read what a query asks, the regime apart.

    Raises
    ------
    InvalidRequestError
        When a field is missing or unusable.
    """
    from optimizer.analysis.quotes import QuoteQuery  # noqa: PLC0415 - see optimizer.service.work

    for name in ("origin_node_id", "destination_node_id", "commodity_id"):
        if not getattr(message, name):
            _refuse(name, "it is missing")
    if message.origin_node_id == message.destination_node_id:
        _refuse("destination_node_id", "it is the origin; give another node")
    return QuoteQuery(
        origin_node_id=message.origin_node_id,
        destination_node_id=message.destination_node_id,
        commodity_id=message.commodity_id,
        quantity=_quantity_of(message.quantity.value),
        day=_day_of(message),
        route_count=_route_count_of(message),
    )


def _refuse(name: str, fault: str) -> NoReturn:
    field = f"query.{name}"
    raise InvalidRequestError(field, fault)


def _quantity_of(text: str) -> Decimal:
    name = "quantity"
    try:
        quantity = Decimal(text)
    except InvalidOperation:
        quantity = Decimal("NaN")
    if not quantity.is_finite() or quantity <= 0:
        _refuse(name, f"it is {text[:40]!r}; give a number above 0, such as 2 or 12.5")
    exponent = quantity.as_tuple().exponent
    is_fine = isinstance(exponent, int) and exponent >= -FRACTION_DIGITS
    if not is_fine or quantity.adjusted() >= WHOLE_DIGITS:
        _refuse(
            name,
            f"it is {text[:40]!r}; give at most {WHOLE_DIGITS} digits before the point "
            f"and {FRACTION_DIGITS} after it",
        )
    return quantity


def _day_of(message: quote_pb2.QuoteQuery) -> date:
    day = message.day
    try:
        return date(day.year, day.month, day.day)
    except ValueError:
        field = "query.day"
        text = f"it is {day.year:04}-{day.month:02}-{day.day:02}, which is no date"
        raise InvalidRequestError(field, text) from None


def _route_count_of(message: quote_pb2.QuoteQuery) -> int:
    if not message.HasField("route_count"):
        return DEFAULT_ROUTE_COUNT
    count = message.route_count
    if not 1 <= count <= MOST_ROUTES:
        _refuse("route_count", f"it is {count}; give from 1 to {MOST_ROUTES}")
    return count


def message_of_quote(quote: "Quote") -> quote_pb2.Quote:
    """Write a quote."""
    query, currency_code = quote.query, quote.currency_code
    return quote_pb2.Quote(
        dataset_id=quote.dataset_id,
        dataset_digest=quote.dataset_digest,
        regime_id=quote.regime_id,
        currency_code=currency_code,
        query=quote_pb2.QuoteQuery(
            origin_node_id=query.origin_node_id,
            destination_node_id=query.destination_node_id,
            commodity_id=query.commodity_id,
            quantity=_decimal(query.quantity),
            day=_date(query.day),
            regime_id=quote.regime_id,
            route_count=query.route_count,
        ),
        quantity_unit=_UNITS[quote.quantity_unit.name],
        routes=[
            quote_pb2.Route(
                total=_money(route.total, currency_code),
                transit_days=route.transit_days,
                distance_km=route.distance_km,
                leg_ids=route.leg_ids,
                node_ids=route.node_ids,
            )
            for route in quote.routes
        ],
        charges=[message_of_charge(charge) for charge in quote.charges],
        unavailable=_unavailable(quote.unavailable),
    )


def message_of_charge(charge: "Charge") -> charge_pb2.Charge:
    """Write a charge with its receipt."""
    receipt = charge.receipt
    applied = getattr(receipt, "applied", None)
    if applied is None or receipt.exchange_date is not None:
        return _whole_charge(charge)
    if applied not in _TEMPLATES:
        if len(_TEMPLATES) >= KEPT_TEMPLATES:
            _TEMPLATES.clear()
        _TEMPLATES[applied] = _whole_charge(charge)
    return _with_quantity(_TEMPLATES[applied], receipt)


def _with_quantity(
    template: charge_pb2.Charge, receipt: "Receipt"
) -> charge_pb2.Charge:
    """Write the charge of another quantity by the same rate."""
    message = charge_pb2.Charge()
    message.CopyFrom(template)
    numbers, (line,) = message.receipt, message.receipt.lines
    amount, objects = f"{receipt.amount:f}", f"{receipt.objects:f}"
    numbers.units.value = f"{receipt.units:f}"
    numbers.objects.value = line.objects.value = objects
    numbers.amount.value = line.amount.value = line.running.value = amount
    numbers.total.value = f"{receipt.total:f}"
    return message


def _whole_charge(charge: "Charge") -> charge_pb2.Charge:
    receipt = charge.receipt
    distance_km, quoted_on = receipt.distance_km, receipt.exchange_date
    return charge_pb2.Charge(
        kind=_CHARGED_KINDS[charge.kind.name],
        element_ids=charge.element_ids,
        from_node_id=charge.from_node_id,
        to_node_id=charge.to_node_id,
        day=_date(charge.day),
        receipt=charge_pb2.Receipt(
            tariff_id=receipt.tariff_id,
            version=receipt.version,
            carrier_id=receipt.carrier_id,
            tariff_class=receipt.tariff_class,
            units=_decimal(receipt.units),
            charged_object=_CHARGED_OBJECTS[receipt.charged_object.name],
            objects=_decimal(receipt.objects),
            distance_km=None if distance_km is None else _decimal(distance_km),
            is_published_distance=receipt.is_published_distance,
            lines=[_line(line) for line in receipt.lines],
            currency_code=receipt.currency_code,
            amount=_decimal(receipt.amount),
            exchange_rate=_decimal(receipt.exchange_rate),
            exchange_date=None if quoted_on is None else _date(quoted_on),
            total=_decimal(receipt.total),
        ),
    )


def _line(line: "ReceiptLine") -> charge_pb2.ReceiptLine:
    numbers = {
        name: _decimal(number)
        for name in ("objects", "fixed", "per_km", "distance_km", "days", "factor")
        if (number := getattr(line, name)) is not None
    }
    return charge_pb2.ReceiptLine(
        kind=_LINE_KINDS[line.kind.name],
        row_id=line.row_id,
        amount=_decimal(line.amount),
        running=_decimal(line.running),
        **numbers,
    )


def _unavailable(
    rows: Iterable["Unavailable"],
) -> list[quote_pb2.Unavailable]:
    return [
        quote_pb2.Unavailable(
            table=row.table,
            row_id=row.row_id,
            reason=_REASONS[row.reason.name],
            last_day_before=_date(row.last_day_before),
            first_day_after=_date(row.first_day_after),
            message=row.message,
        )
        for row in rows
    ]


def _numbers(choices: EnumDescriptor) -> dict[str, int]:
    """Return the number of each member by its name in the domain."""
    prefix = choices.values_by_number[0].name.removesuffix(UNSPECIFIED)
    return {v.name.removeprefix(prefix): v.number for v in choices.values}


_UNITS: dict[str, Any] = _numbers(dataset_pb2.QuantityUnit.DESCRIPTOR)
_CHARGED_KINDS: dict[str, Any] = _numbers(charge_pb2.ChargedKind.DESCRIPTOR)
_CHARGED_OBJECTS: dict[str, Any] = _numbers(charge_pb2.ChargedObject.DESCRIPTOR)
_LINE_KINDS: dict[str, Any] = _numbers(charge_pb2.ReceiptLineKind.DESCRIPTOR)
_REASONS: dict[str, Any] = _numbers(quote_pb2.UnavailableReason.DESCRIPTOR)


def _decimal(number: Decimal) -> decimal_pb2.Decimal:
    return decimal_pb2.Decimal(value=f"{number:f}")


def _date(day: date | None) -> date_pb2.Date | None:
    if day is None:
        return None
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


def _money(amount: Decimal, currency_code: str) -> money_pb2.Money:
    units, nanos = money_parts(amount)
    return money_pb2.Money(currency_code=currency_code, units=units, nanos=nanos)
