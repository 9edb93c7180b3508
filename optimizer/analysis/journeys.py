"""From ways over arcs to journeys over legs and transfers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import PathFlow, PathStep, StepKind
from optimizer.formulation.costs import link_element_id
from optimizer.formulation.layout import Layout
from optimizer.formulation.places import LinkKind
from optimizer.tariff.tenders import tenders_of

_STEP_KINDS = {
    LinkKind.LEG: StepKind.LEG,
    LinkKind.TRANSFER: StepKind.TRANSFER,
    LinkKind.WAIT: StepKind.WAIT,
    LinkKind.HOLD: StepKind.HOLD,
}
"""Links that people see as steps; gates are none."""

type Way = tuple[int, Decimal | None, tuple[int, ...]]
"""Position of a commodity, tonnes that earn it discounts, and the arcs that it takes."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Journey:
    """What a commodity does on its way, whoever sends it.

    Attributes
    ----------
    commodity
        What moves.
    origin_node_id
        Node where it enters the network.
    steps
        What it does, in order.
    transit_days
        Days in legs and transfers.
    distance_km
        Sum of the legs' distances.
    tendered_t
        Tonnes that count towards discounts for volume; None is too few for any.
    """

    commodity: Commodity
    origin_node_id: str
    steps: tuple[PathStep, ...]
    transit_days: float
    distance_km: float
    tendered_t: Decimal | None = None


class Journeys:
    """Names ways over the arcs of a network, each way and each arc once.

    Parameters
    ----------
    dataset
        Nodes, legs, transfers and commodities.
    layout
        The arcs.
    """

    def __init__(self, dataset: Dataset, layout: Layout) -> None:
        self._dataset = dataset
        self._layout = layout
        self._arc_links = layout.arc_links.tolist()
        self._days = [link.transit_days for link in layout.links]
        self._distances_km = [
            dataset.legs[link.element].distance_km if link.kind is LinkKind.LEG else 0.0
            for link in layout.links
        ]
        self._steps: dict[int, PathStep | None] = {}
        self._known: dict[Way, Journey] = {}

    def along(self, ways: Iterable[Way]) -> list[Journey]:
        """Return the journeys along some ways; others are forgotten."""
        known, self._known = self._known, {}
        journeys = []
        for way in ways:
            journey = self._known.get(way) or known.get(way) or self._journey(*way)
            self._known[way] = journey
            journeys.append(journey)
        return journeys

    def _journey(
        self, commodity: int, tendered_t: Decimal | None, arcs: tuple[int, ...]
    ) -> Journey:
        links = [self._arc_links[arc] for arc in arcs]
        # The first arc leads out of the gate of its node, or stays there.
        origin = self._layout.links[links[0]].element
        steps = (self._step(arc) for arc in arcs)
        return Journey(
            commodity=self._dataset.commodities[commodity],
            origin_node_id=self._dataset.nodes[origin].node_id,
            steps=tuple(step for step in steps if step is not None),
            transit_days=sum(self._days[link] for link in links),
            distance_km=sum(self._distances_km[link] for link in links),
            tendered_t=tendered_t,
        )

    def _step(self, arc: int) -> PathStep | None:
        """Name what cargo does on an arc; None at a gate."""
        if arc not in self._steps:
            self._steps[arc] = self._named_step(arc)
        return self._steps[arc]

    def _named_step(self, arc: int) -> PathStep | None:
        layout = self._layout
        link = layout.links[self._arc_links[arc]]
        if link.kind not in _STEP_KINDS:
            return None
        period_ids = layout.timetable.period_ids
        return PathStep(
            kind=_STEP_KINDS[link.kind],
            element_id=link_element_id(self._dataset, link),
            departure_period_id=period_ids[int(layout.arc_departures[arc])],
            arrival_period_id=period_ids[int(layout.arc_arrivals[arc])],
        )


class PathJourneys:
    """Tells what goods do on the paths of a plan.

    Parameters
    ----------
    dataset
        What was planned, with the tariffs that hold.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._tenders = tenders_of(dataset)
        self._demands = {demand.demand_id: demand for demand in dataset.demands}
        self._commodities = {c.commodity_id: c for c in dataset.commodities}

    def of(self, path: PathFlow) -> Journey:
        """Return the journey of a path."""
        demand = self._demands[path.demand_id]
        tender = self._tenders.get(path.demand_id)
        return Journey(
            commodity=self._commodities[demand.commodity_id],
            origin_node_id=demand.origin_node_id,
            steps=path.steps,
            transit_days=path.transit_days,
            distance_km=path.distance_km,
            tendered_t=None if tender is None else tender.tendered_t,
        )
