"""Reading a dataset: everything that is right becomes rows, all else problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.domain.checks import UNREAD_NAME, check_rows, missing_table
from optimizer.domain.dataset import HEADER_TABLE, ROW_TABLES, TABLES, Dataset, Header
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.domain.record import Record
from optimizer.tables.raw_tables import RawTables
from optimizer.tables.rows import ReadRow, read_row
from optimizer.tables.sources import raw_tables_of_file, raw_tables_of_folder

_UNREAD_HEADER = Header(dataset_id="unread", title="Unread", currency_code="XXX")
"""Stands for a header that could not be read, to check the rows all the same."""

type RowNumbers = Mapping[tuple[str, str], tuple[int, ...]]
"""Numbers of the rows with a key, by table name and row id."""


@dataclass(frozen=True)
class Reading:
    """What came of reading a dataset.

    Attributes
    ----------
    dataset
        The dataset; None when any problem is an error.
    problems
        Every problem of its rows, and of the rows among each other.
    row_numbers
        Where each row stood, to place problems that are found later.
    notes
        What was left out of the tables, which does not keep them from being planned.
    """

    dataset: Dataset | None
    problems: tuple[Problem, ...]
    row_numbers: RowNumbers
    notes: tuple[Problem, ...] = ()

    def place(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Give problems that know their row's key the row's number; the notes go first."""
        placed = (_place(problem, self.row_numbers) for problem in problems)
        return (*self.notes, *placed)


def read_dataset(filename: str, content: bytes) -> Reading:
    """Read a zip of CSV files, a workbook or a JSON document.

    Parameters
    ----------
    filename
        What the content is called, for messages only.
    content
        The bytes; what they are is told by themselves.
    """
    return read_raw_tables(raw_tables_of_file(filename, content))


def read_folder(folder: Path) -> Reading:
    """Read a folder of CSV files, one per table."""
    return read_raw_tables(raw_tables_of_folder(folder))


def read_raw_tables(tables: RawTables) -> Reading:
    """Read the cells of raw tables, then check the rows together."""
    read = {
        name: [read_row(TABLES[name], row, tables.readers[name]) for row in rows]
        for name, rows in tables.rows.items()
    }
    headers = read.get(HEADER_TABLE.name, [])
    header = next((r.record for r in headers if isinstance(r.record, Header)), None)
    dataset = Dataset.of(header or _UNREAD_HEADER, _records(read))
    row_numbers = _row_numbers(read)
    problems = [*tables.problems]
    problems += [p for rows in read.values() for row in rows for p in row.problems]
    if tables.rows or not tables.has_errors:
        found = check_rows(dataset, unread=_unread(tables, read))
        problems += [_place(problem, row_numbers) for problem in found]
        problems += _header_problems(headers, tables)
    problems = sorted(_without_echoes(problems), key=_place_order)
    is_sound = all(problem.severity is not Severity.ERROR for problem in problems)
    notes = tuple(p for p in tables.problems if p.severity is Severity.WARNING)
    return Reading(
        dataset if is_sound else None, tuple(problems), row_numbers, notes=notes
    )


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """Leave out the empty cells of a column that is missing as a whole."""
    missing = {
        (p.table, p.column) for p in problems if p.code is ProblemCode.MISSING_COLUMN
    }
    return [
        p
        for p in problems
        if p.code is not ProblemCode.MISSING_VALUE or (p.table, p.column) not in missing
    ]


def _records(read: Mapping[str, list[ReadRow]]) -> list[Record]:
    return [
        row.record
        for name, rows in read.items()
        if name != HEADER_TABLE.name
        for row in rows
        if row.record is not None
    ]


def _unread(
    tables: RawTables, read: Mapping[str, list[ReadRow]]
) -> dict[str, frozenset[str]]:
    """Names of the rows that were left out, by table, as check_rows takes them."""
    return {
        name: frozenset(row.name for row in read.get(name, ()) if row.record is None)
        | ({UNREAD_NAME} if name in tables.incomplete else frozenset())
        for name in ROW_TABLES
    }


def _row_numbers(read: Mapping[str, list[ReadRow]]) -> RowNumbers:
    numbers: dict[tuple[str, str], list[int]] = {}
    for name, rows in read.items():
        for row in rows:
            numbers.setdefault((name, row.row_id), []).append(row.number)
    return {key: tuple(found) for key, found in numbers.items()}


def _place(problem: Problem, row_numbers: RowNumbers) -> Problem:
    numbers = row_numbers.get((problem.table, problem.row_id), ())
    if problem.row is not None or not numbers:
        return problem
    is_duplicate = problem.code is ProblemCode.DUPLICATE_ID and len(numbers) > 1
    return replace(problem, row=numbers[1] if is_duplicate else numbers[0])


def _place_order(problem: Problem) -> tuple[int, int, str, str]:
    order = list(TABLES)
    table = order.index(problem.table) if problem.table in TABLES else -1
    return table, problem.row or 0, problem.column, problem.code


def _header_problems(headers: list[ReadRow], tables: RawTables) -> list[Problem]:
    """Complain about a header that is missing or not the only one."""
    if not headers and HEADER_TABLE.name not in tables.incomplete:
        return [missing_table(HEADER_TABLE)]
    return [
        Problem(
            code=ProblemCode.DUPLICATE_ID,
            table=HEADER_TABLE.name,
            row=row.number,
            row_id=row.row_id,
            message="a dataset has one header",
            remedy="keep one row",
        )
        for row in headers[1:]
    ]
