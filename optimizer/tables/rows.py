"""One row: from cells to a record, or to everything that is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import Table
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.record import Record
from optimizer.tables.cells import CellError, CellReader, Raw, Value
from optimizer.tables.forms import misfit_of
from optimizer.tables.text import shown

_CODES = {
    "missing": ProblemCode.MISSING_VALUE,
    "finite_number": ProblemCode.NOT_FINITE,
    "value_error": ProblemCode.INCONSISTENT_ROW,
    "greater_than": ProblemCode.OUT_OF_RANGE,
    "greater_than_equal": ProblemCode.OUT_OF_RANGE,
    "less_than_equal": ProblemCode.OUT_OF_RANGE,
}


@dataclass(frozen=True)
class RawRow:
    """A row as it came.

    Attributes
    ----------
    number
        Its number, as :attr:`optimizer.domain.problems.Problem.row` counts.
    cells
        What its cells hold, by column name; only columns that the table has.
    """

    number: int
    cells: Mapping[str, Raw]


@dataclass(frozen=True)
class ReadRow:
    """A row that was read, or why it was not.

    Attributes
    ----------
    number
        Its number in what was read.
    row_id
        Its key, as far as its cells could be read.
    name
        The key's first column, by which other rows name it; empty where it could not
        be read.
    record
        The record, None when there are problems.
    problems
        Every problem with its cells, or with the row as a whole.
    """

    number: int
    row_id: str
    name: str
    record: Record | None
    problems: tuple[Problem, ...]


def row_id_of(table: Table, values: Mapping[str, Any]) -> str:
    """Return the row's key for people: its columns joined by ``/``, without empty ones."""
    cells = (values.get(column) for column in table.key)
    return "/".join(str(cell) for cell in cells if cell is not None)


def read_row(table: Table, row: RawRow, reader: CellReader) -> ReadRow:
    """Read all cells of a row and make the record of them."""
    values: dict[str, Value] = {}
    failures: dict[str, CellError] = {}
    for name, column in columns_of(table.record).items():
        try:
            value = reader.read(column, row.cells.get(name))
        except CellError as error:
            failures[name] = error
        else:
            if value is not None:
                values[name] = value

    problems = [
        Problem(code=e.code, column=name, message=e.message, remedy=e.remedy)
        for name, e in failures.items()
    ]
    record = None
    try:
        record = table.record.model_validate(values)
    except ValidationError as error:
        problems += _problems_of(error, known=failures)
    row_id = row_id_of(table, values)
    located = (
        _locate(problem, table, row, row_id)
        for problem in sorted(problems, key=lambda p: (p.column, p.code))
    )
    return ReadRow(
        number=row.number,
        row_id=row_id,
        name=str(values.get(table.key[0], "")),
        record=None if problems else record,
        problems=tuple(located),
    )


def _locate(problem: Problem, table: Table, row: RawRow, row_id: str) -> Problem:
    value = row.cells.get(problem.column) if problem.column else None
    return Problem(
        code=problem.code,
        message=problem.message,
        remedy=problem.remedy,
        table=table.name,
        row=row.number,
        row_id=shown(row_id),
        column=problem.column,
        value="" if value is None or isinstance(value, CellError) else shown(value),
    )


def _problems_of(error: ValidationError, known: Iterable[str]) -> list[Problem]:
    """Say what pydantic found, leaving out cells that are already complained about."""
    said = set(known)
    if said:
        # What a row says as a whole cannot be judged while a cell is missing.
        said.add("")
    problems = []
    for detail in error.errors(include_url=False):
        column = str(detail["loc"][0]) if detail["loc"] else ""
        if column not in said:
            said.add(column)
            problems.append(_problem_of(detail, column))
    return problems


def _problem_of(detail: ErrorDetails, column: str) -> Problem:
    code = _CODES.get(detail["type"], ProblemCode.BAD_FORMAT)
    bounds = detail.get("ctx", {})
    is_below_zero = bounds.get("ge", bounds.get("gt")) == 0 and detail["input"] < 0
    if code is ProblemCode.OUT_OF_RANGE and is_below_zero:
        code = ProblemCode.NEGATIVE_VALUE
    message = detail["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    if code is ProblemCode.MISSING_VALUE:
        message = "a value is required"
    remedy = _REMEDIES[code]
    if code is ProblemCode.NEGATIVE_VALUE and "gt" in bounds:
        remedy = "write a value above 0"
    message, remedy = misfit_of(detail) or (message, remedy)
    return Problem(code=code, column=column, message=message, remedy=remedy)


_REMEDIES = {
    ProblemCode.MISSING_VALUE: "fill in the cell",
    ProblemCode.NOT_FINITE: "write a finite number",
    ProblemCode.INCONSISTENT_ROW: "change the cells so that they agree",
    ProblemCode.OUT_OF_RANGE: "write a value in range",
    ProblemCode.NEGATIVE_VALUE: "write a value that is not negative",
    ProblemCode.BAD_FORMAT: "write it in the form that the column asks for",
}
