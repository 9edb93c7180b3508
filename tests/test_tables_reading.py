"""A zip or a JSON document becomes a dataset, or all that is wrong with it."""

import time

import pytest
from documents import (
    BASE,
    as_csv,
    as_files,
    as_json,
    change,
    document,
    places_of,
    problems_of,
    zipped,
)
from file_faults import FILE_FAULTS, declaring, with_text

from optimizer.domain.dataset import TABLES
from optimizer.domain.problems import ProblemCode
from optimizer.tables import raw_tables
from optimizer.tables.reading import read_dataset, read_folder
from optimizer.tables.sources import raw_tables_of_file

EXPECTED = read_dataset("base", as_json(document())).dataset


def test_every_table_is_read():
    """The base uses every table, and each of its rows becomes a record."""
    assert {t: len(EXPECTED.rows(t)) for t in TABLES} == {
        table: len(rows) for table, rows in BASE.items()
    }


@pytest.mark.parametrize("fault", FILE_FAULTS, ids=lambda fault: fault.name)
def test_a_faulty_file_is_refused_with_the_place(fault):
    """One fault gives one problem: what cannot be read is not called missing."""
    reading = read_dataset("base", fault.content)

    assert reading.dataset is None
    (problem,) = reading.problems
    found = (problem.code, problem.table, problem.row, problem.column, problem.value)
    assert found == (fault.code, fault.table, fault.row, fault.column, fault.value)
    assert problem.remedy


@pytest.mark.parametrize(
    "path",
    [
        "base/{}",
        "../../{}",  # nothing is unpacked to disk, so no path can lead out
        "/{}",
        "C:\\exports\\{}",
        "база/{}",
    ],
)
def test_folders_in_a_zip_do_not_matter(path):
    """Only the name of a file tells its table."""
    files = {path.format(name): content for name, content in as_files(BASE).items()}

    assert read_dataset("base.zip", zipped(files)).dataset == EXPECTED


@pytest.mark.parametrize(
    "path",
    [
        "__MACOSX/._nodes.csv",
        "base/._nodes.csv",
        ".hidden.csv",
        "README.md",
        "nodes.csv.bak",
        "nodes.csv/",
    ],
)
def test_other_files_in_a_zip_are_left_alone(path):
    """Computers put files of their own into archives."""
    files = as_files(BASE) | {path: b"" if path.endswith("/") else b"\x00\x05junk"}

    assert read_dataset("base.zip", zipped(files)).dataset == EXPECTED


@pytest.mark.parametrize("name", ["NODES.CSV", " nodes .csv", "Nodes.csv"])
def test_the_case_of_a_file_name_does_not_matter(name):
    """Some programs write names in capitals."""
    files = as_files(BASE)
    files[name] = files.pop("nodes.csv")

    assert read_dataset("base.zip", zipped(files)).dataset == EXPECTED


def test_a_zip_that_lies_about_its_size_takes_no_memory():
    """No more is unpacked than the archive declares, whatever it holds."""
    tracemalloc = pytest.importorskip("tracemalloc")
    content = declaring(10, b"0" * 50_000_001)
    tracemalloc.start()
    read_dataset("bomb.zip", content)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 5_000_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_read_in_every_encoding_that_says_what_it_is(encoding):
    """The same encodings as for CSV."""
    content = as_json(BASE).decode().encode(encoding)

    assert read_dataset("base.json", content).dataset == EXPECTED


def test_the_header_may_be_an_object_in_json():
    """It is only one row, so a list around it looks odd."""
    tables = document() | {"dataset": document()["dataset"][0]}

    assert read_dataset("base.json", as_json(tables)).dataset == EXPECTED


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"volume": 100', '"volume": NaN', ProblemCode.NOT_FINITE),
        ('"volume": 100', '"volume": -Infinity', ProblemCode.NOT_FINITE),
        ('"volume": 100', '"volume": 1e999', ProblemCode.NOT_FINITE),
        ('"volume": 100', f'"volume": {10**400}', ProblemCode.NOT_FINITE),
        ('"volume": 100', f'"volume": {"9" * 5000}', ProblemCode.NOT_FINITE),
        ('"volume": 100', '"volume": 1e99999999', ProblemCode.NOT_A_NUMBER),
        ('"gauge_mm": 1520', '"gauge_mm": 1e99999999', ProblemCode.NOT_A_NUMBER),
        ('"volume": 100', '"volume": true', ProblemCode.NOT_A_NUMBER),
        ('"volume": 100', '"volume": {"t": 100}', ProblemCode.NOT_A_NUMBER),
        (
            '"volume": 100',
            f'"volume": {"[" * 900}{"]" * 900}',
            ProblemCode.NOT_A_NUMBER,
        ),
        ('"name": "Bay"', '"name": NaN', ProblemCode.BAD_FORMAT),
        ('"name": "Bay"', '"name": "\\ud800"', ProblemCode.BAD_FORMAT),
        ('"name": "Bay"', '"name": null', ProblemCode.MISSING_VALUE),
        ('["box", "bulk"]', '["box", null]', ProblemCode.BAD_FORMAT),
    ],
)
def test_what_only_json_can_hold_is_refused(old, new, code):
    """Numbers beyond any bound and values that fit no cell stop no reader."""
    (problem,) = problems_of(with_text(old, new))

    assert problem.code is code
    assert problem.row is not None
    assert len(problem.value.encode()) <= 4 * 80


