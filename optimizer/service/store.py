"""The datasets that a server has, by name."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from optimizer.errors import (
    DatasetExistsError,
    DatasetShippedError,
    UnknownDatasetError,
)
from optimizer.service.dataset_sources import (
    FileSource,
    NamedSource,
    name_of,
    split_name,
    version_name,
)
from optimizer.service.dataset_work import Description
from optimizer.service.documents import Documents
from optimizer.service.facts import note
from optimizer.service.imports import Imports, description_of
from optimizer.service.shipped import shipped_sources
from optimizer.service.storage.kept import Version
from optimizer.service.storage.opening import Storage


class DatasetStore:
    """Shipped datasets, which are folders, and imported ones, which are kept.

    A dataset is read by whoever needs it, here only its source is known. Methods raise
    :class:`optimizer.errors.DatabaseUnavailableError` when an imported dataset is asked
    for and the database does not answer.

    Parameters
    ----------
    datasets_folder
        Folder of the shipped datasets.
    storage
        Where imported ones are kept.

    Attributes
    ----------
    documents
        What is kept beside datasets.
    """

    def __init__(self, datasets_folder: Path, storage: Storage) -> None:
        self._shipped = shipped_sources(datasets_folder)
        self._imports = Imports(storage)
        self._descriptions: dict[str, Description] = {}
        self.documents = Documents(storage)

    async def names(self) -> list[str]:
        """Names of all datasets, sorted."""
        imported = await self._imports.current()
        return sorted([*self._shipped, *(version.name for version in imported)])

    async def source_of(self, name: str, *, documents: bool = False) -> NamedSource:
        """Return where a dataset is read from.

        Parameters
        ----------
        name
            Its name, or its name, ``@`` and the digest of one version.
        documents
            Whether what is kept beside it is wanted too.

        Raises
        ------
        UnknownDatasetError
            When none has the name, or there is no such version.
        """
        plain, digest = split_name(name)
        source: NamedSource
        if plain in self._shipped:
            source = replace(self._shipped[plain], called=name if digest else "")
        else:
            source = await self._imported(plain, digest)
        if not documents:
            return source
        return replace(source, documents=tuple(await self.documents.of(plain)))

    async def pinned(self, name: str) -> str:
        """Return a name that will mean the same dataset when it is replaced.

        Shipped datasets are what they are as long as the server is; their names stay.

        Raises
        ------
        UnknownDatasetError
            When none has the name.
        """
        plain, digest = split_name(name)
        if plain in self._shipped:
            return name
        digest = digest or await self._imports.current_digest(plain)
        await self._imported(plain, digest)
        return version_name(plain, digest)

    async def description_of(self, name: str) -> Description | None:
        """Return the description of a dataset; None where it was never read."""
        if name in self._shipped:
            return self._descriptions.get(name)
        found = await self._imports.versions(name)
        return description_of(found[0]) if found else None

    def describe(self, name: str, description: Description) -> None:
        """Remember the description of a shipped dataset."""
        self._descriptions[name] = description

    async def keep(
        self, file: FileSource, description: Description, *, replace: bool
    ) -> None:
        """Keep an imported dataset.

        Raises
        ------
        DatasetExistsError
            When the name is a shipped dataset's, or taken and not to be replaced.
        StoreFullError
            When there is no room for it.
        """
        name = name_of(description.dataset_id)
        if name in self._shipped:
            raise DatasetExistsError(name, is_shipped=True)
        await self._imports.keep(file, description, replace=replace)

    async def versions(self, name: str) -> Sequence[Version]:
        """Return the versions of an imported dataset, the current one first.

        Raises
        ------
        UnknownDatasetError
            When no imported dataset has the name.
        """
        found = await self._imports.versions(name)
        if not found:
            raise UnknownDatasetError(name, await self.names())
        return found

    async def delete(self, name: str) -> None:
        """Forget an imported dataset and what is beside it, or one of its versions.

        Raises
        ------
        DatasetShippedError
            When it is shipped.
        UnknownDatasetError
            When none has the name.
        """
        plain, digest = split_name(name)
        if plain in self._shipped:
            raise DatasetShippedError(plain)
        if not await self._imports.delete(plain, digest):
            raise UnknownDatasetError(name, await self.names())
        if not await self._imports.current_digest(plain):
            await self.documents.delete_all(plain)

    async def _imported(self, name: str, digest: str) -> FileSource:
        current = digest or await self._imports.current_digest(name)
        file = await self._imports.file_of(name, current) if current else None
        if file is not None:
            note(dataset_digest=current)
        else:
            called = version_name(name, digest) if digest else name
            raise UnknownDatasetError(called, await self.names())
        return file
