"""Changing what resources hold."""

from collections.abc import Iterable, Sequence

from optimizer.domain.capacities import capacities_by_period
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg, Node, Transfer
from optimizer.domain.problems import ProblemCode
from optimizer.domain.record import Record
from optimizer.domain.resources import Resource, ResourceCapacity, ResourceUse
from optimizer.domain.scenarios.amounts import Amount
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.rows import with_rows


def with_capacity(
    dataset: Dataset, rows: Sequence[Record], amount: Amount, period_ids: Sequence[str]
) -> Dataset:
    """Change the capacities of resources, or those that only some rows draw on.

    Parameters
    ----------
    dataset
        Its resources.
    rows
        Resources; or legs, transfers or nodes.
    amount
        The change.
    period_ids
        Periods in which it holds; none are all.

    Raises
    ------
    UnusableChangeError
        When the rows draw on no resource of their own, when a capacity that differs by
        period is set as one, or when it would be below 0.
    """
    resources = _resources_of(dataset, rows)
    if period_ids:
        return _in_periods(dataset, resources, amount, period_ids)
    return _always(dataset, resources, amount)


def _resources_of(dataset: Dataset, rows: Sequence[Record]) -> list[Resource]:
    named = [row for row in rows if isinstance(row, Resource)]
    if named:
        return named
    subjects = {_subject(row) for row in rows}
    users: dict[str, set[tuple[str | None, str | None, str | None]]] = {}
    for use in dataset.resource_uses:
        users.setdefault(use.resource_id, set()).add(use.subject)
    own = {name for name, used_by in users.items() if used_by <= subjects}
    if not own:
        raise _no_own_capacity(users, subjects)
    return [r for r in dataset.resources if r.resource_id in own]


def _subject(row: Record) -> tuple[str | None, str | None, str | None]:
    match row:
        case Leg():
            return ResourceUse(resource_id="x", leg_id=row.leg_id).subject
        case Transfer():
            return ResourceUse(resource_id="x", transfer_id=row.transfer_id).subject
        case Node():
            return ResourceUse(resource_id="x", node_id=row.node_id).subject
        case _:
            msg = f"{row!r} draws on no resource"
            raise TypeError(msg)


def _no_own_capacity(
    users: dict[str, set[tuple[str | None, str | None, str | None]]],
    subjects: Iterable[tuple[str | None, str | None, str | None]],
) -> UnusableChangeError:
    chosen = set(subjects)
    shared = sorted(name for name, used_by in users.items() if used_by & chosen)
    if shared:
        return UnusableChangeError(
            ProblemCode.AMBIGUOUS_TARGET,
            "what it draws on is shared with other legs, transfers or nodes",
            "name the resource: "
            + ", ".join(f"resource.{name}" for name in shared[:6]),
        )
    return UnusableChangeError(
        ProblemCode.NOTHING_SELECTED,
        "it draws on no resource, so its capacity is not limited",
        "add a resource and its uses, or name one of 'resources'",
    )


def _always(dataset: Dataset, resources: Sequence[Resource], amount: Amount) -> Dataset:
    chosen = {resource.resource_id for resource in resources}
    differing = [r for r in dataset.resource_capacities if r.resource_id in chosen]
    if differing and not amount.is_relative:
        raise UnusableChangeError(
            ProblemCode.AMBIGUOUS_TARGET,
            f"the capacity of {differing[0].resource_id!r} differs by period",
            "name the periods, or scale it as in +30%",
        )
    changed = [
        r.model_copy(update={"capacity": amount.of_quantity(r.capacity)})
        for r in resources
    ]
    in_periods = [
        r.model_copy(update={"capacity": amount.of_quantity(r.capacity)})
        for r in differing
    ]
    return with_rows(dataset, [*changed, *in_periods])


def _in_periods(
    dataset: Dataset,
    resources: Sequence[Resource],
    amount: Amount,
    period_ids: Sequence[str],
) -> Dataset:
    calendar = [period.period_id for period in dataset.calendar()]
    rows = []
    for resource in resources:
        before = dict(
            zip(calendar, capacities_by_period(dataset, resource), strict=True)
        )
        rows += [
            ResourceCapacity(
                resource_id=resource.resource_id,
                period_id=period_id,
                capacity=amount.of_quantity(before[period_id]),
            )
            for period_id in period_ids
        ]
    return with_rows(dataset, rows)
