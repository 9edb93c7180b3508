"""How a simulation looks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corridor_client import DrawRow, MoneySpread, SimulatedDraws, Spread
from rich.console import RenderableType

from corridor_cli.amounts import money_text
from corridor_cli.layout import Column, facts_of, number, table_of

LISTED_BOTTLENECKS = 12
"""Most bottlenecks that are shown."""


def gathered_draws(parts: Sequence[SimulatedDraws]) -> SimulatedDraws:
    """Put the answers of a simulation together: the certain plan, draws and their sum."""
    rows = (row for part in parts for row in part.rows)
    return with_draws(parts[-1], rows, parts[0].certain)


def with_draws(
    last: SimulatedDraws, rows: Iterable[DrawRow], certain: DrawRow | None
) -> SimulatedDraws:
    """Give the last answer of a simulation all of its draws, by their positions."""
    ordered = tuple(sorted(rows, key=lambda row: row.position))
    return replace(last, rows=ordered, certain=certain)


def simulation_report(found: SimulatedDraws) -> list[RenderableType]:
    """Lay out how cost, volumes and lateness spread; nothing without a summary."""
    return list(_blocks(found))


def _blocks(found: SimulatedDraws) -> Iterator[RenderableType]:
    summary, certain = found.summary, found.certain
    if summary is None:
        return
    facts = [
        ("Draws", f"{summary.draw_count:,}"),
        ("With a plan", f"{summary.planned_count:,}"),
    ]
    yield facts_of("Simulation", facts)
    columns = (
        Column(""),
        *map(number, ("Certain", "Mean", "Deviation")),
        *map(number, ("5%", "25%", "50%", "75%", "95%")),
    )
    yield table_of(
        "Spread over the draws",
        columns,
        (
            _cells(
                f"Total cost, {found.currency_code}", certain, "total_cost", summary
            ),
            _cells("Served, t", certain, "served_t", summary),
            _cells("Unserved, t", certain, "unserved_t", summary),
            _cells("Days late", certain, "lateness_days", summary),
        ),
    )
    if summary.bottlenecks:
        yield table_of(
            "Binding capacities",
            (Column("Resource"), number("Share of the draws")),
            (
                (b.resource_id, f"{b.share:.1%}")
                for b in summary.bottlenecks[:LISTED_BOTTLENECKS]
            ),
        )
    failed = [row for row in found.rows if row.total_cost is None]
    if failed:
        why = (number("Draw"), Column("Why there is no plan"))
        yield table_of(
            "Without a plan", why, ((str(r.position), _why_not(r)) for r in failed)
        )


def _cells(
    title: str, certain: DrawRow | None, name: str, summary: object
) -> tuple[str, ...]:
    spread: MoneySpread | Spread | None = getattr(summary, name)
    value = getattr(certain, name, None)
    if spread is None:
        return (title, _figure(name, value), *["-"] * 7)
    figures = (value, spread.mean, spread.standard_deviation, *spread.quantiles)
    return (title, *(_figure(name, figure) for figure in figures))


def _figure(name: str, figure: object) -> str:
    match name:
        case _ if figure is None:
            return "-"
        case "total_cost":
            return money_text(figure)  # type: ignore[arg-type]
        case "lateness_days":
            return f"{figure:.2f}"
        case _:
            return f"{figure:,.0f}"


def _why_not(row: DrawRow) -> str:
    if row.reason:
        return row.message
    return "" if row.termination is None else row.termination.detail
