"""What a plan puts on legs and nodes, in gross tonnes over all periods."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from corridor_client import Plan
from corridor_client.choices import StepKind
from corridor_client.plan import PathFlow

from corridor_report.tables import DatasetTables


@dataclass(frozen=True, slots=True)
class Route:
    """Where a path begins and ends, and by which modes it goes.

    Attributes
    ----------
    origin, destination
        ISO 3166 countries.
    modes
        Modes in the order of travel, each named once.
    """

    origin: str
    modes: tuple[str, ...]
    destination: str


def tonnes_per_unit(plan: Plan) -> Mapping[str, float]:
    """Gross tonnes of one unit, by demand."""
    return {demand.demand_id: demand.tonnes_per_unit for demand in plan.demands}


def served_t(plan: Plan) -> float:
    """Gross tonnes that move."""
    return sum(demand.served * demand.tonnes_per_unit for demand in plan.demands)


def unserved_t(plan: Plan) -> float:
    """Gross tonnes that are left."""
    return sum(demand.unserved * demand.tonnes_per_unit for demand in plan.demands)


def leg_flows_t(plan: Plan) -> dict[str, float]:
    """Gross tonnes on every leg that carries something."""
    return _flows_t(plan, StepKind.LEG)


def node_throughputs_t(plan: Plan, tables: DatasetTables) -> dict[str, float]:
    """Gross tonnes that come to a node or leave it by legs, counted where they pass once.

    Of what arrives and what departs it is the larger: cargo that passes counts once.
    """
    arriving: dict[str, float] = defaultdict(float)
    departing: dict[str, float] = defaultdict(float)
    for leg_id, flow_t in leg_flows_t(plan).items():
        leg = tables.legs[leg_id]
        departing[leg["origin_node_id"]] += flow_t
        arriving[leg["destination_node_id"]] += flow_t
    nodes = sorted({*arriving, *departing})
    return {node: max(arriving[node], departing[node]) for node in nodes}


def leg_utilizations(plan: Plan, tables: DatasetTables) -> dict[str, float]:
    """Share of the fullest capacity that a leg takes, 0 to 1; without one it is left out."""
    fullest: dict[str, float] = {}
    for capacity in plan.capacities:
        known = fullest.get(capacity.resource_id, 0.0)
        fullest[capacity.resource_id] = max(known, capacity.utilization)
    shares: dict[str, float] = {}
    for use in tables.uses:
        leg_id, share = use.get("leg_id"), fullest.get(use["resource_id"])
        if leg_id and share is not None:
            shares[leg_id] = max(shares.get(leg_id, 0.0), share)
    return shares


def resource_nodes(tables: DatasetTables) -> dict[str, tuple[str, ...]]:
    """Nodes where a resource is taken by a transfer or by the node itself."""
    nodes: dict[str, set[str]] = defaultdict(set)
    for use in tables.uses:
        if node_id := use.get("node_id"):
            nodes[use["resource_id"]].add(node_id)
        elif transfer_id := use.get("transfer_id"):
            nodes[use["resource_id"]].add(tables.transfers[transfer_id]["node_id"])
    return {resource: tuple(sorted(at)) for resource, at in nodes.items()}


def route_flows_t(plan: Plan, tables: DatasetTables) -> dict[Route, float]:
    """Gross tonnes by where paths begin and end and by which modes they go."""
    tonnes = tonnes_per_unit(plan)
    flows: dict[Route, float] = defaultdict(float)
    for path in plan.paths:
        flows[_route(path, tables)] += path.quantity * tonnes[path.demand_id]
    return dict(sorted(flows.items(), key=lambda item: (-item[1], str(item[0]))))


def departures_t(plan: Plan) -> dict[str, float]:
    """Gross tonnes by the period in which paths begin."""
    tonnes = tonnes_per_unit(plan)
    flows: dict[str, float] = defaultdict(float)
    for path in plan.paths:
        if path.steps:
            period_id = path.steps[0].departure_period_id
            flows[period_id] += path.quantity * tonnes[path.demand_id]
    return dict(flows)


def stocks_t(plan: Plan) -> dict[str, float]:
    """Gross tonnes that stay in store after a period, by that period."""
    tonnes = tonnes_per_unit(plan)
    stocks: dict[str, float] = defaultdict(float)
    for flow in plan.flows:
        if flow.kind in {StepKind.WAIT, StepKind.HOLD}:
            stocks[flow.period_id] += flow.quantity * tonnes[flow.demand_id]
    return dict(stocks)


def _flows_t(plan: Plan, kind: StepKind) -> dict[str, float]:
    tonnes = tonnes_per_unit(plan)
    flows: dict[str, float] = defaultdict(float)
    for flow in plan.flows:
        if flow.kind is kind:
            flows[flow.element_id] += flow.quantity * tonnes[flow.demand_id]
    return dict(flows)


def _route(path: PathFlow, tables: DatasetTables) -> Route:
    demand = tables.demands[path.demand_id]
    legs = [tables.legs[s.element_id] for s in path.steps if s.kind is StepKind.LEG]
    modes = tuple(dict.fromkeys(leg["mode"] for leg in legs))
    return Route(
        tables.nodes[demand["origin_node_id"]]["country_code"],
        modes,
        tables.nodes[demand["destination_node_id"]]["country_code"],
    )
