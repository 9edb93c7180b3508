"""A workbook means the same as the tables, and says by sheet, row and column what is wrong."""

import io
import time
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from documents import zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ROW_STRATEGIES, datasets
from workbook_faults import DAMAGES, FIRST, column_of, put, saved

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.dataset import ROW_TABLES, TABLES, Dataset, Header
from optimizer.domain.problems import ProblemCode, Severity
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_dataset, read_folder
from optimizer.tables.rows import read_row
from optimizer.tables.workbook_layout import INSTRUCTIONS, is_unit
from optimizer.tables.workbook_sheets import UNPACKED_BYTES_LIMIT
from optimizer.tables.workbook_tables import raw_tables_of_workbook
from optimizer.tables.workbook_writing import HEADER_ROWS, to_workbook
from optimizer.tables.writing import to_csv_files, to_json

HEADER = Header(dataset_id="d", title="D", currency_code="USD")
REFERENCE = Path(__file__).parents[1] / "datasets" / "middle-corridor"

quick = settings(max_examples=20, deadline=None)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def filled_by_instructions():
    """A template into which exactly that is written that its first sheet tells."""
    book = opened(to_workbook(None))
    rows = book[INSTRUCTIONS].iter_rows(values_only=True)
    example = list(rows)
    start = next(n for n, row in enumerate(example) if row[0] == "sheet")
    for sheet, column, *values in example[start + 1 :]:
        for number, value in enumerate(values, start=FIRST):
            if value is not None:
                put(sheet, column, value, row=number)(book)
    return book


def read(book):
    return read_dataset("plan.xlsx", saved(book))


@quick
@given(dataset=datasets())
def test_a_dataset_survives_a_workbook(dataset):
    """Dataset to workbook to dataset is the identity, and so is its digest."""
    reading = read_dataset("line.xlsx", to_workbook(dataset))

    assert reading.problems == ()
    assert reading.dataset == dataset
    assert reading.dataset.digest() == dataset.digest()


@pytest.mark.parametrize("table", ROW_TABLES.values(), ids=lambda table: table.name)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_row_survives_a_workbook(table, data):
    """Numbers of any length, dates before 1900, texts that look like formulas."""
    row = data.draw(ROW_STRATEGIES[table.name].filter(has_no_zero_byte))
    raw = raw_tables_of_workbook(to_workbook(Dataset.of(HEADER, [row])))
    (found,) = raw.rows[table.name]
    read = read_row(table, found, raw.readers[table.name])

    assert (found.number, read.record, read.problems) == (FIRST, row, ())


def has_no_zero_byte(row):
    return not any("\0" in str(value) for _, value in row)


def test_the_reference_survives_every_form():
    """CSV to workbook to JSON to CSV, and the digest stays."""
    first = read_folder(REFERENCE).dataset
    second = read_dataset("a.xlsx", to_workbook(first)).dataset
    third = read_dataset("b.json", to_json(second)).dataset
    last = read_dataset("c.zip", zipped(to_csv_files(third))).dataset

    assert last == first
    assert last.digest() == first.digest()


def test_equal_datasets_give_equal_bytes():
    """So that a workbook can be compared, and kept by its digest."""
    dataset = read_folder(REFERENCE).dataset

    assert to_workbook(dataset) == to_workbook(dataset)
    assert to_workbook(None) == to_workbook(None)


def test_what_the_instructions_say_is_a_plan():
    """Whoever follows the first sheet to the letter has a dataset that can be planned."""
    reading = read(filled_by_instructions())

    assert reading.problems == ()
    assert optimize_plan(reading.dataset, PlanOptions()).plan.total_cost == Decimal(
        8500
    )


def test_a_template_says_what_each_column_holds():
    """Names above, units in brackets below, nothing else."""
    book = opened(to_workbook(None))

    assert book.sheetnames == [INSTRUCTIONS, *TABLES]
    for sheet in book.worksheets[1:]:
        assert sheet.max_row == HEADER_ROWS
        assert sheet.freeze_panes is not None
        assert all(is_unit(cell.value) for cell in sheet[2])


