"""Datasets are kept under names and digests, within limits, in every kind of database."""

import pytest

from optimizer.errors import (
    DatasetExistsError,
    DatasetShippedError,
    DocumentExistsError,
    StoreFullError,
    UnknownDatasetError,
    UnknownRowError,
)
from optimizer.service import imports
from optimizer.service.dataset_sources import FileSource, FolderSource, read_named
from optimizer.service.dataset_work import Description
from optimizer.service.storage import document_shelf, shelf
from optimizer.service.storage.kept import DocumentKind, KeptDocument
from optimizer.service.storage.opening import Storage
from optimizer.service.storage.times import now
from optimizer.service.store import DatasetStore

SHIPPED = "datasets/shipped"
NEW = "datasets/new"


def described(dataset_id="new", digest="1" * 64):
    return Description(
        dataset_id=dataset_id,
        title="t",
        currency_code="USD",
        digest=digest,
        row_counts={"nodes": 2, "legs": 1},
    )


def document(document_id="storm", kind=DocumentKind.SCENARIO, content=b"changes: []"):
    return KeptDocument(
        kind=kind,
        document_id=document_id,
        filename=f"{document_id}.yaml",
        title="A storm",
        created=now(),
        content=content,
    )


@pytest.fixture
def folder(tmp_path):
    """One shipped dataset, beside a folder that is none."""
    folder = tmp_path / "datasets"
    (folder / "shipped").mkdir(parents=True)
    header = "dataset_id,title,currency_code\nshipped,T,USD\n"
    (folder / "shipped" / "dataset.csv").write_text(header)
    (folder / "notes").mkdir()
    return folder


@pytest.fixture
async def storage(database_address):
    storage = Storage(database_address)
    yield storage
    await storage.stop()


@pytest.fixture
def store(folder, storage):
    return DatasetStore(folder, storage)


@pytest.fixture
def other(folder, storage):
    """The store of another server of the same database."""
    return DatasetStore(folder, storage)


async def test_a_folder_with_a_header_is_a_dataset(store, folder):
    """Other folders may lie beside the datasets."""
    assert await store.names() == [SHIPPED]
    assert await store.source_of(SHIPPED) == FolderSource(folder / "shipped")


async def test_an_imported_dataset_is_found_by_its_name(store, other):
    """It is kept as the file that it came in, so that problems have their lines."""
    file = FileSource("new.zip", b"content")
    await store.keep(file, described(), replace=False)

    assert await other.names() == [NEW, SHIPPED]
    assert await other.source_of(NEW) == file
    assert await other.description_of(NEW) == described()


async def test_an_unknown_name_suggests_the_nearest(store):
    """Most unknown names are misspelt ones."""
    with pytest.raises(UnknownDatasetError, match="did you mean 'datasets/shipped'"):
        await store.source_of("datasets/shiped")


async def test_a_taken_name_is_only_replaced_on_request(store, other):
    """Nobody loses a dataset by accident."""
    await store.keep(FileSource("a", b"1"), described(), replace=False)
    with pytest.raises(DatasetExistsError, match="replace it"):
        await other.keep(
            FileSource("b", b"2"), described(digest="2" * 64), replace=False
        )
    await other.keep(FileSource("b", b"2"), described(digest="2" * 64), replace=True)

    assert await store.source_of(NEW) == FileSource("b", b"2")


async def test_every_version_stays_as_it_was(store):
    """Whoever names one by its digest plans the same for ever."""
    for number in (1, 2, 3):
        file = FileSource("f", b"%d" % number)
        digest = str(number) * 64
        await store.keep(file, described(digest=digest), replace=True)
    found = await store.versions(NEW)

    assert [version.digest[0] for version in found] == ["3", "2", "1"]
    assert [version.is_current for version in found] == [True, False, False]
    assert await store.source_of(f"{NEW}@{'1' * 64}") == FileSource("f", b"1")
    assert await store.pinned(NEW) == f"{NEW}@{'3' * 64}"


async def test_an_old_version_that_comes_again_is_the_current_one(store):
    """It is no new one: its time stays that of its first import."""
    for number in (1, 2, 1):
        file = FileSource("f", b"%d" % number)
        await store.keep(file, described(digest=str(number) * 64), replace=True)
    found = await store.versions(NEW)

    assert [version.digest[0] for version in found] == ["1", "2"]
    assert found[0].created <= found[1].created


async def test_what_is_deleted_gives_way_to_the_version_before(store, other):
    """And with the last one the name is free again, and what was beside it is gone."""
    for number in (1, 2):
        file = FileSource("f", b"%d" % number)
        await store.keep(file, described(digest=str(number) * 64), replace=True)
    await store.documents.keep(NEW, document(), replace=False)
    await other.source_of(NEW)
    await store.delete(f"{NEW}@{'2' * 64}")

    assert await other.source_of(NEW) == FileSource("f", b"1")
    assert len(await other.documents.of(NEW)) == 1

    await store.delete(NEW)
    with pytest.raises(UnknownDatasetError):
        await other.source_of(NEW)
    with pytest.raises(UnknownDatasetError):
        await store.delete(NEW)
    assert list(await other.documents.of(NEW)) == []


