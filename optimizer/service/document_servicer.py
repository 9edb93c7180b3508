"""The methods of DatasetService for documents beside datasets."""

import re

from corridor.v1 import dataset_service_pb2 as messages
from google.protobuf.timestamp_pb2 import Timestamp

from optimizer.errors import DocumentExistsError, InvalidRequestError
from optimizer.service.calls import Call, Method
from optimizer.service.dataset_sources import split_name
from optimizer.service.document_work import read_document, shipped_documents
from optimizer.service.messages import parse, serialized
from optimizer.service.plan_messages import messages_of_problems
from optimizer.service.scenario_documents import Document, shipped_files
from optimizer.service.storage.kept import DocumentKind, KeptDocument
from optimizer.service.storage.times import now
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Workers

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KINDS: dict[int, DocumentKind] = {
    messages.DOCUMENT_KIND_SCENARIO: DocumentKind.SCENARIO,
    messages.DOCUMENT_KIND_UNCERTAINTY: DocumentKind.UNCERTAINTY,
}


class DocumentServicer:
    """Serves the part of ``corridor.v1.DatasetService`` that is about documents.

    Parameters
    ----------
    workers
        Who reads documents.
    store
        Where they are kept.
    """

    def __init__(self, workers: Workers, store: DatasetStore) -> None:
        self._workers = workers
        self._store = store

    def methods(self) -> dict[str, Method]:
        """Methods of the service by name."""
        return {
            "StoreDocument": self.store_document,
            "ListDocuments": self.list_documents,
            "DeleteDocument": self.delete_document,
        }

    async def store_document(self, content: bytes, call: Call) -> bytes:
        """Read a document and keep it, unless it has errors."""
        request = parse(messages.StoreDocumentRequest, content)
        kind = _kind_of(request.kind)
        source = await self._store.source_of(request.dataset_name)
        brought = Document(request.filename, request.content)
        read = await self._workers.run(
            call.request_id, read_document, kind, brought, source
        )
        response = messages.StoreDocumentResponse(
            problems=messages_of_problems(read.problems)
        )
        if read.problems:
            return serialized(response)
        if not _ID.fullmatch(read.document_id):
            field = "filename"
            message = f"{read.document_id!r} is no id; {_FORM}"
            raise InvalidRequestError(field, message)
        name = split_name(request.dataset_name)[0]
        if read.document_id in shipped_files(kind.folder, source):
            raise DocumentExistsError(read.document_id, name, is_shipped=True)
        document = KeptDocument(
            kind=kind,
            document_id=read.document_id,
            filename=request.filename,
            title=read.title,
            created=now(),
            content=request.content,
        )
        await self._store.documents.keep(name, document, replace=request.replace)
        response.document_id = read.document_id
        return serialized(response)

    async def list_documents(self, content: bytes, call: Call) -> bytes:
        """List the documents beside a dataset, the shipped ones first."""
        request = parse(messages.ListDocumentsRequest, content)
        source = await self._store.source_of(request.dataset_name, documents=True)
        shipped = await self._workers.run(call.request_id, shipped_documents, source)
        response = messages.ListDocumentsResponse(
            documents=map(_message_of, (*shipped, *source.documents))
        )
        return serialized(response)

    async def delete_document(self, content: bytes, _: Call) -> bytes:
        """Forget a stored document."""
        request = parse(messages.DeleteDocumentRequest, content)
        kind = _kind_of(request.kind)
        source = await self._store.source_of(request.dataset_name)
        name = split_name(request.dataset_name)[0]
        if request.document_id in shipped_files(kind.folder, source):
            field = "document_id"
            message = f"{request.document_id!r} is shipped with {name} and stays there"
            raise InvalidRequestError(field, message)
        await self._store.documents.delete(name, kind, request.document_id)
        return serialized(messages.DeleteDocumentResponse())


_FORM = "write an id of at most 64 letters, digits, '.', '_' and '-' into the document"


def _kind_of(number: int) -> DocumentKind:
    if number not in _KINDS:
        field = "kind"
        names = ", ".join(kind.value for kind in DocumentKind)
        raise InvalidRequestError(field, f"it is {number}; give one of {names}")
    return _KINDS[number]


def _message_of(document: KeptDocument) -> messages.StoredDocument:
    message = messages.StoredDocument(
        kind=messages.DocumentKind.Value(f"DOCUMENT_KIND_{document.kind.value}"),
        document_id=document.document_id,
        title=document.title,
        filename=document.filename,
        content=document.content,
        shipped=document.created is None,
    )
    if document.created is not None:
        time = Timestamp()
        time.FromDatetime(document.created)
        message.create_time.CopyFrom(time)
    return message
