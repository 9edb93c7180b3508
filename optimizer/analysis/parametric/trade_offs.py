"""Cost against transit time or emissions: every plan that neither beats.

All plans of a trade-off move the same volumes, those of the plan that costs least:
otherwise nothing would be as quick and as clean as to leave cargo where it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import numpy as np

from optimizer.analysis.ledger import round_money, round_price
from optimizer.analysis.parametric.engine import Answer, Engine
from optimizer.analysis.parametric.front import Corner, front_between
from optimizer.analysis.planning import PlanRun
from optimizer.analysis.what_if.rows import LegFlowChange
from optimizer.analysis.what_if.summaries import flow_changes
from optimizer.domain.dataset import Dataset
from optimizer.domain.emissions import emissions_t_per_t
from optimizer.domain.quantities import exact
from optimizer.errors import InvalidRequestError
from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.places import Link, LinkKind
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.options import PlanOptions
from optimizer.solve.solution import Solution

DEAREST = 100.0
"""How much dearer than the mean an amount may become before no more of it is saved."""

LEAST_SHARE = 1e-9
"""Share of a volume below which a release counts as not served."""


class Objective(StrEnum):
    """What is traded off against cost."""

    TRANSIT_TIME = "TRANSIT_TIME"
    """Tonne-days in legs and transfers."""

    EMISSIONS = "EMISSIONS"
    """Tonnes of CO2 equivalent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffPoint:
    """A plan that costs least for its transit time or emissions.

    Attributes
    ----------
    total_cost
        What it costs, what is left unserved included.
    amount
        Tonne-days, or tonnes of CO2 equivalent.
    price_per_amount
        What the last tonne-day or tonne that it saves costs, against the point before;
        None for the first.
    transit_days
        Mean days in legs and transfers, each tonne counting alike.
    emissions_t
        Tonnes of CO2 equivalent; None where a leg that is open does not state its factor.
    flows
        Legs that carry more or less than in the first point, the largest changes first;
        at most 20.
    """

    total_cost: Decimal
    amount: float
    price_per_amount: Decimal | None
    transit_days: float | None
    emissions_t: float | None
    flows: tuple[LegFlowChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """All corners of a front, from the plan that costs least on.

    Attributes
    ----------
    objective
        What is traded off against cost.
    served_t
        Gross tonnes that move in every point.
    points
        From the cheapest to the quickest or cleanest; none where nothing moves.
    """

    objective: Objective
    served_t: float
    points: tuple[TradeOffPoint, ...]


def trade_off_of(
    run: PlanRun, objective: Objective, options: PlanOptions
) -> TradeOff | None:
    """Find the front between cost and another objective; None where there is no plan.

    Runs may be fractions. Savings that cost more than a hundred times the mean are not
    looked for.

    Parameters
    ----------
    run
        The plan that costs least.
    objective
        What to trade off.
    options
        Limits of each solve.

    Raises
    ------
    InvalidRequestError
        When a leg that is open does not state its emissions, where these are asked for.
    ResultNotCertifiedError
        When an answer cannot be proven.
    SolverFailedError
        When a solve reaches the time limit.
    """
    outcome = run.outcome
    if not isinstance(outcome, Solution):
        return None
    search = _Search(run.graph, outcome.unserved, objective, options)
    if not search.moves_anything:
        return TradeOff(objective=objective, served_t=0.0, points=())
    return search.trade_off()


class _Search:
    def __init__(
        self,
        graph: StateGraph,
        unserved: FloatArray,
        objective: Objective,
        options: PlanOptions,
    ) -> None:
        self._graph = graph
        self._objective = objective
        problem = graph.problem.with_runs_charged()
        served = np.maximum(problem.volumes - unserved, 0.0)
        moving = np.flatnonzero(served > LEAST_SHARE * problem.volumes)
        self._problem = _serving(problem, moving, served[moving])
        left = unserved[np.isfinite(problem.unserved_prices)]
        prices = problem.unserved_prices[np.isfinite(problem.unserved_prices)]
        self._unserved_cost = float(prices @ left)
        masses_t = np.array([c.tonnes_per_unit for c in graph.dataset.commodities])
        lanes = self._problem.commodities
        unit_masses_t = masses_t[graph.lane_commodities[lanes]]
        self._served_t = float(unit_masses_t @ served[moving])
        self._days = tonne_days(graph)
        self._emissions = emissions(graph)
        self._engine = Engine(None, options.time_limit)

    @property
    def moves_anything(self) -> bool:
        """Whether the plan serves anything."""
        return self._served_t > 0

    def trade_off(self) -> TradeOff:
        """Find all corners."""
        amounts = self._amounts()
        first = self._at(0.0, amounts)
        mean = first.cost / first.amount if first.amount else 0.0
        corners = [first]
        if mean:
            last = self._at(DEAREST * mean, amounts)
            # The front is looked for from the small amount on, where cost is highest.
            corners = front_between(lambda p: self._at(p, amounts), last, first)[::-1]
        points = [
            self._point(corner, before, corners[0])
            for before, corner in zip([None, *corners], corners, strict=False)
        ]
        return TradeOff(
            objective=self._objective, served_t=self._served_t, points=tuple(points)
        )

    def _amounts(self) -> FloatArray:
        if self._objective is Objective.TRANSIT_TIME:
            return self._days
        if self._emissions is None:
            field, legs = "objective", _without_factors(self._graph.dataset)
            more = f" and {len(legs) - 1} more" if len(legs) > 1 else ""
            message = (
                f"it asks for emissions, but the leg {legs[0]!r}{more} has no "
                "emissions_g_per_t_km; fill it in, or trade off transit time"
            )
            raise InvalidRequestError(field, message)
        return self._emissions

    def _at(self, price: float, amounts: FloatArray) -> Corner[Answer]:
        costs = self._problem.costs + price * amounts
        answer = self._engine.answer(replace(self._problem, costs=costs))
        if answer is None:
            msg = "volumes that a plan serves cannot be served"
            raise AssertionError(msg)
        amount = answer.total_of(amounts)
        return Corner(answer.cost - price * amount, amount, answer)

    def _point(
        self,
        corner: Corner[Answer],
        before: Corner[Answer] | None,
        first: Corner[Answer],
    ) -> TradeOffPoint:
        price = None
        if before is not None:
            saved = before.amount - corner.amount
            price = round_price((corner.cost - before.cost) / saved)
        answer, masses_t = corner.content, self._served_t
        days = answer.total_of(self._days)
        emitted = self._emissions
        return TradeOffPoint(
            total_cost=round_money(exact(corner.cost + self._unserved_cost)),
            amount=corner.amount,
            price_per_amount=price,
            transit_days=days / masses_t if masses_t else None,
            emissions_t=None if emitted is None else answer.total_of(emitted),
            flows=flow_changes(
                _leg_flows_t(self._graph, first.content),
                _leg_flows_t(self._graph, answer),
            ),
        )


def _serving(
    problem: FlowProblem, releases: IntArray, volumes: FloatArray
) -> FlowProblem:
    """Return a problem in which some releases are served with given volumes."""
    return replace(
        problem,
        commodities=problem.commodities[releases],
        sources=problem.sources[releases],
        sinks=problem.sinks[releases],
        volumes=volumes,
        unserved_prices=np.full(len(releases), np.inf),
    )


def tonne_days(graph: StateGraph) -> FloatArray:
    """Return the tonne-days of a unit on each arc, by commodity and arc."""
    return _per_unit(graph, lambda link: link.transit_days)


def emissions(graph: StateGraph) -> FloatArray | None:
    """Return the tonnes of CO2 equivalent of a unit on each arc, by commodity and arc.

    None where a leg that is open does not state its factor.
    """
    if _without_factors(graph.dataset):
        return None
    legs = graph.dataset.legs

    def per_t(link: Link) -> float:
        is_leg = link.kind is LinkKind.LEG
        return emissions_t_per_t(legs[link.element]) if is_leg else 0.0

    return _per_unit(graph, per_t)


def _per_unit(graph: StateGraph, per_t: Callable[[Link], float]) -> FloatArray:
    layout = graph.layout
    of_links = np.array([per_t(link) for link in layout.links], dtype=np.float64)
    commodities = graph.dataset.commodities
    masses_t = [commodities[c].tonnes_per_unit for c in graph.lane_commodities.tolist()]
    amounts: FloatArray = np.outer(masses_t, of_links[layout.arc_links])
    return amounts


def _without_factors(dataset: Dataset) -> tuple[str, ...]:
    """Return the ids of legs that do not state their emissions."""
    return tuple(leg.leg_id for leg in dataset.legs if leg.emissions_g_per_t_km is None)


def _leg_flows_t(graph: StateGraph, answer: Answer) -> Mapping[str, float]:
    flows_t: dict[str, float] = {}
    dataset = graph.dataset
    commodities = graph.lane_commodities[answer.problem.commodities]
    for path in answer.solution.paths:
        commodity = dataset.commodities[int(commodities[path.release])]
        for arc in path.arcs:
            link = graph.link_of(arc)
            if link.kind is LinkKind.LEG:
                leg_id = dataset.legs[link.element].leg_id
                mass_t = path.quantity * commodity.tonnes_per_unit
                flows_t[leg_id] = flows_t.get(leg_id, 0.0) + mass_t
    return flows_t
