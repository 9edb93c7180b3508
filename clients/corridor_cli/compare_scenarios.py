"""Comparing scenarios: rows gathered, shown, and written as CSV."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from corridor_client import (
    Client,
    ComparedScenario,
    InvalidRequestError,
    ScenarioFile,
    ScenarioRow,
)
from corridor_client.datasets import DatasetSource

from corridor_cli.csv_files import write_rows
from corridor_cli.kept_rows import KeptRows
from corridor_cli.scenario_rows import Gathered, gathered

ALL = "all"
"""Stands for every scenario that the server stores with the dataset."""

FILE_ENDINGS = (".yaml", ".yml", ".json")
"""Endings of what is a file and not the id of a stored scenario."""

CSV_COLUMNS = (
    "scenario_id",
    "title",
    "reason",
    "total_cost",
    "cost_change",
    "served_t",
    "unserved_t",
    "served_teu",
    "transit_days",
    "emissions_t",
    "new_bottlenecks",
    "ceased_bottlenecks",
)


def compared_scenarios(  # noqa: PLR0913 - a parameter for each option
    client: Client,
    source: DatasetSource,
    names: Sequence[str],
    *,
    regime_id: str | None,
    time_limit: timedelta | None,
    relative_gap: float | None,
    integer_decisions: bool,
    keep: Path | None = None,
) -> Gathered:
    """Plan a base and scenarios that are named or in files.

    Raises
    ------
    InvalidRequestError
        When a file cannot be read.
    """
    words = [word for name in names for word in name.split(",") if word]
    files = [word for word in words if word.endswith(FILE_ENDINGS)]
    stored = ["*" if word == ALL else word for word in words if word not in files]
    brought = [scenario_file(name) for name in files]
    parts = (source, stored, brought, regime_id, relative_gap, integer_decisions)
    ask = partial(
        client.compare_scenarios,
        source,
        brought,
        stored_scenario_ids=stored,
        regime_id=regime_id,
        time_limit=time_limit,
        relative_gap=relative_gap,
        integer_decisions=integer_decisions,
    )
    kept = KeptRows.of(keep, ComparedScenario, *parts)
    return gathered(lambda known: ask(known_positions=known), kept)


def scenario_file(name: str) -> ScenarioFile:
    """Read a scenario's file.

    Raises
    ------
    InvalidRequestError
        When it cannot be read.
    """
    try:
        return ScenarioFile.read(Path(name))
    except OSError as error:
        msg = f"{name} cannot be read: {error.strerror}; check the path"
        raise InvalidRequestError(msg) from error


def write_csv(path: Path, rows: Sequence[ScenarioRow]) -> None:
    """Write rows as a table.

    Raises
    ------
    InvalidRequestError
        When the file cannot be written.
    """
    write_rows(path, CSV_COLUMNS, map(_cells, rows))


def _cells(row: ScenarioRow) -> list[object]:
    summary, change = row.summary, row.change
    cells: list[object] = [row.scenario_id, row.title, row.reason]
    if summary is None:
        return cells + [""] * (len(CSV_COLUMNS) - len(cells))
    cells += [summary.total_cost, "" if change is None else change.total_cost]
    cells += [summary.served_t, summary.unserved_t, summary.served_teu]
    cells += [summary.transit_days, summary.emissions_t]
    if change is None:
        return [*cells, "", ""]
    capacities = (change.new_bottlenecks, change.ceased_bottlenecks)
    return cells + [
        "|".join(f"{c.resource_id}@{c.period_id}" for c in each) for each in capacities
    ]
