"""A quote as tables: each charge with its numbers, and what else there is."""

from corridor_client import Quote, Unavailable, UnavailableReason
from rich.console import RenderableType

from corridor_cli.amounts import money_text
from corridor_cli.charge_lines import charge_rows, plain_number
from corridor_cli.layout import (
    LISTED_ROWS,
    Column,
    facts_of,
    number,
    table_of,
    title_counting,
)
from corridor_cli.units import UNIT_SYMBOLS

_REASONS = {
    UnavailableReason.CLOSED: "closed",
    UnavailableReason.UNPRICED: "no price",
    UnavailableReason.NOT_IN_FORCE: "not in force",
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
        (
            "Goods",
            f"{plain_number(query.quantity)} {UNIT_SYMBOLS[quote.quantity_unit]} of {query.commodity_id}",
        ),
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
    if quote.unavailable:
        count = len(quote.unavailable)
        verb = "was" if count == 1 else "were"
        facts.append(("Not available", f"{count} {verb}, see below"))
    return facts_of(f"{query.origin_node_id} to {query.destination_node_id}", facts)


def _per_unit(quote: Quote) -> str:
    per_unit = quote.routes[0].total / quote.query.quantity
    return f"{money_text(per_unit)} per {UNIT_SYMBOLS[quote.quantity_unit]}"


def _charges(quote: Quote) -> RenderableType:
    columns = (
        Column("Charge"),
        Column("Tariff"),
        Column("How"),
        number(quote.currency_code),
    )
    unit, code = UNIT_SYMBOLS[quote.quantity_unit], quote.currency_code
    rows = [
        (*line, amount)
        for charge in quote.charges
        for *line, amount in charge_rows(charge, unit, code)
    ]
    rows.append(("Total", "", "", money_text(quote.routes[0].total)))
    return table_of("Charges of the cheapest route", columns, rows)


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
