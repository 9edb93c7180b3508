"""Rows that are not there: tables without any, and rows that could not be read."""

from collections.abc import Iterator, Mapping

from optimizer.domain.dataset import ROW_TABLES, Dataset, Table
from optimizer.domain.problems import Problem, ProblemCode

type Unread = Mapping[str, frozenset[str]]
"""By table, the first key column of each row that was left out."""

UNREAD_NAME = ""
"""Stands for the first key column of rows of which not even that could be read."""


def missing_problems(dataset: Dataset, unread: Unread) -> Iterator[Problem]:
    """Tables without which nothing can be planned, and which have no row."""
    for table in ROW_TABLES.values():
        if (
            table.is_required
            and not dataset.rows(table.name)
            and not unread[table.name]
        ):
            yield missing_table(table)


def missing_table(table: Table) -> Problem:
    """Say that a table has no row."""
    return Problem(
        code=ProblemCode.MISSING_TABLE,
        table=table.name,
        message=f"the dataset has no rows of {table.name!r}",
        remedy="add the table with at least one row",
    )
