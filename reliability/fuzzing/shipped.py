"""The shipped dataset and its documents, from which hostile ones are made.

Most are made of a small one, which keeps a part of the network and what belongs to it,
so that the server does much in little time.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from optimizer.service.settings import shipped_datasets
from optimizer.tables.exporting import DatasetFormat, exported
from optimizer.tables.reading import read_dataset

FOLDER = shipped_datasets() / "middle-corridor"
"""The shipped dataset."""

SMALL_ID = "fuzzed"
"""Id of the small one."""

_NODES = frozenset(
    {
        "CN_ALS",
        "KZ_DOS",
        "KZ_MOI",
        "KZ_KYZ",
        "KZ_ZHE",
        "KZ_SHA",
        "KZ_BEY",
        "KZ_MAN",
        "KZ_AKT",
        "KZ_KUR",
        "AZ_ALA",
        "AZ_YEV",
        "AZ_BOY",
        "GE_GAR",
        "GE_TBI",
        "GE_BUS",
        "GE_PTI",
    }
)
"""Nodes of the small one: from China over the Caspian to the Black Sea."""

_TABLES_OF = {
    "node_id": "nodes",
    "leg_id": "legs",
    "transfer_id": "transfers",
    "resource_id": "resources",
    "tariff_id": "tariffs",
    "carrier_id": "carriers",
}
"""Tables of the rows that columns name, whose names end so."""

_USERS = {"resources": ("resource_uses",), "carriers": ("legs", "transfers")}
"""Tables that name the rows of another; without that, these are of no use."""

type Tables = dict[str, list[list[str]]]
"""Rows of cells by name of the table, the names of columns first."""


@cache
def csv_files() -> dict[str, bytes]:
    """Return the tables of the shipped dataset as files, by name."""
    return {file.name: file.read_bytes() for file in sorted(FOLDER.glob("*.csv"))}


@cache
def small_tables() -> Tables:
    """Return the tables of the small dataset, which nobody may change."""
    tables = {
        name.removesuffix(".csv"): list(csv.reader(io.StringIO(content.decode())))
        for name, content in csv_files().items()
    }
    _keep(tables, "nodes", lambda row: row["node_id"] in _NODES)
    _keep(tables, "tariffs", lambda row: "turkmenbashi" not in row["tariff_id"])
    while _forget_loose_rows(tables):
        pass
    header = tables["dataset"]
    header[1][header[0].index("dataset_id")] = SMALL_ID
    return tables


def _forget_loose_rows(tables: Tables) -> bool:
    """Forget rows that name others that are gone; return whether there were any."""
    ids = {table: {row[0] for row in rows[1:]} | {""} for table, rows in tables.items()}
    used = {table: _named_in(tables, table, users) for table, users in _USERS.items()}

    def is_kept(table: str, row: dict[str, str]) -> bool:
        named = [
            (_TABLES_OF[ending], cell)
            for column, cell in row.items()
            for ending in _TABLES_OF
            if column.endswith(ending)
        ]
        has_all = all(cell in ids[other] for other, cell in named)
        key = row[tables[table][0][0]]
        return has_all and (table not in used or key in used[table])

    before = sum(map(len, tables.values()))
    for table in tables:
        _keep(tables, table, partial(is_kept, table))
    return sum(map(len, tables.values())) < before


def _named_in(tables: Tables, table: str, users: tuple[str, ...]) -> set[str]:
    column = tables[table][0][0]
    return {
        row[tables[user][0].index(column)] for user in users for row in tables[user][1:]
    }


def _keep(
    tables: Tables, table: str, is_kept: Callable[[dict[str, str]], bool]
) -> None:
    names, *rows = tables[table]
    kept = [row for row in rows if is_kept(dict(zip(names, row, strict=True)))]
    tables[table] = [names, *kept]


def csv_of(rows: list[list[str]]) -> bytes:
    """Write a table as CSV."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode(errors="replace")


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            # Without a day of its own, a file would make each archive another one.
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


@cache
def small_files() -> dict[str, bytes]:
    """Return the tables of the small dataset as files, by name."""
    return {f"{name}.csv": csv_of(rows) for name, rows in small_tables().items()}


@cache
def small_zip() -> bytes:
    """Return the small dataset as a zip."""
    return zipped(small_files())


@cache
def small_json() -> bytes:
    """Return the small dataset as a JSON document."""
    document = {
        name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        for name, rows in small_tables().items()
    }
    return json.dumps(document).encode()


@cache
def small_file(dataset_format: DatasetFormat) -> bytes:
    """Return the small dataset as the server writes it in a form.

    Raises
    ------
    ValueError
        When the small dataset has errors.
    """
    reading = read_dataset("small.zip", small_zip())
    if reading.dataset is None:
        msg = f"the small dataset has errors: {reading.problems}"
        raise ValueError(msg)
    return exported(reading.dataset, dataset_format)[1]


@cache
def scenario_files() -> tuple[Path, ...]:
    """Return the shipped scenarios."""
    return tuple(sorted((FOLDER / "scenarios").glob("*.yaml")))


@cache
def uncertainty_files() -> tuple[Path, ...]:
    """Return what is shipped as uncertain."""
    return tuple(sorted((FOLDER / "uncertainties").glob("*.yaml")))
