"""A cell is read as its column's type, or refused with what would mend it."""

from datetime import date
from decimal import Decimal

import pytest
from documents import (
    BASE,
    as_csv,
    as_files,
    as_json,
    document,
    problems_of,
    row_of,
    zipped,
)
from file_faults import CELL_FAULTS, INCONSISTENT_ROWS

from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import TABLES
from optimizer.domain.network import Mode
from optimizer.domain.problems import ProblemCode
from optimizer.domain.record import Confidence
from optimizer.tables.cells import CellError, CellReader

COLUMNS = {
    "text": ("nodes", "name"),
    "id": ("nodes", "node_id"),
    "number": ("legs", "distance_km"),
    "whole": ("legs", "gauge_mm"),
    "money": ("rates", "rate"),
    "truth": ("demands", "must_serve"),
    "date": ("periods", "start_date"),
    "choice": ("legs", "mode"),
    "lower-case choice": ("nodes", "confidence"),
    "list": ("legs", "tariff_classes"),
}


def column_for(kind):
    table, column = COLUMNS[kind]
    return columns_of(TABLES[table].record)[column]


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "Aktau", "Aktau"),
        ("text", "Ақтау порты", "Ақтау порты"),
        ("text", "  Aktau\u00a0", "Aktau"),
        ("text", "\ufeffAktau", "Aktau"),
        ("text", "two\nlines", "two\nlines"),
        ("text", 2025, "2025"),  # a number in JSON where a name is expected
        ("id", "a-b", "a-b"),
        ("number", "12", 12.0),
        ("number", "+12.50", 12.5),
        ("number", ".5", 0.5),
        ("number", "5.", 5.0),
        ("number", "1e3", 1000.0),
        ("number", "1.5E-3", 0.0015),
        ("number", "\u00a012 ", 12.0),
        ("number", 12, 12.0),
        ("number", 0.1, 0.1),
        ("number", Decimal("0.1"), 0.1),
        ("whole", "1520", 1520),
        ("whole", "1520.0", 1520),  # as spreadsheets write whole numbers
        ("whole", 1520.0, 1520),
        ("money", "0.10", Decimal("0.10")),
        ("money", 0.1, Decimal("0.1")),  # as written, not the nearest double
        ("money", 3, Decimal(3)),
        ("truth", "true", True),
        ("truth", "FALSE", False),
        ("truth", "yes", True),
        ("truth", "no", False),
        ("truth", "1", True),
        ("truth", "0", False),
        ("truth", 1, True),
        ("truth", True, True),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", date(2024, 2, 29), date(2024, 2, 29)),
        ("choice", "RAIL", Mode.RAIL),
        ("choice", " rail ", Mode.RAIL),
        ("lower-case choice", "OFFICIAL", Confidence.OFFICIAL),
        ("list", "bulk", ("bulk",)),
        ("list", "bulk | box|bulk", ("box", "bulk")),  # a set: order is no matter
        ("list", ["bulk", "box"], ("box", "bulk")),
        ("list", [], ()),
        *((kind, None, None) for kind in COLUMNS),
        *((kind, "", None) for kind in COLUMNS),
        *((kind, " \t\u00a0\ufeff", None) for kind in COLUMNS),
    ],
)
def test_a_cell_is_read_as_its_column_says(kind, raw, value):
    """The same cell reads alike wherever it stands; blanks around it do not count."""
    read = CellReader().read(column_for(kind), raw)

    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("text", True, ProblemCode.BAD_FORMAT),
        ("text", ["a"], ProblemCode.BAD_FORMAT),
        ("text", {"a": 1}, ProblemCode.BAD_FORMAT),
        ("text", float("nan"), ProblemCode.BAD_FORMAT),
        ("number", True, ProblemCode.NOT_A_NUMBER),
        ("number", [1], ProblemCode.NOT_A_NUMBER),
        ("number", {}, ProblemCode.NOT_A_NUMBER),
        ("number", float("inf"), ProblemCode.NOT_FINITE),
        ("number", Decimal("sNaN"), ProblemCode.NOT_FINITE),
        ("money", float("nan"), ProblemCode.NOT_FINITE),
        ("whole", 1.5, ProblemCode.NOT_A_NUMBER),
        ("truth", 2, ProblemCode.NOT_A_BOOLEAN),
        ("truth", [True], ProblemCode.NOT_A_BOOLEAN),
        ("date", 45688, ProblemCode.NOT_A_DATE),
        ("date", ["2025-01-01"], ProblemCode.NOT_A_DATE),
        ("choice", 1, ProblemCode.UNKNOWN_CHOICE),
        ("choice", ["RAIL"], ProblemCode.UNKNOWN_CHOICE),
        ("list", ["a", None], ProblemCode.BAD_FORMAT),
        ("list", ["a", ["b"]], ProblemCode.BAD_FORMAT),
        ("list", ["a", ""], ProblemCode.BAD_FORMAT),
        ("list", {"a": 1}, ProblemCode.BAD_FORMAT),
        ("list", "a|", ProblemCode.BAD_FORMAT),
    ],
)
def test_what_is_not_of_the_column_s_type_is_refused(kind, raw, code):
    """JSON can hold anything anywhere; nothing of it is made to fit."""
    with pytest.raises(CellError) as error:
        CellReader().read(column_for(kind), raw)

    assert error.value.code is code
    assert error.value.message
    assert error.value.remedy


