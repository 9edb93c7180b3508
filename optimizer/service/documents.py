"""Scenarios and uncertainties that are kept beside datasets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimizer.service.storage.kept import DocumentKind, KeptDocument
from optimizer.service.storage.opening import Storage

if TYPE_CHECKING:
    from optimizer.service.storage.document_shelf import DocumentShelf


class Documents:
    """The documents that were stored while the server, or one before it, ran.

    Methods raise :class:`optimizer.errors.DatabaseUnavailableError` when the database
    does not answer.

    Parameters
    ----------
    storage
        Where they are kept.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def of(self, name: str) -> Sequence[KeptDocument]:
        """Return what is kept beside a dataset, by kind and id."""
        return () if self._storage.is_empty else await (await self._shelf()).of(name)

    async def keep(self, name: str, document: KeptDocument, *, replace: bool) -> None:
        """Keep a document beside a dataset.

        Raises
        ------
        DocumentExistsError
            When its id is taken and not to be replaced.
        StoreFullError
            When there is no room for it.
        """
        await (await self._shelf()).keep(name, document, replace=replace)

    async def delete(self, name: str, kind: DocumentKind, document_id: str) -> None:
        """Forget a document.

        Raises
        ------
        UnknownRowError
            When there is none of that id.
        """
        await (await self._shelf()).delete(name, kind, document_id)

    async def delete_all(self, name: str) -> None:
        """Forget all documents beside a dataset."""
        await (await self._shelf()).delete_all(name)

    async def _shelf(self) -> "DocumentShelf":
        from optimizer.service.storage.document_shelf import (  # noqa: PLC0415 - see Storage
            DocumentShelf,
        )

        return DocumentShelf(await self._storage.database())
