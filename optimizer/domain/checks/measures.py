"""Units: what draws on a capacity can be counted in its measure."""

from collections.abc import Iterator

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg, Transfer
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.domain.resources import CARGO_MEASURES, Measure, Resource, ResourceUse


def measure_problems(dataset: Dataset) -> Iterator[Problem]:
    """Capacities that cannot be counted for some commodity, or that nothing uses."""
    resources = {r.resource_id: r for r in dataset.resources}
    said: set[tuple[str, Measure]] = set()
    for use in dataset.resource_uses:
        resource = resources.get(use.resource_id)
        if resource is None:
            continue
        measure = use.per_measure or resource.measure
        if measure not in CARGO_MEASURES:
            yield _uncounted_use(resource, use)
            continue
        for commodity in _commodities_of(dataset, use):
            key = (commodity.commodity_id, measure)
            if commodity.per_unit(measure) is None and key not in said:
                said.add(key)
                yield _unknown_content(commodity, measure, resource)
    used = {use.resource_id for use in dataset.resource_uses}
    for resource in dataset.resources:
        if resource.resource_id not in used:
            yield _unused(resource)


def _commodities_of(dataset: Dataset, use: ResourceUse) -> list[Commodity]:
    """Commodities that the leg or transfer is open to, or a leg at the node."""
    elements: list[Leg | Transfer] = [*dataset.legs, *dataset.transfers]
    classes = [
        element.tariff_classes for element in elements if _is_subject(element, use)
    ]
    return [
        commodity
        for commodity in dataset.commodities
        if any(not c or commodity.tariff_class in c for c in classes)
    ]


def _is_subject(element: Leg | Transfer, use: ResourceUse) -> bool:
    """Whether what passes a leg or transfer may draw on a use."""
    if isinstance(element, Transfer):
        return element.transfer_id == use.transfer_id
    if use.node_id is not None:
        return use.node_id in (element.origin_node_id, element.destination_node_id)
    return element.leg_id == use.leg_id


def _uncounted_use(resource: Resource, use: ResourceUse) -> Problem:
    return Problem(
        code=ProblemCode.UNIT_MISMATCH,
        table="resource_uses",
        row_id="/".join([use.resource_id, *(s for s in use.subject if s)]),
        column="per_measure",
        message=f"cargo is not counted in {resource.measure}s",
        remedy=(
            f"give per_measure WAGON, TEU or TONNE, and {resource.measure}s per one of "
            "them as use_factor"
        ),
    )


def _unknown_content(
    commodity: Commodity, measure: Measure, resource: Resource
) -> Problem:
    return Problem(
        code=ProblemCode.UNIT_MISMATCH,
        table="commodities",
        row_id=commodity.commodity_id,
        column=f"{measure.lower()}s_per_unit" if measure != "TEU" else "teu_per_unit",
        message=(
            f"the commodity may use {resource.resource_id!r}, which is counted in "
            f"{measure}s, but how many one unit takes is unknown"
        ),
        remedy="fill it in, with 0 where a unit takes none",
    )


def _unused(resource: Resource) -> Problem:
    return Problem(
        code=ProblemCode.UNUSED_RESOURCE,
        severity=Severity.WARNING,
        table="resources",
        row_id=resource.resource_id,
        message="nothing draws on the resource, so its capacity limits nothing",
        remedy="add the legs, transfers or nodes that use it to resource_uses",
    )
