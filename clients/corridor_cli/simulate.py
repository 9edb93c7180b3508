"""``corridor simulate``: plans over draws of what is uncertain."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer
from corridor_client import Client, DrawRow, SimulatedDraws

from corridor_cli.background import (
    BackgroundOption,
    LabelOption,
    RequestIdOption,
    check_background,
    start_in_background,
)
from corridor_cli.charts import checked_chart, draw_simulation
from corridor_cli.connection import connection
from corridor_cli.csv_files import write_rows
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
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
    UncertaintyOption,
    scenario_of,
)
from corridor_cli.simulation_report import simulation_report, with_draws
from corridor_cli.terminal import print_blocks, print_json, standard_output

FIGURES = (
    "position",
    "total_cost",
    "served_t",
    "unserved_t",
    "transit_days",
    "lateness_days",
    "reason",
)
"""Columns of a row, before its bottlenecks and what was drawn."""


def simulate(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    uncertainty: UncertaintyOption,
    draws: Annotated[
        int,
        typer.Option("--draws", metavar="COUNT", min=1, max=10_000, help="How many."),
    ] = 200,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", metavar="NUMBER", min=0, help="Runs of one seed draw the same."
        ),
    ] = 0,
    keep: KeepOption = None,
    scenario: ScenarioOption = None,
    regime: SensitivityRegimeOption = None,
    plot: PlotOption = None,
    csv: CsvOption = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    integer: IntegerOption = False,
    background: BackgroundOption = False,
    request_id: RequestIdOption = "",
    label: LabelOption = "",
    as_json: JsonOption = False,
) -> None:
    """Plan DATASET over many draws of what is uncertain.

    Tells how cost, volumes and lateness spread, and which capacities bind how often. A
    draw depends on the seed and its number alone.
    """
    with reporting(as_json=as_json), hinting(dataset):
        check_background(server, background, request_id=request_id, label=label)
        chart = checked_chart(plot)
        what, changes = scenario_of(uncertainty) or "", scenario_of(scenario)
        source = source_of(dataset)
        parts = (source, what, draws, seed, changes, regime, integer)
        kept = KeptRows.of(keep, DrawRow, *parts)
        ask = partial(
            Client.stream_simulation,
            dataset=source,
            uncertainty=what,
            draw_count=draws,
            seed=seed,
            scenario=changes,
            regime_id=regime,
            time_limit=None if time_limit is None else timedelta(seconds=time_limit),
            integer_decisions=integer,
        )
        if background:
            options = ask.keywords
            start_in_background(
                server,
                lambda client: client.start_simulation(
                    **options, request_id=request_id, label=label
                ),
                as_json=as_json,
            )
            return
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("planning")
            found = _Run(
                kept, draws, lambda rows: ask(client, known_rows=rows)
            ).finish()
        if csv is not None:
            columns = (*FIGURES, "bottlenecks", "amounts")
            write_rows(csv, columns, map(_row, found.rows))
        if chart is not None:
            draw_simulation(chart, found)
        if as_json:
            print_json(found.to_json_object())
        else:
            print_blocks(simulation_report(found), standard_output())
    if all(row.reason for row in found.rows):
        raise typer.Exit(ExitCode.BAD_INPUT)
    if all(row.total_cost is None for row in found.rows):
        raise typer.Exit(ExitCode.NO_PLAN)


@dataclass
class _Run:
    """A run that is taken up again until all of its rows are there."""

    kept: KeptRows[DrawRow]
    draw_count: int
    ask: Callable[[tuple[DrawRow, ...]], Iterable[SimulatedDraws]]
    certain: DrawRow | None = None
    last: SimulatedDraws | None = None

    def finish(self) -> SimulatedDraws:
        """Plan what is missing, and put all together."""
        with counting("planning draws") as show_count:
            rows = taken_up(
                self.kept,
                self._rows,
                lambda rows: show_count(len(rows), self.draw_count),
            )
        if self.last is None:
            msg = "the server ended the call without an answer"
            raise RuntimeError(msg)
        return with_draws(self.last, rows, self.certain)

    def _rows(self, known: tuple[DrawRow, ...]) -> Iterator[DrawRow]:
        for answer in self.ask(known):
            self.certain = answer.certain or self.certain
            self.last = answer
            yield from answer.rows


def _row(row: DrawRow) -> tuple[object, ...]:
    figures = (getattr(row, name) for name in FIGURES)
    return (*figures, " ".join(row.bottlenecks), " ".join(row.amounts))
