"""``corridor ranges``: what one more of anything is worth, and how far that holds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer
from corridor_client import FoundRanges, Range, RangeKind
from rich.console import RenderableType

from corridor_cli.amounts import price_text, quantity_text
from corridor_cli.connection import connection
from corridor_cli.csv_files import write_rows
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.kept_rows import KeepOption, KeptRows, taken_up
from corridor_cli.layout import Column, number, table_of
from corridor_cli.options import (
    DatasetArgument,
    JsonOption,
    ServerOption,
    TimeLimitOption,
)
from corridor_cli.progress import counting, phases
from corridor_cli.sensitivity_options import (
    CsvOption,
    ScenarioOption,
    SensitivityRegimeOption,
    scenario_of,
)
from corridor_cli.terminal import (
    print_blocks,
    print_json,
    standard_output,
)


class Of(StrEnum):
    """What is varied, as it is typed."""

    CAPACITIES = "capacities"
    DEMANDS = "demands"
    RATES = "rates"
    TARIFFS = "tariffs"
    LEGS = "legs"


KINDS = {
    Of.CAPACITIES: RangeKind.CAPACITY,
    Of.DEMANDS: RangeKind.DEMAND,
    Of.RATES: RangeKind.RATE,
    Of.TARIFFS: RangeKind.TARIFF,
    Of.LEGS: RangeKind.LEG,
}

TITLES = {
    RangeKind.CAPACITY: "Capacities, per unit of their measure",
    RangeKind.DEMAND: "Demands, per unit of their commodity",
    RangeKind.RATE: "Rates, per unit of their tariff's currency",
    RangeKind.TARIFF: "Tariffs by hauls, where 1 is today's",
    RangeKind.UNRECOGNIZED: "Others",
}

CSV_COLUMNS = (
    "kind",
    "row_id",
    "period_id",
    "value",
    "cost_of_more",
    "holds_to",
    "cost_of_less",
    "holds_from",
    "is_degenerate",
)


def ranges(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    of: Annotated[
        list[Of] | None,
        typer.Option(
            "--of",
            help="What to vary; may be given several times. Capacities and demands if "
            "not given.",
        ),
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="Also list what neither more nor less of changes the cost."
        ),
    ] = False,
    scenario: ScenarioOption = None,
    regime: SensitivityRegimeOption = None,
    csv: CsvOption = None,
    keep: KeepOption = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what one more and one less of each number of DATASET does to the cost.

    Each side is proven by solves of its own, with the value up to or down to which it
    holds. Where the two differ, the row is marked: the plan's shadow price is then any
    number between them.
    """
    with reporting(as_json=as_json), hinting(dataset):
        changes = scenario_of(scenario)
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("solving")
                kinds = [KINDS[each] for each in of or ()]
                parts = (source, kinds, changes, regime)
                ask = partial(
                    client.stream_ranges,
                    source,
                    kinds=kinds,
                    scenario=changes,
                    regime_id=regime,
                    time_limit=None
                    if time_limit is None
                    else timedelta(seconds=time_limit),
                )
                kept = KeptRows.of(keep, FoundRanges, *parts)
                found = _gathered(lambda known: ask(known_positions=known), kept)
        if csv is not None:
            write_rows(csv, CSV_COLUMNS, map(_row, found.ranges))
        if as_json:
            print_json(found.to_json_object())
        else:
            blocks = list(_report(found, every=every))
            print_blocks(blocks, standard_output())
    if not found.ranges:
        raise typer.Exit(ExitCode.NO_PLAN)


def _gathered(
    ask: Callable[[list[int]], Iterable[FoundRanges]], kept: KeptRows[FoundRanges]
) -> FoundRanges:
    """Wait for all ranges, with a bar that shows how many are found."""
    with counting("finding ranges") as show_count:

        def show(parts: tuple[FoundRanges, ...]) -> None:
            if parts:
                found = sum(len(part.ranges) for part in parts)
                show_count(found, parts[0].range_count)

        parts = taken_up(kept, lambda known: ask([p.position for p in known]), show)
    parts.sort(key=lambda part: part.position)
    ranges_ = tuple(found for part in parts for found in part.ranges)
    return replace(parts[0], ranges=ranges_)


def _report(found: FoundRanges, *, every: bool) -> Iterator[RenderableType]:
    columns = (
        Column(""),
        Column("Period"),
        number("Today"),
        number(f"One more, {found.currency_code}"),
        number("Holds to"),
        number(f"One less, {found.currency_code}"),
        number("Holds from"),
        Column(""),
    )
    for kind, name in TITLES.items():
        own = [r for r in found.ranges if r.kind is kind]
        listed = own if every else [r for r in own if _matters(r)]
        if not own:
            continue
        left = len(own) - len(listed)
        title = name
        if left:
            title += f" ({left} that change nothing are left out)"
        yield table_of(title, columns, map(_cells, listed))
    yield from _unused_legs(found)


def _unused_legs(found: FoundRanges) -> Iterator[RenderableType]:
    """Lay out by how much legs must become cheaper, the nearest to use first."""
    legs = [r for r in found.ranges if r.kind is RangeKind.LEG]
    if not legs:
        return
    near = [(-r.holds_from, r.row_id) for r in legs if r.holds_from is not None]
    title = "Legs that carry nothing"
    if len(near) < len(legs):
        title += f" ({len(legs) - len(near)} that no price would fill are left out)"
    columns = (Column("Leg"), number(f"Cheaper by, {found.currency_code} per t"))
    rows = [(leg_id, quantity_text(cheaper)) for cheaper, leg_id in sorted(near)]
    yield table_of(title, columns, rows)


def _matters(one: Range) -> bool:
    return bool(one.cost_of_more) or bool(one.cost_of_less) or one.is_degenerate


def _cells(one: Range) -> tuple[str, ...]:
    return (
        one.row_id,
        one.period_id,
        quantity_text(one.value),
        _price(one.cost_of_more),
        "-" if one.cost_of_more is None else _end(one.holds_to),
        _price(one.cost_of_less),
        "-" if one.holds_from is None else quantity_text(one.holds_from),
        "kink" if one.is_degenerate else "",
    )


def _price(cost: Decimal | None) -> str:
    if cost is None:
        return "no plan"
    return f"-{price_text(-cost)}" if cost < 0 else price_text(cost)


def _end(value: float | None) -> str:
    return "as far as looked" if value is None else quantity_text(value)


def _row(one: Range) -> tuple[object, ...]:
    return tuple(getattr(one, column) for column in CSV_COLUMNS)
