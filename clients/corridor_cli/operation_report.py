"""How operations look."""

from collections.abc import Sequence
from datetime import datetime

from corridor_client import Operation, PlanResult, SimulatedDraws, SweptRows
from rich.console import RenderableType
from rich.text import Text

from corridor_cli.layout import Column, facts_of, number, table_of
from corridor_cli.simulation_report import gathered_draws, simulation_report
from corridor_cli.solve_report import solve_report
from corridor_cli.sweep_report import gathered_rows, sweep_report


def list_report(found: Sequence[Operation]) -> RenderableType:
    """Lay out a list of operations."""
    if not found:
        return Text("The server has no operations; start one with --background.")
    columns = (
        Column("Name"),
        Column("Does"),
        Column("State"),
        number("Done"),
        Column("Asked for"),
        Column("Label"),
    )
    return table_of("Operations", columns, map(_row_of, found))


def facts_report(found: Operation) -> RenderableType:
    """Lay out how far an operation is."""
    facts = [
        ("Does", _deed_of(found)),
        ("State", found.state.value.lower()),
        ("Done", _done_of(found)),
        ("Asked for", _time_text(found.create_time)),
        ("Taken up", _time_text(found.start_time)),
        ("Ended", _time_text(found.end_time)),
        ("Kept until", _time_text(found.expire_time)),
        ("Label", found.label),
        ("Request id", found.request_id),
        ("Error", "" if found.error is None else str(found.error)),
    ]
    return facts_of(found.name, [(name, text) for name, text in facts if text])


def result_report(found: Operation) -> list[RenderableType]:
    """Lay out what came of an operation; nothing where it has no result."""
    if isinstance(found.result, PlanResult):
        return solve_report(found.result)
    parts = found.result or ()
    rows = [part for part in parts if isinstance(part, SweptRows)]
    draws = [part for part in parts if isinstance(part, SimulatedDraws)]
    if rows:
        swept = gathered_rows(rows)
        count = max(len(row.amounts) for row in swept.rows)
        return sweep_report([f"Number {k}" for k in range(1, count + 1)], swept)
    return simulation_report(gathered_draws(draws)) if draws else []


def progress_text(found: Operation) -> str:
    """Say in few words how far an operation is."""
    return " ".join(filter(None, [found.state.value.lower(), _done_of(found)]))


def _row_of(found: Operation) -> tuple[str, ...]:
    return (
        found.name,
        _deed_of(found),
        found.state.value.lower(),
        _done_of(found),
        _time_text(found.create_time),
        found.label,
    )


def _deed_of(found: Operation) -> str:
    return found.method.rpartition("/")[2]


def _done_of(found: Operation) -> str:
    return f"{found.done_count:,} of {found.total_count:,}" if found.total_count else ""


def _time_text(time: datetime | None) -> str:
    return "" if time is None else f"{time:%Y-%m-%d %H:%M:%S} UTC"
