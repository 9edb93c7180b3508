"""Capacities as rows: what each arc takes of each resource in each period."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.domain.capacities import capacities_by_period
from optimizer.domain.dataset import Dataset
from optimizer.domain.resources import (
    CARGO_MEASURES,
    Measure,
    Resource,
    ResourceUse,
)
from optimizer.formulation.flow_problem import FloatArray, IntArray
from optimizer.formulation.places import Link, LinkKind


@dataclass(frozen=True)
class CapacityRows:
    """One row per resource and period: ``resource * n_periods + period``.

    Attributes
    ----------
    resources, periods
        Position of each row's resource and period, shape ``(n_rows,)``.
    capacities
        Limit of each row in the resource's measure, shape ``(n_rows,)``.
    run_sizes
        Capacity of one run, 0 where capacity does not come in runs, shape ``(n_rows,)``.
    run_costs
        Cost of one run, shape ``(n_rows,)``.
    minimum_loads
        Least load of a run as a share of its size, shape ``(n_rows,)``.
    uses
        For each commodity, what a unit on an arc takes, shape ``(n_rows, n_arcs)``.
    """

    resources: IntArray
    periods: IntArray
    capacities: FloatArray
    run_sizes: FloatArray
    run_costs: FloatArray
    minimum_loads: FloatArray
    uses: tuple[sparse.csr_array, ...]

    @property
    def fixed(self) -> FloatArray:
        """Capacity that is there without anything running."""
        return np.where(self.run_sizes > 0, 0.0, self.capacities)

    @property
    def extra_prices(self) -> FloatArray:
        """Cost of a run per unit of capacity that it adds; infinite without runs."""
        prices: FloatArray = np.divide(
            self.run_costs,
            self.run_sizes,
            out=np.full(len(self.run_sizes), np.inf),
            where=self.run_sizes > 0,
        )
        return prices


def capacity_rows(
    dataset: Dataset,
    links: list[Link],
    arc_links: IntArray,
    arc_departures: IntArray,
    period_count: int,
) -> CapacityRows:
    """Lay out the capacities of a dataset over the arcs of its state graph.

    An arc takes its capacity in the period in which it starts.
    """
    row_count = len(dataset.resources) * period_count
    shape = (row_count, len(arc_links))
    entries = _use_entries(dataset, links, arc_links, arc_departures, period_count)
    by_measure = {
        measure: _matrix(entries.get(measure, []), shape) for measure in CARGO_MEASURES
    }
    uses = tuple(
        sum(
            (
                (commodity.per_unit(measure) or 0.0) * matrix
                for measure, matrix in sorted(by_measure.items())
            ),
            start=sparse.csr_array(shape),
        )
        for commodity in dataset.commodities
    )
    capacities = [capacities_by_period(dataset, r) for r in dataset.resources]
    rows = np.arange(row_count)
    return CapacityRows(
        resources=rows // period_count,
        periods=rows % period_count,
        capacities=np.array(capacities, dtype=np.float64).reshape(row_count),
        run_sizes=_per_row(dataset, period_count, lambda r: r.run_capacity or 0.0),
        run_costs=_per_row(dataset, period_count, lambda r: float(r.run_cost or 0)),
        minimum_loads=_per_row(dataset, period_count, lambda r: r.minimum_load),
        uses=uses,
    )


def _per_row(
    dataset: Dataset, period_count: int, value_of: Callable[[Resource], float]
) -> FloatArray:
    values = np.array([value_of(r) for r in dataset.resources], dtype=np.float64)
    return np.repeat(values, period_count)


def _use_entries(
    dataset: Dataset,
    links: list[Link],
    arc_links: IntArray,
    arc_departures: IntArray,
    period_count: int,
) -> dict[Measure, list[tuple[int, int, float]]]:
    """Row, arc and factor of every use, by the measure that the factor multiplies."""
    arcs_of_link: dict[int, list[int]] = {}
    for arc, link in enumerate(arc_links.tolist()):
        arcs_of_link.setdefault(link, []).append(arc)
    links_of_subject = _links_by_subject(dataset, links)
    resources = {r.resource_id: (i, r) for i, r in enumerate(dataset.resources)}
    entries: dict[Measure, list[tuple[int, int, float]]] = {}
    for use in dataset.resource_uses:
        index, resource = resources[use.resource_id]
        measure = use.per_measure or resource.measure
        entries.setdefault(measure, []).extend(
            (index * period_count + int(arc_departures[arc]), arc, use.use_factor)
            for link in links_of_subject.get(_subject_of(use), ())
            for arc in arcs_of_link.get(link, ())
        )
    return entries


def _links_by_subject(
    dataset: Dataset, links: list[Link]
) -> dict[tuple[str, str], list[int]]:
    """Links that draw on what a leg, transfer or node may use."""
    found: dict[tuple[str, str], list[int]] = {}
    for index, link in enumerate(links):
        for subject in _subjects_of(dataset, link):
            found.setdefault(subject, []).append(index)
    return found


def _subjects_of(dataset: Dataset, link: Link) -> Iterator[tuple[str, str]]:
    match link.kind:
        case LinkKind.LEG:
            leg = dataset.legs[link.element]
            yield "leg", leg.leg_id
            yield "node", leg.destination_node_id
        case LinkKind.TRANSFER:
            yield "transfer", dataset.transfers[link.element].transfer_id
        case LinkKind.ENTRY:
            yield "node", dataset.nodes[link.element].node_id
        case _:
            pass


def _subject_of(use: ResourceUse) -> tuple[str, str]:
    if use.leg_id is not None:
        return "leg", use.leg_id
    if use.transfer_id is not None:
        return "transfer", use.transfer_id
    return "node", str(use.node_id)


def _matrix(
    entries: list[tuple[int, int, float]], shape: tuple[int, int]
) -> sparse.csr_array:
    rows, arcs, factors = zip(*entries, strict=True) if entries else ((), (), ())
    return sparse.csr_array(
        (
            np.array(factors, dtype=np.float64),
            (np.array(rows, dtype=np.int64), np.array(arcs, dtype=np.int64)),
        ),
        shape=shape,
    )
