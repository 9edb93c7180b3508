"""What a server keeps: datasets and documents, as methods of the client to await."""

import asyncio
from pathlib import Path

from corridor_client import dataset_calls
from corridor_client.async_connection import AsyncConnection
from corridor_client.choices import DatasetFormat
from corridor_client.datasets import DatasetFile, DatasetSource
from corridor_client.results import (
    DatasetSummary,
    ImportResult,
    StoredDataset,
)
from corridor_client.scenarios import ScenarioFile
from corridor_client.stored import DatasetVersion, DocumentResult, StoredDocument


class AsyncDatasetMethods(AsyncConnection):
    """The calls of :class:`corridor_client.dataset_methods.DatasetMethods`."""

    async def import_dataset(
        self, file: Path | DatasetFile, *, replace: bool = False
    ) -> ImportResult:
        """Have the server keep a dataset."""
        call = await asyncio.to_thread(
            dataset_calls.import_dataset, file, replace=replace
        )
        return await self._answer(call)

    async def list_datasets(self) -> tuple[DatasetSummary, ...]:
        """List all stored datasets, by name."""
        page = await self._answer(dataset_calls.list_datasets())
        datasets = page.datasets
        while page.next_page_token:
            page = await self._answer(dataset_calls.list_datasets(page.next_page_token))
            datasets += page.datasets
        return datasets

    async def get_dataset(self, name: str) -> StoredDataset:
        """Get a stored dataset with all its rows."""
        return await self._answer(dataset_calls.get_dataset(name))

    async def export_dataset(
        self, dataset: DatasetSource, dataset_format: str = DatasetFormat.WORKBOOK
    ) -> DatasetFile:
        """Write a dataset as a file, which reads as the same dataset again."""
        call = await asyncio.to_thread(
            dataset_calls.export_dataset, dataset, dataset_format
        )
        return await self._answer(call)

    async def get_template(self) -> DatasetFile:
        """Get a workbook whose first sheet says how to fill in the others."""
        return await self._answer(dataset_calls.get_template())

    async def list_dataset_versions(self, name: str) -> tuple[DatasetVersion, ...]:
        """List the versions of an imported dataset, the current one first."""
        return (await self._answer(dataset_calls.list_dataset_versions(name))).versions

    async def delete_dataset(self, name: str) -> None:
        """Forget an imported dataset and what is beside it, or one of its versions."""
        return await self._answer(dataset_calls.delete_dataset(name))

    async def store_document(
        self, name: str, kind: str, file: ScenarioFile, *, replace: bool = False
    ) -> DocumentResult:
        """Have the server keep a scenario or an uncertainty beside a dataset."""
        call = dataset_calls.store_document(name, kind, file, replace=replace)
        return await self._answer(call)

    async def list_documents(self, name: str) -> tuple[StoredDocument, ...]:
        """List the documents beside a dataset, the shipped ones first."""
        return (await self._answer(dataset_calls.list_documents(name))).documents

    async def delete_document(self, name: str, kind: str, document_id: str) -> None:
        """Forget a stored document."""
        return await self._answer(
            dataset_calls.delete_document(name, kind, document_id)
        )
