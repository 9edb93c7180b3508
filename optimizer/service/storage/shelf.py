"""Imported datasets in the database: versions that never change, by name and digest."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from optimizer.errors import DatasetExistsError, StoreFullError
from optimizer.service.limits import IMPORTED_BYTES_LIMIT, IMPORTED_COUNT_LIMIT
from optimizer.service.storage.database import Database
from optimizer.service.storage.dataset_tables import dataset_versions
from optimizer.service.storage.kept import Version
from optimizer.service.storage.times import now, number_of, time_of

_LIGHT = [column for column in dataset_versions.c if column.name != "content"]


class Shelf:
    """The imported datasets of one server, or of several that share a database.

    Every method raises :class:`optimizer.errors.DatabaseUnavailableError` when the
    database does not answer.

    Parameters
    ----------
    database
        Where they are kept.
    bytes_limit
        Most bytes of all versions together.
    clock
        Tells the time, in UTC.
    """

    def __init__(
        self,
        database: Database,
        bytes_limit: int = IMPORTED_BYTES_LIMIT,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._bytes_limit = bytes_limit
        self._clock = clock

    async def keep(self, version: Version, *, replace: bool) -> None:
        """Keep a version, and let the name alone mean it.

        Raises
        ------
        DatasetExistsError
            When the name is taken by other rows and not to be replaced.
        StoreFullError
            When there is no room for it.
        """
        time = number_of(self._clock())
        await self._database.run(
            lambda c: self._keep(c, version, time, replace=replace)
        )

    async def current(self) -> Sequence[Version]:
        """Return the current version of each dataset, by name, without content."""
        return await self._database.run(_current)

    async def versions(self, name: str) -> Sequence[Version]:
        """Return all versions of a dataset, the current one first, without content."""
        return await self._database.run(lambda c: _versions(c, name))

    async def current_digest(self, name: str) -> str:
        """Return the digest of the current version; empty where there is none."""
        chosen = _ordered(select(dataset_versions.c.digest), name).limit(1)
        return await self._database.run(
            lambda c: c.execute(chosen).scalar_one_or_none() or ""
        )

    async def file_of(self, name: str, digest: str) -> tuple[str, bytes] | None:
        """Return the name and the content of a version's file; None without one."""
        file = select(dataset_versions.c.filename, dataset_versions.c.content)
        chosen = file.where(_is_version(name, digest))
        row = await self._database.run(lambda c: c.execute(chosen).first())
        return None if row is None else (row.filename, row.content)

    async def delete(self, name: str, digest: str = "") -> bool:
        """Forget a version, or all of a dataset; tell whether there was any.

        Where the current version is forgotten, the one before it is current again.
        """
        which = _is_version(name, digest) if digest else dataset_versions.c.name == name
        unwanted = delete(dataset_versions).where(which)
        return await self._database.run(lambda c: c.execute(unwanted).rowcount > 0)

    def _keep(
        self, connection: Connection, version: Version, time: int, *, replace: bool
    ) -> None:
        known = _versions(connection, version.name)
        is_same = bool(known) and known[0].digest == version.digest
        if known and not (replace or is_same):
            raise DatasetExistsError(version.name, is_shipped=False)
        place = _place_after(connection, version.name)
        if version.digest in {each.digest for each in known}:
            same = _is_version(version.name, version.digest)
            connection.execute(update(dataset_versions).where(same).values(place=place))
            return
        self._require_room(connection, version)
        row = {
            "name": version.name,
            "digest": version.digest,
            "place": place,
            "filename": version.filename,
            "title": version.title,
            "currency_code": version.currency_code,
            "row_counts": json.dumps(dict(version.row_counts)),
            "created": time,
            "size_bytes": len(version.content),
            "content": version.content,
        }
        connection.execute(insert(dataset_versions).values(row))

    def _require_room(self, connection: Connection, version: Version) -> None:
        others = dataset_versions.c.name != version.name
        count = select(func.count(dataset_versions.c.name.distinct())).where(others)
        if connection.execute(count).scalar_one() >= IMPORTED_COUNT_LIMIT:
            limit = f"{IMPORTED_COUNT_LIMIT} files"
            raise StoreFullError(limit)
        size = connection.execute(select(func.sum(dataset_versions.c.size_bytes)))
        if (size.scalar_one() or 0) + len(version.content) > self._bytes_limit:
            limit = f"{self._bytes_limit // 2**20} MiB"
            raise StoreFullError(limit)


def _place_after(connection: Connection, name: str) -> int:
    last = select(func.max(dataset_versions.c.place))
    found = connection.execute(last.where(dataset_versions.c.name == name))
    return (found.scalar_one() or 0) + 1


def _current(connection: Connection) -> Sequence[Version]:
    last = select(dataset_versions.c.name, func.max(dataset_versions.c.place))
    chosen = (
        select(*_LIGHT)
        .join(
            newest := last.group_by(dataset_versions.c.name).subquery(),
            (newest.c[0] == dataset_versions.c.name)
            & (newest.c[1] == dataset_versions.c.place),
        )
        .order_by(dataset_versions.c.name)
    )
    return [_version(row, is_current=True) for row in connection.execute(chosen)]


def _versions(connection: Connection, name: str) -> Sequence[Version]:
    rows = connection.execute(_ordered(select(*_LIGHT), name)).all()
    return [_version(row, is_current=row is rows[0]) for row in rows]


def _ordered[S: Select[Any]](chosen: S, name: str) -> S:
    """Choose what is of a dataset, the current version first."""
    own = chosen.where(dataset_versions.c.name == name)
    return own.order_by(dataset_versions.c.place.desc())


def _is_version(name: str, digest: str) -> Any:  # noqa: ANN401 - sqlalchemy's own
    return (dataset_versions.c.name == name) & (dataset_versions.c.digest == digest)


def _version(row: Row[Any], *, is_current: bool) -> Version:
    return Version(
        name=row.name,
        digest=row.digest,
        filename=row.filename,
        title=row.title,
        currency_code=row.currency_code,
        row_counts=json.loads(row.row_counts),
        created=time_of(row.created),
        size_bytes=row.size_bytes,
        is_current=is_current,
    )