def test_numbers_of_json_are_read_as_written():
    """Money goes through no binary fraction."""
    tables = document(change("rates", "sea", rate="x"))
    content = as_json(tables).replace(b'"rate": "x"', b'"rate": 600.100000001')

    dataset = read_dataset("base.json", content).dataset

    assert str(dataset.rates[2].rate) == "600.100000001"


def test_an_unknown_column_suggests_the_nearest():
    """Most unknown columns are misspelt ones."""
    (problem,) = problems_of(with_text('"unlocode"', '"unlocod"'))

    assert problem.remedy == "did you mean 'unlocode'?"


def test_an_unknown_column_is_one_problem_however_many_rows_have_it():
    """It is the column that is at fault, not each row."""
    tables = document()
    for row in tables["monthly_shapes"]:
        row["weight"] = 1

    (problem,) = problems_of(as_json(tables))

    assert (problem.code, problem.column) == (ProblemCode.UNKNOWN_COLUMN, "weight")


@pytest.mark.parametrize(
    ("name", "near"),
    [("leg", "legs"), ("demand", "demands")],
)
def test_an_unknown_table_suggests_the_nearest(name, near):
    """Most unknown tables are misspelt ones."""
    files = as_files(BASE)
    files[f"{name}.csv"] = files.pop(f"{name}s.csv")

    (problem,) = problems_of(zipped(files))

    assert problem.code == ProblemCode.UNKNOWN_TABLE
    assert problem.remedy == f"did you mean {near!r}? otherwise leave the file out"


def test_faults_of_every_kind_are_found_together():
    """What is wrong with one file hides nothing of another."""
    files = as_files(document(change("legs", "a-b", mode="?", carrier_id="x")))
    files |= {
        "nodes.csv": files["nodes.csv"].replace(b"unlocode", b"unlocod"),
        "routes.csv": b"a,b\n1,2\n",
        "carriers.csv": "Одесса".encode("cp1251"),
        "demands.csv": files["demands.csv"] + b"late,grain,a,x,5,,,maybe,9\n",
        "rates.csv": files["rates.csv"] + b"a,b,c,d,e,f,g,h,i,j,k\n",
    }

    assert places_of(problems_of(zipped(files))) == [
        ("NOT_A_BOOLEAN", "demands", "late", "must_serve"),
        ("RAGGED_ROW", "rates", "", ""),
        ("UNKNOWN_CHOICE", "legs", "a-b", "mode"),
        ("UNKNOWN_COLUMN", "nodes", "", "unlocod"),
        ("UNKNOWN_TABLE", "", "", ""),
        ("UNREADABLE_TEXT", "carriers", "", ""),
    ]


def test_the_second_of_two_equal_rows_is_pointed_at():
    """The first may stay."""
    text = as_csv([*BASE["nodes"], BASE["nodes"][0]])

    (problem,) = problems_of(zipped(as_files(BASE) | {"nodes.csv": text.encode()}))

    assert (problem.code, problem.row) == (ProblemCode.DUPLICATE_ID, 5)


def test_a_table_has_at_most_so_many_rows(monkeypatch):
    """Beyond that a plan is hopeless, and the rows that are left out are not missed."""
    monkeypatch.setattr(raw_tables, "ROW_LIMIT", 2)
    tables = document() | {"monthly_shapes": []}
    tables["demands"][1].pop("shape_id")
    tables["resources"][0].pop("shape_id")

    problems = problems_of(as_json(tables))

    assert places_of(problems) == [
        ("TOO_LARGE", table, "", "")
        for table in ("haul_rates", "nodes", "rates", "regime_tariffs", "tariffs")
    ]


def test_the_file_name_is_for_messages_only():
    """What a file is called says nothing about what it is."""
    (problem,) = raw_tables_of_file("cargo.xlsx", b"nonsense").problems

    assert problem.message.startswith("cargo.xlsx is neither")


def test_a_folder_is_read_like_a_zip_of_it(tmp_path):
    """What is not a CSV file is left alone there too."""
    for name, content in as_files(BASE).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "README.md").write_text("About the data.")
    (tmp_path / "._nodes.csv").write_bytes(b"\x00")
    (tmp_path / "old.csv").mkdir()

    assert read_folder(tmp_path).dataset == EXPECTED


def test_rows_without_a_name_are_read_in_time_that_grows_with_their_count():
    """A spreadsheet saves empty rows by the ten thousands; all of them share a key."""
    seconds = []
    for count in (5_000, 20_000):
        rows = b"node_id,name,country_code\n" + b",,\n" * count
        started = time.perf_counter()
        read_dataset("test.zip", zipped(as_files(BASE) | {"nodes.csv": rows}))
        seconds.append(time.perf_counter() - started)

    assert seconds[1] < 8 * seconds[0]
