"""The same dataset in every form, with the same digest."""

import csv
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from documents import zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from path4gmns.io import read_links, read_nodes
from strategies import ROW_STRATEGIES, datasets

from optimizer.domain.dataset import ROW_TABLES, Dataset, Header
from optimizer.domain.problems import ProblemCode
from optimizer.tables.exporting import DatasetFormat, exported
from optimizer.tables.parquet_tables import raw_tables_of_parquet, to_parquet_files
from optimizer.tables.reading import read_dataset, read_folder
from optimizer.tables.rows import read_row

REFERENCE = Path(__file__).parents[1] / "datasets" / "middle-corridor"
HEADER = Header(dataset_id="d", title="D", currency_code="USD")

CHAIN = (
    DatasetFormat.CSV_ZIP,
    DatasetFormat.WORKBOOK,
    DatasetFormat.JSON,
    DatasetFormat.PARQUET_ZIP,
    DatasetFormat.GMNS_ZIP,
    DatasetFormat.CSV_ZIP,
)


def through_all_forms(dataset):
    """The dataset after it was written and read in one form after the other."""
    for dataset_format in CHAIN:
        reading = read_dataset(*exported(dataset, dataset_format))
        assert reading.problems == ()
        dataset = reading.dataset
    return dataset


@settings(max_examples=15, deadline=None)
@given(dataset=datasets())
def test_a_dataset_survives_all_forms(dataset):
    """CSV to workbook to JSON to Parquet to CSV, rows and digest as they were."""
    last = through_all_forms(dataset)

    assert last == dataset
    assert last.digest() == dataset.digest()


def test_the_reference_survives_all_forms():
    """With hauls, surcharges, regimes and provenance."""
    dataset = read_folder(REFERENCE).dataset

    assert through_all_forms(dataset).digest() == dataset.digest()


@pytest.mark.parametrize("dataset_format", DatasetFormat)
def test_equal_datasets_give_equal_files(dataset_format):
    """So that files can be compared, and named after the dataset."""
    dataset = read_folder(REFERENCE).dataset
    name, content = exported(dataset, dataset_format)

    assert name.startswith("middle-corridor.")
    assert exported(dataset, dataset_format) == (name, content)


@pytest.mark.parametrize("table", ROW_TABLES.values(), ids=lambda table: table.name)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_row_survives_parquet(table, data):
    """Money keeps its digits, days are days, lists are lists."""
    row = data.draw(ROW_STRATEGIES[table.name].filter(lambda r: "\0" not in str(r)))
    files = to_parquet_files(Dataset.of(HEADER, [row]))
    raw = raw_tables_of_parquet(files.items())
    (found,) = raw.rows[table.name]
    read = read_row(table, found, raw.readers[table.name])

    assert (read.record, read.problems) == (row, ())


def parquet_of(**columns):
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "column"),
    [
        (b"PAR1 and nothing else", ProblemCode.UNREADABLE_ARCHIVE, ""),
        (parquet_of(node_id=[b"\xff"]), ProblemCode.BAD_FORMAT, "node_id"),
        (parquet_of(node_id=[{"a": 1}]), ProblemCode.BAD_FORMAT, "node_id"),
        (parquet_of(latitude=[float("nan")]), ProblemCode.NOT_FINITE, "latitude"),
        (parquet_of(latitud=[1.0]), ProblemCode.UNKNOWN_COLUMN, "latitud"),
        (parquet_of(node_id=["a b"]), ProblemCode.BAD_FORMAT, "node_id"),
    ],
)
def test_what_is_wrong_in_parquet_is_placed(content, code, column):
    """By table, row and column, as everywhere."""
    reading = read_dataset("d.zip", zipped({"nodes.parquet": content}))

    assert reading.dataset is None
    assert (code, "nodes", column) in {
        (p.code, p.table, p.column) for p in reading.problems
    }


def test_tables_of_two_forms_are_refused():
    """Which of them counts is not for the server to say."""
    content = zipped(
        {"nodes.parquet": parquet_of(node_id=["a"]), "legs.csv": b"leg_id\n"}
    )
    (problem,) = read_dataset("d.zip", content).problems

    assert "both CSV and Parquet" in problem.message


def unpacked(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


def test_a_reader_of_gmns_finds_the_network(tmp_path):
    """path4gmns reads every node and link, with its length."""
    dataset = read_folder(REFERENCE).dataset
    _, content = exported(dataset, DatasetFormat.GMNS_ZIP)
    folder = str(unpacked(content, tmp_path))
    nodes, links, numbers, ids, zones, link_ids = [], [], {}, {}, {}, {}
    read_nodes(folder, nodes, numbers, ids, zones, load_demand=False)
    read_links(folder, links, nodes, numbers, link_ids, 1, 1, 1, load_demand=False)

    assert list(numbers) == [node.node_id for node in dataset.nodes]
    assert {link.get_link_id(): link.get_length() for link in links} == {
        leg.leg_id: leg.distance_km for leg in dataset.legs
    }


def test_a_link_of_both_directions_is_refused():
    """It would be two legs, and nothing says how they differ."""
    _, content = exported(read_folder(REFERENCE).dataset, DatasetFormat.GMNS_ZIP)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    header, first, *rest = files["link.csv"].decode().splitlines()
    place = header.split(",").index("directed")
    cells = next(csv.reader([first]))
    cells[place] = "0"
    files["link.csv"] = "\n".join([header, ",".join(cells), *rest]).encode()
    problems = read_dataset("d.zip", zipped(files)).problems

    assert (ProblemCode.BAD_FORMAT, "legs", 2, "directed") in {
        (p.code, p.table, p.row, p.column) for p in problems
    }


def test_gmns_without_the_rest_says_what_is_missing():
    """A network alone is no dataset."""
    _, content = exported(read_folder(REFERENCE).dataset, DatasetFormat.GMNS_ZIP)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {n: archive.read(n) for n in ("node.csv", "link.csv")}
    problems = read_dataset("d.zip", zipped(files)).problems

    missing = {p.table for p in problems if p.code is ProblemCode.MISSING_TABLE}
    assert {"demands", "tariffs", "periods"} <= missing
    assert not {"nodes", "legs"} & missing
