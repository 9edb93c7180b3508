"""What a caller may give as a dataset, and what is sent for it."""

import io
import zipfile
from pathlib import Path

import pytest
from corridor.v1 import dataset_pb2, plan_service_pb2
from corridor_client import (
    DatasetFile,
    DatasetFileError,
    InvalidRequestError,
    MessageTooLargeError,
    datasets,
)
from corridor_client.channels import MAX_REQUEST_BYTES


@pytest.fixture
def folder(tmp_path):
    """A folder with two tables and things that are none."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "nodes.csv").write_bytes(b"node_id\na\n")
    (folder / "LEGS.CSV").write_bytes(b"leg_id\nab\n")
    (folder / "README.md").write_text("not a table")
    (folder / "._nodes.csv").write_bytes(b"what a file manager leaves")
    return folder


def request_for(source):
    request = plan_service_pb2.OptimizePlanRequest()
    datasets.put_source(request, source)
    return request


@pytest.mark.parametrize("name", ["line", "datasets/line"])
def test_a_text_is_the_name_of_a_stored_dataset(name):
    """The prefix may be left out; a text is never looked for as a file."""
    assert request_for(name).dataset_name == "datasets/line"


@pytest.mark.parametrize("text", ["./s4", ".", "a/b", "s4.zip", "S4.JSON"])
def test_a_text_that_is_a_path_is_refused_with_what_to_give(text):
    """A server would answer that no dataset of that name is stored."""
    with pytest.raises(InvalidRequestError) as caught:
        request_for(text)

    assert f"give pathlib.Path({text!r})" in str(caught.value)


@pytest.mark.parametrize("name", ["", "datasets/"])
def test_an_empty_name_is_refused(name):
    """It is no name of a dataset, and asks for none."""
    with pytest.raises(InvalidRequestError, match="is empty"):
        request_for(name)


@pytest.mark.parametrize("source", [None, 7, b"{}"])
def test_what_is_no_dataset_is_refused(source):
    """A traceback from within the client would not say what to give."""
    with pytest.raises(InvalidRequestError, match=type(source).__name__):
        request_for(source)


def test_a_message_is_sent_as_it_is():
    """Who has the rows in memory needs no file."""
    message = dataset_pb2.Dataset(header={"dataset_id": "line"})

    assert request_for(message).dataset == message


def test_an_empty_message_is_still_a_dataset():
    """It is for the server to say what is missing from it."""
    assert request_for(dataset_pb2.Dataset()).WhichOneof("source") == "dataset"


def test_a_file_in_memory_is_sent_as_it_is():
    """What it is, the content tells the server."""
    request = request_for(DatasetFile("rows", b"{}"))

    assert (request.file.filename, request.file.content) == ("rows", b"{}")


def test_a_file_on_disk_is_sent_as_it_is(tmp_path):
    """Neither its suffix nor its content matters to the client."""
    path = tmp_path / "rows.json"
    path.write_bytes(b"\xff{")
    request = request_for(path)

    assert (request.file.filename, request.file.content) == ("rows.json", b"\xff{")


def test_a_folder_becomes_a_zip_of_its_tables(folder):
    """Only tables are sent: a folder may hold notes about them."""
    packed = datasets.read_file(folder)
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        tables = {name: archive.read(name) for name in archive.namelist()}

    assert packed.filename == "small.zip"
    assert tables == {"LEGS.CSV": b"leg_id\nab\n", "nodes.csv": b"node_id\na\n"}


def test_the_zip_of_a_folder_depends_on_its_tables_alone(folder):
    """Equal folders are equal requests, whenever they were written."""
    before = datasets.read_file(folder)
    (folder / "nodes.csv").touch()
    (folder / "README.md").unlink()

    assert datasets.read_file(folder) == before


def test_a_missing_path_is_named_in_full(tmp_path, monkeypatch):
    """A relative path says little in a log, so the whole path is told as well."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatasetFileError) as caught:
        datasets.read_file(Path("nowhere"))

    assert str(tmp_path / "nowhere") in str(caught.value)
    assert caught.value.path == Path("nowhere")


def test_a_folder_without_tables_is_refused(tmp_path):
    """The wrong folder is a likelier mistake than an empty dataset."""
    with pytest.raises(DatasetFileError, match=r"holds no \.csv file"):
        datasets.read_file(tmp_path)


def test_a_path_below_a_file_is_an_error_of_the_client(tmp_path):
    """Whatever the system says about a path, callers catch one kind of error."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatasetFileError, match="cannot be read"):
        datasets.read_file(tmp_path / "file" / "rows.json")


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    """The server would refuse it after all of it was sent."""
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.truncate(MAX_REQUEST_BYTES + 1)

    with pytest.raises(MessageTooLargeError, match="more than 32 MiB"):
        datasets.read_file(path)
