"""Whatever is sent, the answer is a dataset or what is wrong with it."""

import copy

import pytest
from documents import BASE, as_csv, as_files, as_json, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.analysis.preparing import check
from optimizer.domain.problems import ProblemCode, Severity
from optimizer.tables.reading import read_dataset

ZIP = zipped(as_files(BASE))
JSON = as_json(BASE)
FILES = as_files(BASE)

NASTY = [
    "",
    "0",
    "-0",
    "-1",
    "1e12",
    "1e30",
    "1e999",
    "1e-999",
    "1E+5",
    "9" * 400,
    "0." + "1" * 60,
    "NaN",
    "-inf",
    "1,5",
    "1.000,5",
    "true",
    "0001-01-01",
    "9999-12-31",
    "2025-02-29",
    "RAIL",
    "|",
    "a|a",
    "a/b",
    "=1+1",
    '"',
    "\u202eright to left",
    "e\u0301",
    "x" * 5000,
    "\0",
]
"""Cells that have broken readers before."""

STARTS = [b"", b"PK\x03\x04", b"PK\x05\x06", b"{", b"\xff\xfe{\0"]
"""What tells a reader that a zip or JSON follows."""

any_text = st.text(max_size=30)
cells = st.sampled_from(NASTY) | any_text
members = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | st.sampled_from(NASTY)
    | any_text,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3)
    ),
    max_leaves=5,
)
tables_and_rows = st.sampled_from(
    [(table, n) for table, rows in BASE.items() for n in range(len(rows))]
)

slow = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def check_answer(content):
    """Fail unless the answer is a dataset or at least one error, well said."""
    reading = read_dataset("fuzz", content)
    problems = reading.problems
    has_errors = any(p.severity is Severity.ERROR for p in problems)

    assert has_errors == (reading.dataset is None)
    if reading.dataset is not None:
        problems += check(reading.dataset)
    for problem in problems:
        assert problem.code in ProblemCode
        assert problem.message
        assert problem.remedy
        assert len(problem.value) <= 80
        str(problem).encode()


def flipped(content, flips):
    """The content with some of its bits turned."""
    changed = bytearray(content)
    for position, bit in flips:
        changed[position % len(changed)] ^= 1 << bit
    return bytes(changed)


flips = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 7)), min_size=1, max_size=8
)


@slow
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=200))
def test_any_bytes_are_answered(start, rest):
    """Nothing needs to be a zip or JSON because it starts like one."""
    check_answer(start + rest)


@slow
@given(content=st.sampled_from([ZIP, JSON]), flips=flips)
def test_damaged_files_are_answered(content, flips):
    """Bits turn on bad disks and lines."""
    check_answer(flipped(content, flips))


@slow
@given(
    content=st.sampled_from([ZIP, JSON]),
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_parts_of_files_are_answered(content, ends):
    """Transfers break off."""
    start, end = sorted(round(end * len(content)) for end in ends)

    check_answer(content[start:end])


@slow
@given(table=st.sampled_from(sorted(BASE)), flips=flips)
def test_damaged_tables_are_answered(table, flips):
    """A zip can be whole while a table in it is not."""
    name = f"{table}.csv"

    check_answer(zipped(FILES | {name: flipped(FILES[name], flips)}))


@slow
@given(table=st.sampled_from(sorted(BASE)), content=st.binary(max_size=100) | any_text)
def test_any_table_is_answered(table, content):
    """Bytes or lines of anything under the name of a table."""
    content = content if isinstance(content, bytes) else content.encode("utf-16")

    check_answer(zipped(FILES | {f"{table}.csv": content}))


@slow
@given(
    edits=st.lists(st.tuples(tables_and_rows, st.integers(0, 20), cells), max_size=4)
)
@pytest.mark.parametrize(("delimiter", "decimal_mark"), [(",", "."), (";", ",")])
def test_any_cell_of_a_csv_file_is_answered(edits, delimiter, decimal_mark):
    """People type anything anywhere."""
    tables = copy.deepcopy(BASE)
    for (table, n), column, cell in edits:
        row = tables[table][n]
        row[sorted(row)[column % len(row)]] = cell.encode(errors="replace").decode()
    form = {"delimiter": delimiter, "decimal_mark": decimal_mark}

    check_answer(zipped(as_files(tables, **form)))


@slow
@given(
    edits=st.lists(st.tuples(tables_and_rows, st.integers(0, 20), members), max_size=4)
)
def test_any_cell_of_a_json_document_is_answered(edits):
    """Programs write values of any type anywhere."""
    tables = copy.deepcopy(BASE)
    for (table, n), column, cell in edits:
        row = tables[table][n]
        row[sorted(row)[column % len(row)]] = cell

    check_answer(as_json(tables))


@slow
@given(document=st.dictionaries(st.sampled_from(sorted(BASE)) | any_text, members))
def test_any_json_object_is_answered(document):
    """Members need not be tables, nor tables lists of objects."""
    check_answer(as_json(document))


@slow
@given(
    dropped_rows=st.sets(tables_and_rows, max_size=6),
    dropped_columns=st.sets(
        st.tuples(st.sampled_from(sorted(BASE)), st.integers(0, 20)), max_size=3
    ),
    dropped_tables=st.sets(st.sampled_from(sorted(BASE)), max_size=2),
)
def test_missing_rows_columns_and_tables_are_answered(
    dropped_rows, dropped_columns, dropped_tables
):
    """Whatever is left out, what names it is told so."""
    tables = {
        table: [row for n, row in enumerate(rows) if (table, n) not in dropped_rows]
        for table, rows in copy.deepcopy(BASE).items()
        if table not in dropped_tables
    }
    for table, column in dropped_columns & {(t, c) for t in tables for c in range(21)}:
        names = sorted({name for row in tables[table] for name in row})
        for row in tables[table]:
            row.pop(names[column % len(names)], None)

    check_answer(as_json(tables))
    check_answer(zipped({f"{t}.csv": as_csv(r).encode() for t, r in tables.items()}))