@pytest.mark.parametrize("version", ["", "2" * 64, "1111"])
async def test_a_version_that_is_not_there_is_unknown(store, version):
    """A part of a digest is none: it may stand for another version tomorrow."""
    name = f"{NEW}@{version}"
    await store.keep(FileSource("f", b"1"), described(), replace=False)

    with pytest.raises(UnknownDatasetError):
        await store.source_of(name)


async def test_a_shipped_dataset_is_never_replaced_or_deleted(store):
    """Its figures are what its name promises."""
    with pytest.raises(DatasetExistsError, match="shipped"):
        await store.keep(FileSource("a", b"1"), described("shipped"), replace=True)
    with pytest.raises(DatasetShippedError):
        await store.delete(SHIPPED)


async def test_a_shipped_dataset_of_another_digest_is_unknown(store):
    """The server ships another version than the one that is asked for."""
    source = await store.source_of(f"{SHIPPED}@{'1' * 64}")

    with pytest.raises(UnknownDatasetError, match="1111"):
        read_named(source)


async def test_the_number_of_imports_is_limited(store, monkeypatch):
    """Replacing one is possible when there is no room for another."""
    monkeypatch.setattr(shelf, "IMPORTED_COUNT_LIMIT", 1)
    await store.keep(FileSource("a", b"1"), described("a"), replace=False)

    with pytest.raises(StoreFullError, match="1 files"):
        await store.keep(FileSource("b", b"2"), described("b"), replace=False)
    await store.keep(FileSource("a", b"3"), described("a", "3" * 64), replace=True)
    assert await store.names() == ["datasets/a", SHIPPED]


async def test_the_bytes_of_imports_are_limited(store, monkeypatch):
    """All versions count: none is dropped to make room for another."""
    monkeypatch.setattr(imports, "IMPORTED_BYTES_LIMIT", 2**20)
    await store.keep(FileSource("a", bytes(2**19)), described("a"), replace=False)

    large = FileSource("a", bytes(2**19 + 1))
    with pytest.raises(StoreFullError, match="1 MiB"):
        await store.keep(large, described("a", "2" * 64), replace=True)


async def test_files_that_are_not_at_hand_are_looked_up(store, monkeypatch):
    """The server's memory is bounded, whatever is kept."""
    monkeypatch.setattr(imports, "AT_HAND_BYTES", 3)
    for name in ("a", "b"):
        file = FileSource(name, name.encode() * 2)
        await store.keep(file, described(name), replace=False)
    names = ["datasets/a", "datasets/b"] * 2
    found = [(await store.source_of(name)).content for name in names]

    assert found == [b"aa", b"bb"] * 2
    assert len(store._imports._at_hand) == 1


async def test_documents_stand_beside_any_dataset(store, other):
    """By kind and id; whoever asks for the dataset gets them on request."""
    await store.documents.keep(SHIPPED, document("b"), replace=False)
    storms = document("a", DocumentKind.UNCERTAINTY)
    await store.documents.keep(SHIPPED, storms, replace=False)
    await store.documents.keep(SHIPPED, document("a"), replace=False)
    source = await other.source_of(SHIPPED, documents=True)

    found = [(each.kind.value, each.document_id) for each in source.documents]
    assert found == [("SCENARIO", "a"), ("SCENARIO", "b"), ("UNCERTAINTY", "a")]
    assert (await other.source_of(SHIPPED)).documents == ()


async def test_a_taken_id_is_only_replaced_on_request(store):
    await store.documents.keep(NEW, document(content=b"1"), replace=False)
    with pytest.raises(DocumentExistsError, match="replace it"):
        await store.documents.keep(NEW, document(content=b"2"), replace=False)
    await store.documents.keep(NEW, document(content=b"3"), replace=True)

    assert [each.content for each in await store.documents.of(NEW)] == [b"3"]


async def test_an_id_that_is_not_there_is_told_with_the_nearest(store):
    await store.documents.keep(NEW, document(), replace=False)
    with pytest.raises(UnknownRowError, match="did you mean 'storm'"):
        await store.documents.delete(NEW, DocumentKind.SCENARIO, "storms")
    await store.documents.delete(NEW, DocumentKind.SCENARIO, "storm")

    assert list(await store.documents.of(NEW)) == []


async def test_the_number_of_documents_is_limited(store, monkeypatch):
    monkeypatch.setattr(document_shelf, "DOCUMENT_COUNT_LIMIT", 1)
    await store.documents.keep(NEW, document("a"), replace=False)
    await store.documents.keep(NEW, document("a"), replace=True)

    with pytest.raises(StoreFullError, match="1 documents"):
        await store.documents.keep(NEW, document("b"), replace=False)


async def test_a_store_in_memory_is_opened_by_what_is_kept(folder):
    """A server for a single call does not wait for a database."""
    storage = Storage("memory")
    store = DatasetStore(folder, storage)
    with pytest.raises(UnknownDatasetError):
        await store.source_of(NEW, documents=True)
    assert storage.is_empty

    await store.keep(FileSource("f", b"1"), described(), replace=False)
    assert not storage.is_empty
    assert await store.names() == [NEW, SHIPPED]
    await storage.stop()
