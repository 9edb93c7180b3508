"""Raw tables: what was found, before any cell is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypedDict, Unpack

from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import TABLES, Table
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.tables.cells import CellReader
from optimizer.tables.rows import RawRow
from optimizer.tables.text import shown

ROW_LIMIT = 1_000_000
"""Most rows of one table."""


MISSPELT = 0.8
"""How alike names are, up to 1, of which one is surely meant for the other."""


class Place(TypedDict, total=False):
    """Where a problem is, and how grave, as :class:`optimizer.domain.problems.Problem` has it."""

    table: str
    row: int
    column: str
    value: object
    severity: Severity


@dataclass
class RawTables:
    """What was found, before any cell is read.

    Attributes
    ----------
    rows
        Rows by table name, for the tables that were found.
    readers
        How to read the cells of each of them.
    incomplete
        Names of tables that have rows which are not among ``rows``.
    problems
        What could not be read as tables.
    allows_others
        Whether it may hold tables and columns that are none of a dataset's, which then are
        noted and left out.
    """

    rows: dict[str, list[RawRow]] = field(default_factory=dict)
    readers: dict[str, CellReader] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    allows_others: bool = False

    @property
    def has_errors(self) -> bool:
        """Whether anything could not be read that should have been."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def add(
        self, table: Table, rows: list[RawRow], reader: CellReader | None = None
    ) -> None:
        """Add a table; a second one of the same name is a problem."""
        if table.name in self.rows:
            self.complain_of_second(table)
            return
        self.rows[table.name] = rows[:ROW_LIMIT]
        self.readers[table.name] = reader or CellReader()
        if len(rows) > ROW_LIMIT:
            self.incomplete.add(table.name)
            self.complain(
                ProblemCode.TOO_LARGE,
                f"the table has {len(rows)} rows, more than {ROW_LIMIT}",
                "split the dataset",
                table=table.name,
            )

    def complain_of_second(self, table: Table) -> None:
        """Note that a table is given twice, of which only one is read."""
        self.incomplete.add(table.name)
        self.complain(
            ProblemCode.DUPLICATE_TABLE,
            "the table is given twice",
            "keep one of them",
            table=table.name,
        )

    def complain(
        self, code: ProblemCode, message: str, remedy: str, **place: Unpack[Place]
    ) -> None:
        """Note a problem at a place."""
        problem = Problem(
            code=code,
            message=message,
            remedy=remedy,
            severity=place.get("severity", Severity.ERROR),
            table=place.get("table", ""),
            row=place.get("row"),
            column=shown(place.get("column", "")),
            value=shown(place.get("value", "")),
        )
        self.problems.append(problem)


def table_named(name: str, tables: RawTables) -> Table | None:
    """Return the table of that name, noting a problem where there is none."""
    if name in TABLES:
        return TABLES[name]
    if tables.allows_others and not _is_misspelt(name, TABLES):
        tables.complain(
            ProblemCode.UNKNOWN_TABLE,
            f"the sheet {shown(name)!r} is no table and is left out",
            f"leave it so, or name it as one of {', '.join(TABLES)}",
            value=name,
            severity=Severity.WARNING,
        )
        return None
    near = get_close_matches(name, TABLES, n=1, cutoff=0.6)
    tables.incomplete.update(near)
    tables.complain(
        ProblemCode.UNKNOWN_TABLE,
        f"no table is called {shown(name)!r}",
        f"did you mean {near[0]!r}? otherwise leave the file out"
        if near
        else f"known are {', '.join(TABLES)}",
        value=name,
    )
    return None


def is_known_column(name: str, table: Table, tables: RawTables) -> bool:
    """Whether a table has a column, noting a problem where it has not."""
    known = columns_of(table.record)
    if name in known:
        return True
    if tables.allows_others and not _is_misspelt(name, known):
        tables.complain(
            ProblemCode.UNKNOWN_COLUMN,
            f"the table has no column {shown(name)!r}, which is left out",
            f"leave it so, or name it as one of {', '.join(known)}",
            table=table.name,
            column=name,
            severity=Severity.WARNING,
        )
        return False
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    tables.complain(
        ProblemCode.UNKNOWN_COLUMN,
        f"the table has no column {shown(name)!r}",
        f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}",
        table=table.name,
        column=name,
    )
    return False


def _is_misspelt(name: str, known: Iterable[str]) -> bool:
    return bool(get_close_matches(name, known, n=1, cutoff=MISSPELT))
