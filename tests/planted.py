"""Networks whose least cost is known because it was planted.

Costs and prices of the capacities are drawn; each demand then flows along a path that is
shortest at those prices, and a capacity with a price is made exactly as large as its
load. By complementary slackness the flows cost least and the prices are optimal, so the
optimum is known from arithmetic alone: nothing here uses the optimizer's own graph,
shortest paths or solver.
"""

import heapq
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from networks import PERIOD_DAYS, Network

from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Mode
from optimizer.domain.resources import Measure
from optimizer.domain.tariffs import ChargeKind

CONTENTS = {
    "grain": {Measure.TONNE: 1.0, Measure.TEU: 0.0, Measure.WAGON: 0.25},
    "boxes": {Measure.TONNE: 8.0, Measure.TEU: 1.0, Measure.WAGON: 0.5},
}
"""What one unit of each commodity holds."""


@dataclass(frozen=True)
class Planted:
    """A dataset with its optimum.

    Attributes
    ----------
    dataset
        What to plan.
    total_cost
        The least cost.
    served
        Least and most that an optimal plan serves of each demand.
    """

    dataset: Dataset
    total_cost: Decimal
    served: dict[str, tuple[float, float]]


@dataclass
class _Arc:
    """An arc of the test's own time expansion."""

    tail: tuple
    head: tuple
    cost: dict[str, int]
    uses: dict[tuple[str, int], dict[str, float]]


def planted(seed):
    """Draw a network, its prices and its flows."""
    rng = np.random.default_rng(seed)
    periods = int(rng.integers(1, 4))
    network = Network(period_count=periods)
    node_ids = [f"n{i}" for i in range(int(rng.integers(4, 7)))]
    network.nodes(*node_ids)
    network.commodity("grain", wagons_per_unit=0.25)
    network.commodity(
        "boxes",
        quantity_unit=QuantityUnit.TEU,
        tonnes_per_unit=8.0,
        teu_per_unit=1.0,
        wagons_per_unit=0.5,
    )
    elements = _draw_elements(rng, network, node_ids, periods)
    resources = _draw_resources(rng, elements)
    arcs = _expand(rng, network, elements, resources, node_ids, periods)
    prices = {
        (resource_id, period): int(rng.integers(1, 8)) * int(rng.integers(0, 2))
        for resource_id in resources
        for period in range(periods)
    }
    loads, cost, served = _plant_flows(rng, network, arcs, prices, node_ids, periods)
    for resource_id, (measure, uses) in resources.items():
        network.resource(resource_id, 0, *uses, measure=measure)
        for period in range(periods):
            key = (resource_id, period)
            slack = 0 if prices[key] else int(rng.integers(0, 50))
            network.capacity(resource_id, period, loads[key] + slack)
    return Planted(network.dataset(), cost, served)


def _draw_elements(rng, network, node_ids, periods):
    """Legs of two modes between random nodes, and transfers where they meet."""
    elements = {}
    for _ in range(3 * len(node_ids)):
        tail, head = rng.choice(node_ids, size=2, replace=False)
        mode = Mode.RAIL if rng.random() < 0.6 else Mode.FERRY
        leg_id = f"{tail}-{head}-{mode.lower()}"
        if leg_id in elements:
            continue
        lag = int(rng.integers(0, 2)) if periods > 1 else 0
        network.leg(
            leg_id, tail, head, mode=mode, transit_days=float(lag * PERIOD_DAYS)
        )
        elements[leg_id] = ("leg_id", (tail, mode), (head, mode), lag)
    for node_id in node_ids:
        for arriving, departing in (
            (Mode.RAIL, Mode.FERRY),
            (Mode.FERRY, Mode.RAIL),
        ):
            if rng.random() < 0.7:
                transfer_id = f"{node_id}-{arriving.lower()}-{departing.lower()}"
                network.transfer(transfer_id, node_id, arriving, departing)
                ends = ((node_id, arriving), (node_id, departing))
                elements[transfer_id] = ("transfer_id", *ends, 0)
    return elements


def _draw_resources(rng, elements):
    """Capacities in several measures, shared by one to three legs or transfers."""
    resources = {}
    for number in range(int(rng.integers(2, 6))):
        chosen = rng.choice(list(elements), size=int(rng.integers(1, 4)), replace=False)
        measure = list(Measure)[int(rng.integers(0, 5))]
        per_measure = measure
        if measure in (Measure.TRAIN, Measure.VOYAGE):
            per_measure = Measure.WAGON
        uses = [
            {
                elements[e][0]: str(e),
                "use_factor": float(rng.choice([0.5, 1.0, 2.0])),
                "per_measure": per_measure,
            }
            for e in chosen
        ]
        resources[f"r{number}"] = (measure, uses)
    return resources


