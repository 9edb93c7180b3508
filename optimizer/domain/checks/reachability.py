"""Whether each demand's destination can be reached at all, time and capacity apart."""

from collections.abc import Iterator

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.domain.network import Leg, Mode, Transfer
from optimizer.domain.problems import Problem, ProblemCode, Severity

type Place = tuple[str, Mode, int | None]
"""A node with the mode and gauge by which cargo stands there."""


type Onward = dict[Place, list[Place]]
"""Places that a leg or transfer leads to, by the place that it starts from."""


def reachability_problems(dataset: Dataset) -> Iterator[Problem]:
    """Demands that no legs and transfers open to their commodity can serve."""
    classes = {c.commodity_id: c.tariff_class for c in dataset.commodities}
    onward: dict[str, Onward] = {}
    reached: dict[tuple[str, str], frozenset[str]] = {}
    for demand in dataset.demands:
        tariff_class = classes[demand.commodity_id]
        if tariff_class not in onward:
            onward[tariff_class] = _onward_of(dataset, tariff_class)
        key = (demand.origin_node_id, tariff_class)
        if key not in reached:
            reached[key] = _reachable_node_ids(dataset, key[0], onward[tariff_class])
        if demand.destination_node_id not in reached[key]:
            yield _unreachable(demand)


def _onward_of(dataset: Dataset, tariff_class: str) -> Onward:
    onward: Onward = {}
    elements: list[Leg | Transfer] = [*dataset.legs, *dataset.transfers]
    for element in elements:
        if not element.tariff_classes or tariff_class in element.tariff_classes:
            tail, head = _ends(element)
            onward.setdefault(tail, []).append(head)
    return onward


def _reachable_node_ids(
    dataset: Dataset, origin_id: str, onward: Onward
) -> frozenset[str]:
    legs = (leg for leg in dataset.legs if leg.origin_node_id == origin_id)
    frontier = {_ends(leg)[0] for leg in legs} & onward.keys()
    seen: set[Place] = set()
    arrivals: set[Place] = set()
    while frontier:
        seen |= frontier
        heads = {head for tail in frontier for head in onward[tail]}
        # A mode by which cargo only leaves the node is no arrival there.
        arrivals |= heads
        frontier = (heads - seen) & onward.keys()
    return frozenset(node_id for node_id, _, _ in arrivals)


def _unreachable(demand: Demand) -> Problem:
    return Problem(
        code=ProblemCode.UNREACHABLE_DEMAND,
        severity=Severity.WARNING,
        table="demands",
        row_id=demand.demand_id,
        column="destination_node_id",
        value=demand.destination_node_id,
        message=(
            f"no legs and transfers open to {demand.commodity_id!r} lead from "
            f"{demand.origin_node_id!r} to {demand.destination_node_id!r}"
        ),
        remedy="add or open legs and transfers between them",
    )


def _ends(element: Leg | Transfer) -> tuple[Place, Place]:
    if isinstance(element, Leg):
        place = (element.mode, element.gauge_mm)
        return (
            (element.origin_node_id, *place),
            (element.destination_node_id, *place),
        )
    return (
        (element.node_id, element.arriving_mode, element.arriving_gauge_mm),
        (element.node_id, element.departing_mode, element.departing_gauge_mm),
    )
