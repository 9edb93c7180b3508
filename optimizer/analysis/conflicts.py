r"""Why no plan serves all that must be served, and the least that would change it.

The least volume that must be let go is itself a flow problem: leaving a unit unserved
costs its tonnes, moving it costs nothing. Its prices :math:`\lambda` of the capacities
prove the conflict: every way of every demand with :math:`d_k(\lambda) > 0` takes scarce
capacity, and together these demands need more than there is [1]_.

References
----------
.. [1] Gleeson, J. & Ryan, J. (1990). Identifying minimally infeasible subsystems of
       inequalities. *ORSA Journal on Computing* 2(1), 61-63.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np

from optimizer.analysis.unserved import resource_period
from optimizer.domain.plan_result import CapacityRelief, Conflict, DemandRelief
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.pricing import Pricer
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.path_flow_solve import solve_path_flow
from optimizer.solve.solution import Outcome, Solution

_LEAST_SHARE = 1e-9
"""Relief below this share of a volume or capacity is the solver's noise."""


def find_conflict(graph: StateGraph, time_limit: timedelta) -> Conflict | None:
    """Find the demands and capacities that cannot all hold, and the least relief.

    Parameters
    ----------
    graph
        A dataset that no plan serves in full.
    time_limit
        Most time for each of the two programs.

    Returns
    -------
    Conflict | None
        None when time ran out.
    """
    required = _required_only(graph.problem)
    mass = np.array([c.tonnes_per_unit for c in graph.dataset.commodities])
    tonnes = mass[graph.lane_commodities[required.commodities]]
    freed = _solve(replace(required, unserved_prices=tonnes), time_limit)
    if not isinstance(freed, Solution):
        return None
    # Overloads are weighed against the capacity, or against one unit where it is less.
    shares = 1.0 / np.maximum(required.capacities, 1.0)
    widened = _solve(replace(required, extra_prices=shares), time_limit)
    releases = np.flatnonzero(np.isinf(graph.problem.unserved_prices))
    demands = [graph.releases[r].demand for r in releases.tolist()]
    involved, prices = _proof(required, freed)
    return Conflict(
        demand_ids=_demand_ids(graph, (demands[k] for k in involved)),
        capacities=tuple(
            resource_period(graph, row) for row in np.flatnonzero(prices > 0).tolist()
        ),
        demand_relief=_demand_relief(graph, demands, freed),
        capacity_relief=(
            _capacity_relief(graph, widened) if isinstance(widened, Solution) else ()
        ),
        detail=_detail(required, prices, involved),
    )


def _solve(problem: FlowProblem, time_limit: timedelta) -> Outcome:
    return solve_path_flow(problem, time_limit=time_limit, relative_gap=1e-9).outcome


def _required_only(problem: FlowProblem) -> FlowProblem:
    """Keep the releases that must be served, and let movement cost nothing."""
    required = np.isinf(problem.unserved_prices)
    return replace(
        problem.without_costs(),
        commodities=problem.commodities[required],
        sources=problem.sources[required],
        sinks=problem.sinks[required],
        volumes=problem.volumes[required],
        unserved_prices=problem.unserved_prices[required],
    )


def _proof(problem: FlowProblem, freed: Solution) -> tuple[list[int], FloatArray]:
    """Releases that take priced capacity whichever way they go, and the prices."""
    prices = np.where(freed.capacity_prices > _LEAST_SHARE, freed.capacity_prices, 0.0)
    distances = Pricer(problem).distances(prices)
    return np.flatnonzero(distances > _LEAST_SHARE).tolist(), prices


def _detail(problem: FlowProblem, prices: FloatArray, involved: list[int]) -> str:
    distances = Pricer(problem).distances(prices)
    if np.any(np.isinf(distances[involved])):
        return "some demands that must be served have no path within their window"
    needed = float(distances[involved] @ problem.volumes[involved])
    offered = float(problem.capacities @ prices)
    if offered <= 0:
        return "whichever way these demands go, they take capacities that are closed"
    return (
        f"whichever way these demands go, they take at least {needed / offered:.2f} "
        "times what these capacities offer, weighed by their scarcity"
    )


def _demand_ids(graph: StateGraph, demands: Iterator[int]) -> tuple[str, ...]:
    return tuple(graph.dataset.demands[d].demand_id for d in sorted(set(demands)))


def _demand_relief(
    graph: StateGraph, demands: list[int], freed: Solution
) -> tuple[DemandRelief, ...]:
    relief: dict[int, float] = {}
    for demand, quantity in zip(demands, freed.unserved.tolist(), strict=True):
        relief[demand] = relief.get(demand, 0.0) + quantity
    found = ((graph.dataset.demands[d], q) for d, q in sorted(relief.items()))
    units = {c.commodity_id: c.quantity_unit for c in graph.dataset.commodities}
    return tuple(
        DemandRelief(
            demand_id=demand.demand_id,
            quantity=quantity,
            quantity_unit=units[demand.commodity_id],
        )
        for demand, quantity in found
        if quantity > _LEAST_SHARE * demand.volume
    )


def _capacity_relief(
    graph: StateGraph, widened: Solution
) -> tuple[CapacityRelief, ...]:
    relief = []
    for row, extra in enumerate(widened.extras.tolist()):
        capacity = float(graph.problem.capacities[row])
        if extra > _LEAST_SHARE * max(1.0, capacity):
            where = resource_period(graph, row)
            resource = graph.dataset.resources[int(graph.capacity_rows.resources[row])]
            relief.append(
                CapacityRelief(
                    resource_id=where.resource_id,
                    period_id=where.period_id,
                    measure=resource.measure,
                    capacity=capacity,
                    extra=extra,
                )
            )
    return tuple(relief)
