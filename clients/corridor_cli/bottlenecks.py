"""``corridor bottlenecks``: which capacity to add next, and what that saves."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated

import typer
from corridor_client import Expansion, Ladder, Rung
from rich.console import RenderableType

from corridor_cli.amounts import SYMBOLS, money_text, price_text, quantity_text
from corridor_cli.charts import checked_chart, draw_ladder
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

CSV_COLUMNS = (
    "rung",
    "added_t",
    "total_cost",
    "saving",
    "worth_per_t",
    "served_t",
    "resource_id",
    "period_id",
    "measure",
    "capacity",
    "added",
    "resource_added_t",
    "step_t",
)

LEAST_STEP = 1e-6
"""Share of a rung's size below which a step is rounding."""


def bottlenecks(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    target: Annotated[
        float | None,
        typer.Option(
            "--target",
            metavar="TONNES",
            min=1e-9,
            help="Stop where so many gross tonnes are served, such as 10e6.",
        ),
    ] = None,
    scenario: ScenarioOption = None,
    regime: SensitivityRegimeOption = None,
    plot: PlotOption = None,
    csv: CsvOption = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the ladder of expansions of DATASET: what to add next, and what it saves.

    Each rung is the best of all sets of expansions of its size. What it adds is counted
    in tonnes that it lets pass, so that capacities of different measures compare; what it
    costs to build is left out. Below the last rung stands the next bottleneck behind it.
    """
    with reporting(as_json=as_json), hinting(dataset):
        chart, changes = checked_chart(plot), scenario_of(scenario)
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("solving")
                result = client.find_expansions(
                    source,
                    target_t=target,
                    scenario=changes,
                    regime_id=regime,
                    time_limit=None
                    if time_limit is None
                    else timedelta(seconds=time_limit),
                )
        ladder = result.ladder
        if ladder is not None and csv is not None:
            write_rows(csv, CSV_COLUMNS, _rows(ladder))
        if ladder is not None and chart is not None:
            draw_ladder(chart, ladder, result.currency_code)
        if as_json:
            print_json(result.to_json_object())
        elif ladder is not None:
            blocks = _report(ladder, result.currency_code)
            print_blocks(blocks, standard_output())
    if ladder is None or not ladder.is_reached:
        raise typer.Exit(ExitCode.NO_PLAN)


def _report(ladder: Ladder, currency_code: str) -> list[RenderableType]:
    first, last = ladder.rungs[0], ladder.rungs[-1]
    facts = [
        ("Today's cost", money_text(first.total_cost, currency_code)),
        ("Served today", f"{first.served_t:,.0f} t of {ladder.demand_t:,.0f} t"),
        ("Most saved", money_text(last.saving, currency_code)),
        ("Served then", f"{last.served_t:,.0f} t"),
    ]
    if ladder.target_t is not None:
        answer = "reached" if ladder.is_reached else "not reached by any expansion"
        facts.append(("Target", f"{ladder.target_t:,.0f} t, {answer}"))
    if len(ladder.rungs) == 1:
        facts.append(("Expansions", "more of no capacity is worth anything"))
        return [facts_of("Ladder of expansions", facts)]
    columns = (
        number("Rung"),
        Column("Add"),
        number("Added in all, t"),
        number(f"Worth per t, {currency_code}"),
        number(f"Saving, {currency_code}"),
        number("Served, t"),
    )
    rows = [_cells(i, rung) for i, rung in enumerate(ladder.rungs) if i]
    return [
        facts_of("Ladder of expansions", facts),
        table_of("What to add next", columns, rows),
        _expanded(last.expansions),
    ]


def _cells(index: int, rung: Rung) -> tuple[str, ...]:
    return (
        str(index),
        " ".join(f"{name} {step_t:+,.0f}" for name, step_t in _steps(rung)),
        f"{rung.added_t:,.0f}",
        "" if rung.worth_per_t is None else price_text(rung.worth_per_t),
        money_text(rung.saving),
        f"{rung.served_t:,.0f}",
    )


def _steps(rung: Rung) -> list[tuple[str, float]]:
    """Sum up over periods what a rung adds or takes back; tiny steps are rounding."""
    steps_t: dict[str, float] = {}
    for e in rung.expansions:
        steps_t[e.resource_id] = steps_t.get(e.resource_id, 0.0) + e.step_t
    least = LEAST_STEP * rung.added_t
    steps = [(name, step_t) for name, step_t in steps_t.items() if abs(step_t) > least]
    return sorted(steps, key=lambda step: -abs(step[1]))


def _expanded(expansions: Sequence[Expansion]) -> RenderableType:
    columns = (
        Column("Capacity"),
        Column("Period"),
        number("Today"),
        number("With the last rung"),
        Column(""),
        number("More"),
    )
    kept = sorted(
        (e for e in expansions if e.added > 0),
        key=lambda e: (-e.added_t, e.resource_id),
    )
    return table_of(
        "Capacities of the last rung",
        columns,
        [
            (
                e.resource_id,
                e.period_id,
                quantity_text(e.capacity),
                quantity_text(e.capacity + e.added),
                SYMBOLS[e.measure],
                f"{e.added / e.capacity:+.1%}" if e.capacity else "new",
            )
            for e in kept
        ],
    )


def _rows(ladder: Ladder) -> Iterator[tuple[object, ...]]:
    """Yield a row for each rung and what it expands; the first expands nothing."""
    for index, rung in enumerate(ladder.rungs):
        size = (index, rung.added_t, rung.total_cost, rung.saving, rung.worth_per_t)
        if not rung.expansions:
            yield (*size, rung.served_t, *([""] * 7))
        for e in rung.expansions:
            where = (e.resource_id, e.period_id, e.measure, e.capacity)
            yield (*size, rung.served_t, *where, e.added, e.added_t, e.step_t)
