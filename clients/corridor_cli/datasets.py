"""``corridor datasets``: what is stored and can be planned by name."""

from collections.abc import Sequence

from corridor_client import DatasetSummary
from rich.console import RenderableType
from rich.text import Text

from corridor_cli.connection import connection
from corridor_cli.failures import reporting
from corridor_cli.layout import Column, number, table_of
from corridor_cli.options import JsonOption, ServerOption
from corridor_cli.progress import phases
from corridor_cli.terminal import print_blocks, print_json, standard_output

_COUNTED_TABLES = ("nodes", "legs", "demands", "periods")


def datasets(*, server: ServerOption = None, as_json: JsonOption = False) -> None:
    """List the stored datasets, by the names that the other commands take."""
    with reporting(as_json=as_json):
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("listing")
            found = client.list_datasets()
        if as_json:
            print_json({"datasets": [summary.to_json_object() for summary in found]})
        else:
            print_blocks([_report(found)], standard_output())


def _report(found: Sequence[DatasetSummary]) -> RenderableType:
    if not found:
        return Text("The server has no datasets; give a folder or a file instead.")
    counts = [number(table.capitalize()) for table in _COUNTED_TABLES]
    return table_of(
        "Stored datasets",
        (Column("Name"), Column("Title"), *counts, Column("Money")),
        map(_row_of, found),
    )


def _row_of(summary: DatasetSummary) -> list[str]:
    counts = {row.table: row.count for row in summary.row_counts}
    return [
        summary.dataset_id,
        summary.title,
        *(f"{counts.get(table, 0):,}" for table in _COUNTED_TABLES),
        summary.currency_code,
    ]
