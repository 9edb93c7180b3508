"""The datasets that a server has, by name."""

from pathlib import Path

from optimizer.errors import DatasetExistsError, StoreFullError, UnknownDatasetError
from optimizer.service.dataset_sources import FileSource, NamedSource, name_of
from optimizer.service.dataset_work import Description
from optimizer.service.limits import IMPORTED_BYTES_LIMIT, IMPORTED_COUNT_LIMIT
from optimizer.service.shipped import shipped_sources


class DatasetStore:
    """Shipped datasets, which are folders, and imported ones, which are kept in memory.

    A dataset is read by whoever needs it, here only its source is kept.
    """

    def __init__(self, datasets_folder: Path) -> None:
        self._shipped = shipped_sources(datasets_folder)
        self._imported: dict[str, FileSource] = {}
        self._descriptions: dict[str, Description] = {}

    def names(self) -> list[str]:
        """Names of all datasets, sorted."""
        return sorted([*self._shipped, *self._imported])

    def source_of(self, name: str) -> NamedSource:
        """Return where a dataset is read from.

        Raises
        ------
        UnknownDatasetError
            When none has the name.
        """
        if name in self._shipped:
            return self._shipped[name]
        if name in self._imported:
            return self._imported[name]
        raise UnknownDatasetError(name, self.names())

    def description_of(self, name: str) -> Description | None:
        """Return the description of a dataset; None where it was never read."""
        return self._descriptions.get(name)

    def describe(self, name: str, description: Description) -> None:
        """Remember the description of a shipped dataset."""
        self._descriptions[name] = description

    def keep(
        self, source: FileSource, description: Description, *, replace: bool
    ) -> None:
        """Keep an imported dataset until the server stops.

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
        if name in self._imported and not replace:
            raise DatasetExistsError(name, is_shipped=False)
        others = [kept for other, kept in self._imported.items() if other != name]
        if len(others) >= IMPORTED_COUNT_LIMIT:
            limit = f"{IMPORTED_COUNT_LIMIT} files"
            raise StoreFullError(limit)
        size_bytes = sum(len(kept.content) for kept in others) + len(source.content)
        if size_bytes > IMPORTED_BYTES_LIMIT:
            limit = f"{IMPORTED_BYTES_LIMIT // 2**20} MiB"
            raise StoreFullError(limit)
        self._imported[name] = source
        self._descriptions[name] = description
