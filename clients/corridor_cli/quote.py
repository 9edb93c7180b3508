"""``corridor quote``: what a consignment pays from door to door."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from corridor_client import InvalidRequestError, QuoteQuery

from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.options import DatasetArgument, JsonOption, ServerOption
from corridor_cli.progress import phases
from corridor_cli.quote_report import quote_report
from corridor_cli.terminal import print_blocks, print_json, standard_output

MOST_ROUTES = 10
"""Most routes that servers tell."""


def quote(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    origin: Annotated[
        str,
        typer.Option("--from", metavar="NODE", help="Node where it starts: a node_id."),
    ],
    destination: Annotated[
        str, typer.Option("--to", metavar="NODE", help="Node where it ends.")
    ],
    commodity: Annotated[
        str, typer.Option("--commodity", metavar="ID", help="What moves.")
    ],
    quantity: Annotated[
        str,
        typer.Option(
            "--quantity",
            metavar="NUMBER",
            help="How much, in the commodity's unit: tonnes or TEU.",
        ),
    ],
    day: Annotated[
        str,
        typer.Option(
            "--date",
            metavar="YYYY-MM-DD",
            help="Day of departure, whose tariffs and exchange rates hold.",
        ),
    ],
    regime: Annotated[
        str | None,
        typer.Option(
            "--regime",
            metavar="ID",
            help="Which of the dataset's tariffs hold; its default if not given.",
        ),
    ] = None,
    routes: Annotated[
        int,
        typer.Option(
            "--routes",
            min=1,
            max=MOST_ROUTES,
            help="Most routes to tell, the cheapest included.",
        ),
    ] = 3,
    server: ServerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Quote one consignment through DATASET: the cheapest route, receipt by receipt.

    Prints each charge with the numbers it comes from, the next cheapest routes, and what
    is closed or without a price. Capacities do not count.
    """
    with reporting(as_json=as_json), hinting(dataset):
        query = QuoteQuery(
            origin_node_id=origin,
            destination_node_id=destination,
            commodity_id=commodity,
            quantity=_quantity_of(quantity),
            day=_day_of(day),
            regime_id=regime,
            route_count=routes,
        )
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("quoting")
                found = client.quote(source, query)
        if as_json:
            print_json(found.to_json_object())
        else:
            print_blocks(quote_report(found), standard_output())
    if not found.routes:
        raise typer.Exit(ExitCode.NO_PLAN)


def _quantity_of(text: str) -> Decimal:
    try:
        quantity = Decimal(text)
    except InvalidOperation:
        quantity = Decimal("NaN")
    if not quantity.is_finite() or quantity <= 0:
        msg = f"--quantity is {text!r}; give a number above 0, such as 2 or 12.5"
        raise InvalidRequestError(msg)
    return quantity


def _day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"--date is {text!r}; give a day as YYYY-MM-DD, such as 2025-06-01"
        raise InvalidRequestError(msg) from None
