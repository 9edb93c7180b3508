"""``corridor pareto``: cost against transit time or emissions."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer
from corridor_client import Objective, TradeOff, TradeOffPoint
from rich.console import RenderableType

from corridor_cli.amounts import money_text, price_text
from corridor_cli.charts import checked_chart, draw_trade_off
from corridor_cli.connection import connection
from corridor_cli.csv_files import write_rows
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
from corridor_cli.sensitivity_options import (
    CsvOption,
    PlotOption,
    ScenarioOption,
    SensitivityRegimeOption,
    scenario_of,
)
from corridor_cli.terminal import print_blocks, print_json, standard_output


class Against(StrEnum):
    """What is traded off against cost, as it is typed."""

    TRANSIT_TIME = "transit-time"
    EMISSIONS = "emissions"


OBJECTIVES = {
    Against.TRANSIT_TIME: Objective.TRANSIT_TIME,
    Against.EMISSIONS: Objective.EMISSIONS,
}

PER_AMOUNT = {Objective.TRANSIT_TIME: "tonne-day", Objective.EMISSIONS: "t CO2e"}

CSV_COLUMNS = (
    "point",
    "total_cost",
    "amount",
    "price_per_amount",
    "transit_days",
    "emissions_t",
)

LISTED_LEGS = 3
"""Most legs that a point is told by."""


def pareto(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    against: Annotated[
        Against, typer.Option("--against", help="What is traded off against cost.")
    ] = Against.TRANSIT_TIME,
    scenario: ScenarioOption = None,
    regime: SensitivityRegimeOption = None,
    plot: PlotOption = None,
    csv: CsvOption = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find all plans of DATASET that no other beats in cost and in time or emissions.

    All of them move the volumes of the plan that costs least. Between two points every
    mixture of both is possible, and each tonne-day or tonne of CO2e that the dearer one
    saves costs what stands beside it.
    """
    with reporting(as_json=as_json), hinting(dataset):
        chart, changes = checked_chart(plot), scenario_of(scenario)
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("solving")
                result = client.find_trade_off(
                    source,
                    OBJECTIVES[against],
                    scenario=changes,
                    regime_id=regime,
                    time_limit=None
                    if time_limit is None
                    else timedelta(seconds=time_limit),
                )
        front = result.trade_off
        if front is not None and csv is not None:
            write_rows(csv, CSV_COLUMNS, enumerate_points(front))
        if front is not None and chart is not None:
            draw_trade_off(chart, front, result.currency_code)
        if as_json:
            print_json(result.to_json_object())
        elif front is not None:
            print_blocks(_report(front, result.currency_code), standard_output())
    if front is None:
        raise typer.Exit(ExitCode.NO_PLAN)


def enumerate_points(front: TradeOff) -> list[tuple[object, ...]]:
    """List the points as rows."""
    return [
        (
            position,
            point.total_cost,
            point.amount,
            point.price_per_amount,
            point.transit_days,
            point.emissions_t,
        )
        for position, point in enumerate(front.points, 1)
    ]


def _report(front: TradeOff, currency_code: str) -> list[RenderableType]:
    per = PER_AMOUNT.get(front.objective, "unit")
    columns = (
        number("Point"),
        number(f"Total cost, {currency_code}"),
        number("Days"),
        number("CO2e, t"),
        number(f"{currency_code} per {per} saved"),
        Column("Largest changes of flow, t"),
    )
    rows = [_cells(i, point) for i, point in enumerate(front.points, 1)]
    facts = [("Moved in each", f"{front.served_t:,.0f} t")]
    return [
        facts_of("Trade-off", facts),
        table_of(f"Cost against {front.objective.lower()}", columns, rows),
    ]


def _cells(position: int, point: TradeOffPoint) -> tuple[str, ...]:
    price, days = point.price_per_amount, point.transit_days
    changes = (
        f"{flow.leg_id} {flow.flow_t - flow.base_flow_t:+,.0f}"
        for flow in point.flows[:LISTED_LEGS]
    )
    return (
        str(position),
        money_text(point.total_cost),
        "-" if days is None else f"{days:.2f}",
        "-" if point.emissions_t is None else f"{point.emissions_t:,.0f}",
        "" if price is None else price_text(price),
        " ".join(changes),
    )
