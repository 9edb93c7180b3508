"""``corridor report``: the plan as one HTML file with a map, and as PDF."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from corridor_client import (
    Client,
    DivisionRule,
    DivisionTerms,
    InvalidRequestError,
    Ladder,
    Plan,
    PlanResult,
    ScenarioRow,
)

from corridor_cli.compare_scenarios import compared_scenarios
from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.options import DatasetArgument, ServerOption, TimeLimitOption
from corridor_cli.planned import Source, planned
from corridor_cli.progress import ShowPhase, phases
from corridor_cli.solve_report import solve_report
from corridor_cli.terminal import print_blocks, standard_error
from corridor_cli.written_files import ForceOption, require_free, write_whole

if TYPE_CHECKING:
    from corridor_report import Report


def report(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="HTML file to write."),
    ],
    pdf: Annotated[
        Path | None,
        typer.Option(
            "--pdf",
            metavar="FILE",
            help="Also print it as PDF; needs Chromium or Chrome.",
        ),
    ] = None,
    scenarios: Annotated[
        list[str] | None,
        typer.Option(
            "--scenarios",
            metavar="ID|FILE,...|all",
            help="Compare with scenarios: those stored with the dataset, by id or all of "
            "them, and YAML or JSON files.",
        ),
    ] = None,
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
    force: ForceOption = False,
) -> None:
    """Plan DATASET and write a report: map, flows, costs, bottlenecks, sources, proof.

    The file opens without a network. What carriers earn is divided by kilometers. Each
    plan gets the time limit.
    """
    with reporting(), hinting(dataset):
        _require_programs(pdf)
        for file in (out, pdf):
            if file is not None:
                require_free(file, force=force)
        limit = None if time_limit is None else timedelta(seconds=time_limit)
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                result = _plan(client, source, show_phase, regime, limit)
                if result.plan is not None:
                    rows = _scenario_rows(client, source, scenarios, regime, limit)
                    show_phase("finding expansions")
                    ladder = client.find_expansions(source, regime_id=regime).ladder
                    show_phase("reading rows")
                    found = _report(client, source, result.plan, rows, ladder)
                    _write(found, out, pdf, show_phase)
        if result.plan is None:
            print_blocks(solve_report(result), standard_error())
    if result.plan is None:
        raise typer.Exit(ExitCode.NO_PLAN)


def _require_programs(pdf: Path | None) -> None:
    """Find what the report is made by before anything is worked out for it.

    Raises
    ------
    InvalidRequestError
        When what it needs is not installed.
    """
    try:
        from corridor_report.chromium import chromium_path  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InvalidRequestError(str(error)) from error
    if pdf is not None:
        chromium_path()


def _plan(
    client: Client,
    source: Source,
    show_phase: ShowPhase,
    regime_id: str | None,
    time_limit: timedelta | None,
) -> PlanResult:
    show_phase("solving")
    return planned(
        client,
        source,
        lambda client, source: client.optimize_plan(
            source,
            regime_id=regime_id,
            time_limit=time_limit,
            division=DivisionTerms(rule=DivisionRule.MILEAGE),
        ),
    )


def _scenario_rows(
    client: Client,
    source: Source,
    names: list[str] | None,
    regime_id: str | None,
    time_limit: timedelta | None,
) -> list[ScenarioRow]:
    if not names:
        return []
    return compared_scenarios(
        client,
        source,
        names,
        regime_id=regime_id,
        time_limit=time_limit,
        relative_gap=None,
        integer_decisions=False,
    ).rows


def _report(
    client: Client,
    source: Source,
    plan: Plan,
    rows: list[ScenarioRow],
    ladder: Ladder | None,
) -> "Report":
    from corridor_report import DatasetTables, Report  # noqa: PLC0415 - an extra

    tables = DatasetTables.of(client, source)
    return Report(plan=plan, tables=tables, scenarios=rows, ladder=ladder)


def _write(found: "Report", out: Path, pdf: Path | None, show_phase: ShowPhase) -> None:
    from corridor_report import report_of  # noqa: PLC0415 - an extra
    from corridor_report.chromium import pdf_of  # noqa: PLC0415 - an extra

    show_phase("writing")
    html = report_of(found)
    write_whole(out, html.encode("utf-8"))
    if pdf is not None:
        show_phase("printing")
        write_whole(pdf, pdf_of(html))
