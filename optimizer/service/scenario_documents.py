"""Scenarios as they come with requests or are stored with datasets."""

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.errors import UnknownRowError
from optimizer.service.dataset_sources import FolderSource, NamedSource

EVERY_STORED = "*"
"""Stands for all scenarios that are stored with a dataset."""

SCENARIO_FOLDER = "scenarios"
"""Folder of a stored dataset's scenarios, a YAML file each."""


@dataclass(frozen=True, slots=True)
class Document:
    """A scenario as it was written down."""

    filename: str
    content: bytes


def stored_documents(
    scenario_ids: Sequence[str], named: NamedSource | None
) -> list[Document]:
    """Read scenarios that are stored with a shipped dataset.

    Parameters
    ----------
    scenario_ids
        Which, or ``*`` for all.
    named
        What the dataset's name stands for; None where it has none.

    Raises
    ------
    UnknownRowError
        When there is none of an id.
    """
    if not scenario_ids:
        return []
    files = {}
    if isinstance(named, FolderSource):
        found = (named.folder / SCENARIO_FOLDER).glob("*.yaml")
        files = {file.stem: file for file in sorted(found)}
    chosen: list[str] = []
    for scenario_id in scenario_ids:
        if scenario_id == EVERY_STORED and files:
            chosen += files
        elif scenario_id in files:
            chosen.append(scenario_id)
        else:
            table = SCENARIO_FOLDER
            raise UnknownRowError(table, scenario_id, files)
    unique = dict.fromkeys(chosen)
    return [Document(files[name].name, files[name].read_bytes()) for name in unique]
