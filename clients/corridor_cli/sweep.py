"""``corridor sweep``: plans over a grid of one to three numbers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from corridor_client import Client, InvalidRequestError, SweepAxis, SweepRow, SweptRows

from corridor_cli.background import (
    BackgroundOption,
    LabelOption,
    RequestIdOption,
    check_background,
    start_in_background,
)
from corridor_cli.charts import checked_chart, draw_grid, draw_sweep
from corridor_cli.connection import connection
from corridor_cli.csv_files import write_rows
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.grids import axis_of
from corridor_cli.kept_rows import KeepOption, KeptRows, taken_up
from corridor_cli.options import (
    DatasetArgument,
    IntegerOption,
    JsonOption,
    ServerOption,
    TimeLimitOption,
)
from corridor_cli.progress import counting, phases
from corridor_cli.sensitivity_options import (
    CsvOption,
    PlotOption,
    ScenarioOption,
    SensitivityRegimeOption,
    scenario_of,
)
from corridor_cli.sweep_report import gathered_rows, sweep_report
from corridor_cli.terminal import (
    print_blocks,
    print_json,
    standard_output,
)

MOST_DRAWN = 2
"""Most numbers of a grid that a chart can show."""

FIGURES = (
    "total_cost",
    "served_t",
    "unserved_t",
    "transit_days",
    "emissions_t",
    "is_interpolated",
    "reason",
)
"""Columns of a row beside its amounts."""


def sweep(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="TARGET=FROM..TO:COUNT|TARGET=AMOUNT,...",
            help="A number and what it is set to, as in "
            "resource.kuryk-port.capacity=x0.8..x1.2:9 or carbon.price=0,50,100. Given "
            "up to three times, it makes a grid.",
        ),
    ],
    scenario: ScenarioOption = None,
    regime: SensitivityRegimeOption = None,
    plot: PlotOption = None,
    csv: CsvOption = None,
    keep: KeepOption = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    integer: IntegerOption = False,
    background: BackgroundOption = False,
    request_id: RequestIdOption = "",
    label: LabelOption = "",
    as_json: JsonOption = False,
) -> None:
    """Plan DATASET at every point of a grid over one to three numbers.

    A point whose plan is a mixture of other points' plans, proven to cost least, is not
    solved; it is marked. The last number changes fastest.
    """
    with reporting(as_json=as_json), hinting(dataset):
        check_background(server, background, request_id=request_id, label=label)
        axes = [axis_of(text) for text in vary]
        chart, changes = checked_chart(plot), scenario_of(scenario)
        if chart is not None and len(axes) > MOST_DRAWN:
            msg = "--plot draws one or two numbers; give --vary at most twice, or --csv"
            raise InvalidRequestError(msg)
        source = source_of(dataset)
        ask = partial(
            Client.stream_sweep,
            dataset=source,
            axes=axes,
            scenario=changes,
            regime_id=regime,
            time_limit=None if time_limit is None else timedelta(seconds=time_limit),
            integer_decisions=integer,
        )
        if background:
            options = ask.keywords
            start_in_background(
                server,
                lambda client: client.start_sweep(
                    **options, request_id=request_id, label=label
                ),
                as_json=as_json,
            )
            return
        kept = KeptRows.of(keep, SweptRows, source, axes, changes, regime, integer)
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("solving")
            found = _gathered(lambda known: ask(client, known_positions=known), kept)
        if csv is not None:
            columns = (*(axis.target for axis in axes), *FIGURES)
            write_rows(csv, columns, map(_row, found.rows))
        if chart is not None:
            _draw(chart, axes, found)
        if as_json:
            print_json(found.to_json_object())
        else:
            print_blocks(
                sweep_report([axis.target for axis in axes], found), standard_output()
            )
    if all(row.reason for row in found.rows):
        raise typer.Exit(ExitCode.BAD_INPUT)
    if all(row.total_cost is None for row in found.rows):
        raise typer.Exit(ExitCode.NO_PLAN)


def _draw(chart: Path, axes: Sequence[SweepAxis], found: SweptRows) -> None:
    if len(axes) == 1:
        draw_sweep(chart, axes[0].target, found)
    else:
        draw_grid(chart, axes, found)


def _gathered(
    ask: Callable[[list[int]], Iterable[SweptRows]], kept: KeptRows[SweptRows]
) -> SweptRows:
    """Wait for all rows, with a bar that shows how many are finished."""
    with counting("planning points") as show_count:

        def show(parts: tuple[SweptRows, ...]) -> None:
            if parts:
                show_count(sum(len(part.rows) for part in parts), parts[0].row_count)

        parts = taken_up(kept, lambda known: ask([p.position for p in known]), show)
    return gathered_rows(parts)


def _row(row: SweepRow) -> tuple[object, ...]:
    return (*row.amounts, *(getattr(row, name) for name in FIGURES))
