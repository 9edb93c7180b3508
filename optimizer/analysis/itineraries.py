"""From ways over arcs to journeys over legs and transfers."""

import math
from dataclasses import dataclass

from optimizer.domain.commodities import Commodity
from optimizer.domain.demands import Demand
from optimizer.domain.plan import PathStep, StepKind
from optimizer.formulation.costs import link_element_id
from optimizer.formulation.places import LinkKind
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.solution import ArcPath

_STEP_KINDS = {
    LinkKind.LEG: StepKind.LEG,
    LinkKind.TRANSFER: StepKind.TRANSFER,
    LinkKind.WAIT: StepKind.WAIT,
    LinkKind.HOLD: StepKind.HOLD,
}
"""Links that people see as steps; gates are none."""

_KIND_ORDER = list(StepKind)


@dataclass(frozen=True, slots=True)
class Itinerary:
    """Quantity of one demand that makes one journey.

    Attributes
    ----------
    demand, commodity
        What moves.
    steps
        What it does, in order.
    transit_days
        Days in legs and transfers.
    distance_km
        Sum of the legs' distances.
    quantity
        How much, above 0.
    """

    demand: Demand
    commodity: Commodity
    steps: tuple[PathStep, ...]
    transit_days: float
    distance_km: float
    quantity: float


@dataclass(frozen=True, slots=True)
class Passage:
    """Quantity of one demand that takes one step in one period, over all journeys.

    Attributes
    ----------
    step
        A step of that kind, element and departure.
    demand, commodity
        What moves.
    quantity
        How much, above 0.
    """

    step: PathStep
    demand: Demand
    commodity: Commodity
    quantity: float


def passages_of(itineraries: list[Itinerary]) -> list[Passage]:
    """Add journeys up by kind, element, period and demand, in that order."""
    journeys: dict[tuple[int, str, str, str], list[tuple[PathStep, Itinerary]]] = {}
    for itinerary in itineraries:
        for step in itinerary.steps:
            key = (
                _KIND_ORDER.index(step.kind),
                step.element_id,
                step.departure_period_id,
                itinerary.demand.demand_id,
            )
            journeys.setdefault(key, []).append((step, itinerary))
    return [
        Passage(
            step=same[0][0],
            demand=same[0][1].demand,
            commodity=same[0][1].commodity,
            quantity=math.fsum(itinerary.quantity for _, itinerary in same),
        )
        for _, same in sorted(journeys.items())
    ]


def itinerary_of(graph: StateGraph, path: ArcPath) -> Itinerary:
    """Name what a way over arcs does."""
    problem, dataset = graph.problem, graph.dataset
    links = [graph.link_of(arc) for arc in path.arcs]
    legs = [dataset.legs[k.element] for k in links if k.kind is LinkKind.LEG]
    return Itinerary(
        demand=dataset.demands[graph.releases[path.release].demand],
        commodity=dataset.commodities[int(problem.commodities[path.release])],
        steps=tuple(
            _step(graph, arc)
            for arc, link in zip(path.arcs, links, strict=True)
            if link.kind in _STEP_KINDS
        ),
        transit_days=sum(link.transit_days for link in links),
        distance_km=sum(leg.distance_km for leg in legs),
        quantity=path.quantity,
    )


def _step(graph: StateGraph, arc: int) -> PathStep:
    link = graph.link_of(arc)
    period_ids = graph.timetable.period_ids
    return PathStep(
        kind=_STEP_KINDS[link.kind],
        element_id=link_element_id(graph.dataset, link),
        departure_period_id=period_ids[int(graph.arc_departures[arc])],
        arrival_period_id=period_ids[int(graph.arc_arrivals[arc])],
    )
