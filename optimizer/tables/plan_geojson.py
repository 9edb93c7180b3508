"""Legs and nodes of a plan for maps: GeoJSON as RFC 7946 has it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg, Node
from optimizer.domain.plan import CapacityUse, Plan
from optimizer.tables.great_circles import Position, great_circle
from optimizer.tables.plan_loads import (
    Place,
    capacities_of_places,
    leg_loads_t,
    scarcest,
)

_DIGITS = 5
"""Of degrees: about a meter."""


def to_geojson(dataset: Dataset, plan: Plan) -> bytes:
    """Write a feature for each leg and each node that has coordinates.

    Legs follow great circles and are cut where they cross the antimeridian. Legs without
    coordinates at both ends are left out and named in ``without_coordinates``.
    """
    nodes = {node.node_id: node for node in dataset.nodes}
    loads = leg_loads_t(plan)
    capacities = capacities_of_places(dataset, plan)
    scarce = {place: scarcest(uses) for place, uses in capacities.items()}
    features = [
        *_legs(dataset, nodes, loads, scarce),
        *_nodes(dataset, loads, scarce),
    ]
    document = {
        "type": "FeatureCollection",
        "name": dataset.header.dataset_id,
        "dataset_digest": plan.dataset_digest,
        "currency_code": plan.currency_code,
        "without_coordinates": [
            leg.leg_id for leg in dataset.legs if _ends_of(leg, nodes) is None
        ],
        "features": features,
    }
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


def _legs(
    dataset: Dataset,
    nodes: Mapping[str, Node],
    loads: Mapping[tuple[str, str], float],
    scarce: Mapping[Place, CapacityUse | None],
) -> Iterator[dict[str, object]]:
    totals: dict[str, float] = defaultdict(float)
    by_period: dict[str, dict[str, float]] = defaultdict(dict)
    for (leg_id, period_id), load_t in sorted(loads.items()):
        totals[leg_id] += load_t
        by_period[leg_id][period_id] = load_t
    for leg in dataset.legs:
        ends = _ends_of(leg, nodes)
        if ends is None:
            continue
        properties = {
            "kind": "leg",
            "leg_id": leg.leg_id,
            "origin_node_id": leg.origin_node_id,
            "destination_node_id": leg.destination_node_id,
            "mode": str(leg.mode),
            "carrier_id": leg.carrier_id,
            "distance_km": leg.distance_km,
            "load_t": totals.get(leg.leg_id, 0.0),
            "load_t_by_period": by_period.get(leg.leg_id, {}),
            **_members_of(scarce.get(("leg", leg.leg_id))),
        }
        yield _feature(_line(great_circle(*ends)), properties)


def _nodes(
    dataset: Dataset,
    loads: Mapping[tuple[str, str], float],
    scarce: Mapping[Place, CapacityUse | None],
) -> Iterator[dict[str, object]]:
    legs = {leg.leg_id: leg for leg in dataset.legs}
    arriving: dict[str, float] = defaultdict(float)
    departing: dict[str, float] = defaultdict(float)
    for (leg_id, _), load_t in sorted(loads.items()):
        departing[legs[leg_id].origin_node_id] += load_t
        arriving[legs[leg_id].destination_node_id] += load_t
    for node in dataset.nodes:
        position = _position_of(node)
        if position is not None:
            properties = {
                "kind": "node",
                "node_id": node.node_id,
                "name": node.name,
                "country_code": node.country_code,
                "unlocode": node.unlocode,
                "arriving_t": arriving.get(node.node_id, 0.0),
                "departing_t": departing.get(node.node_id, 0.0),
                **_members_of(scarce.get(("node", node.node_id))),
            }
            geometry = {"type": "Point", "coordinates": _rounded(position)}
            yield _feature(geometry, properties)


def _members_of(use: CapacityUse | None) -> dict[str, object]:
    return {
        "utilization": None if use is None else use.utilization,
        "shadow_price": None if use is None else str(use.shadow_price),
        "scarcest_resource_id": None if use is None else use.resource_id,
        "scarcest_period_id": None if use is None else use.period_id,
        "measure": None if use is None else str(use.measure),
    }


def _feature(
    geometry: Mapping[str, object], properties: Mapping[str, object]
) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _line(lines: Sequence[Sequence[Position]]) -> dict[str, object]:
    rounded = [[_rounded(position) for position in line] for line in lines]
    if len(rounded) == 1:
        return {"type": "LineString", "coordinates": rounded[0]}
    return {"type": "MultiLineString", "coordinates": rounded}


def _rounded(position: Position) -> list[float]:
    return [round(degrees, _DIGITS) for degrees in position]


def _ends_of(leg: Leg, nodes: Mapping[str, Node]) -> tuple[Position, Position] | None:
    start = _position_of(nodes[leg.origin_node_id])
    end = _position_of(nodes[leg.destination_node_id])
    return None if start is None or end is None else (start, end)


def _position_of(node: Node) -> Position | None:
    if node.longitude is None or node.latitude is None:
        return None
    return node.longitude, node.latitude