def test_choices_are_offered():
    """Of an enumeration its names, of ids those of the other sheet."""
    sheet = opened(to_workbook(None))["legs"]
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    letter = openpyxl.utils.get_column_letter

    mode = rules[f"{letter(column_of(sheet, 'mode'))}{FIRST}"]
    carrier = rules[f"{letter(column_of(sheet, 'carrier_id'))}{FIRST}"]
    assert "RAIL,FERRY" in mode
    assert carrier.startswith("'carriers'!$A$3")


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_damage_is_found_where_it_is(damage):
    """Sheet, row as the spreadsheet shows it, and column."""
    book = filled_by_instructions()
    damage.do(book)
    reading = read(book)
    places = {(p.code, p.table, p.row, p.column) for p in reading.problems}
    said = " ".join(f"{p.message}; {p.remedy}" for p in reading.problems)

    assert reading.dataset is None
    assert (damage.code, damage.sheet, damage.row, damage.column) in places
    assert damage.says in said


def test_there_are_thirty_damages():
    """As many as were promised, each of its own kind."""
    assert len({damage.name for damage in DAMAGES}) >= 30


def harmless(book):
    """What planners and their software do to a workbook that is no fault."""
    nodes = book["nodes"]
    nodes.cell(1, column_of(nodes, "node_id")).value = "Node ID"
    nodes.cell(1, nodes.max_column + 1).value = "my comment"
    nodes.cell(FIRST, nodes.max_column).value = "ours"
    put("demands", "volume", "1000")(book)
    put("periods", "start_date", date(2025, 1, 1))(book)
    put("legs", "gauge_mm", 1520.0)(book)
    book["carriers"].insert_rows(FIRST)
    book["rates"].delete_rows(2)
    book["legs"].title = "Legs "
    book["demands"].title = " DEMANDS "
    book.create_sheet("My notes").append(["call", "Aliya"])


def test_what_is_no_fault_is_read_or_noted():
    """Names in capitals, sheets and columns of one's own, blank rows, no units."""
    book = filled_by_instructions()
    harmless(book)
    reading = read(book)

    assert reading.dataset is not None
    assert reading.dataset.digest() == read(filled_by_instructions()).dataset.digest()
    assert {(p.severity, p.code, p.table, p.column) for p in reading.problems} == {
        (Severity.WARNING, ProblemCode.UNKNOWN_TABLE, "", ""),
        (Severity.WARNING, ProblemCode.UNKNOWN_COLUMN, "nodes", "my_comment"),
    }
    assert set(reading.place([])) == set(reading.problems)


def test_a_title_above_the_header_is_one_problem():
    """Not one for each column, and none that a table were missing."""
    book = filled_by_instructions()
    book["legs"].insert_rows(1)
    book["legs"].cell(1, 1).value = "Our network"

    (problem,) = read(book).problems
    assert (problem.table, problem.row) == ("legs", 1)


def test_units_do_not_count_wherever_sorting_puts_them():
    """Nothing of a dataset stands in brackets."""
    book = filled_by_instructions()
    nodes = book["nodes"]
    units = [cell.value for cell in nodes[2]]
    nodes.delete_rows(2)
    nodes.append(units)
    reading = read(book)

    assert not reading.problems
    assert reading.dataset.digest() == read(filled_by_instructions()).dataset.digest()


def test_a_row_with_one_cell_in_brackets_is_not_lost():
    """It is a row that somebody has not finished."""
    book = filled_by_instructions()
    nodes = book["nodes"]
    nodes.cell(nodes.max_row + 1, column_of(nodes, "name")).value = "[unknown]"

    assert read(book).dataset is None


def test_cells_below_no_name_are_noted():
    """They may have been meant for something."""
    book = filled_by_instructions()
    nodes = book["nodes"]
    nodes.cell(FIRST, nodes.max_column + 3).value = "lost?"
    reading = read(book)

    (note,) = reading.notes
    assert "has no name and is left out" in note.message
    assert reading.dataset is not None


def test_formulas_count_with_their_value():
    """As the spreadsheet last showed it."""
    book = filled_by_instructions()
    put("demands", "volume", "=500+500")(book)
    content = saved(book)
    computed = replaced(content, b"<f>500+500</f><v />", b"<f>500+500</f><v>1000</v>")
    reading = read_dataset("plan.xlsx", computed)

    assert reading.problems == ()
    assert reading.dataset.demands[0].volume == 1000


