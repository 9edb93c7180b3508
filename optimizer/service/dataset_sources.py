"""Where a dataset comes from, and reading it from there."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

from corridor.v1 import (
    dataset_file_pb2,
    dataset_service_pb2,
    plan_service_pb2,
    regime_comparison_pb2,
    scenario_service_pb2,
    sensitivity_service_pb2,
    simulation_service_pb2,
    tariff_check_pb2,
    tariff_service_pb2,
)

from optimizer.errors import InvalidRequestError, UnknownDatasetError
from optimizer.service.dataset_messages import read_dataset_message
from optimizer.service.facts import note
from optimizer.service.storage.kept import KeptDocument
from optimizer.tables.reading import Reading, read_dataset, read_folder

KEPT_READINGS = 8
"""Named datasets that a worker keeps in memory once it has read them."""

NAME_PREFIX = "datasets/"
"""What the name of every dataset starts with."""


ID_LENGTH = 64
"""Most characters of a ``dataset_id``."""

VERSION_MARK = "@"
"""Stands between the name of a dataset and the digest of one of its versions."""


def name_of(dataset_id: str) -> str:
    """Return the name under which a dataset is kept."""
    return NAME_PREFIX + dataset_id


def dataset_id_of(name: str) -> str:
    """Return the id of the dataset that a name means, or of one of its versions."""
    return split_name(name)[0].removeprefix(NAME_PREFIX)[:ID_LENGTH]


def version_name(name: str, digest: str) -> str:
    """Return the name of one version of a dataset."""
    return f"{name}{VERSION_MARK}{digest}"


def split_name(name: str) -> tuple[str, str]:
    """Split a name into that of the dataset and the digest of a version, if any.

    A mark without a digest is left in the name, which no dataset then has.
    """
    plain, _, digest = name.partition(VERSION_MARK)
    return (plain, digest) if digest else (name, "")


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A shipped dataset.

    Attributes
    ----------
    folder
        Folder of its CSV files.
    called
        Name and digest that it was asked for by; empty where by its name alone.
    documents
        Scenarios and uncertainties that are kept beside it.
    """

    folder: Path
    called: str = ""
    documents: tuple[KeptDocument, ...] = ()

    def read(self) -> Reading:
        """Read the folder."""
        return read_folder(self.folder)


@dataclass(frozen=True, slots=True)
class FileSource:
    """A dataset as a file.

    Attributes
    ----------
    filename
        What the file is called.
    content
        The file.
    documents
        Scenarios and uncertainties that are kept beside it.
    """

    filename: str
    content: bytes = field(repr=False)
    documents: tuple[KeptDocument, ...] = ()

    @classmethod
    def of(cls, message: dataset_file_pb2.DatasetFile) -> Self:
        """Take a file out of its message."""
        return cls(message.filename, message.content)

    def read(self) -> Reading:
        """Read the file."""
        return read_dataset(self.filename, self.content)


type NamedSource = FolderSource | FileSource
"""What a name can stand for."""

type SourceRequest = (
    plan_service_pb2.OptimizePlanRequest
    | plan_service_pb2.StreamPlanRequest
    | dataset_service_pb2.ValidateDatasetRequest
    | dataset_service_pb2.ExportDatasetRequest
    | tariff_service_pb2.QuoteRequest
    | tariff_service_pb2.BatchQuoteRequest
    | tariff_check_pb2.CheckTariffsRequest
    | regime_comparison_pb2.CompareRegimesRequest
    | scenario_service_pb2.CompareScenariosRequest
    | scenario_service_pb2.ExplainDemandRequest
    | sensitivity_service_pb2.StreamRangesRequest
    | sensitivity_service_pb2.FindExpansionsRequest
    | sensitivity_service_pb2.FindTradeOffRequest
    | sensitivity_service_pb2.StreamSweepRequest
    | simulation_service_pb2.StreamSimulationRequest
    | simulation_service_pb2.FindContractsRequest
)
"""A request that says where its dataset comes from."""


def read_requested(request: SourceRequest, named: NamedSource | None) -> Reading:
    """Read the dataset that a request names, holds or brings as a file.

    Parameters
    ----------
    request
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.

    Raises
    ------
    InvalidRequestError
        When it gives no dataset at all, or a name that was too long to look up.
    """
    reading = _requested(request, named)
    if reading.dataset is not None:
        note(dataset_id=reading.dataset.header.dataset_id)
    return reading


def _requested(request: SourceRequest, named: NamedSource | None) -> Reading:
    match request.WhichOneof("source"):
        case "dataset":
            return read_dataset_message(request.dataset)
        case "file":
            return FileSource.of(request.file).read()
        case _ if named is not None:
            return read_named(named)
        case "dataset_name":
            field, message = "dataset_name", "it is longer than any name"
        case _:
            field = "source"
            message = "it is missing; give dataset_name, dataset or file"
    raise InvalidRequestError(field, message)


def read_named(source: NamedSource) -> Reading:
    """Read a dataset that has a name, once a process.

    Raises
    ------
    UnknownDatasetError
        When it was called by a digest, and that is another one.
    """
    if isinstance(source, FileSource) or not source.called:
        return _read_once(replace(source, documents=()))
    reading = _read_once(replace(source, documents=(), called=""))
    name, digest = split_name(source.called)
    found = "" if reading.dataset is None else reading.dataset.digest()
    if found != digest:
        raise UnknownDatasetError(source.called, [version_name(name, found)])
    return reading


@lru_cache(maxsize=KEPT_READINGS)
def _read_once(source: NamedSource) -> Reading:
    return source.read()
