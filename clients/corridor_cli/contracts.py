"""``corridor contracts``: how much capacity to book before it is known what is needed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

import typer
from corridor_client import Booking, ContractsResult
from rich.console import RenderableType

from corridor_cli.amounts import money_text
from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.failures import reporting
from corridor_cli.layout import Column, facts_of, number, table_of
from corridor_cli.options import (
    DatasetArgument,
    JsonOption,
    ServerOption,
    TimeLimitOption,
)
from corridor_cli.progress import phases
from corridor_cli.sensitivity_options import (
    ScenarioOption,
    SensitivityRegimeOption,
    UncertaintyOption,
    scenario_of,
)
from corridor_cli.terminal import print_blocks, print_json, standard_output


def contracts(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    uncertainty: UncertaintyOption,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", metavar="COUNT", min=1, max=200, help="Size of the sample."
        ),
    ] = 30,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", metavar="NUMBER", min=0, help="Runs of one seed draw the same."
        ),
    ] = 0,
    scenario: ScenarioOption = None,
    regime: SensitivityRegimeOption = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find how much capacity of DATASET to book before it is known what is needed.

    Booking and the plans of all draws together then cost least on average. The file says
    what can be booked, at what price, and what it costs on the day.
    """
    with reporting(as_json=as_json), hinting(dataset):
        what, changes = scenario_of(uncertainty) or "", scenario_of(scenario)
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("weighing contracts")
                result = client.find_contracts(
                    source,
                    what,
                    draw_count=draws,
                    seed=seed,
                    scenario=changes,
                    regime_id=regime,
                    time_limit=None
                    if time_limit is None
                    else timedelta(seconds=time_limit),
                )
        if as_json:
            print_json(result.to_json_object())
        else:
            print_blocks(list(_report(result)), standard_output())


def _report(result: ContractsResult) -> Iterator[RenderableType]:
    best, code = result.contracts, result.currency_code
    amounts = (
        ("Expected cost", best.expected_cost),
        ("of it booking", best.booking_cost),
        ("of it the plans", best.expected_recourse),
        ("Booked for the means", best.mean_value_cost),
        ("Worth of knowing", best.value_of_stochastic_solution),
    )
    facts = [
        ("Draws", f"{best.draw_count:,}"),
        *((name, f"{money_text(amount)} {code}") for name, amount in amounts),
    ]
    yield facts_of("Contracts", facts)
    columns = (
        Column("Resource"),
        Column("Measure"),
        *map(number, ("Share", "Booked", f"Cost, {code}", "Share for the means")),
    )
    yield table_of("Bookings", columns, map(_cells, best.bookings))


def _cells(booking: Booking) -> tuple[str, ...]:
    return (
        booking.resource_id,
        str(booking.measure),
        f"{booking.share:.1%}",
        f"{booking.booked:,.0f}",
        money_text(booking.cost),
        f"{booking.mean_value_share:.1%}",
    )
