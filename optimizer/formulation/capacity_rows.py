"""Capacities as rows: what each arc takes of each resource in each period."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.domain.capacities import capacities_by_period
from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.resources import (
    CARGO_MEASURES,
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
    uses = tuple(
        _uses_of(commodity, entries, shape) for commodity in dataset.commodities
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


@dataclass(frozen=True, slots=True)
class _Entries:
    """Uses of capacities by arcs, before they are multiplied by what a unit counts.

    Attributes
    ----------
    rows, arcs
        Which capacity each use takes on which arc.
    factors
        Use factors.
    measures
        Position in the cargo measures of what each factor multiplies.
    """

    rows: IntArray
    arcs: IntArray
    factors: FloatArray
    measures: IntArray


def _use_entries(
    dataset: Dataset,
    links: list[Link],
    arc_links: IntArray,
    arc_departures: IntArray,
    period_count: int,
) -> _Entries:
    """Find every use of a capacity by an arc."""
    by_link = np.argsort(arc_links, kind="stable")
    bounds = np.searchsorted(arc_links[by_link], np.arange(len(links) + 1))
    links_of_subject = _links_by_subject(dataset, links)
    resources = {r.resource_id: (i, r) for i, r in enumerate(dataset.resources)}
    parts = []
    for use in dataset.resource_uses:
        index, resource = resources[use.resource_id]
        measure = _MEASURES.index(use.per_measure or resource.measure)
        for link in links_of_subject.get(_subject_of(use), ()):
            arcs = by_link[bounds[link] : bounds[link + 1]]
            parts.append((index, arcs, use.use_factor, measure))
    lengths = [len(arcs) for _, arcs, _, _ in parts]
    arcs = np.concatenate([by_link[:0], *(arcs for _, arcs, _, _ in parts)])
    indices = np.repeat(np.array([p[0] for p in parts], dtype=np.int64), lengths)
    return _Entries(
        rows=indices * period_count + arc_departures[arcs],
        arcs=arcs,
        factors=np.repeat(np.array([p[2] for p in parts], dtype=np.float64), lengths),
        measures=np.repeat(np.array([p[3] for p in parts], dtype=np.int64), lengths),
    )


_MEASURES = sorted(CARGO_MEASURES)


def _uses_of(
    commodity: Commodity, entries: _Entries, shape: tuple[int, int]
) -> sparse.csr_array:
    """Return what a unit of a commodity takes; several uses of one arc add up."""
    per_unit = np.array([commodity.per_unit(m) or 0.0 for m in _MEASURES])
    taken = entries.factors * per_unit[entries.measures]
    uses = sparse.csr_array((taken, (entries.rows, entries.arcs)), shape=shape)
    uses.eliminate_zeros()
    return uses


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
