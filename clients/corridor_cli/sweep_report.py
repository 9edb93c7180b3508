"""How the points of a sweep look."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corridor_client import SweepRow, SweptRows
from rich.console import RenderableType

from corridor_cli.amounts import money_text
from corridor_cli.layout import Column, facts_of, number, table_of


def gathered_rows(parts: Iterable[SweptRows]) -> SweptRows:
    """Put the answers of a sweep together, by their positions."""
    ordered = sorted(parts, key=lambda part: part.position)
    rows = tuple(row for part in ordered for row in part.rows)
    return replace(ordered[0], rows=rows)


def sweep_report(targets: Sequence[str], found: SweptRows) -> list[RenderableType]:
    """Lay out the points of a sweep.

    Parameters
    ----------
    targets
        What is varied, in the order of the amounts.
    found
        The points.
    """
    solved = sum(not row.is_interpolated for row in found.rows)
    facts = [("Points", f"{len(found.rows):,}"), ("Solved", f"{solved:,}")]
    columns = (
        *map(Column, targets),
        number(f"Total cost, {found.currency_code}"),
        number("Served, t"),
        number("Unserved, t"),
        number("Days"),
        number("CO2e, t"),
        Column(""),
    )
    blocks = [
        facts_of("Sweep", facts),
        table_of("Points", columns, map(_cells, found.rows)),
    ]
    failed = [row for row in found.rows if row.total_cost is None]
    if failed:
        cells = ((" ".join(row.amounts), _why_not(row)) for row in failed)
        why = (Column("Point"), Column("Why there is no plan"))
        blocks.append(table_of("Without a plan", why, cells))
    return blocks


def _why_not(row: SweepRow) -> str:
    if row.reason:
        return row.message
    return "" if row.termination is None else row.termination.detail


def _cells(row: SweepRow) -> tuple[str, ...]:
    days, emitted = row.transit_days, row.emissions_t
    return (
        *row.amounts,
        "-" if row.total_cost is None else money_text(row.total_cost),
        "-" if row.served_t is None else f"{row.served_t:,.0f}",
        "-" if row.unserved_t is None else f"{row.unserved_t:,.0f}",
        "-" if days is None else f"{days:.2f}",
        "-" if emitted is None else f"{emitted:,.0f}",
        "interpolated" if row.is_interpolated else "",
    )
