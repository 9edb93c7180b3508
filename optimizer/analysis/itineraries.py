"""From ways over arcs to journeys over legs and transfers."""

import functools
import math
from collections.abc import Iterable
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
    journeys: dict[PathStep, dict[str, list[Itinerary]]] = {}
    for itinerary in itineraries:
        demand_id = itinerary.demand.demand_id
        for step in itinerary.steps:
            of_step = journeys.setdefault(step, {})
            of_step.setdefault(demand_id, []).append(itinerary)
    return [
        Passage(
            step=step,
            demand=same[0].demand,
            commodity=same[0].commodity,
            quantity=math.fsum(itinerary.quantity for itinerary in same),
        )
        for step in sorted(journeys, key=_step_order)
        for _, same in sorted(journeys[step].items())
    ]


def _step_order(step: PathStep) -> tuple[int, str, str]:
    return _KIND_ORDER.index(step.kind), step.element_id, step.departure_period_id


def itineraries_of(graph: StateGraph, paths: Iterable[ArcPath]) -> list[Itinerary]:
    """Name what ways over arcs do."""
    problem, dataset = graph.problem, graph.dataset
    arc_links = graph.layout.arc_links.tolist()
    days = [link.transit_days for link in graph.layout.links]
    distances_km = [
        dataset.legs[link.element].distance_km if link.kind is LinkKind.LEG else 0.0
        for link in graph.layout.links
    ]
    # Many ways share an arc: each becomes a step once.
    step_of = functools.cache(functools.partial(_step, graph))
    itineraries = []
    for path in paths:
        links = [arc_links[arc] for arc in path.arcs]
        steps = (step_of(arc) for arc in path.arcs)
        itineraries.append(
            Itinerary(
                demand=dataset.demands[graph.releases[path.release].demand],
                commodity=dataset.commodities[int(problem.commodities[path.release])],
                steps=tuple(step for step in steps if step is not None),
                transit_days=sum(days[link] for link in links),
                distance_km=sum(distances_km[link] for link in links),
                quantity=path.quantity,
            )
        )
    return itineraries


def _step(graph: StateGraph, arc: int) -> PathStep | None:
    """Name what cargo does on an arc; None at a gate."""
    link = graph.link_of(arc)
    if link.kind not in _STEP_KINDS:
        return None
    period_ids = graph.layout.timetable.period_ids
    return PathStep(
        kind=_STEP_KINDS[link.kind],
        element_id=link_element_id(graph.dataset, link),
        departure_period_id=period_ids[int(graph.layout.arc_departures[arc])],
        arrival_period_id=period_ids[int(graph.layout.arc_arrivals[arc])],
    )
