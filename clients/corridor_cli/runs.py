"""``corridor runs``: what a server has planned, and what came of it."""

from typing import Annotated

import typer
from corridor_client import Run
from rich.console import RenderableType
from rich.text import Text

from corridor_cli.amounts import money_text
from corridor_cli.connection import connection
from corridor_cli.failures import reporting
from corridor_cli.layout import Column, number, table_of
from corridor_cli.options import JsonOption, RequiredServerOption
from corridor_cli.progress import phases
from corridor_cli.terminal import print_blocks, print_json, standard_output


def runs(
    *,
    dataset: Annotated[
        str,
        typer.Option("--dataset", metavar="ID", help="Only runs of this dataset."),
    ] = "",
    limit: Annotated[
        int, typer.Option("--limit", metavar="COUNT", min=1, help="Most runs.")
    ] = 20,
    server: RequiredServerOption,
    as_json: JsonOption = False,
) -> None:
    """List what a server has planned, the newest first.

    Runs are kept for 90 days where the server has a database that outlives it.
    """
    with reporting(as_json=as_json):
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("listing")
            found = client.list_runs(dataset_id=dataset, limit=limit)
        if as_json:
            print_json({"runs": [run.to_json_object() for run in found]})
        else:
            print_blocks([_report(found)], standard_output())


def _report(found: tuple[Run, ...]) -> RenderableType:
    if not found:
        return Text("The server keeps no runs, or none of that dataset.")
    columns = (
        Column("Ended"),
        Column("Did"),
        Column("Dataset"),
        Column("Version"),
        Column("Came to"),
        number("Total cost"),
        number("Seconds"),
        Column("Caller or label"),
    )
    return table_of("Runs", columns, map(_row_of, found))


def _row_of(run: Run) -> tuple[str, ...]:
    cost = run.total_cost
    return (
        f"{run.end_time:%Y-%m-%d %H:%M:%S} UTC",
        run.method.rpartition("/")[2],
        run.dataset_id,
        run.dataset_digest[:12],
        (run.reason or run.termination or run.code).lower(),
        "" if cost is None else f"{money_text(cost)} {run.currency_code}",
        f"{run.elapsed_time.total_seconds():.1f}",
        run.caller or run.label,
    )
