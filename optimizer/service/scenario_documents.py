"""Scenarios as they come with requests or are stored with datasets."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.errors import UnknownRowError
from optimizer.service.dataset_sources import FolderSource, NamedSource

EVERY_STORED = "*"
"""Stands for all scenarios that are stored with a dataset."""

SCENARIO_FOLDER = "scenarios"
"""Folder of a stored dataset's scenarios, a YAML file each."""

UNCERTAINTY_FOLDER = "uncertainties"
"""Folder of what is uncertain about a stored dataset, likewise."""


@dataclass(frozen=True, slots=True)
class Document:
    """A scenario as it was written down."""

    filename: str
    content: bytes


def stored_documents(
    scenario_ids: Sequence[str], named: NamedSource | None
) -> list[Document]:
    """Read scenarios that are stored with a dataset.

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
    files = _files_in(SCENARIO_FOLDER, named)
    chosen: list[str] = []
    for scenario_id in scenario_ids:
        if scenario_id == EVERY_STORED and files:
            chosen += files
        elif scenario_id in files:
            chosen.append(scenario_id)
        else:
            table = SCENARIO_FOLDER
            raise UnknownRowError(table, scenario_id, files)
    return [_read(files[name]) for name in dict.fromkeys(chosen)]


def stored_one(folder: str, name: str, named: NamedSource | None) -> Document:
    """Read a document that is stored with a dataset.

    Parameters
    ----------
    folder
        Folder of such documents beside the tables.
    name
        Which.
    named
        What the dataset's name stands for; None where it has none.

    Raises
    ------
    UnknownRowError
        When there is none of that name.
    """
    files = _files_in(folder, named)
    if name not in files:
        raise UnknownRowError(folder, name, files)
    return _read(files[name])


def require_stored(folder: str, name: str, named: NamedSource | None) -> None:
    """Make sure that a document is stored with a dataset; an empty name is none.

    Raises as :func:`stored_one` does.
    """
    if name:
        stored_one(folder, name, named)


def shipped_files(folder: str, named: NamedSource) -> dict[str, Path]:
    """Return the files of documents that are shipped with a dataset, by id."""
    if not isinstance(named, FolderSource):
        return {}
    found = (named.folder / folder).glob("*.yaml")
    return {file.stem: file for file in sorted(found)}


def _files_in(folder: str, named: NamedSource | None) -> dict[str, Path | Document]:
    """Return the documents beside a dataset, by id, the shipped ones first."""
    if named is None:
        return {}
    kept = {
        document.document_id: Document(document.filename, document.content)
        for document in named.documents
        if document.kind.folder == folder
    }
    shipped = shipped_files(folder, named)
    return {**shipped, **{name: kept[name] for name in kept if name not in shipped}}


def _read(file: Path | Document) -> Document:
    if isinstance(file, Document):
        return file
    return Document(file.name, file.read_bytes())
