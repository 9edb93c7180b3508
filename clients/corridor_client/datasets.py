"""What a caller may give as a dataset, turned into what a request takes."""

import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from corridor.v1 import (
    dataset_file_pb2,
    dataset_pb2,
    dataset_service_pb2,
    plan_service_pb2,
    regime_comparison_pb2,
    scenario_service_pb2,
    sensitivity_service_pb2,
    simulation_service_pb2,
    tariff_check_pb2,
    tariff_service_pb2,
)

from corridor_client.channels import MAX_REQUEST_BYTES
from corridor_client.errors import (
    DatasetFileError,
    InvalidRequestError,
    MessageTooLargeError,
)

NAME_PREFIX = "datasets/"
"""What the names of stored datasets begin with."""

_FILE_SUFFIXES = (".zip", ".json", ".xlsx", ".xlsm")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True)
class DatasetFile:
    """A dataset as a file in memory: a zip of CSV or Parquet tables, a workbook, or JSON.

    Attributes
    ----------
    filename
        Name of the file, for messages only: what it is, the content tells.
    content
        The file.
    """

    filename: str
    content: bytes


type DatasetSource = str | Path | DatasetFile | dataset_pb2.Dataset
"""Name of a stored dataset, path of a folder or file, file in memory, or message."""

type SourceRequest = (
    plan_service_pb2.OptimizePlanRequest
    | plan_service_pb2.StreamPlanRequest
    | dataset_service_pb2.ValidateDatasetRequest
    | dataset_service_pb2.ExportDatasetRequest
    | tariff_service_pb2.QuoteRequest
    | tariff_service_pb2.BatchQuoteRequest
    | regime_comparison_pb2.CompareRegimesRequest
    | scenario_service_pb2.CompareScenariosRequest
    | scenario_service_pb2.ExplainDemandRequest
    | sensitivity_service_pb2.StreamRangesRequest
    | sensitivity_service_pb2.FindExpansionsRequest
    | sensitivity_service_pb2.FindTradeOffRequest
    | sensitivity_service_pb2.StreamSweepRequest
    | simulation_service_pb2.StreamSimulationRequest
    | simulation_service_pb2.FindContractsRequest
    | tariff_check_pb2.CheckTariffsRequest
)
"""Requests that say where a dataset comes from."""


def put_source(request: SourceRequest, source: object) -> None:
    """Put a dataset into the ``source`` of a request.

    Parameters
    ----------
    request
        Takes the dataset.
    source
        Where the dataset comes from: a :data:`DatasetSource`, or else it is refused,
        as callers without a type checker may give anything. A text is always the name of a stored dataset,
        with or without ``datasets/``; only a :class:`~pathlib.Path` is looked for.

    Raises
    ------
    DatasetFileError
        When a path is missing or cannot be read.
    InvalidRequestError
        When the source is no dataset, or a text that no stored dataset can be named.
    MessageTooLargeError
        When a file is larger than a request may be.
    """
    match source:
        case str():
            request.dataset_name = full_name(source)
        case dataset_pb2.Dataset():
            request.dataset.SetInParent()
            request.dataset.CopyFrom(source)
        case Path() | DatasetFile():
            request.file.CopyFrom(file_message(source))
        case _:
            msg = (
                f"a dataset is expected, not {type(source).__name__}; give the name of "
                "a stored dataset, a pathlib.Path, a DatasetFile or a Dataset"
            )
            raise InvalidRequestError(msg)


def full_name(name: str) -> str:
    """Name of a stored dataset in full: ``datasets/`` and its ``dataset_id``.

    Raises
    ------
    InvalidRequestError
        When the text is empty or a path.
    """
    dataset_id = name.removeprefix(NAME_PREFIX)
    if not dataset_id:
        msg = "the name of the dataset is empty; list_datasets gives the names"
        raise InvalidRequestError(msg)
    if is_path(dataset_id):
        msg = (
            f"a text is the name of a stored dataset, and {name!r} is a path; give "
            f"pathlib.Path({name!r})"
        )
        raise InvalidRequestError(msg)
    return NAME_PREFIX + dataset_id


def is_path(text: str) -> bool:
    """Whether a text is a path by how it is written, and no name of a dataset."""
    return (
        text.startswith(".")
        or text.lower().endswith(_FILE_SUFFIXES)
        or any(separator in text for separator in ("/", os.sep))
    )


def file_message(source: Path | DatasetFile) -> dataset_file_pb2.DatasetFile:
    """Turn a path or a file in memory into the message; see :func:`put_source`."""
    file = read_file(source) if isinstance(source, Path) else source
    return dataset_file_pb2.DatasetFile(filename=file.filename, content=file.content)


def read_file(path: Path) -> DatasetFile:
    """Read a file as it is, or a folder of CSV tables as a zip.

    The zip of a folder depends on nothing but the names and contents of its tables.
    """
    try:
        if path.is_dir():
            return DatasetFile(f"{path.name}.zip", _zip_of_tables(path))
        _check_size(path)
        return DatasetFile(path.name, path.read_bytes())
    except FileNotFoundError:
        fault = f"there is no file or folder at {path.absolute()}"
        raise DatasetFileError(path, fault) from None
    except OSError as error:
        fault = f"it cannot be read: {error.strerror}"
        raise DatasetFileError(path, fault) from error


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if size > MAX_REQUEST_BYTES:
        limit = MAX_REQUEST_BYTES // 2**20
        msg = f"{path}: the file has {size:,} bytes, more than {limit} MiB"
        raise MessageTooLargeError(msg)


def _zip_of_tables(folder: Path) -> bytes:
    tables = sorted(p for p in folder.iterdir() if _is_table(p))
    if not tables:
        raise DatasetFileError(folder, "the folder holds no .csv file")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for table in tables:
            member = zipfile.ZipInfo(table.name, date_time=_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = _READABLE
            archive.writestr(member, table.read_bytes())
    return packed.getvalue()


def _is_table(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and not path.name.startswith(".")
