"""``corridor solve``: the plan of least cost, and what it means."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer

from corridor_cli.background import (
    BackgroundOption,
    LabelOption,
    RequestIdOption,
    check_background,
    start_in_background,
)
from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.division_options import (
    LocalRegimeOption,
    PercentOption,
    PlanDivisionOption,
    TerminalOption,
    WeightOption,
    plan_terms_of,
)
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.options import (
    DatasetArgument,
    GapOption,
    IntegerOption,
    JsonOption,
    ServerOption,
    TimeLimitOption,
)
from corridor_cli.plan_files import OutOption, formats_of, write_files
from corridor_cli.planned import planned
from corridor_cli.progress import phases
from corridor_cli.solve_report import solve_report
from corridor_cli.terminal import (
    print_blocks,
    print_json,
    standard_error,
    standard_output,
)
from corridor_cli.watching import watched
from corridor_cli.written_files import ForceOption


def solve(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    relative_gap: GapOption = None,
    integer: IntegerOption = False,
    regime: Annotated[
        str | None,
        typer.Option(
            "--regime",
            metavar="ID",
            help="Which of the dataset's tariffs hold, such as one for all instead of "
            "each carrier's own; the dataset's default if not given.",
        ),
    ] = None,
    division: PlanDivisionOption = None,
    weight: WeightOption = None,
    terminal: TerminalOption = None,
    percent: PercentOption = None,
    local_regime: LocalRegimeOption = None,
    receipts: Annotated[
        bool,
        typer.Option(
            "--receipts",
            help="Also tell how each charge comes about: the dearest as a table, all of "
            "them with --json.",
        ),
    ] = False,
    out: OutOption = None,
    force: ForceOption = False,
    background: BackgroundOption = False,
    request_id: RequestIdOption = "",
    label: LabelOption = "",
    as_json: JsonOption = False,
) -> None:
    """Plan DATASET at least cost: what is carried where, what does not fit, and why.

    Prints costs, the bottlenecks with what more capacity would be worth, the fullest
    capacities, what is left unserved and the largest flows.
    """
    with reporting(as_json=as_json), hinting(dataset):
        check_background(server, background, request_id=request_id, label=label)
        files = out or []
        file_formats = formats_of(files, background=background, force=force)
        solve_plan = partial(
            watched,
            time_limit=None if time_limit is None else timedelta(seconds=time_limit),
            relative_gap=relative_gap,
            integer_decisions=integer,
            regime_id=regime,
            division=plan_terms_of(
                division,
                weights=weight or (),
                terminals=terminal or (),
                percents=percent or (),
                local_regime=local_regime,
            ),
            receipts=receipts,
            file_formats=file_formats,
        )
        if background:
            options = solve_plan.keywords
            start_in_background(
                server,
                lambda client: client.start_plan(
                    source_of(dataset), **options, request_id=request_id, label=label
                ),
                as_json=as_json,
            )
            return
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                result = planned(
                    client, source, partial(solve_plan, show_phase=show_phase)
                )
        left = write_files(files, result)
        for file in left:
            standard_error().print(f"not written, as there is no plan: {file}")
        result = replace(result, files=())
        if as_json:
            print_json(result.to_json_object())
        else:
            print_blocks(solve_report(result), standard_output())
    if result.plan is None:
        raise typer.Exit(ExitCode.NO_PLAN)
