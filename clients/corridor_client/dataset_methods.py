"""What a server keeps: datasets and documents, as methods of the client that waits."""

from pathlib import Path

from corridor_client import dataset_calls
from corridor_client.choices import DatasetFormat
from corridor_client.connection import Connection
from corridor_client.datasets import DatasetFile, DatasetSource
from corridor_client.results import (
    DatasetSummary,
    ImportResult,
    StoredDataset,
)
from corridor_client.scenarios import ScenarioFile
from corridor_client.stored import DatasetVersion, DocumentResult, StoredDocument


class DatasetMethods(Connection):
    """The calls about datasets that a server keeps, and the documents beside them."""

    def import_dataset(
        self, file: Path | DatasetFile, *, replace: bool = False
    ) -> ImportResult:
        """Have the server keep a dataset.

        Parameters
        ----------
        file
            Folder of CSV files, zip, workbook or JSON file. A dataset with errors is not kept:
            the answer then has its problems and no name.
        replace
            Whether it may take the place of an imported dataset of the same name.

        Raises
        ------
        DatasetExistsError
            When the name is taken.
        StoreFullError
            When there is no room for it.
        """
        return self._answer(dataset_calls.import_dataset(file, replace=replace))

    def list_datasets(self) -> tuple[DatasetSummary, ...]:
        """List all stored datasets, by name."""
        page = self._answer(dataset_calls.list_datasets())
        datasets = page.datasets
        while page.next_page_token:
            page = self._answer(dataset_calls.list_datasets(page.next_page_token))
            datasets += page.datasets
        return datasets

    def get_dataset(self, name: str) -> StoredDataset:
        """Get a stored dataset with all its rows.

        Raises
        ------
        DatasetNotFoundError
            When no stored dataset has the name.
        """
        return self._answer(dataset_calls.get_dataset(name))

    def export_dataset(
        self, dataset: DatasetSource, dataset_format: str = DatasetFormat.WORKBOOK
    ) -> DatasetFile:
        """Write a dataset as a file, which reads as the same dataset again.

        Only forms that hold the demands alone do not.

        Parameters
        ----------
        dataset
            Which; files too, to turn one form into another.
        dataset_format
            One of :class:`corridor_client.DatasetFormat`.

        Raises
        ------
        InvalidDatasetError
            When the dataset has errors.
        """
        return self._answer(dataset_calls.export_dataset(dataset, dataset_format))

    def get_template(self) -> DatasetFile:
        """Get a workbook whose first sheet says how to fill in the others."""
        return self._answer(dataset_calls.get_template())

    def list_dataset_versions(self, name: str) -> tuple[DatasetVersion, ...]:
        """List the versions of an imported dataset, the current one first.

        Raises
        ------
        DatasetNotFoundError
            When no imported dataset has the name.
        """
        return self._answer(dataset_calls.list_dataset_versions(name)).versions

    def delete_dataset(self, name: str) -> None:
        """Forget an imported dataset and what is beside it, or one of its versions.

        Raises
        ------
        DatasetNotFoundError
            When no imported dataset has the name, or there is no such version.
        InvalidRequestError
            When it is shipped.
        """
        return self._answer(dataset_calls.delete_dataset(name))

    def store_document(
        self, name: str, kind: str, file: ScenarioFile, *, replace: bool = False
    ) -> DocumentResult:
        """Have the server keep a scenario or an uncertainty beside a dataset.

        Parameters
        ----------
        name
            Name of the dataset, shipped or imported.
        kind
            ``SCENARIO`` or ``UNCERTAINTY``.
        file
            The document. One with errors is not kept: the answer then has its problems
            and no id.
        replace
            Whether it may take the place of a stored document of the same id.

        Raises
        ------
        DatasetNotFoundError
            When no stored dataset has the name.
        DatasetExistsError
            When the id is taken.
        StoreFullError
            When there is no room for it.
        """
        call = dataset_calls.store_document(name, kind, file, replace=replace)
        return self._answer(call)

    def list_documents(self, name: str) -> tuple[StoredDocument, ...]:
        """List the documents beside a dataset, the shipped ones first.

        Raises
        ------
        DatasetNotFoundError
            When no stored dataset has the name.
        """
        return self._answer(dataset_calls.list_documents(name)).documents

    def delete_document(self, name: str, kind: str, document_id: str) -> None:
        """Forget a stored document; parameters as for :meth:`store_document`.

        Raises
        ------
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When no such document is stored with it.
        """
        return self._answer(dataset_calls.delete_document(name, kind, document_id))
