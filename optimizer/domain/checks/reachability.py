"""Whether each demand's destination can be reached at all, time and capacity apart."""

from collections.abc import Iterator

from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg, Mode, Transfer
from optimizer.domain.problems import Problem, ProblemCode, Severity

type Place = tuple[str, Mode, int | None]
"""A node with the mode and gauge by which cargo stands there."""


def reachability_problems(dataset: Dataset) -> Iterator[Problem]:
    """Demands that no legs and transfers open to their commodity can serve."""
    classes = {c.commodity_id: c.tariff_class for c in dataset.commodities}
    reached: dict[tuple[str, str], frozenset[str]] = {}
    for demand in dataset.demands:
        key = (demand.origin_node_id, classes[demand.commodity_id])
        if key not in reached:
            reached[key] = _reachable_node_ids(dataset, *key)
        if demand.destination_node_id not in reached[key]:
            yield Problem(
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


def _reachable_node_ids(
    dataset: Dataset, origin_id: str, tariff_class: str
) -> frozenset[str]:
    onward: dict[Place, list[Place]] = {}
    frontier: list[Place] = []
    elements: list[Leg | Transfer] = [*dataset.legs, *dataset.transfers]
    for element in elements:
        if element.tariff_classes and tariff_class not in element.tariff_classes:
            continue
        tail, head = _ends(element)
        onward.setdefault(tail, []).append(head)
        if isinstance(element, Leg) and tail[0] == origin_id:
            frontier.append(tail)
    seen = set(frontier)
    while frontier:
        new = {h for tail in frontier for h in onward.get(tail, ())} - seen
        seen |= new
        frontier = list(new)
    # A mode by which cargo only leaves the node is no arrival there.
    arrivals = {h for tail in seen for h in onward.get(tail, ())}
    return frozenset(node_id for node_id, _, _ in arrivals)


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
