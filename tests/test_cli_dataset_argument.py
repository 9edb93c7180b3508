"""What DATASET stands for is told by how it is written, not by what lies around."""

import io
import sys

import pytest
from corridor_cli.dataset_argument import hinting, source_of
from corridor_client import (
    DatasetFile,
    DatasetFileError,
    DatasetNotFoundError,
    InvalidRequestError,
)
from corridor_client.datasets import is_path


@pytest.mark.parametrize(
    ("argument", "taken_as_path"),
    [
        ("middle-corridor", False),
        ("rows.csv", False),  # a table is no dataset
        ("rows.zip", True),
        ("ROWS.JSON", True),
        ("./rows", True),
        (".", True),
        ("..", True),
        ("a/b", True),
        ("/a", True),
        ("datasets/middle-corridor", True),
    ],
)
def test_a_path_looks_like_one(argument, taken_as_path):
    """A name never becomes a path because a folder of that name appears."""
    assert is_path(argument) == taken_as_path


def test_a_name_is_passed_on():
    """The server knows the names."""
    assert source_of("middle-corridor") == "middle-corridor"


def test_a_path_is_read(tmp_path):
    """The file is read once, before a server is started for it."""
    path = tmp_path / "rows.json"
    path.write_bytes(b"{}")

    assert source_of(str(path)) == DatasetFile("rows.json", b"{}")


def test_a_dash_is_standard_input(monkeypatch):
    """Zip or JSON: the content tells."""
    standard_input(monkeypatch, b"{}")

    assert source_of("-") == DatasetFile("standard input", b"{}")


def test_empty_standard_input_is_refused(monkeypatch):
    """Mostly a program before the pipe has failed."""
    standard_input(monkeypatch, b"")
    with pytest.raises(DatasetFileError, match="standard input is empty"):
        source_of("-")


def test_an_empty_argument_is_refused():
    """Mostly a variable of a script is not set; an empty path would be this folder."""
    expected = pytest.raises(InvalidRequestError, match="DATASET is empty; give")
    with expected, hinting(""):
        source_of("")


def test_a_prefix_without_a_name_gets_no_hint_at_a_name(tmp_path, monkeypatch):
    """There is no name to write instead."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatasetFileError) as caught, hinting("datasets/"):
        source_of("datasets/")

    assert "for the stored dataset" not in str(caught.value)


def standard_input(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def refused(argument):
    """What the command says when the server knows no dataset of that name."""
    unknown = DatasetNotFoundError(f"no dataset is stored as {argument!r}")
    with pytest.raises(DatasetNotFoundError) as caught, hinting(argument):
        raise unknown
    return str(caught.value)


def test_an_unknown_name_that_is_a_folder_gets_a_hint(tmp_path, monkeypatch):
    """The likeliest mistake with names is to mean a folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()

    assert refused("mine").endswith("for that, write ./mine")


def test_an_unknown_name_gets_no_hint_otherwise(tmp_path, monkeypatch):
    """A hint at what is not there would mislead."""
    monkeypatch.chdir(tmp_path)

    assert refused("mine") == "no dataset is stored as 'mine'"


def test_a_full_name_gets_the_hint_to_leave_out_the_prefix(tmp_path, monkeypatch):
    """Names are shown with the prefix by other clients of the contract."""
    monkeypatch.chdir(tmp_path)
    argument = "datasets/middle-corridor"

    expected = pytest.raises(DatasetFileError, match="write middle-corridor")
    with expected, hinting(argument):
        source_of(argument)
