"""What is written can be read again and means the same."""

import json

import pytest
from documents import BASE, as_json, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ROW_STRATEGIES, datasets

from optimizer.domain.dataset import PROVENANCE, ROW_TABLES, TABLES, Dataset, Header
from optimizer.tables.csv_tables import raw_tables_of_csv
from optimizer.tables.json_tables import raw_tables_of_json
from optimizer.tables.reading import read_dataset
from optimizer.tables.rows import read_row
from optimizer.tables.writing import to_csv_files, to_json

HEADER = Header(dataset_id="d", title="D", currency_code="USD")
FORMS = [(",", "."), (";", "."), (";", ","), ("\t", ",")]

forms = st.sampled_from(FORMS)

quick = settings(max_examples=30, deadline=None)


def written(dataset, form):
    """The dataset as a zip of CSV files."""
    delimiter, decimal_mark = form
    files = to_csv_files(dataset, delimiter=delimiter, decimal_mark=decimal_mark)
    return zipped(files)


def records_of(raw, table):
    """What the rows of a raw table become."""
    read = (
        read_row(table, row, raw.readers[table.name]) for row in raw.rows[table.name]
    )
    return [(row.record, row.problems) for row in read]


def shuffled(draw, dataset):
    """The tables of a dataset as JSON, the rows of each in any order."""
    tables = json.loads(to_json(dataset))
    return {name: draw(st.permutations(rows)) for name, rows in tables.items()}


@quick
@given(dataset=datasets(), form=forms)
def test_a_dataset_survives_csv(dataset, form):
    """Dataset to CSV files to dataset is the identity, and so is its digest."""
    reading = read_dataset("line.zip", written(dataset, form))

    assert reading.problems == ()
    assert reading.dataset == dataset
    assert reading.dataset.digest() == dataset.digest()


@quick
@given(dataset=datasets())
def test_a_dataset_survives_json(dataset):
    """Dataset to JSON to dataset is the identity, and so is its digest."""
    reading = read_dataset("line.json", to_json(dataset))

    assert reading.dataset == dataset
    assert reading.dataset.digest() == dataset.digest()


@pytest.mark.parametrize("table", ROW_TABLES.values(), ids=lambda table: table.name)
@quick
@given(data=st.data(), form=forms)
def test_any_row_survives_csv(table, data, form):
    """Whatever its texts hold: delimiters, quotation marks, line ends, any script."""
    row = data.draw(ROW_STRATEGIES[table.name].filter(has_no_zero_byte))
    files = to_csv_files(
        Dataset.of(HEADER, [row]), delimiter=form[0], decimal_mark=form[1]
    )

    assert records_of(raw_tables_of_csv(files.items()), table) == [(row, ())]


@pytest.mark.parametrize("table", ROW_TABLES.values(), ids=lambda table: table.name)
@quick
@given(data=st.data())
def test_any_row_survives_json(table, data):
    """JSON can hold every text."""
    row = data.draw(ROW_STRATEGIES[table.name])

    raw = raw_tables_of_json(to_json(Dataset.of(HEADER, [row])))

    assert records_of(raw, table) == [(row, ())]


def has_no_zero_byte(row):
    """Whether CSV can hold the row: a zero byte is a sign of another encoding."""
    return "\0" not in "".join(str(value) for _, value in row)


@quick
@given(dataset=datasets(), form=forms)
def test_equal_datasets_give_equal_bytes(dataset, form):
    """Two exports of one dataset can be compared by any tool."""
    again = read_dataset("line.json", to_json(dataset)).dataset

    assert written(again, form) == written(dataset, form)
    assert to_json(again) == to_json(dataset)


@quick
@given(data=st.data(), dataset=datasets())
def test_the_order_of_rows_does_not_matter(data, dataset):
    """Rows stand in the order of their keys, however they came."""
    tables = shuffled(data.draw, dataset)

    reading = read_dataset("line.json", as_json(tables))

    assert reading.dataset == dataset
    assert reading.dataset.digest() == dataset.digest()


@quick
@given(dataset=datasets(), notes=st.text("ab"))
def test_provenance_does_not_change_the_digest(dataset, notes):
    """Where a figure comes from changes no plan."""
    source = {"source": "a port", "source_year": 2025, "notes": notes}
    tables = {
        table: [row | source for row in rows]
        for table, rows in json.loads(to_json(dataset)).items()
    }

    reading = read_dataset("line.json", as_json(tables))

    assert reading.dataset != dataset
    assert reading.dataset.digest() == dataset.digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [('"volume": 100', '"volume": 101'), ('"rate": "600"', '"rate": "600.01"')],
)
def test_anything_else_changes_the_digest(old, new):
    """Plans of datasets with one digest are alike."""
    text = as_json(BASE).decode()
    first = read_dataset("base.json", text.encode()).dataset
    second = read_dataset("base.json", text.replace(old, new).encode()).dataset

    assert first.digest() != second.digest()


def test_files_hold_every_column_and_only_tables_with_rows():
    """A reader sees what could be filled in; an empty table says nothing."""
    dataset = read_dataset("base.json", as_json(BASE)).dataset

    files = to_csv_files(dataset.model_copy(update={"resources": ()}))

    assert sorted(files) == sorted(f"{t}.csv" for t in TABLES if t != "resources")
    header = files["carriers.csv"].decode().split("\n")[0].split(",")
    assert header[:3] == ["carrier_id", "name", "country_code"]
    assert set(header[3:]) == PROVENANCE


def test_a_comma_cannot_be_both_delimiter_and_decimal_mark():
    """The file could not be read."""
    dataset = read_dataset("base.json", as_json(BASE)).dataset

    with pytest.raises(ValueError, match="both the delimiter and the decimal mark"):
        to_csv_files(dataset, delimiter=",", decimal_mark=",")
