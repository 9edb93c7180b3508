"""Putting a certified plan together from what the solver found."""

import math
from decimal import Decimal

import numpy as np

from optimizer.analysis.bottlenecks import bottlenecks, capacity_uses
from optimizer.analysis.certificate import (
    capacity_violation,
    certify,
    decision_violation,
    demand_violation,
    dual_bound,
    require_proof,
    resource_loads,
)
from optimizer.analysis.itineraries import (
    Itinerary,
    Passage,
    itinerary_of,
    passages_of,
)
from optimizer.analysis.ledger import (
    Ledger,
    cost_per_unit,
    round_money,
    round_price,
    times,
    write_ledger,
)
from optimizer.analysis.repricing import Repricer
from optimizer.analysis.unserved import resource_period, unserved_volumes
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import CostShare, DemandResult, ElementFlow, PathFlow, Plan
from optimizer.formulation.shortest_paths import release_paths
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.solution import Solution


def assemble_plan(
    graph: StateGraph, solution: Solution, gap_asked: float = 0.0
) -> Plan:
    """Name, price, explain and certify an answer.

    Parameters
    ----------
    graph
        What was solved.
    solution
        The answer.
    gap_asked
        Relative gap that the caller allows.

    Raises
    ------
    ResultNotCertifiedError
        When the answer cannot be proven.
    """
    dataset = graph.dataset
    repricer = Repricer(dataset)
    itineraries = [itinerary_of(graph, path) for path in solution.paths]
    unserved = _unserved_by_demand(graph, solution)
    runs = _runs(graph, solution)
    passages = passages_of(itineraries)
    ledger = write_ledger(dataset, repricer, passages, unserved, runs)
    loads = resource_loads(dataset, itineraries)
    uses = capacity_uses(graph, solution, loads)
    violation = capacity_violation(dataset, loads, runs)
    if solution.is_integer:
        decided = decision_violation(dataset, loads, runs, unserved)
        violation = max(violation, decided)
    certificate = certify(
        ledger.total,
        solution.objective,
        dual_bound(graph.problem, solution.proof_prices),
        capacity_violation=violation,
        demand_violation=demand_violation(dataset, itineraries, unserved),
    )
    is_exact = solution.limit is None and not solution.is_integer
    require_proof(certificate, gap_asked if is_exact else math.inf)
    return Plan(
        dataset_id=dataset.header.dataset_id,
        dataset_digest=dataset.digest(),
        currency_code=dataset.header.currency_code,
        total_cost=round_money(ledger.total),
        cost_by_component=ledger.shares(lambda component, _: component),
        cost_by_carrier=ledger.shares(lambda _, carrier_id: carrier_id),
        cost_by_country=_by_country(dataset, ledger),
        paths=_path_flows(repricer, itineraries),
        flows=_element_flows(repricer, passages),
        demands=_demand_results(graph, solution, unserved),
        unserved=tuple(unserved_volumes(graph, solution)),
        capacities=tuple(uses),
        bottlenecks=tuple(bottlenecks(uses)),
        certificate=certificate,
    )


def _runs(graph: StateGraph, solution: Solution) -> dict[tuple[str, str], float]:
    """Return the runs by resource and period, where capacity comes in runs."""
    rows = graph.capacity_rows
    runs = {}
    for row in np.flatnonzero(rows.run_sizes > 0).tolist():
        where = resource_period(graph, row)
        count = float(solution.extras[row] / rows.run_sizes[row])
        runs[where.resource_id, where.period_id] = count
    return runs


def _unserved_by_demand(graph: StateGraph, solution: Solution) -> dict[str, float]:
    unserved: dict[str, float] = {}
    for release, quantity in zip(
        graph.releases, solution.unserved.tolist(), strict=True
    ):
        demand_id = graph.dataset.demands[release.demand].demand_id
        unserved[demand_id] = unserved.get(demand_id, 0.0) + quantity
    return unserved


def _by_country(dataset: Dataset, ledger: Ledger) -> tuple[CostShare, ...]:
    countries = {c.carrier_id: c.country_code for c in dataset.carriers}
    return ledger.shares(lambda _, carrier_id: countries.get(carrier_id, ""))


def _path_flows(
    repricer: Repricer, itineraries: list[Itinerary]
) -> tuple[PathFlow, ...]:
    flows = [
        PathFlow(
            demand_id=itinerary.demand.demand_id,
            quantity=itinerary.quantity,
            cost_per_unit=round_price(cost_per_unit(repricer, itinerary)),
            transit_days=itinerary.transit_days,
            distance_km=itinerary.distance_km,
            steps=itinerary.steps,
        )
        for itinerary in itineraries
    ]
    return tuple(sorted(flows, key=lambda f: (f.demand_id, -f.quantity)))


def _element_flows(
    repricer: Repricer, passages: list[Passage]
) -> tuple[ElementFlow, ...]:
    flows = []
    for passage in passages:
        lines = repricer.lines(passage.step, passage.commodity)
        unit = sum((line.amount for line in lines), start=Decimal(0))
        flows.append(
            ElementFlow(
                kind=passage.step.kind,
                element_id=passage.step.element_id,
                demand_id=passage.demand.demand_id,
                period_id=passage.step.departure_period_id,
                quantity=passage.quantity,
                cost=round_money(times(passage.quantity, unit)),
            )
        )
    return tuple(flows)


def _demand_results(
    graph: StateGraph, solution: Solution, unserved: dict[str, float]
) -> tuple[DemandResult, ...]:
    margins = _marginal_costs(graph, solution)
    commodities = {c.commodity_id: c for c in graph.dataset.commodities}
    return tuple(
        DemandResult(
            demand_id=demand.demand_id,
            commodity_id=demand.commodity_id,
            quantity_unit=commodities[demand.commodity_id].quantity_unit,
            tonnes_per_unit=commodities[demand.commodity_id].tonnes_per_unit,
            served=max(demand.volume - unserved[demand.demand_id], 0.0),
            unserved=unserved[demand.demand_id],
            marginal_cost_per_unit=round_price(margins[index]),
        )
        for index, demand in enumerate(graph.dataset.demands)
    )


def _marginal_costs(graph: StateGraph, solution: Solution) -> list[float]:
    """Return what one more unit of each demand costs, averaged over its releases."""
    problem = graph.problem
    totals = np.zeros(len(graph.dataset.demands))
    volumes = np.zeros(len(graph.dataset.demands))
    for release, distance, _ in release_paths(problem, solution.capacity_prices):
        unit = min(distance, float(problem.unserved_prices[release]))
        demand = graph.releases[release].demand
        totals[demand] += unit * problem.volumes[release]
        volumes[demand] += problem.volumes[release]
    margins: list[float] = (totals / volumes).tolist()
    return margins
