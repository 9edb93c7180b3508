"""The shipped datasets: folders, each kept under the name that its header gives it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from optimizer.domain.dataset import HEADER_TABLE
from optimizer.service.dataset_sources import FolderSource, name_of
from optimizer.tables.csv_tables import raw_tables_of_csv
from optimizer.tables.rows import read_row

HEADER_FILE = f"{HEADER_TABLE.name}.csv"
"""File of a dataset that names it."""

logger = logging.getLogger(__name__)


@dataclass
class _NoDatasetError(Exception):
    """A folder cannot be kept; what is wrong, and what to do about it."""

    cause: str
    remedy: str


def shipped_sources(datasets_folder: Path) -> dict[str, FolderSource]:
    """Find the dataset folders in a folder, by the name of the dataset.

    A folder of CSV files that cannot be kept is left out and logged, other folders are
    left alone. Of two with one ``dataset_id``, the folder of that name is kept, or else
    the first.
    """
    sources: dict[str, FolderSource] = {}
    for dataset_id, folder in _by_right_to_name(_named_folders(datasets_folder)):
        name = name_of(dataset_id)
        if name in sources:
            cause = f"{dataset_id!r} is the dataset of {sources[name].folder.name!r}"
            remedy = f"write another dataset_id into its {HEADER_FILE}"
            _log_skipped(folder, _NoDatasetError(cause, remedy))
        else:
            sources[name] = FolderSource(folder)
    return sources


def _by_right_to_name(found: Iterable[tuple[str, Path]]) -> list[tuple[str, Path]]:
    return sorted(found, key=lambda f: (f[0] != f[1].name, f[1].name))


def _named_folders(datasets_folder: Path) -> Iterable[tuple[str, Path]]:
    for folder in sorted(p for p in datasets_folder.iterdir() if p.is_dir()):
        try:
            if any(folder.glob("*.csv", case_sensitive=False)):
                yield _dataset_id_in(folder), folder
        except OSError as error:
            cause = f"it cannot be read: {error.strerror}"
            remedy = "let this user read the folder and its files"
            _log_skipped(folder, _NoDatasetError(cause, remedy))
        except _NoDatasetError as error:
            _log_skipped(folder, error)


def _dataset_id_in(folder: Path) -> str:
    """Read the ``dataset_id`` alone: a dataset with problems can still be checked."""
    file = folder / HEADER_FILE
    if not file.is_file():
        cause = f"it has CSV files but no {HEADER_FILE}"
        raise _NoDatasetError(cause, f"add {HEADER_FILE} with a dataset_id")
    tables = raw_tables_of_csv([(file.name, file.read_bytes())])
    rows = tables.rows.get(HEADER_TABLE.name, [])
    problems = list(tables.problems)
    if rows:
        row = read_row(HEADER_TABLE, rows[0], tables.readers[HEADER_TABLE.name])
        found = [p for p in row.problems if p.column == "dataset_id"]
        if not found:
            return row.name
        problems += found
    if problems:
        cause = f"its {HEADER_FILE}: {problems[0].message}"
        raise _NoDatasetError(cause, problems[0].remedy)
    cause = f"its {HEADER_FILE} has no row"
    raise _NoDatasetError(cause, "add a row with a dataset_id")


def _log_skipped(folder: Path, error: _NoDatasetError) -> None:
    logger.warning(
        "dataset folder %s is skipped: %s; %s, then start again",
        folder,
        error.cause,
        error.remedy,
    )
