"""What arcs take of capacities."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.resources import CARGO_MEASURES, Measure, ResourceUse
from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.layout import Layout
from optimizer.formulation.places import Link, LinkKind

type Measures = tuple[tuple[str, Measure], ...]
"""Id and measure of each resource."""

_MEASURES = sorted(CARGO_MEASURES)


def arc_uses(dataset: Dataset, layout: Layout, measures: Measures) -> sparse.csr_array:
    """Return what a unit on an arc takes of each capacity, by commodity and arc.

    An arc takes its capacity in the period in which it starts.

    Parameters
    ----------
    dataset
        Legs, transfers, nodes, commodities and resource uses.
    layout
        The arcs.
    measures
        Id and measure of each resource, in the order of the capacities.

    Returns
    -------
    sparse.csr_array
        As :attr:`FlowProblem.uses`.
    """
    entries = _use_entries(dataset, layout, measures)
    shape = (len(layout.arc_links), len(measures) * len(layout.timetable))
    by_commodity = [_uses_of(c, entries, shape) for c in dataset.commodities]
    return sparse.csr_array(sparse.vstack(by_commodity, format="csr"))


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


def _use_entries(dataset: Dataset, layout: Layout, measures: Measures) -> _Entries:
    """Find every use of a capacity by an arc."""
    by_link = np.argsort(layout.arc_links, kind="stable")
    links = np.arange(len(layout.links) + 1)
    bounds = np.searchsorted(layout.arc_links[by_link], links)
    links_of_subject = _links_by_subject(dataset, layout.links)
    resources = {name: (i, measure) for i, (name, measure) in enumerate(measures)}
    parts = []
    for use in dataset.resource_uses:
        index, own_measure = resources[use.resource_id]
        measure = _MEASURES.index(use.per_measure or own_measure)
        for link in links_of_subject.get(_subject_of(use), ()):
            arcs = by_link[bounds[link] : bounds[link + 1]]
            parts.append((index, arcs, use.use_factor, measure))
    lengths = [len(arcs) for _, arcs, _, _ in parts]
    arcs = np.concatenate([by_link[:0], *(arcs for _, arcs, _, _ in parts)])
    indices = np.repeat(np.array([p[0] for p in parts], dtype=np.int64), lengths)
    return _Entries(
        rows=indices * len(layout.timetable) + layout.arc_departures[arcs],
        arcs=arcs,
        factors=np.repeat(np.array([p[2] for p in parts], dtype=np.float64), lengths),
        measures=np.repeat(np.array([p[3] for p in parts], dtype=np.int64), lengths),
    )


def _uses_of(
    commodity: Commodity, entries: _Entries, shape: tuple[int, int]
) -> sparse.csr_array:
    """Return what a unit of a commodity takes; several uses of one arc add up."""
    per_unit = np.array([commodity.per_unit(m) or 0.0 for m in _MEASURES])
    taken = entries.factors * per_unit[entries.measures]
    uses = sparse.csr_array((taken, (entries.arcs, entries.rows)), shape=shape)
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
