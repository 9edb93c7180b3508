"""Who makes which journey, with how much, at what price."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.analysis.journeys import Journey, Journeys
from optimizer.analysis.repricing import JourneyPrice, Repricer
from optimizer.domain.demands import Demand
from optimizer.domain.quantities import exact
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.solution import Solution


@dataclass(frozen=True, slots=True)
class Itinerary:
    """Quantity of one demand that makes one journey.

    Attributes
    ----------
    demand
        Whose it is.
    journey
        What it does.
    quantity
        How much, above 0.
    exact_quantity
        The same as the decimal number that it is written as.
    price
        What a unit pays.
    """

    demand: Demand
    journey: Journey
    quantity: float
    exact_quantity: Decimal
    price: JourneyPrice


def itineraries_of(
    graph: StateGraph, solution: Solution, journeys: Journeys, repricer: Repricer
) -> list[Itinerary]:
    """Name and price what a solution moves, in its order."""
    demands = [graph.dataset.demands[release.demand] for release in graph.releases]
    goods = [graph.goods_of(lane) for lane in graph.problem.commodities.tolist()]
    ways = [(*goods[path.release], path.arcs) for path in solution.paths]
    return [
        Itinerary(
            demand=demands[path.release],
            journey=journey,
            quantity=path.quantity,
            exact_quantity=exact(path.quantity),
            price=repricer.price(journey),
        )
        for path, journey in zip(solution.paths, journeys.along(ways), strict=True)
    ]
