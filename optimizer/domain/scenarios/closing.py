"""Closing and opening legs, transfers and nodes."""

from decimal import Decimal

from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Closure, Leg, Node, Transfer
from optimizer.domain.problems import ProblemCode
from optimizer.domain.record import Record
from optimizer.domain.resources import Resource
from optimizer.domain.scenarios.amounts import Amount, AmountKind
from optimizer.domain.scenarios.capacities import with_capacity
from optimizer.domain.scenarios.changes import Close, Open
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.rows import with_rows, without_rows
from optimizer.domain.scenarios.selecting import selected, selected_periods

NOTHING = Amount(AmountKind.SET, Decimal(0))


def with_closed(dataset: Dataset, change: Close) -> Dataset:
    """Close what a change selects; a resource then holds nothing.

    Raises
    ------
    UnusableChangeError
        When it selects nothing.
    """
    rows = selected(dataset, change.target)
    period_ids = selected_periods(dataset, change.periods)
    if isinstance(rows[0], Resource):
        return with_capacity(dataset, rows, NOTHING, period_ids or _all(dataset))
    closures = [
        _closure(_closure_id(row, period_id), period_id, _subject(row))
        for row in rows
        for period_id in (period_ids or [None])
    ]
    return with_rows(dataset, closures)


def _all(dataset: Dataset) -> tuple[str, ...]:
    return tuple(period.period_id for period in dataset.calendar())


def with_opened(dataset: Dataset, change: Open) -> Dataset:
    """Open what a change selects.

    Raises
    ------
    UnusableChangeError
        When it selects nothing, or nothing that is closed.
    """
    rows = selected(dataset, change.target)
    if isinstance(rows[0], Resource):
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            "a resource is opened by what it holds",
            "set its capacity: resource.ID.capacity",
        )
    period_ids = selected_periods(dataset, change.periods)
    subjects = [_subject(row) for row in rows]
    found = [c for c in dataset.closures if _subject_of(c) in subjects]
    if not found:
        raise UnusableChangeError(
            ProblemCode.NOTHING_SELECTED,
            f"{change.target} is not closed",
            "leave the change out",
        )
    if not period_ids:
        return without_rows(dataset, "closures", found)
    still = [
        _closure(f"{c.closure_id}.{p}", p, _subject_of(c))
        for c in found
        for p in (_all(dataset) if c.period_id is None else [c.period_id])
        if p not in period_ids
    ]
    return with_rows(without_rows(dataset, "closures", found), still)


def _closure(name: str, period_id: str | None, subject: dict[str, str]) -> Closure:
    row = {"closure_id": name[:64], "period_id": period_id, **subject}
    return Closure.model_validate(row)


def _subject(row: Record) -> dict[str, str]:
    match row:
        case Leg():
            return {"leg_id": row.leg_id}
        case Transfer():
            return {"transfer_id": row.transfer_id}
        case Node():
            return {"node_id": row.node_id}
        case _:
            msg = f"{row!r} cannot be closed"
            raise TypeError(msg)


def _subject_of(closure: Closure) -> dict[str, str]:
    named = zip(("leg_id", "transfer_id", "node_id"), closure.subject, strict=True)
    return {name: value for name, value in named if value is not None}


def _closure_id(row: Record, period_id: str | None) -> str:
    ((_, name),) = _subject(row).items()
    return ".".join(part for part in ("closed", name, period_id) if part)
