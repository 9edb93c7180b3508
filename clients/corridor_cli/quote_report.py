"""A quote as tables: each charge with its numbers, and what else there is."""

from collections.abc import Iterator
from decimal import Decimal

from corridor_client import (
    Charge,
    ChargedKind,
    ChargedObject,
    Quote,
    Receipt,
    ReceiptLine,
    ReceiptLineKind,
    Unavailable,
    UnavailableReason,
)
from rich.console import RenderableType

from corridor_cli.amounts import money_text
from corridor_cli.layout import (
    LISTED_ROWS,
    Column,
    facts_of,
    number,
    table_of,
    title_counting,
)

_OBJECTS = {
    ChargedObject.TONNE: "t",
    ChargedObject.WAGON: "wagons",
    ChargedObject.WAGON_METER: "m of wagon",
    ChargedObject.CONTAINER: "containers",
    ChargedObject.TEU: "TEU",
}

_REASONS = {
    UnavailableReason.CLOSED: "closed",
    UnavailableReason.UNPRICED: "no price",
    UnavailableReason.UNRECOGNIZED: "unknown to this version",
}


def quote_report(quote: Quote) -> list[RenderableType]:
    """Lay out a quote."""
    blocks = [_summary(quote)]
    if quote.charges:
        blocks.append(_charges(quote))
    if len(quote.routes) > 1:
        blocks.append(_others(quote))
    if quote.unavailable:
        blocks.append(_unavailable(quote.unavailable))
    return blocks


def _summary(quote: Quote) -> RenderableType:
    query = quote.query
    facts = [
        ("Goods", f"{_number(query.quantity)} {_unit(quote)} of {query.commodity_id}"),
        ("Departure", str(query.day)),
        ("Tariffs", quote.regime_id or "all of the dataset"),
    ]
    if not quote.routes:
        facts.append(("Route", "none is open and priced"))
    else:
        route = quote.routes[0]
        total = money_text(route.total, quote.currency_code)
        facts += [
            ("Total", f"{total}, {_per_unit(quote)}"),
            ("Transit", f"{route.transit_days:.4g} days, {route.distance_km:,.0f} km"),
            ("Route", " ".join(route.node_ids)),
        ]
    return facts_of(f"{query.origin_node_id} to {query.destination_node_id}", facts)


def _unit(quote: Quote) -> str:
    return {"TONNE": "t", "TEU": "TEU"}.get(quote.quantity_unit.value, "units")


def _per_unit(quote: Quote) -> str:
    per_unit = quote.routes[0].total / quote.query.quantity
    return f"{money_text(per_unit)} per {_unit(quote)}"


def _charges(quote: Quote) -> RenderableType:
    columns = (
        Column("Charge"),
        Column("Tariff"),
        Column("How"),
        number(quote.currency_code),
    )
    rows = [row for charge in quote.charges for row in _rows(charge, quote)]
    rows.append(("Total", "", "", money_text(quote.routes[0].total)))
    return table_of("Charges of the cheapest route", columns, rows)


def _rows(charge: Charge, quote: Quote) -> Iterator[tuple[str, str, str, str]]:
    receipt = charge.receipt
    tariff = " ".join(part for part in (receipt.tariff_id, receipt.version) if part)
    steps = [_how(line, receipt, quote) for line in receipt.lines]
    amounts = [""] * (len(steps) - 1) + [f"{receipt.total:,.4f}"]
    heads = [(_name(charge), tariff)] + [("", "")] * (len(steps) - 1)
    for (name, payee), how, amount in zip(heads, steps, amounts, strict=True):
        yield name, payee, how, amount


def _name(charge: Charge) -> str:
    if charge.kind is ChargedKind.HAUL:
        return f"{charge.from_node_id} to {charge.to_node_id}"
    return " ".join(charge.element_ids)


def _how(line: ReceiptLine, receipt: Receipt, quote: Quote) -> str:
    """Write what a line of a receipt does, with its numbers."""
    code = receipt.currency_code
    match line.kind:
        case ReceiptLineKind.BASE:
            text = (
                f"{_base(line, receipt, _unit(quote))} = {_number(line.amount)} {code}"
            )
        case ReceiptLineKind.COEFFICIENT:
            text = f"x {_said(line.factor)} = {_number(line.running)} {code}"
        case ReceiptLineKind.MINIMUM:
            least = f"{_said(line.objects)} x {_said(line.fixed)}"
            text = f"at least {least} = {_number(line.running)} {code}"
        case ReceiptLineKind.SURCHARGE:
            added = _surcharge(line)
            text = f"+ {added} = {_number(line.amount)} {code}"
        case ReceiptLineKind.ROUNDING:
            step = _said(line.fixed)
            text = f"rounded to {step} = {_number(line.running)} {code}"
        case ReceiptLineKind.EXCHANGE:
            rate, own = _said(line.factor), quote.currency_code
            return f"at {rate} {own} per {code} of {receipt.exchange_date}"
        case _:
            text = f"{_number(line.amount)} {code}"
    return f"{text} ({line.row_id})"


def _base(line: ReceiptLine, receipt: Receipt, unit: str) -> str:
    name = _OBJECTS.get(receipt.charged_object, unit)
    objects = f"{_said(line.objects)} {name}"
    per_km = line.per_km or None
    way = f"{_said(line.distance_km)} km x {_said(per_km)}"
    if per_km is None:
        return f"{objects} x {_said(line.fixed)}"
    if not line.fixed:
        return f"{objects} x {way}"
    return f"{objects} x ({_number(line.fixed)} + {way})"


def _surcharge(line: ReceiptLine) -> str:
    if line.factor is not None:
        return f"{_number(line.factor * 100)} %"
    return f"{_said(line.objects)} x {_said(line.fixed)}"


def _said(amount: Decimal | None) -> str:
    return "0" if amount is None else _number(amount)


def _number(amount: Decimal) -> str:
    """Write a number with all its digits and none that say nothing."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _others(quote: Quote) -> RenderableType:
    cheapest, *others = quote.routes
    known = set(cheapest.leg_ids)
    return table_of(
        "Next cheapest routes",
        (
            Column("Over, instead"),
            number(quote.currency_code),
            number("More"),
            number("Days"),
            number("km"),
        ),
        (
            (
                " ".join(leg for leg in route.leg_ids if leg not in known),
                money_text(route.total),
                money_text(route.total - cheapest.total),
                f"{route.transit_days:.4g}",
                f"{route.distance_km:,.0f}",
            )
            for route in others
        ),
    )


def _unavailable(rows: tuple[Unavailable, ...]) -> RenderableType:
    return table_of(
        title_counting("Not available", rows),
        (Column("What"), Column("Id"), Column("Why"), Column("Message")),
        (
            (row.table, row.row_id, _REASONS[row.reason], row.message)
            for row in rows[:LISTED_ROWS]
        ),
    )
