"""``corridor explain``: why a demand goes where it goes."""

from datetime import timedelta
from typing import Annotated

import typer
from corridor_client import DemandExplanation, ExplainedRoute
from rich.console import RenderableType

from corridor_cli.amounts import price_text, quantity_text
from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.layout import Column, facts_of, number, table_of
from corridor_cli.options import (
    DatasetArgument,
    JsonOption,
    ServerOption,
    TimeLimitOption,
)
from corridor_cli.progress import phases
from corridor_cli.terminal import print_blocks, print_json, standard_output
from corridor_cli.units import UNIT_SYMBOLS

MOST_ROUTES = 20
"""Most routes that servers tell."""


def explain(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    demand: Annotated[
        str, typer.Argument(metavar="DEMAND", help="Which demand: a demand_id.")
    ],
    *,
    routes: Annotated[
        int,
        typer.Option("--routes", min=1, max=MOST_ROUTES, help="Most routes to tell."),
    ] = 5,
    regime: Annotated[
        str | None,
        typer.Option(
            "--regime",
            metavar="ID",
            help="Which of the dataset's tariffs hold; its default if not given.",
        ),
    ] = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan DATASET and tell why DEMAND goes where it goes.

    Prints the routes that it takes and the next best, each with what a unit pays, what
    the scarce capacity on it is worth, and by how much it would have to become cheaper to
    be taken.
    """
    with reporting(as_json=as_json), hinting(dataset):
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("solving")
                result = client.explain_demand(
                    source,
                    demand,
                    route_count=routes,
                    regime_id=regime,
                    time_limit=None
                    if time_limit is None
                    else timedelta(seconds=time_limit),
                )
        if as_json:
            print_json(result.to_json_object())
        elif result.explanation is not None:
            blocks = _report(result.explanation, result.currency_code)
            print_blocks(blocks, standard_output())
    if result.explanation is None:
        raise typer.Exit(ExitCode.NO_PLAN)


def _report(explanation: DemandExplanation, currency_code: str) -> list[RenderableType]:
    unit = UNIT_SYMBOLS[explanation.quantity_unit]
    price = explanation.unserved_price_per_unit
    facts = [
        ("Goods", explanation.commodity_id),
        ("Served", f"{quantity_text(explanation.served)} {unit}"),
        ("Unserved", f"{quantity_text(explanation.unserved)} {unit}"),
        (
            "One more costs",
            f"{price_text(explanation.marginal_cost_per_unit)} {currency_code}",
        ),
        (
            "Left, one costs",
            "must be served"
            if price is None
            else f"{price_text(price)} {currency_code}",
        ),
    ]
    columns = (
        Column("Route"),
        number(f"Taken, {unit}"),
        number(f"{currency_code} per {unit}"),
        number("Scarcity"),
        number("Dearer by"),
        number("Days"),
        number("km"),
        Column("Scarce on it"),
    )
    cells = _cells(explanation.routes)
    title = "Routes, at the plan's prices"
    return [facts_of(explanation.demand_id, facts), table_of(title, columns, cells)]


def _cells(routes: tuple[ExplainedRoute, ...]) -> list[tuple[str, ...]]:
    """Write routes by the legs that tell each from the first."""
    first = set(routes[0].leg_ids) if routes else set()
    return [
        (
            "the cheapest"
            if position == 0
            else " ".join(leg for leg in route.leg_ids if leg not in first)
            or "a part of it",
            quantity_text(route.quantity) if route.quantity else "-",
            price_text(route.cost_per_unit),
            price_text(route.scarcity_per_unit),
            price_text(route.dearer_by_per_unit),
            f"{route.transit_days:.4g}",
            f"{route.distance_km:,.0f}",
            " ".join(dict.fromkeys(c.resource_id for c in route.scarce)),
        )
        for position, route in enumerate(routes)
    ]
