"""Imported datasets: kept in the storage of the server, those in use at hand."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimizer.service.dataset_sources import FileSource, name_of
from optimizer.service.dataset_work import Description
from optimizer.service.limits import (
    IMPORTED_BYTES_LIMIT,
    IMPORTED_BYTES_LIMIT_IN_MEMORY,
)
from optimizer.service.storage.kept import Version
from optimizer.service.storage.opening import Storage
from optimizer.service.storage.times import now

if TYPE_CHECKING:
    from optimizer.service.storage.shelf import Shelf

AT_HAND_BYTES = 64 * 2**20
"""Most bytes of files that the server has at hand; others it looks up again."""


class Imports:
    """The imported datasets.

    Methods raise :class:`optimizer.errors.DatabaseUnavailableError` when the database
    does not answer.

    Parameters
    ----------
    storage
        Where they are kept.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._at_hand: OrderedDict[tuple[str, str], FileSource] = OrderedDict()

    async def current(self) -> Sequence[Version]:
        """Return the current version of each, by name, without content."""
        return () if self._storage.is_empty else await (await self._shelf()).current()

    async def versions(self, name: str) -> Sequence[Version]:
        """Return all versions of one, the current one first; none where it is unknown."""
        if self._storage.is_empty:
            return ()
        return await (await self._shelf()).versions(name)

    async def current_digest(self, name: str) -> str:
        """Return the digest of the current version; empty where there is none."""
        if self._storage.is_empty:
            return ""
        return await (await self._shelf()).current_digest(name)

    async def file_of(self, name: str, digest: str) -> FileSource | None:
        """Return the file of a version; None where there is no such version."""
        key = (name, digest)
        if key in self._at_hand:
            self._at_hand.move_to_end(key)
            return self._at_hand[key]
        if self._storage.is_empty:
            return None
        found = await (await self._shelf()).file_of(name, digest)
        if found is None:
            return None
        file = self._at_hand[key] = FileSource(*found)
        self._make_room()
        return file

    async def keep(
        self, file: FileSource, description: Description, *, replace: bool
    ) -> None:
        """Keep a dataset.

        Raises
        ------
        DatasetExistsError
            When the name is taken and not to be replaced.
        StoreFullError
            When there is no room for it.
        """
        version = Version(
            name=name_of(description.dataset_id),
            digest=description.digest,
            filename=file.filename,
            title=description.title,
            currency_code=description.currency_code,
            row_counts=description.row_counts,
            created=now(),
            size_bytes=len(file.content),
            content=file.content,
        )
        await (await self._shelf()).keep(version, replace=replace)

    async def delete(self, name: str, digest: str) -> bool:
        """Forget a version, or all where the digest is empty; tell if there was any."""
        for key in [k for k in self._at_hand if k[0] == name and digest in {"", k[1]}]:
            del self._at_hand[key]
        if self._storage.is_empty:
            return False
        return await (await self._shelf()).delete(name, digest)

    def _make_room(self) -> None:
        size = sum(len(file.content) for file in self._at_hand.values())
        while size > AT_HAND_BYTES and len(self._at_hand) > 1:
            _, dropped = self._at_hand.popitem(last=False)
            size -= len(dropped.content)

    async def _shelf(self) -> "Shelf":
        from optimizer.service.storage.shelf import Shelf  # noqa: PLC0415 - see Storage

        lasts = self._storage.is_lasting
        limit = IMPORTED_BYTES_LIMIT if lasts else IMPORTED_BYTES_LIMIT_IN_MEMORY
        return Shelf(await self._storage.database(), limit)


def description_of(version: Version) -> Description:
    """Describe a version that is kept."""
    return Description(
        dataset_id=version.name.rpartition("/")[2],
        title=version.title,
        currency_code=version.currency_code,
        digest=version.digest,
        row_counts=dict(version.row_counts),
    )