def _expand(rng, network, elements, resources, node_ids, periods):
    """The test's own state graph, with the rates written into the network."""
    arcs = []
    for element_id, (column, tail, head, lag) in elements.items():
        cost = {name: int(rng.integers(1, 40)) for name in CONTENTS}
        kind = ChargeKind.FREIGHT if column == "leg_id" else ChargeKind.HANDLING
        for name, amount in cost.items():
            network.rate(kind, amount, tariff_class=name, **{column: element_id})
        taken = _taken(resources, column, element_id)
        for period in range(periods - lag):
            uses = {(resource_id, period): t for resource_id, t in taken.items()}
            arcs.append(_Arc((*tail, period), (*head, period + lag), cost, uses))
    for node_id in node_ids:
        if rng.random() < 0.5:
            rate = int(rng.integers(0, 3))
            network.storage(node_id, rate)
            for period in range(periods - 1):
                for mode in (Mode.RAIL, Mode.FERRY):
                    cost = dict.fromkeys(CONTENTS, rate * PERIOD_DAYS)
                    ends = ((node_id, mode, period), (node_id, mode, period + 1))
                    arcs.append(_Arc(*ends, cost, {}))
    return arcs


def _taken(resources, column, element_id):
    """What a unit of each commodity takes of each resource on a leg or transfer."""
    return {
        resource_id: {
            name: row["use_factor"] * content[row["per_measure"]]
            for name, content in CONTENTS.items()
        }
        for resource_id, (_, rows) in resources.items()
        for row in rows
        if row.get(column) == element_id
    }


def _plant_flows(rng, network, arcs, prices, node_ids, periods):
    loads = defaultdict(float)
    cost = Decimal(0)
    served = {}
    for number in range(int(rng.integers(2, 7))):
        commodity = str(rng.choice(list(CONTENTS)))
        tail, head = (str(n) for n in rng.choice(node_ids, size=2, replace=False))
        path, length = _shortest(arcs, prices, commodity, (tail, head), periods)
        volume = int(rng.integers(1, 100))
        price = _price_near(rng, length)
        demand_id = f"d{number}"
        network.demand(demand_id, tail, head, volume, price, commodity_id=commodity)
        if price > length:
            quantity = volume
        else:
            quantity = int(rng.integers(0, volume + 1)) if price == length else 0
        for arc in path if quantity else ():
            cost += quantity * arc.cost[commodity]
            for key, per_unit in arc.uses.items():
                loads[key] += quantity * per_unit[commodity]
        cost += (volume - quantity) * price
        bounds = (volume, volume) if price > length else (0, volume)
        served[demand_id] = (0, 0) if price < length else bounds
    return loads, cost, served


def _price_near(rng, length):
    """A price above, at or below the length, so that all cases occur."""
    if length == np.inf:
        return int(rng.integers(1, 100))
    length = round(length)
    above = length + int(rng.integers(1, 100))
    below = max(length - int(rng.integers(1, 10)), 0)
    return [above, above, length, below][int(rng.integers(0, 4))]


def _shortest(arcs, prices, commodity, ends, periods):
    """A shortest path from an origin, held there for free, to a destination."""
    tail, head = ends
    onward = defaultdict(list)
    for arc in arcs:
        scarcity = sum(
            prices[key] * per_unit[commodity] for key, per_unit in arc.uses.items()
        )
        onward[arc.tail].append((arc.cost[commodity] + scarcity, arc))
    starts = [
        (tail, mode, p) for mode in (Mode.RAIL, Mode.FERRY) for p in range(periods)
    ]
    best = dict.fromkeys(starts, 0.0)
    before = {}
    queue = [(0.0, state) for state in starts]
    heapq.heapify(queue)
    while queue:
        length, state = heapq.heappop(queue)
        if length > best[state]:
            continue
        for price, arc in onward[state]:
            if length + price < best.get(arc.head, np.inf):
                best[arc.head] = length + price
                before[arc.head] = arc
                heapq.heappush(queue, (length + price, arc.head))
    arrivals = [(length, state) for state, length in best.items() if state[0] == head]
    if not arrivals:
        return [], np.inf
    length, state = min(arrivals)
    path = []
    while state in before:
        path.append(before[state])
        state = before[state].tail
    return path[::-1], length
