"""Problems of a dataset as a table."""

from collections.abc import Sequence

from corridor_client import Problem, Severity, ValidationResult
from rich.console import Group, RenderableType
from rich.text import Text

from corridor_cli.amounts import counted
from corridor_cli.layout import Column, table_of

LISTED_PROBLEMS = 50
"""Most problems that a table lists; the rest are counted."""

_COLUMNS = (
    Column("Place and code"),
    Column("What is wrong"),
    Column("What to do"),
)


def problem_table(
    problems: Sequence[Problem], title: str = "Problems"
) -> RenderableType:
    """List the first problems and count the rest."""
    table = table_of(title, _COLUMNS, map(_row_of, problems[:LISTED_PROBLEMS]))
    rest = len(problems) - LISTED_PROBLEMS
    if rest <= 0:
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


def _row_of(problem: Problem) -> tuple[str, str, str]:
    row = "" if problem.row is None else f"row {problem.row}"
    place = [problem.table or "dataset", row, problem.column]
    is_warning = problem.severity is Severity.WARNING
    code = f"{problem.code} (warning)" if is_warning else problem.code
    lines = [", ".join(filter(None, place)), problem.row_id, code]
    value = f" (given: {problem.value})" if problem.value else ""
    return "\n".join(filter(None, lines)), f"{problem.message}{value}", problem.remedy