@pytest.mark.parametrize(
    ("text", "value"), [("1,5", 1.5), (",5", 0.5), ("1,5e3", 1500.0), ("12", 12.0)]
)
def test_a_decimal_comma_is_read_where_it_is_the_file_s_mark(text, value):
    """Half of the corridor writes fractions with a comma."""
    assert CellReader(decimal_mark=",").read(column_for("number"), text) == value


@pytest.mark.parametrize("text", ["1.5", "1.000,5", "1.000"])
def test_a_point_is_refused_where_the_comma_is_the_mark(text):
    """It may group thousands: 1.000 could be one or a thousand."""
    with pytest.raises(CellError) as error:
        CellReader(decimal_mark=",").read(column_for("number"), text)

    assert error.value.code is ProblemCode.AMBIGUOUS_NUMBER


@pytest.mark.parametrize("fault", CELL_FAULTS, ids=lambda fault: fault.name)
def test_a_bad_cell_of_a_csv_file_is_located(fault):
    """The line is the one that an editor shows: the header is line 1."""
    tables = document(fault.edit)
    position = tables[fault.table].index(row_of(tables, fault.table, fault.row_id))
    text = as_csv(tables[fault.table])
    files = as_files(document()) | {f"{fault.table}.csv": text.encode()}

    (problem,) = problems_of(zipped(files))

    found = (problem.code, problem.table, problem.row, problem.row_id, problem.column)
    expected = (fault.code, fault.table, position + 2, fault.row_id, fault.column)
    assert found == expected
    assert problem.value == fault.text[:80]
    assert problem.remedy


@pytest.mark.parametrize("fault", CELL_FAULTS, ids=lambda fault: fault.name)
def test_a_bad_cell_of_a_json_document_is_located(fault):
    """The row is the position in its list, the first being 1."""
    tables = document(fault.edit)
    position = tables[fault.table].index(row_of(tables, fault.table, fault.row_id))

    (problem,) = problems_of(as_json(tables))

    assert (problem.code, problem.row) == (fault.code, position + 1)


@pytest.mark.parametrize("fault", INCONSISTENT_ROWS, ids=lambda fault: fault.name)
def test_a_row_that_contradicts_itself_is_one_problem(fault):
    """Each cell is right on its own, so the row as a whole is at fault."""
    (problem,) = problems_of(fault.content)

    found = (problem.code, problem.table, problem.row, problem.column)
    row = BASE[fault.table].index(row_of(BASE, fault.table, fault.row_id)) + 1
    assert found == (ProblemCode.INCONSISTENT_ROW, fault.table, row, "")


def test_a_bad_cell_hides_what_the_row_says_as_a_whole():
    """A railway whose gauge is misspelt does have a gauge."""
    tables = document()
    tables["legs"][0]["gauge_mm"] = "broad"

    assert [p.code for p in problems_of(as_json(tables))] == [ProblemCode.NOT_A_NUMBER]


def test_every_bad_cell_of_a_row_is_found():
    """A row is read to its end."""
    tables = document()
    tables["legs"][0] |= {"mode": "?", "distance_km": "?", "transit_days": None}

    assert [(p.code, p.column) for p in problems_of(as_json(tables))] == [
        (ProblemCode.NOT_A_NUMBER, "distance_km"),
        (ProblemCode.UNKNOWN_CHOICE, "mode"),
        (ProblemCode.MISSING_VALUE, "transit_days"),
    ]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("FERY", "write FERRY"), ("rial", "write RAIL"), ("?", "write one of them")],
)
def test_an_unknown_choice_suggests_the_nearest(text, remedy):
    """Most unknown choices are misspelt ones."""
    with pytest.raises(CellError) as error:
        CellReader().read(column_for("choice"), text)

    assert error.value.remedy == remedy
