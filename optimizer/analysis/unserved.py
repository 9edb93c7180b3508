"""Why volume is left unserved."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from scipy import sparse

from optimizer.analysis.ledger import round_money, round_price, times
from optimizer.domain.plan import ResourcePeriod, UnservedReason, UnservedVolume
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.reach import usable_arcs
from optimizer.formulation.shortest_paths import release_paths
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.solution import Solution

_RELATIVE_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class _Finding:
    """Why one release is not served in full.

    Attributes
    ----------
    reason, path_cost
        Why, and the cost of its cheapest path.
    capacity_rows
        Capacities that are named with the reason.
    path_rows
        All capacities that the cheapest path uses.
    """

    reason: UnservedReason
    path_cost: float
    capacity_rows: tuple[int, ...] = ()
    path_rows: tuple[int, ...] = ()


def unserved_volumes(graph: StateGraph, solution: Solution) -> list[UnservedVolume]:
    """Explain what a plan leaves unserved, by demand and reason.

    The cheapest path at no shortage tells: there is none; it costs more than leaving
    the volume unserved; or capacities on it are full, and then their shadow prices add
    up to at least what it would save.
    """
    if not np.any(solution.unserved > 0):
        return []
    findings = _findings(graph, solution)
    grouped: dict[tuple[int, UnservedReason], list[int]] = {}
    for release, finding in sorted(findings.items()):
        key = (graph.releases[release].demand, finding.reason)
        grouped.setdefault(key, []).append(release)
    return [
        _volume(graph, solution, demand, [(r, findings[r]) for r in releases])
        for (demand, _), releases in sorted(grouped.items())
    ]


def _findings(graph: StateGraph, solution: Solution) -> dict[int, _Finding]:
    problem = graph.problem
    # Capacity that is not short costs nothing, or what the runs cost that it takes.
    free = np.where(np.isfinite(problem.extra_prices), problem.extra_prices, 0.0)
    scarcity = np.maximum(solution.capacity_prices - free, 0.0)
    left = np.flatnonzero(solution.unserved > 0)
    findings = {
        release: _finding(graph, scarcity, release, cost, arcs)
        for release, cost, arcs in release_paths(problem, free, left)
    }
    if not solution.is_integer:
        return findings
    return {
        release: _in_whole_numbers(graph, solution, release, finding)
        for release, finding in findings.items()
    }


def _in_whole_numbers(
    graph: StateGraph, solution: Solution, release: int, finding: _Finding
) -> _Finding:
    """Tell what whole numbers keep from moving from what full capacity does."""
    if finding.reason is not UnservedReason.CAPACITY_EXHAUSTED:
        return finding
    problem, sizes = graph.problem, graph.capacity_rows.run_sizes
    room = problem.extra_limits - solution.extras
    could_run = tuple(
        row
        for row in finding.path_rows
        if sizes[row] > 0 and room[row] >= sizes[row] * (1 - _RELATIVE_TOLERANCE)
    )
    demand = graph.dataset.demands[graph.releases[release].demand]
    if could_run or demand.all_or_nothing:
        reason = UnservedReason.WHOLE_NUMBERS
        return _Finding(reason, finding.path_cost, could_run, finding.path_rows)
    return finding


def _finding(
    graph: StateGraph,
    scarcity: FloatArray,
    release: int,
    cost: float,
    arcs: list[int],
) -> _Finding:
    problem = graph.problem
    if not np.isfinite(cost):
        has_path = _is_connected_without_window(graph, release)
        reason = UnservedReason.WINDOW_TOO_SHORT if has_path else UnservedReason.NO_PATH
        return _Finding(reason, cost)
    price = float(problem.unserved_prices[release])
    if cost >= price * (1 - _RELATIVE_TOLERANCE):
        return _Finding(UnservedReason.UNSERVED_PRICE_CHEAPER, cost)
    rows = problem.use_rows(int(problem.commodities[release]), np.array(arcs))
    taken = np.asarray(problem.uses[rows].sum(axis=0)).ravel()
    return _Finding(
        UnservedReason.CAPACITY_EXHAUSTED,
        cost,
        capacity_rows=_dearest(taken * scarcity),
        path_rows=tuple(np.flatnonzero(taken > 0).tolist()),
    )


def _dearest(costs: FloatArray) -> tuple[int, ...]:
    """Rows with a cost above 0, the highest first."""
    rows = np.flatnonzero(costs > 0)
    order = np.lexsort((rows, -costs[rows]))
    return tuple(rows[order].tolist())


def _is_connected_without_window(graph: StateGraph, release: int) -> bool:
    """Whether legs and transfers join the ends of a release, time apart."""
    problem, places = graph.problem, len(graph.layout.places)
    commodity = int(problem.commodities[release])
    tails = np.array([link.tail for link in graph.layout.links])
    heads = np.array([link.head for link in graph.layout.links])
    closed = np.full(len(graph.layout.links), np.inf)
    np.minimum.at(closed, graph.layout.arc_links, problem.costs[commodity])
    # A link that arrives past the horizon has no arc, but it is a connection.
    has_no_arc = ~np.isin(np.arange(len(graph.layout.links)), graph.layout.arc_links)
    static = FlowProblem(
        state_count=places,
        tails=tails,
        heads=heads,
        costs=np.where(has_no_arc, 0.0, closed)[np.newaxis],
        uses=sparse.csr_array((len(graph.layout.links), 0)),
        capacities=np.zeros(0),
        commodities=np.zeros(1, dtype=np.int64),
        sources=problem.sources[[release]] % places,
        sinks=problem.sinks[[release]] % places,
        volumes=np.ones(1),
        unserved_prices=np.ones(1),
    )
    return bool(len(usable_arcs(static)[0]))


def _volume(
    graph: StateGraph,
    solution: Solution,
    demand_index: int,
    findings: list[tuple[int, _Finding]],
) -> UnservedVolume:
    demand = graph.dataset.demands[demand_index]
    quantity = sum(float(solution.unserved[release]) for release, _ in findings)
    rows = list(dict.fromkeys(row for _, f in findings for row in f.capacity_rows))
    cost = min(finding.path_cost for _, finding in findings)
    unit = demand.unserved_price_per_unit
    return UnservedVolume(
        demand_id=demand.demand_id,
        quantity=quantity,
        cost=round_money(times(quantity, unit or Decimal(0))),
        reason=findings[0][1].reason,
        cheapest_path_cost_per_unit=round_price(cost) if np.isfinite(cost) else None,
        exhausted=tuple(resource_period(graph, row) for row in rows),
    )


def resource_period(graph: StateGraph, row: int) -> ResourcePeriod:
    """Name the capacity of a row."""
    rows = graph.capacity_rows
    resource = graph.dataset.resources[int(rows.resources[row])]
    return ResourcePeriod(
        resource_id=resource.resource_id,
        period_id=graph.layout.timetable.period_ids[int(rows.periods[row])],
    )
