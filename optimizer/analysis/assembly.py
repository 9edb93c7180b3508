"""Putting a certified plan together from what the solver found."""

import math

import numpy as np

from optimizer.analysis.books import Books
from optimizer.analysis.bottlenecks import bottlenecks, capacity_uses
from optimizer.analysis.certificate import (
    capacity_violation,
    certify,
    decision_violation,
    demand_violation,
    dual_bound,
    require_proof,
)
from optimizer.analysis.emissions import emissions_t
from optimizer.analysis.itineraries import Itinerary, itineraries_of
from optimizer.analysis.ledger import Ledger, round_money, round_price, write_ledger
from optimizer.analysis.unserved import resource_period, unserved_volumes
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import CostShare, DemandResult, PathFlow, Plan
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.pricing import Pricer
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.solution import Solution


def assemble_plan(
    graph: StateGraph,
    solution: Solution,
    books: Books,
    gap_asked: float = 0.0,
) -> Plan:
    """Name, price, explain and certify an answer.

    Parameters
    ----------
    graph
        What was solved.
    solution
        The answer.
    books
        Where its journeys are named, priced and loaded anew.
    gap_asked
        Relative gap that the caller allows.

    Raises
    ------
    ResultNotCertifiedError
        When the answer cannot be proven.
    """
    dataset = graph.dataset
    pricer = Pricer(graph.problem)
    itineraries = itineraries_of(graph, solution, books.journeys, books.repricer)
    unserved = _unserved_by_demand(graph, solution)
    runs = _runs(graph, solution)
    ledger = write_ledger(dataset, itineraries, unserved, runs)
    loads = books.load_book.loads(itineraries)
    uses = capacity_uses(graph, solution, loads)
    violation = capacity_violation(dataset, loads, runs)
    if solution.is_integer:
        decided = decision_violation(dataset, loads, runs, unserved)
        violation = max(violation, decided)
    certificate = certify(
        ledger.total,
        solution.objective,
        dual_bound(pricer, solution.proof_prices),
        capacity_violation=violation,
        demand_violation=demand_violation(dataset, itineraries, unserved),
    )
    flows = books.flow_book.flows(itineraries)
    is_exact = solution.limit is None and not solution.is_integer
    require_proof(certificate, gap_asked if is_exact else math.inf)
    return Plan(
        dataset_id=dataset.header.dataset_id,
        dataset_digest=books.dataset_digest,
        regime_id=books.regime_id,
        currency_code=dataset.header.currency_code,
        total_cost=round_money(ledger.total),
        cost_by_component=ledger.shares(lambda component, _: component),
        cost_by_carrier=ledger.shares(lambda _, carrier_id: carrier_id),
        cost_by_country=_by_country(dataset, ledger),
        emissions_t=emissions_t(dataset, flows),
        paths=_path_flows(itineraries),
        flows=flows,
        demands=_demand_results(graph, solution, pricer, unserved),
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


def _path_flows(itineraries: list[Itinerary]) -> tuple[PathFlow, ...]:
    flows = [
        PathFlow(
            demand_id=itinerary.demand.demand_id,
            quantity=itinerary.quantity,
            cost_per_unit=round_price(itinerary.price.amount),
            transit_days=itinerary.journey.transit_days,
            distance_km=itinerary.journey.distance_km,
            steps=itinerary.journey.steps,
        )
        for itinerary in itineraries
    ]
    return tuple(sorted(flows, key=lambda f: (f.demand_id, -f.quantity)))


def _demand_results(
    graph: StateGraph,
    solution: Solution,
    pricer: Pricer,
    unserved: dict[str, float],
) -> tuple[DemandResult, ...]:
    margins = _marginal_costs(graph, pricer.distances(solution.capacity_prices))
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


def _marginal_costs(graph: StateGraph, distances: FloatArray) -> list[float]:
    """Return what one more unit of each demand costs, averaged over its releases."""
    problem = graph.problem
    units = np.minimum(distances, problem.unserved_prices)
    demands = [release.demand for release in graph.releases]
    count = len(graph.dataset.demands)
    totals = np.bincount(demands, weights=units * problem.volumes, minlength=count)
    volumes = np.bincount(demands, weights=problem.volumes, minlength=count)
    margins: list[float] = (totals / volumes).tolist()
    return margins
