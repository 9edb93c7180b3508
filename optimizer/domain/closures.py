"""What is closed in which period."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Closure

type Closed = dict[str, frozenset[str]]
"""Ids of what is closed, by period id; a period without closures is not there."""


def closed_legs(dataset: Dataset) -> Closed:
    """Return the legs that are closed.

    A leg is closed where it is named, and where it starts or ends at a node that is.
    """
    at_nodes = [
        (node_id, leg.leg_id)
        for leg in dataset.legs
        for node_id in (leg.origin_node_id, leg.destination_node_id)
    ]
    return _closed(dataset, at_nodes, lambda closure: closure.leg_id)


def closed_transfers(dataset: Dataset) -> Closed:
    """Return the transfers that are closed.

    A transfer is closed where it is named, and where its node is closed.
    """
    at_nodes = [(t.node_id, t.transfer_id) for t in dataset.transfers]
    return _closed(dataset, at_nodes, lambda closure: closure.transfer_id)


def _closed(
    dataset: Dataset,
    at_nodes: Iterable[tuple[str, str]],
    named_by: Callable[[Closure], str | None],
) -> Closed:
    """Gather what closures name, or what is at the nodes that they name."""
    inside: dict[str, set[str]] = {}
    for node_id, name in at_nodes:
        inside.setdefault(node_id, set()).add(name)
    found: dict[str, set[str]] = {}
    for closure, period_id in _by_period(dataset):
        closed = found.setdefault(period_id, set())
        named = named_by(closure)
        if named is not None:
            closed.add(named)
        elif closure.node_id is not None:
            closed |= inside.get(closure.node_id, set())
    return {period_id: frozenset(ids) for period_id, ids in found.items()}


def _by_period(dataset: Dataset) -> Iterator[tuple[Closure, str]]:
    period_ids = [period.period_id for period in dataset.periods]
    for closure in dataset.closures:
        when = period_ids if closure.period_id is None else [closure.period_id]
        for period_id in when:
            yield closure, period_id


def closures_on(dataset: Dataset, day: date) -> tuple[Closure, ...]:
    """Return the closures that hold on a day.

    A day outside every period has those that always hold.
    """
    holding = {
        period.period_id
        for period in dataset.periods
        if period.start_date <= day <= period.end_date
    }
    return tuple(c for c in dataset.closures if c.period_id in {None, *holding})
