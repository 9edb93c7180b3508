"""Problems of a dataset as a table."""

from collections.abc import Iterable, Sequence

from corridor_client import Problem, Severity, ValidationResult
from rich.console import Group, RenderableType
from rich.text import Text

from corridor_cli.amounts import counted
from corridor_cli.layout import Column, table_of

LISTED_PROBLEMS = 50
"""Most problems that a table lists; the rest are counted."""

LISTED_PLACES = 3
"""Most rows with one and the same problem that are listed one by one, or by number."""

_COLUMNS = (
    Column("Place and code"),
    Column("What is wrong"),
    Column("What to do"),
)


def problem_table(
    problems: Sequence[Problem], title: str = "Problems"
) -> RenderableType:
    """List the first problems and count the rest; many equal ones are one line."""
    groups = _groups(problems)
    table = table_of(title, _COLUMNS, map(_row_of, groups[:LISTED_PROBLEMS]))
    rest = sum(map(len, groups[LISTED_PROBLEMS:]))
    if not rest:
        return table
    more = Text(f"and {rest:,} more; 'corridor validate --json' lists them all")
    return Group(table, more)


def validation_report(result: ValidationResult) -> list[RenderableType]:
    """Say whether a dataset can be planned, and what is wrong with it."""
    blocks: list[RenderableType] = []
    if result.problems:
        blocks.append(problem_table(result.problems))
    name = result.dataset_id or "the dataset"
    count = len(result.problems)
    if not result.is_valid:
        verdict = f"{name} cannot be planned: {counted(count, 'problem')}"
    elif count:
        verdict = f"{name} can be planned, with {counted(count, 'warning')}"
    else:
        verdict = f"{name} can be planned"
    sizes = [f"{row.table} {row.count:,}" for row in result.row_counts if row.count]
    blocks.append(Text(verdict))
    if sizes:
        blocks.append(Text(f"Rows: {', '.join(sizes)}"))
    return blocks


def _groups(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Put together what differs in nothing but the row, where that is often."""
    by_kind: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        by_kind.setdefault(_kind_of(problem), []).append(problem)
    groups: list[list[Problem]] = []
    for equal in by_kind.values():
        is_many = len(equal) > LISTED_PLACES
        groups.extend([equal] if is_many else ([problem] for problem in equal))
    return groups


def _kind_of(problem: Problem) -> tuple[object, ...]:
    return (
        problem.severity,
        problem.code,
        problem.table,
        problem.column,
        problem.message,
        problem.remedy,
    )


def _row_of(equal: Sequence[Problem]) -> tuple[str, str, str]:
    problem = equal[0]
    place = [problem.table or "dataset", _rows_text(equal), problem.column]
    is_warning = problem.severity is Severity.WARNING
    code = f"{problem.code} (warning)" if is_warning else problem.code
    row_id = problem.row_id if len(equal) == 1 else ""
    lines = [", ".join(filter(None, place)), row_id, code]
    values = {problem.value for problem in equal}
    value = f" (given: {problem.value})" if problem.value and len(values) == 1 else ""
    return "\n".join(filter(None, lines)), f"{problem.message}{value}", problem.remedy


def _rows_text(equal: Sequence[Problem]) -> str:
    """Name the row, or the first of many rows, as in ``rows 2, 3, 4 and 9 more``."""
    rows = [str(problem.row) for problem in equal if problem.row is not None]
    if len(equal) == 1:
        return f"row {rows[0]}" if rows else ""
    rest = len(equal) - LISTED_PLACES
    return f"rows {', '.join(rows[:LISTED_PLACES])} and {rest:,} more"
