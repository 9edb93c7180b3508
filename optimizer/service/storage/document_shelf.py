"""Scenarios and uncertainties in the database, beside the dataset that they are for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from optimizer.errors import DocumentExistsError, StoreFullError, UnknownRowError
from optimizer.service.limits import DOCUMENT_COUNT_LIMIT
from optimizer.service.storage.database import Database
from optimizer.service.storage.dataset_tables import documents
from optimizer.service.storage.kept import DocumentKind, KeptDocument
from optimizer.service.storage.times import now, number_of, time_of


class DocumentShelf:
    """The documents of one server, or of several that share a database.

    Every method raises :class:`optimizer.errors.DatabaseUnavailableError` when the
    database does not answer.

    Parameters
    ----------
    database
        Where they are kept.
    clock
        Tells the time, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, name: str, document: KeptDocument, *, replace: bool) -> None:
        """Keep a document beside a dataset.

        Raises
        ------
        DocumentExistsError
            When its id is taken and not to be replaced.
        StoreFullError
            When there is no room for it.
        """
        time = number_of(self._clock())
        await self._database.run(
            lambda c: _keep(c, name, document, time, replace=replace)
        )

    async def of(self, name: str) -> Sequence[KeptDocument]:
        """Return the documents beside a dataset, by kind and id."""
        chosen = (
            select(documents)
            .where(documents.c.dataset_name == name)
            .order_by(documents.c.kind, documents.c.document_id)
        )
        return await self._database.run(
            lambda c: [_document(row) for row in c.execute(chosen)]
        )

    async def delete(self, name: str, kind: DocumentKind, document_id: str) -> None:
        """Forget a document.

        Raises
        ------
        UnknownRowError
            When there is none of that id.
        """
        await self._database.run(lambda c: _delete(c, name, kind, document_id))

    async def delete_all(self, name: str) -> None:
        """Forget all documents beside a dataset."""
        own = delete(documents).where(documents.c.dataset_name == name)
        await self._database.run(lambda c: c.execute(own))


def _keep(
    connection: Connection,
    name: str,
    document: KeptDocument,
    time: int,
    *,
    replace: bool,
) -> None:
    same = _is_document(name, document.kind, document.document_id)
    is_there = connection.execute(select(documents.c.title).where(same)).first()
    if is_there and not replace:
        raise DocumentExistsError(document.document_id, name, is_shipped=False)
    connection.execute(delete(documents).where(same))
    own = documents.c.dataset_name == name
    count = connection.execute(
        select(func.count()).select_from(documents).where(own)
    ).scalar_one()
    if count >= DOCUMENT_COUNT_LIMIT:
        limit = f"{DOCUMENT_COUNT_LIMIT} documents"
        raise StoreFullError(limit)
    row = {
        "dataset_name": name,
        "kind": document.kind.value,
        "document_id": document.document_id,
        "filename": document.filename,
        "title": document.title,
        "created": time,
        "content": document.content,
    }
    connection.execute(insert(documents).values(row))


def _delete(
    connection: Connection, name: str, kind: DocumentKind, document_id: str
) -> None:
    same = _is_document(name, kind, document_id)
    if connection.execute(delete(documents).where(same)).rowcount:
        return
    own = (documents.c.dataset_name == name) & (documents.c.kind == kind.value)
    known = connection.execute(select(documents.c.document_id).where(own)).scalars()
    raise UnknownRowError(kind.folder, document_id, list(known))


def _is_document(name: str, kind: DocumentKind, document_id: str) -> Any:  # noqa: ANN401 - sqlalchemy's own
    return (
        (documents.c.dataset_name == name)
        & (documents.c.kind == kind.value)
        & (documents.c.document_id == document_id)
    )


def _document(row: Row[Any]) -> KeptDocument:
    return KeptDocument(
        kind=DocumentKind(row.kind),
        document_id=row.document_id,
        filename=row.filename,
        title=row.title,
        created=time_of(row.created),
        content=row.content,
    )