def replaced(content, old, new):
    """A zip with some bytes of its members replaced."""
    packed = io.BytesIO()
    hits = 0
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            member = before.read(name)
            hits += member.count(old)
            after.writestr(name, member.replace(old, new))
    assert hits == 1
    return packed.getvalue()


def test_a_percentage_of_a_percent_column_is_ambiguous():
    """30 % is kept as 0.3, which that column would read as 0.3 %."""
    tables = {
        name: [c for c in table.record.model_fields if c.endswith("percent")]
        for name, table in ROW_TABLES.items()
    }
    sheet, column = next((t, cs[0]) for t, cs in tables.items() if cs)
    book = filled_by_instructions()
    put(sheet, column, 0.3, number_format="0%")(book)
    codes = {(p.code, p.table, p.column) for p in read(book).problems}

    assert (ProblemCode.AMBIGUOUS_NUMBER, sheet, column) in codes


FILES = {
    "no zip": b"PK\x03\x04 and nothing else",
    "a workbook of old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "a binary workbook": zipped({"xl/workbook.bin": b"x"}),
    "a spreadsheet of another kind": zipped({"content.xml": b"<x/>"}),
    "no parts": zipped({"xl/workbook.xml": b"<workbook/>"}),
    "no XML": zipped({"xl/workbook.xml": b"\0", "[Content_Types].xml": b"\xff"}),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_what_is_no_workbook_is_refused(content):
    """With what to do instead, and no more."""
    (problem,) = read_dataset("plan.xlsx", content).problems

    assert problem.code is ProblemCode.UNREADABLE_ARCHIVE
    assert problem.remedy


def test_a_workbook_that_unpacks_to_very_much_is_refused():
    """Before any of it is unpacked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/sharedStrings.xml", bytes(UNPACKED_BYTES_LIMIT + 1))
    (problem,) = read_dataset("plan.xlsx", packed.getvalue()).problems

    assert "unpacks to more than" in problem.message


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_half_a_workbook_is_refused(cut):
    """A download that broke off."""
    content = to_workbook(None)
    (problem,) = read_dataset("plan.xlsx", content[: int(len(content) * cut)]).problems

    assert problem.code is ProblemCode.UNREADABLE_ARCHIVE


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_damage_is_a_traceback(data):
    """Members that are cut, emptied or swapped: a dataset or problems, never more."""
    content = saved(filled_by_instructions())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(members)))
    place = data.draw(st.integers(0, len(members[name])))
    put_in = data.draw(
        st.sampled_from([b"", b"<", b"\0", b"<!ENTITY a 'b'>", b"9" * 99])
    )
    members[name] = members[name][:place] + put_in + members[name][place + 3 :]
    reading = read_dataset("plan.xlsx", zipped(members))

    assert reading.dataset is not None or reading.problems


def far_down(part):
    """A cell in the last row and column that there can be."""
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return part.replace(b"</sheetData>", cell)


def full_of_nothing(part):
    """Very many rows that only have a format."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 60_000)
    )
    return part.replace(b"</sheetData>", rows + b"</sheetData>")


def growing(part):
    """Entities of entities, which would be a billion characters."""
    names = [b"<!ENTITY a0 'ha'>"]
    for level in range(1, 10):
        inner = b"&a%d;" % (level - 1)
        names.append(b"<!ENTITY a%d '%s'>" % (level, inner * 10))
    doctype = b"<!DOCTYPE x [" + b"".join(names) + b"]>"
    return part.replace(b"?>", b"?>" + doctype, 1).replace(b"<t>", b"<t>&a9;", 1)


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("xl/worksheets/sheet3.xml", far_down),
        ("xl/worksheets/sheet3.xml", full_of_nothing),
        ("xl/sharedStrings.xml", growing),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_what_would_take_for_ever_is_refused_soon(name, spoil):
    """A few kilobytes must not keep a worker busy for minutes."""
    with zipfile.ZipFile(io.BytesIO(to_workbook(None))) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    members[name] = spoil(members[name])
    began = time.monotonic()
    first, *others = read_dataset("plan.xlsx", zipped(members)).problems

    assert first.code is ProblemCode.UNREADABLE_ARCHIVE
    # The only sheet above is empty; of those below nothing is known.
    assert {problem.table for problem in others} <= {"dataset"}
    assert time.monotonic() - began < 20
