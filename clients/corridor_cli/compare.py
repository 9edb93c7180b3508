"""``corridor compare``: two regimes and who gains, or scenarios and what they change."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from corridor_client import Client, InvalidRequestError

from corridor_cli.charts import checked_chart, draw_scenarios
from corridor_cli.compare_report import comparison_report
from corridor_cli.compare_scenarios import compared_scenarios, write_csv
from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.division_options import (
    Division,
    DivisionOption,
    LocalRegimeOption,
    PercentOption,
    TerminalOption,
    WeightOption,
    terms_of,
)
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.kept_rows import KeepOption
from corridor_cli.options import (
    DatasetArgument,
    GapOption,
    IntegerOption,
    JsonOption,
    ServerOption,
    TimeLimitOption,
)
from corridor_cli.planned import planned
from corridor_cli.progress import phases
from corridor_cli.scenario_report import scenarios_report
from corridor_cli.sensitivity_options import PlotOption
from corridor_cli.terminal import print_blocks, print_json, standard_output


def compare(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    regime: Annotated[
        list[str] | None,
        typer.Option(
            "--regime",
            metavar="ID",
            help="A regime of the dataset. Given twice: first what is compared against, "
            "then what is compared with it.",
        ),
    ] = None,
    scenarios: Annotated[
        list[str] | None,
        typer.Option(
            "--scenarios",
            metavar="ID|FILE,...|all",
            help="Compare the dataset with scenarios instead: those stored with it, by id "
            "or all of them, and YAML or JSON files.",
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FILE", help="Also write the rows of scenarios to a file."
        ),
    ] = None,
    keep: KeepOption = None,
    plot: PlotOption = None,
    division: DivisionOption = Division.MILEAGE,
    weight: WeightOption = None,
    terminal: TerminalOption = None,
    percent: PercentOption = None,
    local_regime: LocalRegimeOption = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    relative_gap: GapOption = None,
    integer: IntegerOption = False,
    as_json: JsonOption = False,
) -> None:
    """Plan DATASET under two regimes, or as scenarios change it, and compare the plans.

    Prints what changes in cost, in volumes won from and lost to the competing routes and
    in flows, what each carrier gains, and the side payments that leave none worse off, or
    why there are none; of scenarios a row each. Each plan gets the time limit.
    """
    limit = None if time_limit is None else timedelta(seconds=time_limit)
    if scenarios:
        with reporting(as_json=as_json), hinting(dataset):
            chart = checked_chart(plot)
            with phases() as show_phase:
                source = source_of(dataset)
                with connection(server, show_phase) as client:
                    show_phase("solving")
                    found = compared_scenarios(
                        client,
                        source,
                        scenarios,
                        regime_id=_base_regime(regime or []),
                        time_limit=limit,
                        relative_gap=relative_gap,
                        integer_decisions=integer,
                        keep=keep,
                    )
            if csv is not None:
                write_csv(csv, found.rows)
            if chart is not None:
                draw_scenarios(chart, found.rows, found.currency_code)
            if as_json:
                rows = [row.to_json_object() for row in found.rows]
                print_json({"currency_code": found.currency_code, "rows": rows})
            else:
                blocks = scenarios_report(found.rows, found.currency_code)
                print_blocks(blocks, standard_output())
        return
    with reporting(as_json=as_json), hinting(dataset):
        base_regime_id, other_regime_id = _two_regimes(regime or [])
        compare_plans = partial(
            Client.compare_regimes,
            base_regime_id=base_regime_id,
            other_regime_id=other_regime_id,
            terms=terms_of(
                division,
                weights=weight or (),
                terminals=terminal or (),
                percents=percent or (),
                local_regime=local_regime,
            ),
            time_limit=limit,
            relative_gap=relative_gap,
            integer_decisions=integer,
        )
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("solving twice")
                result = planned(client, source, compare_plans)
        if as_json:
            print_json(result.to_json_object())
        else:
            regime_ids = base_regime_id, other_regime_id
            print_blocks(comparison_report(result, regime_ids), standard_output())
    if result.comparison is None:
        raise typer.Exit(ExitCode.NO_PLAN)


def _base_regime(regime_ids: Sequence[str]) -> str | None:
    if len(regime_ids) > 1:
        msg = "scenarios are compared with one base; give --regime once at most"
        raise InvalidRequestError(msg)
    return regime_ids[0] if regime_ids else None


def _two_regimes(regime_ids: Sequence[str]) -> tuple[str, str]:
    if len(regime_ids) != 2:
        given = ", ".join(regime_ids) or "none"
        msg = (
            f"a comparison is of two regimes, given: {given}; give --regime twice, as in "
            "--regime national --regime unified"
        )
        raise InvalidRequestError(msg)
    base_regime_id, other_regime_id = regime_ids
    return base_regime_id, other_regime_id
