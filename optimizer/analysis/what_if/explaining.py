"""Why a demand goes where it goes: its routes at the plan's prices, and the next best.

At the shadow prices of a plan a route costs its charges, the time of the goods' owner, and
what the scarce capacity that it takes is worth. All routes that carry something are then
equally cheap, and by as much as another is dearer it would have to become cheaper to be
taken (its reduced cost).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from optimizer.analysis.journeys import Journey, Journeys
from optimizer.analysis.ledger import round_price
from optimizer.analysis.planning import PlanRun
from optimizer.analysis.ways import Ways
from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.plan import PathStep, Plan, ResourcePeriod, StepKind
from optimizer.errors import UnknownRowError
from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.releases import Release
from optimizer.formulation.state_graph import StateGraph

DEFAULT_ROUTES = 5
MOST_ROUTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRoute:
    """A way that a demand takes or could take.

    Attributes
    ----------
    leg_ids
        Its legs in the order of travel.
    quantity
        How much of the demand takes it, in all periods; 0 where none does.
    cost_per_unit
        Charges, time value and carbon of a unit.
    scarcity_per_unit
        What the scarce capacity that a unit takes is worth.
    dearer_by_per_unit
        By how much it would have to become cheaper to be taken; 0 for what is taken.
    transit_days, distance_km
        Days in legs and transfers, and the sum of the legs' distances.
    scarce
        Scarce capacities that it takes, the dearest first.
    """

    leg_ids: tuple[str, ...]
    quantity: float
    cost_per_unit: Decimal
    scarcity_per_unit: Decimal
    dearer_by_per_unit: Decimal
    transit_days: float
    distance_km: float
    scarce: tuple[ResourcePeriod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandExplanation:
    """Why a demand goes where it goes.

    Attributes
    ----------
    demand_id, commodity_id, quantity_unit
        Which demand, and what it counts.
    served, unserved
        Quantities that add up to its volume.
    unserved_price_per_unit
        What leaving a unit costs; None where all must be served.
    marginal_cost_per_unit
        What one more unit would cost.
    period_id
        Period in which the explained part becomes ready: that of the largest.
    routes
        The cheapest at the plan's prices, those taken first.
    """

    demand_id: str
    commodity_id: str
    quantity_unit: QuantityUnit
    served: float
    unserved: float
    unserved_price_per_unit: Decimal | None
    marginal_cost_per_unit: Decimal
    period_id: str
    routes: tuple[ExplainedRoute, ...]


def explained(
    run: PlanRun, demand_id: str, route_count: int = DEFAULT_ROUTES
) -> DemandExplanation | None:
    """Explain a demand of a plan; None where there is no plan.

    Parameters
    ----------
    run
        The plan, with the graph that it was made on.
    demand_id
        Which demand.
    route_count
        Most routes to tell, 1 to 20.

    Raises
    ------
    UnknownRowError
        When the plan has no such demand.
    """
    plan, graph, start = run.result.plan, run.graph, run.start
    if plan is None or start is None:
        return None
    known = [demand.demand_id for demand in graph.dataset.demands]
    if demand_id not in known:
        table = "demands"
        raise UnknownRowError(table, demand_id, known)
    demand = graph.dataset.demands[known.index(demand_id)]
    result = next(d for d in plan.demands if d.demand_id == demand_id)
    prices = start.start.capacity_prices
    view = _View(graph, plan, demand_id, prices)
    return DemandExplanation(
        demand_id=demand_id,
        commodity_id=demand.commodity_id,
        quantity_unit=result.quantity_unit,
        served=result.served,
        unserved=result.unserved,
        unserved_price_per_unit=demand.unserved_price_per_unit,
        marginal_cost_per_unit=result.marginal_cost_per_unit,
        period_id=graph.layout.timetable.period_ids[view.release.period],
        routes=tuple(view.routes(route_count)),
    )


class _View:
    """One demand's releases on a graph at given prices."""

    def __init__(
        self, graph: StateGraph, plan: Plan, demand_id: str, prices: FloatArray
    ) -> None:
        self._graph = graph
        self._prices = prices
        self._taken: dict[tuple[str, ...], float] = {}
        for path in plan.paths:
            if path.demand_id == demand_id:
                legs = _legs(path.steps)
                self._taken[legs] = self._taken.get(legs, 0.0) + path.quantity
        position = [d.demand_id for d in graph.dataset.demands].index(demand_id)
        own = [i for i, r in enumerate(graph.releases) if r.demand == position]
        self._index = max(own, key=lambda index: graph.releases[index].volume)
        self._lane = int(graph.problem.commodities[self._index])

    @property
    def release(self) -> Release:
        """The largest release."""
        return self._graph.releases[self._index]

    def routes(self, count: int) -> Iterator[ExplainedRoute]:
        """Yield routes that differ in their legs, from the cheapest on."""
        problem, layout = self._graph.problem, self._graph.layout
        arc_prices = problem.prices_of_arcs(self._prices)[self._lane]
        arcs = zip(
            problem.tails.tolist(),
            problem.heads.tolist(),
            arc_prices.tolist(),
            strict=True,
        )
        ways = Ways(arcs, problem.state_count)
        source, sink = self.release.source, self.release.sink
        costs_to = ways.costs_to(sink)
        journeys = Journeys(self._graph.dataset, layout)
        best = min(costs_to[source], self.release.unserved_price)
        found: set[tuple[str, ...]] = set()
        nodes = [place.node_id for place in layout.places] * len(layout.timetable)
        for way in ways.in_order(source, sink, costs_to, nodes):
            (journey,) = journeys.along([(*self._graph.goods_of(self._lane), way)])
            legs = _legs(journey.steps)
            if legs in found:
                continue
            found.add(legs)
            yield self._route(journey, np.array(way), best)
            if len(found) == count:
                return

    def _route(self, journey: Journey, way: IntArray, best: float) -> ExplainedRoute:
        problem = self._graph.problem
        cost = float(problem.costs[self._lane, way].sum())
        uses = problem.uses[problem.use_rows(self._lane, way)].sum(axis=0)
        worth = np.asarray(uses).ravel() * self._prices
        scarcity = float(worth.sum())
        legs = _legs(journey.steps)
        quantity = self._taken.get(legs, 0.0)
        dearer = 0.0 if quantity > 0 else max(cost + scarcity - best, 0.0)
        return ExplainedRoute(
            leg_ids=legs,
            quantity=quantity,
            cost_per_unit=round_price(cost),
            scarcity_per_unit=round_price(scarcity),
            dearer_by_per_unit=round_price(dearer),
            transit_days=journey.transit_days,
            distance_km=journey.distance_km,
            scarce=tuple(self._named(row) for row in _dearest_first(worth)),
        )

    def _named(self, row: int) -> ResourcePeriod:
        rows, dataset = self._graph.capacity_rows, self._graph.dataset
        return ResourcePeriod(
            resource_id=dataset.resources[int(rows.resources[row])].resource_id,
            period_id=self._graph.layout.timetable.period_ids[int(rows.periods[row])],
        )


def _legs(steps: Iterable[PathStep]) -> tuple[str, ...]:
    return tuple(s.element_id for s in steps if s.kind is StepKind.LEG)


def _dearest_first(worth: FloatArray) -> list[int]:
    order = np.argsort(-worth, kind="stable").tolist()
    return [row for row in order if worth[row] > 1e-9]
