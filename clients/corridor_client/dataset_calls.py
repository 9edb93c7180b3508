"""The calls about datasets that a server keeps, and the documents beside them."""

from pathlib import Path

from corridor.v1 import dataset_file_pb2, dataset_service_pb2

from corridor_client.calls import Call
from corridor_client.choices import DatasetFormat, DocumentKind
from corridor_client.datasets import (
    DatasetFile,
    DatasetSource,
    file_message,
    full_name,
    put_source,
)
from corridor_client.errors import InvalidRequestError
from corridor_client.messages import record_of
from corridor_client.results import (
    DatasetPage,
    ImportResult,
    StoredDataset,
)
from corridor_client.scenarios import ScenarioFile
from corridor_client.stored import DatasetVersions, DocumentResult, Documents

PAGE_SIZE = 1000
"""Datasets asked for at a time, as many as a server gives."""


def import_dataset(
    file: Path | DatasetFile, *, replace: bool = False
) -> Call[
    dataset_service_pb2.ImportDatasetRequest,
    dataset_service_pb2.ImportDatasetResponse,
    ImportResult,
]:
    """Call that has the server keep a dataset."""
    return Call(
        "/corridor.v1.DatasetService/ImportDataset",
        dataset_service_pb2.ImportDatasetRequest(
            file=file_message(file), replace=replace
        ),
        dataset_service_pb2.ImportDatasetResponse,
        lambda response: record_of(ImportResult, response),
    )


def list_datasets(
    page_token: str = "",
) -> Call[
    dataset_service_pb2.ListDatasetsRequest,
    dataset_service_pb2.ListDatasetsResponse,
    DatasetPage,
]:
    """Call that lists stored datasets, from the first or the page of the token."""
    return Call(
        "/corridor.v1.DatasetService/ListDatasets",
        dataset_service_pb2.ListDatasetsRequest(
            page_size=PAGE_SIZE, page_token=page_token
        ),
        dataset_service_pb2.ListDatasetsResponse,
        lambda response: record_of(DatasetPage, response),
    )


def get_dataset(
    name: str,
) -> Call[
    dataset_service_pb2.GetDatasetRequest,
    dataset_service_pb2.GetDatasetResponse,
    StoredDataset,
]:
    """Call that gives a stored dataset with its rows."""
    return Call(
        "/corridor.v1.DatasetService/GetDataset",
        dataset_service_pb2.GetDatasetRequest(name=full_name(name)),
        dataset_service_pb2.GetDatasetResponse,
        lambda response: record_of(StoredDataset, response),
    )


def export_dataset(
    dataset: DatasetSource, dataset_format: str
) -> Call[
    dataset_service_pb2.ExportDatasetRequest,
    dataset_service_pb2.ExportDatasetResponse,
    DatasetFile,
]:
    """Call that writes a dataset as a file."""
    request = dataset_service_pb2.ExportDatasetRequest(
        format=_format_number(dataset_format)
    )
    put_source(request, dataset)
    return Call(
        "/corridor.v1.DatasetService/ExportDataset",
        request,
        dataset_service_pb2.ExportDatasetResponse,
        lambda response: _file_of(response.file),
    )


def get_template() -> Call[
    dataset_service_pb2.GetTemplateRequest,
    dataset_service_pb2.GetTemplateResponse,
    DatasetFile,
]:
    """Call that gives a workbook to fill in."""
    return Call(
        "/corridor.v1.DatasetService/GetTemplate",
        dataset_service_pb2.GetTemplateRequest(),
        dataset_service_pb2.GetTemplateResponse,
        lambda response: _file_of(response.file),
    )


def _file_of(message: dataset_file_pb2.DatasetFile) -> DatasetFile:
    return DatasetFile(message.filename, message.content)


def _format_number(dataset_format: str) -> dataset_file_pb2.DatasetFormat.ValueType:
    numbers = dict(dataset_file_pb2.DatasetFormat.items())
    known = [each for each in DatasetFormat if each is not DatasetFormat.UNRECOGNIZED]
    if dataset_format not in known:
        msg = f"{dataset_format!r} is no format of a dataset; give {', '.join(known)}"
        raise InvalidRequestError(msg)
    return numbers[f"DATASET_FORMAT_{dataset_format}"]


def list_dataset_versions(
    name: str,
) -> Call[
    dataset_service_pb2.ListDatasetVersionsRequest,
    dataset_service_pb2.ListDatasetVersionsResponse,
    DatasetVersions,
]:
    """Call that lists the versions of an imported dataset."""
    return Call(
        "/corridor.v1.DatasetService/ListDatasetVersions",
        dataset_service_pb2.ListDatasetVersionsRequest(name=full_name(name)),
        dataset_service_pb2.ListDatasetVersionsResponse,
        lambda response: record_of(DatasetVersions, response),
    )


def delete_dataset(
    name: str,
) -> Call[
    dataset_service_pb2.DeleteDatasetRequest,
    dataset_service_pb2.DeleteDatasetResponse,
    None,
]:
    """Call that forgets an imported dataset, or one of its versions."""
    return Call(
        "/corridor.v1.DatasetService/DeleteDataset",
        dataset_service_pb2.DeleteDatasetRequest(name=full_name(name)),
        dataset_service_pb2.DeleteDatasetResponse,
        lambda _: None,
    )


def store_document(
    name: str, kind: str, file: ScenarioFile, *, replace: bool = False
) -> Call[
    dataset_service_pb2.StoreDocumentRequest,
    dataset_service_pb2.StoreDocumentResponse,
    DocumentResult,
]:
    """Call that keeps a scenario or an uncertainty beside a dataset."""
    return Call(
        "/corridor.v1.DatasetService/StoreDocument",
        dataset_service_pb2.StoreDocumentRequest(
            dataset_name=full_name(name),
            kind=_kind_number(kind),
            filename=file.filename,
            content=file.content,
            replace=replace,
        ),
        dataset_service_pb2.StoreDocumentResponse,
        lambda response: record_of(DocumentResult, response),
    )


def list_documents(
    name: str,
) -> Call[
    dataset_service_pb2.ListDocumentsRequest,
    dataset_service_pb2.ListDocumentsResponse,
    Documents,
]:
    """Call that lists the documents beside a dataset."""
    return Call(
        "/corridor.v1.DatasetService/ListDocuments",
        dataset_service_pb2.ListDocumentsRequest(dataset_name=full_name(name)),
        dataset_service_pb2.ListDocumentsResponse,
        lambda response: record_of(Documents, response),
    )


def delete_document(
    name: str, kind: str, document_id: str
) -> Call[
    dataset_service_pb2.DeleteDocumentRequest,
    dataset_service_pb2.DeleteDocumentResponse,
    None,
]:
    """Call that forgets a stored document."""
    return Call(
        "/corridor.v1.DatasetService/DeleteDocument",
        dataset_service_pb2.DeleteDocumentRequest(
            dataset_name=full_name(name),
            kind=_kind_number(kind),
            document_id=document_id,
        ),
        dataset_service_pb2.DeleteDocumentResponse,
        lambda _: None,
    )


def _kind_number(kind: str) -> dataset_service_pb2.DocumentKind.ValueType:
    known = [k for k in DocumentKind if k is not DocumentKind.UNRECOGNIZED]
    if kind not in known:
        msg = f"{kind!r} is no kind of document; give one of {', '.join(known)}"
        raise InvalidRequestError(msg)
    return dataset_service_pb2.DocumentKind.Value(f"DOCUMENT_KIND_{kind}")
