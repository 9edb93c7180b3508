"""A shipped folder is kept under its dataset's name, or skipped with a reason."""

import pytest

from optimizer.service.dataset_sources import FolderSource
from optimizer.service.shipped import shipped_sources

COLUMNS = "dataset_id,title,currency_code"


def ship(datasets, folder, content, filename="dataset.csv"):
    """Make a folder with one file."""
    (datasets / folder).mkdir()
    (datasets / folder / filename).write_bytes(content.encode())
    return datasets / folder


def test_a_dataset_has_the_name_of_its_header(tmp_path):
    """Listings give the name made of dataset_id, so that name must be found."""
    folder = ship(tmp_path, "folder-name", f"{COLUMNS}\nreal-id,T,USD\n")

    assert shipped_sources(tmp_path) == {"datasets/real-id": FolderSource(folder)}


def test_only_the_id_has_to_be_right(tmp_path):
    """A dataset with other problems can be asked for, to be told them."""
    ship(tmp_path, "a", f"{COLUMNS};x\n".replace(",", ";") + "mine;;dollars;1\n")

    assert list(shipped_sources(tmp_path)) == ["datasets/mine"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "the column 'dataset_id' is missing; add it to the header"),
        (f"{COLUMNS}\n", "its dataset.csv has no row; add a row with a dataset_id"),
        ("title\nT\n", "the column 'dataset_id' is missing; add it to the header"),
        (f"{COLUMNS}\n,T,USD\n", "a value is required; fill in the cell"),
        (
            f"{COLUMNS}\nno id,T,USD\n",
            "its dataset.csv: it is not 1 to 64 Latin letters",
        ),
        (f'{COLUMNS}\n"x', "it cannot be read as CSV"),
    ],
    ids=["empty", "no row", "no column", "no value", "no id", "no CSV"],
)
def test_a_folder_without_an_id_is_skipped_with_a_reason(
    tmp_path, caplog, content, reason
):
    """The log at start names the folder, why it is skipped, and what to do."""
    folder = ship(tmp_path, "a", content)

    assert shipped_sources(tmp_path) == {}
    assert f"dataset folder {folder} is skipped: " in caplog.text
    assert reason in caplog.text


def test_csv_files_without_a_header_are_told(tmp_path, caplog):
    """Someone meant them to be a dataset; other folders are left alone."""
    ship(tmp_path, "tables", "x", filename="Nodes.CSV")
    ship(tmp_path, "notes", "x", filename="notes.txt")

    assert shipped_sources(tmp_path) == {}
    assert len(caplog.records) == 1
    assert "has CSV files but no dataset.csv; add dataset.csv" in caplog.text


def test_a_folder_that_cannot_be_read_is_skipped(tmp_path, caplog, monkeypatch):
    """One of them does not keep the server from starting."""
    ship(tmp_path, "a", "x")

    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)

    assert shipped_sources(tmp_path) == {}
    assert "it cannot be read: Permission denied" in caplog.text


def test_of_two_datasets_with_one_id_the_folder_of_that_name_is_kept(tmp_path, caplog):
    """A copy does not take the name away from what it was copied from."""
    header = f"{COLUMNS}\nmine,T,USD\n"
    ship(tmp_path, "copy-of-mine", header)
    original = ship(tmp_path, "mine", header)

    assert shipped_sources(tmp_path) == {"datasets/mine": FolderSource(original)}
    assert "copy-of-mine is skipped: 'mine' is the dataset of 'mine'" in caplog.text
