"""CSV is read however a planner's program wrote it."""

from itertools import cycle, product

import pytest
from documents import as_csv, as_files, as_json, change, document, problems_of, zipped
from file_faults import with_file, with_lines

from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import TABLES
from optimizer.domain.problems import ProblemCode
from optimizer.tables.delimited import read_grid
from optimizer.tables.reading import read_dataset
from optimizer.tables.text import UnreadableTextError

NODES = columns_of(TABLES["nodes"].record)
LEGS = columns_of(TABLES["legs"].record)
EXPECTED = read_dataset("base", as_json(document())).dataset


def dataset_of(files):
    reading = read_dataset("base.zip", zipped(files))
    assert reading.problems == ()
    return reading.dataset


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("delimiter", "decimal_mark"), [(",", "."), (";", "."), (";", ","), ("\t", ",")]
)
def test_every_form_of_a_file_gives_the_same_dataset(
    encoding, newline, delimiter, decimal_mark
):
    """What a file looks like says nothing about what it means."""
    files = as_files(
        document(),
        encoding=encoding,
        newline=newline,
        delimiter=delimiter,
        decimal_mark=decimal_mark,
    )

    assert dataset_of(files) == EXPECTED


def test_files_of_different_forms_go_together():
    """Each file is looked at on its own."""
    forms = product([",", ";", "\t"], ["utf-8", "utf-16"])
    files = {
        f"{table}.csv": as_csv(rows, delimiter=delimiter).encode(encoding)
        for (table, rows), (delimiter, encoding) in zip(
            document().items(), cycle(forms), strict=False
        )
    }

    assert dataset_of(files) == EXPECTED


def test_stray_blanks_do_not_count():
    """Not around names of columns, not around cells, not in rows of nothing."""
    text = (
        "\n , \n\ufeff Node_ID , NAME\u00a0,country_code ,,\n"
        "\n a ,\u00a0Aktau , KZ\t,,\n,,,,\n  \n b,Bay,KZ\n"
    )

    grid = read_grid(text.encode(), NODES)

    assert grid.header == ["\ufeff Node_ID", "NAME", "country_code"]
    assert [number for number, _ in grid.rows] == [5, 8]


def test_cells_in_quotation_marks_keep_what_they_hold():
    """Delimiters, line ends and doubled quotation marks inside are the cell's own."""
    text = 'node_id,name\r\na,"Port, ""old""\r\nquay"\r\nb,Bay\r\n'

    grid = read_grid(text.encode(), NODES)

    assert grid.rows == [(2, ["a", 'Port, "old"\r\nquay']), (4, ["b", "Bay"])]


def test_a_row_is_numbered_by_its_first_line():
    """Lines inside of quotation marks and blank lines count, as in an editor."""
    content = with_lines(
        "carriers", "", '"bad id","two', 'lines",KZ', "", "worse id,x,KZ"
    )

    problems = problems_of(content)

    assert [(p.row, p.value) for p in problems] == [(5, "bad id"), (8, "worse id")]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("node_id;name;country_code\na;A, B, C, D;KZ\n", ";"),
        ("node_id\tname;x,y\tcountry_code\na\tA\tKZ\n", "\t"),
        ('"node_id";"Name"\r\n"a";"A"\r\n', ";"),
        ("NODE_ID;NAME\na;A\n", ";"),
        ("node_id\na\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_gives_known_columns(text, delimiter):
    """Counting characters would be misled by names with commas."""
    rows = read_grid(text.encode(), NODES).rows

    assert len(rows[0][1]) == text.split("\n")[0].count(delimiter) + 1


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("a-b;1,5;two, three", ","),
        ("a-b;,5;x", ","),
        ("a-b;1,5e-07;x", ","),
        ("a-b;1.5;x", "."),
        ("a-b;15;x", "."),
        ("a-b;1.5;1,5", "."),  # a note is no number
        ("1,5;1.5;x", "."),  # nor is an id
    ],
)
def test_the_decimal_mark_is_told_by_the_columns_of_numbers(line, mark):
    """A comma in a name must not make every point of the file ambiguous."""
    grid = read_grid(f"leg_id;distance_km;notes\n{line}\n".encode(), LEGS)

    assert grid.decimal_mark == mark


def test_a_comma_in_quotation_marks_is_no_decimal_mark():
    """In a file of commas it could as well group thousands, so it is refused."""
    tables = document(change("legs", "a-b", distance_km="1,500"))

    (problem,) = problems_of(zipped(as_files(tables)))

    assert (problem.code, problem.row) == (ProblemCode.AMBIGUOUS_NUMBER, 2)
    assert problem.value == "1,500"


def test_both_marks_in_one_file_are_refused():
    """One of the two numbers would be read a thousand times too small."""
    files = as_files(
        document(change("legs", "a-b", distance_km="1.500")), delimiter=";"
    )
    files["legs.csv"] = files["legs.csv"].replace(b";1.5;", b";1,5;")

    (problem,) = problems_of(zipped(files))

    assert (problem.code, problem.value) == (ProblemCode.AMBIGUOUS_NUMBER, "1.500")


def test_a_short_row_has_empty_cells_at_its_end():
    """Programs leave out the delimiters after the last filled cell."""
    text = "node_id,name,country_code,unlocode\na,A,KZ\nb,B,KZ\nc,C,AZ\n"

    assert problems_of(with_file("nodes.csv", text)) == []


def test_a_short_row_without_a_required_cell_is_refused():
    """What is required is required wherever the row ends."""
    text = "node_id,name,country_code\na,A,KZ\nb,B\nc,C,AZ\n"

    (problem,) = problems_of(with_file("nodes.csv", text))

    assert (problem.code, problem.row) == (ProblemCode.MISSING_VALUE, 3)
    assert problem.column == "country_code"


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        ("Одесса".encode("cp1251"), "byte 0, in line 1, is not valid UTF-8"),
        (b"node_id\r\na\r\n\xff", "byte 12, in line 3, is not valid UTF-8"),
        (b"\xff\xfen", "byte 2, in line 1, is not valid UTF-16"),
        ("node_id".encode("utf-16-le"), "it holds a zero byte"),
        (b'node_id\n"a', "line 2: unexpected end of data"),
        (b'node_id,name\na,"A"B\n', "line 2: ',' expected after '\"'"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(content, detail):
    """Guessing an encoding would change names without anyone noticing."""
    with pytest.raises(UnreadableTextError, match=detail) as error:
        read_grid(content, NODES)

    assert error.value.remedy.startswith("write valid CSV and save it in UTF-8")
    assert error.value.remedy.endswith("CSV UTF-8")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n"])
def test_an_empty_file_has_no_columns(content):
    """It is a table without rows, not an unreadable one."""
    grid = read_grid(content, NODES)

    assert (grid.header, grid.rows) == ([], [])
