"""Units: what draws on a capacity can be counted in its measure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from optimizer.domain.checks.presence import Unread
from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.domain.resources import CARGO_MEASURES, Measure, ResourceUse

type Subject = tuple[str | None, str | None, str | None]
"""Leg, transfer and node, two of them None, as in a resource use."""

type OpenClasses = tuple[str, ...]
"""Tariff classes that a leg or transfer is open to, empty for all."""


type Measures = tuple[tuple[str, Measure], ...]
"""Id and measure of each resource."""


def measure_problems(
    dataset: Dataset, measures: Measures, unread: Unread
) -> list[Problem]:
    """Capacities that cannot be counted for some commodity, or that nothing uses.

    Parameters
    ----------
    dataset
        Legs, transfers, commodities and resource uses.
    measures
        The resources.
    unread
        As :func:`check_rows` takes it.
    """
    problems = list(_uncounted(dataset, dict(measures)))
    if not unread["resource_uses"]:
        used = {use.resource_id for use in dataset.resource_uses}
        problems += [_unused(name) for name, _ in measures if name not in used]
    return problems


def _uncounted(dataset: Dataset, measures: dict[str, Measure]) -> Iterator[Problem]:
    open_classes = _open_classes(dataset)
    said: set[tuple[str, Measure]] = set()
    for use in dataset.resource_uses:
        own_measure = measures.get(use.resource_id)
        if own_measure is None:
            continue
        measure = use.per_measure or own_measure
        if measure not in CARGO_MEASURES:
            yield _uncounted_use(own_measure, use)
            continue
        for commodity in _open_to(open_classes[use.subject], dataset.commodities):
            key = (commodity.commodity_id, measure)
            if commodity.per_unit(measure) is None and key not in said:
                said.add(key)
                yield _unknown_content(commodity, measure, use.resource_id)


def _open_classes(dataset: Dataset) -> Mapping[Subject, set[OpenClasses]]:
    """Return what passes each leg, each transfer, and each node by its legs."""
    found: dict[Subject, set[OpenClasses]] = defaultdict(set)
    for leg in dataset.legs:
        for node_id in (leg.origin_node_id, leg.destination_node_id):
            found[None, None, node_id].add(leg.tariff_classes)
        found[leg.leg_id, None, None].add(leg.tariff_classes)
    for transfer in dataset.transfers:
        found[None, transfer.transfer_id, None].add(transfer.tariff_classes)
    return found


def _open_to(
    classes: Iterable[OpenClasses], commodities: Iterable[Commodity]
) -> Iterator[Commodity]:
    for commodity in commodities:
        if any(not c or commodity.tariff_class in c for c in classes):
            yield commodity


def _uncounted_use(measure: Measure, use: ResourceUse) -> Problem:
    return Problem(
        code=ProblemCode.UNIT_MISMATCH,
        table="resource_uses",
        row_id="/".join([use.resource_id, *(s for s in use.subject if s)]),
        column="per_measure",
        message=f"cargo is not counted in {measure}s",
        remedy=(
            f"give per_measure WAGON, TEU or TONNE, and {measure}s per one of "
            "them as use_factor"
        ),
    )


def _unknown_content(
    commodity: Commodity, measure: Measure, resource_id: str
) -> Problem:
    return Problem(
        code=ProblemCode.UNIT_MISMATCH,
        table="commodities",
        row_id=commodity.commodity_id,
        column=f"{measure.lower()}s_per_unit" if measure != "TEU" else "teu_per_unit",
        message=(
            f"the commodity may use {resource_id!r}, whose use is counted in "
            f"{measure}s, but how many one unit takes is unknown"
        ),
        remedy="fill it in, with 0 where a unit takes none",
    )


def _unused(resource_id: str) -> Problem:
    return Problem(
        code=ProblemCode.UNUSED_RESOURCE,
        severity=Severity.WARNING,
        table="resources",
        row_id=resource_id,
        message="nothing draws on the resource, so its capacity limits nothing",
        remedy="add the legs, transfers or nodes that use it to resource_uses",
    )
