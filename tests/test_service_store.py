"""Datasets are kept under names, within limits."""

import pytest

from optimizer.errors import DatasetExistsError, StoreFullError, UnknownDatasetError
from optimizer.service import store as store_module
from optimizer.service.dataset_sources import FileSource, FolderSource
from optimizer.service.dataset_work import Description
from optimizer.service.store import DatasetStore


def description(dataset_id):
    return Description(
        dataset_id=dataset_id, title="t", currency_code="USD", digest="0", row_counts={}
    )


@pytest.fixture
def store(tmp_path):
    """A store with one shipped dataset, beside a folder that is none."""
    (tmp_path / "shipped").mkdir()
    header = "dataset_id,title,currency_code\nshipped,T,USD\n"
    (tmp_path / "shipped" / "dataset.csv").write_text(header)
    (tmp_path / "notes").mkdir()
    return DatasetStore(tmp_path)


def test_a_folder_with_a_header_is_a_dataset(store, tmp_path):
    """Other folders may lie beside the datasets."""
    assert store.names() == ["datasets/shipped"]
    assert store.source_of("datasets/shipped") == FolderSource(tmp_path / "shipped")


def test_an_imported_dataset_is_found_by_its_name(store):
    """It is kept as the file that it came in, so that problems have their lines."""
    file = FileSource("new.zip", b"content")
    store.keep(file, description("new"), replace=False)

    assert store.source_of("datasets/new") == file
    assert store.description_of("datasets/new") == description("new")


def test_an_unknown_name_suggests_the_nearest(store):
    """Most unknown names are misspelt ones."""
    with pytest.raises(UnknownDatasetError, match="did you mean 'datasets/shipped'"):
        store.source_of("datasets/shiped")


def test_a_taken_name_is_only_replaced_on_request(store):
    """Nobody loses a dataset by accident."""
    store.keep(FileSource("a", b"1"), description("new"), replace=False)

    with pytest.raises(DatasetExistsError, match="replace it"):
        store.keep(FileSource("b", b"2"), description("new"), replace=False)
    store.keep(FileSource("b", b"2"), description("new"), replace=True)
    assert store.source_of("datasets/new") == FileSource("b", b"2")


def test_a_shipped_dataset_is_never_replaced(store):
    """Its figures are what its name promises."""
    with pytest.raises(DatasetExistsError, match="shipped"):
        store.keep(FileSource("a", b"1"), description("shipped"), replace=True)


def test_the_number_of_imports_is_limited(store, monkeypatch):
    """Replacing one is possible when there is no room for another."""
    monkeypatch.setattr(store_module, "IMPORTED_COUNT_LIMIT", 1)
    store.keep(FileSource("a", b"1"), description("a"), replace=False)

    with pytest.raises(StoreFullError, match="1 files"):
        store.keep(FileSource("b", b"2"), description("b"), replace=False)
    store.keep(FileSource("a", b"3"), description("a"), replace=True)
    assert store.names() == ["datasets/a", "datasets/shipped"]


def test_the_bytes_of_imports_are_limited(store, monkeypatch):
    """Memory is what imports take, so it is what limits them."""
    monkeypatch.setattr(store_module, "IMPORTED_BYTES_LIMIT", 2**20)
    store.keep(FileSource("a", bytes(2**19)), description("a"), replace=False)

    with pytest.raises(StoreFullError, match="1 MiB"):
        store.keep(FileSource("b", bytes(2**19 + 1)), description("b"), replace=False)
