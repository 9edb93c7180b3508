"""``corridor solve``: the plan of least cost, and what it means."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer
from corridor_client import Client, DatasetFile, InvalidDatasetError, PlanResult
from rich.console import RenderableType

from corridor_cli.conflict_report import no_plan_report
from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.options import DatasetArgument, JsonOption, ServerOption
from corridor_cli.plan_report import plan_report
from corridor_cli.problem_report import problem_table
from corridor_cli.progress import phases
from corridor_cli.terminal import print_blocks, print_json, standard_output

LONGEST_TIME_LIMIT = 600.0
"""Longest time limit in seconds that servers grant."""

WIDEST_GAP = 0.1
"""Widest gap that servers take."""


def solve(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    server: ServerOption = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            metavar="SECONDS",
            min=0.001,
            max=LONGEST_TIME_LIMIT,
            help="Longest time that the solver may take, 10 minutes if not given. A "
            "plan that is cut short says how far from the least cost it may be.",
        ),
    ] = None,
    relative_gap: Annotated[
        float | None,
        typer.Option(
            "--gap",
            metavar="SHARE",
            min=0.0,
            max=WIDEST_GAP,
            help="Proven distance from the least cost, as a share of it, at which the "
            "solver may stop, such as 0.001.",
        ),
    ] = None,
    integer: Annotated[
        bool,
        typer.Option(
            "--integer",
            help="Let voyages and trains run in whole numbers, and serve demands that "
            "are all or nothing in full or not at all.",
        ),
    ] = False,
    regime: Annotated[
        str | None,
        typer.Option(
            "--regime",
            metavar="ID",
            help="Which of the dataset's tariffs hold, such as one for all instead of "
            "each carrier's own; the dataset's default if not given.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Plan DATASET at least cost: what is carried where, what does not fit, and why.

    Prints costs, the bottlenecks with what more capacity would be worth, the fullest
    capacities, what is left unserved and the largest flows.
    """
    solve_plan = partial(
        Client.optimize_plan,
        time_limit=None if time_limit is None else timedelta(seconds=time_limit),
        relative_gap=relative_gap,
        integer_decisions=integer,
        regime_id=regime,
    )
    with reporting(as_json=as_json), hinting(dataset):
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("solving")
                result = _result(client, source, solve_plan)
        if as_json:
            print_json(result.to_json_object())
        else:
            print_blocks(report(result), standard_output())
    if result.plan is None:
        raise typer.Exit(ExitCode.NO_PLAN)


def _result(
    client: Client,
    source: str | DatasetFile,
    solve_plan: Callable[[Client, str | DatasetFile], PlanResult],
) -> PlanResult:
    """Plan, or fail with all problems of the dataset and their places."""
    try:
        return solve_plan(client, source)
    except InvalidDatasetError as error:
        problems = client.validate_dataset(source).problems
        raise InvalidDatasetError(
            str(error),
            problems=problems or error.problems,
            reason=error.reason,
            code=error.code,
        ) from error


def report(result: PlanResult) -> list[RenderableType]:
    """Lay out a result: the plan or why there is none, then the warnings."""
    blocks = (
        plan_report(result.plan, result.termination)
        if result.plan
        else no_plan_report(result)
    )
    if result.warnings:
        blocks.append(problem_table(result.warnings, "Warnings"))
    return blocks
