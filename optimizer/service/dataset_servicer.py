"""DatasetService."""

import logging
from bisect import bisect_right

from corridor.v1 import dataset_service_pb2

from optimizer.errors import InvalidRequestError
from optimizer.service import dataset_work
from optimizer.service.calls import Call, Method
from optimizer.service.dataset_sources import FileSource, version_name
from optimizer.service.messages import parse, serialized
from optimizer.service.paging import page_size_of, place_of, token_of
from optimizer.service.requests import named_source
from optimizer.service.storage.kept import Version
from optimizer.service.store import DatasetStore
from optimizer.service.workers import CallFailedError, Workers

SERVICE = dataset_service_pb2.DESCRIPTOR.services_by_name["DatasetService"].full_name

logger = logging.getLogger(__name__)


class DatasetServicer:
    """Serves ``corridor.v1.DatasetService``.

    Parameters
    ----------
    workers
        Who reads and checks datasets.
    store
        Where they are kept.
    """

    def __init__(self, workers: Workers, store: DatasetStore) -> None:
        self._workers = workers
        self._store = store

    def methods(self) -> dict[str, Method]:
        """Methods of the service by name."""
        return {
            "ImportDataset": self.import_dataset,
            "ValidateDataset": self.validate_dataset,
            "ListDatasets": self.list_datasets,
            "GetDataset": self.get_dataset,
            "ExportDataset": self.export_dataset,
            "GetTemplate": self.get_template,
            "ListDatasetVersions": self.list_dataset_versions,
            "DeleteDataset": self.delete_dataset,
        }

    async def import_dataset(self, content: bytes, call: Call) -> bytes:
        """Read a file and keep its dataset, unless that has errors."""
        request = parse(dataset_service_pb2.ImportDatasetRequest, content)
        if not request.HasField("file"):
            field = "file"
            raise InvalidRequestError(field, "it is missing; give the file to import")
        file = FileSource.of(request.file)
        imported = await self._workers.run(
            call.request_id, dataset_work.import_dataset, file
        )
        if imported.description is not None:
            await self._store.keep(file, imported.description, replace=request.replace)
        return imported.response

    async def validate_dataset(self, content: bytes, call: Call) -> bytes:
        """List every problem of a dataset."""
        kind = dataset_service_pb2.ValidateDatasetRequest
        named = await named_source(kind, content, self._store)
        return await self._workers.run(
            call.request_id, dataset_work.validate_dataset, content, named
        )

    async def list_datasets(self, content: bytes, call: Call) -> bytes:
        """List a page of datasets."""
        request = parse(dataset_service_pb2.ListDatasetsRequest, content)
        names = await self._store.names()
        start = bisect_right(names, place_of(request.page_token, "ListDatasets"))
        page = names[start : start + page_size_of(request.page_size)]
        response = dataset_service_pb2.ListDatasetsResponse()
        for name in page:
            description = await self._description_of(name, call)
            if description is not None:
                response.datasets.append(description.summary())
        if start + len(page) < len(names):
            response.next_page_token = token_of(page[-1])
        return serialized(response)

    async def get_dataset(self, content: bytes, call: Call) -> bytes:
        """Give one dataset with all its rows."""
        request = parse(dataset_service_pb2.GetDatasetRequest, content)
        source = await self._store.source_of(request.name)
        return await self._workers.run(
            call.request_id, dataset_work.get_dataset, source
        )

    async def export_dataset(self, content: bytes, call: Call) -> bytes:
        """Write a dataset as a file."""
        kind = dataset_service_pb2.ExportDatasetRequest
        named = await named_source(kind, content, self._store)
        return await self._workers.run(
            call.request_id, dataset_work.export_dataset, content, named
        )

    async def get_template(self, content: bytes, call: Call) -> bytes:
        """Give a workbook to fill in."""
        parse(dataset_service_pb2.GetTemplateRequest, content)
        return await self._workers.run(call.request_id, dataset_work.get_template)

    async def list_dataset_versions(self, content: bytes, _: Call) -> bytes:
        """List the versions of an imported dataset, the current one first."""
        request = parse(dataset_service_pb2.ListDatasetVersionsRequest, content)
        found = await self._store.versions(request.name)
        response = dataset_service_pb2.ListDatasetVersionsResponse(
            versions=map(_version_message, found)
        )
        return serialized(response)

    async def delete_dataset(self, content: bytes, _: Call) -> bytes:
        """Forget an imported dataset, or one of its versions."""
        request = parse(dataset_service_pb2.DeleteDatasetRequest, content)
        await self._store.delete(request.name)
        return serialized(dataset_service_pb2.DeleteDatasetResponse())

    async def _description_of(
        self, name: str, call: Call
    ) -> dataset_work.Description | None:
        """Describe a dataset, which is read when it is first listed."""
        known = await self._store.description_of(name)
        if known is not None:
            return known
        source = await self._store.source_of(name)
        try:
            description = await self._workers.run(
                call.request_id, dataset_work.describe_dataset, source
            )
        except CallFailedError:
            logger.warning("%s has errors and is not listed; validate it", name)
            return None
        self._store.describe(name, description)
        return description


def _version_message(version: Version) -> dataset_service_pb2.DatasetVersion:
    counts = version.row_counts.items()
    message = dataset_service_pb2.DatasetVersion(
        name=version_name(version.name, version.digest),
        digest=version.digest,
        current=version.is_current,
        filename=version.filename,
        size_bytes=version.size_bytes,
        row_counts=[
            dataset_service_pb2.RowCount(table=table, count=count)
            for table, count in counts
        ],
    )
    message.create_time.FromDatetime(version.created)
    return message
