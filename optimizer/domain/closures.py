"""What is closed in which period."""

from collections.abc import Iterator
from datetime import date

from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Closure


def closed_legs(dataset: Dataset) -> dict[str, frozenset[str]]:
    """Return the ids of the legs that are closed, by period id.

    A leg is closed where it is named, and where it starts or ends at a node that is.
    """
    ends = [
        (leg.leg_id, (leg.origin_node_id, leg.destination_node_id))
        for leg in dataset.legs
    ]
    found: dict[str, set[str]] = {}
    for closure, period_id in _by_period(dataset):
        closed = found.setdefault(period_id, set())
        if closure.leg_id is not None:
            closed.add(closure.leg_id)
        elif closure.node_id is not None:
            closed |= {leg_id for leg_id, nodes in ends if closure.node_id in nodes}
    return {period_id: frozenset(ids) for period_id, ids in found.items()}


def closed_transfers(dataset: Dataset) -> dict[str, frozenset[str]]:
    """Return the ids of the transfers that are closed, by period id.

    A transfer is closed where it is named, and where its node is closed.
    """
    places = [(t.transfer_id, t.node_id) for t in dataset.transfers]
    found: dict[str, set[str]] = {}
    for closure, period_id in _by_period(dataset):
        closed = found.setdefault(period_id, set())
        if closure.transfer_id is not None:
            closed.add(closure.transfer_id)
        elif closure.node_id is not None:
            closed |= {name for name, node_id in places if node_id == closure.node_id}
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
