"""How tables look: the same everywhere, and right at 80 columns of a terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from corridor_cli.terminal import plain

LISTED_ROWS = 15
"""Most rows of a table that lists the largest of many; the rest are counted."""

BAR_WIDTH = 10
"""Characters of a full bar."""

BAR = "#"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    title
        Its heading.
    justify
        Side on which its cells stand; numbers stand right and are never broken.
    """

    title: str
    justify: Literal["left", "right"] = "left"


def number(title: str) -> Column:
    """Column of numbers."""
    return Column(title, "right")


def table_of(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]
) -> RenderableType:
    """Lay out a table; a terminal folds long texts, but not numbers."""
    table = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for column in columns:
        is_number = column.justify == "right"
        table.add_column(
            Text(plain(column.title)),
            justify=column.justify,
            no_wrap=is_number,
            overflow="ellipsis" if is_number else "fold",
        )
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    return _titled(title, table)


def _titled(title: str, table: Table) -> RenderableType:
    # A title of the table itself would be folded at the width of the table.
    return Group(Text(plain(title), style="bold", overflow="fold"), table)


def title_counting(title: str, rows: Sequence[object]) -> str:
    """Say in a title how many of the rows are listed, where some are not."""
    if len(rows) <= LISTED_ROWS:
        return title
    return f"{title} ({LISTED_ROWS} of {len(rows):,})"


def facts_of(title: str, facts: Iterable[tuple[str, str]]) -> RenderableType:
    """Lay out names and values, one pair a line."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(name, Text(plain(value)))
    return _titled(title, table)


def bar_of(share: float) -> str:
    """Bar as long as the share of a whole; above 0 it shows, above 1 it is full."""
    length = round(max(min(share, 1.0), 0.0) * BAR_WIDTH)
    return BAR * max(length, 1 if share > 0 else 0)
