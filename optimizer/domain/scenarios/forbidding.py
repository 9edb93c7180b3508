"""Which demands may use which legs."""

from collections.abc import Iterable

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.domain.network import Leg, Node
from optimizer.domain.problems import ProblemCode
from optimizer.domain.scenarios.changes import Forbid, Require, Reserve
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.rows import with_rows
from optimizer.domain.scenarios.selecting import selected
from optimizer.domain.scenarios.targets import Target


def with_forbidden(dataset: Dataset, change: Forbid | Reserve | Require) -> Dataset:
    """Forbid legs to the demands that a change names, or to all others.

    What is required forbids all else.

    Raises
    ------
    UnusableChangeError
        When it selects no legs or no demands, or reserves legs for all of them.
    """
    leg_ids = _forbidden_leg_ids(dataset, change)
    named = set(selected(dataset, change.demands))
    is_reserve = isinstance(change, Reserve)
    demands = [d for d in dataset.demands if (d in named) is not is_reserve]
    if not demands:
        raise UnusableChangeError(
            ProblemCode.NOTHING_SELECTED,
            f"{change.demands} selects every demand, so nothing is reserved",
            "name fewer demands",
        )
    return with_rows(dataset, (without_legs(demand, leg_ids) for demand in demands))


def _forbidden_leg_ids(
    dataset: Dataset, change: Forbid | Reserve | Require
) -> set[str]:
    if isinstance(change, Require):
        return legs_but(dataset, change.targets)
    return legs_of(dataset, change.target)


def legs_but(dataset: Dataset, targets: Iterable[Target]) -> set[str]:
    """Return the ids of all legs but those that targets stand for."""
    named = set[str]().union(*(legs_of(dataset, target) for target in targets))
    return {leg.leg_id for leg in dataset.legs} - named


def legs_of(dataset: Dataset, target: Target) -> set[str]:
    """Return the ids of legs that are selected, or that join a selected node.

    Raises
    ------
    UnusableChangeError
        When nothing is selected.
    """
    rows = selected(dataset, target)
    legs = {row.leg_id for row in rows if isinstance(row, Leg)}
    nodes = {row.node_id for row in rows if isinstance(row, Node)}
    return legs | {
        leg.leg_id
        for leg in dataset.legs
        if leg.origin_node_id in nodes or leg.destination_node_id in nodes
    }


def without_legs(demand: Demand, leg_ids: set[str]) -> Demand:
    """Forbid legs to a demand beside those that it may not use anyway."""
    forbidden = tuple(sorted({*demand.forbidden_leg_ids, *leg_ids}))
    return demand.model_copy(update={"forbidden_leg_ids": forbidden})
