"""Random small networks under tariffs that charge by the haul, and all their ways."""

import random
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from networks import FIRST_DAY, Network

from optimizer.domain.dataset import Dataset
from optimizer.domain.hauls import ChargeObject, HaulRate, TariffScope
from optimizer.domain.network import Leg, Mode
from optimizer.domain.tariffs import Tariff, TariffBasis
from optimizer.tariff.consignments import one_vehicle
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.receipts import Unpriced

UNSERVED_PRICE = 5_000


@dataclass(frozen=True)
class HaulNetwork:
    """A dataset with what is known of it beforehand.

    Attributes
    ----------
    dataset
        The rows.
    tariff_of
        Tariff that charges for each leg by the haul, by leg id; legs of none are left
        out.
    rates
        Money per unit on each of those, by leg id.
    handling
        Money per unit for changing mode, by node and the two modes.
    """

    dataset: Dataset
    tariff_of: dict[str, str]
    rates: dict[str, int]
    handling: dict[tuple[str, Mode, Mode], int]


def random_network(seed, *, period_count=1, capacity=None):
    """Some nodes joined by rail and ferry, with belts that rise and fall at random."""
    draw = random.Random(seed)  # noqa: S311 - test networks, not secrets
    network = Network(period_count=period_count)
    nodes = [f"n{i}" for i in range(draw.randint(4, 6))]
    network.nodes(*nodes)
    for commodity_id in ("ore", "oil"):
        value = Decimal(draw.randint(0, 3))
        network.commodity(
            commodity_id, wagons_per_unit=0.02, time_value_per_unit_day=value
        )
    tariff_of, rates = _legs(draw, network, nodes)
    for tariff_id in sorted(set(tariff_of.values())):
        _tariff(draw, network, tariff_id, nodes, tariff_of)
    handling = _transfers(draw, network, nodes)
    for index in range(draw.randint(1, 3)):
        origin, destination = draw.sample(nodes, 2)
        network.demand(
            f"d{index}",
            origin,
            destination,
            draw.randint(1, 50),
            price=UNSERVED_PRICE,
            commodity_id=draw.choice(["ore", "oil"]),
        )
    if capacity is not None:
        for leg in [row for row in network.rows if isinstance(row, Leg)]:
            network.resource(leg.leg_id, capacity, leg.leg_id)
    return HaulNetwork(network.dataset(), tariff_of, rates, handling)


def _legs(draw, network, nodes):
    tariff_of, rates = {}, {}
    for index in range(draw.randint(6, 10)):
        leg_id, (tail, head) = f"leg{index}", draw.sample(nodes, 2)
        tariff_id = draw.choice(["first", "first", "second", None])
        rate = draw.randint(20, 400) if tariff_id is None else None
        network.leg(
            leg_id,
            tail,
            head,
            rate,
            mode=draw.choice([Mode.RAIL, Mode.RAIL, Mode.FERRY]),
            distance_km=float(draw.randint(20, 150)),
            transit_days=float(draw.randint(0, 3)),
        )
        if tariff_id is None:
            rates[leg_id] = rate
        else:
            tariff_of[leg_id] = tariff_id
    return tariff_of, rates


def _tariff(draw, network, tariff_id, nodes, tariff_of):
    """Belts at random; some ends have a price of their own."""
    basis = draw.choice([TariffBasis.HAUL, TariffBasis.HAUL, TariffBasis.MARGINAL_HAUL])
    network.add(
        Tariff(
            tariff_id=tariff_id,
            name=tariff_id,
            carrier_id="carrier",
            currency_code="USD",
            basis=basis,
        )
    )
    for leg_id in sorted(leg for leg, t in tariff_of.items() if t == tariff_id):
        network.add(
            TariffScope(
                scope_id=f"{tariff_id}-{leg_id}", tariff_id=tariff_id, leg_id=leg_id
            )
        )
    charged = draw.choice([ChargeObject.TONNE, ChargeObject.WAGON])
    borders = [0.0, *sorted(map(float, draw.sample(range(30, 400), 3))), None]
    for number, (above, to) in enumerate(pairwise(borders)):
        belt = {"charge_object": charged, "above_km": above, "to_km": to}
        _rate(draw, network, tariff_id, f"belt{number}", **belt)
    gates = {tuple(draw.sample(nodes, 2)) for _ in range(draw.randint(0, 2))}
    for number, (entry, exit_) in enumerate(sorted(gates)):
        if basis is TariffBasis.HAUL:
            ends = {"entry_node_id": entry, "exit_node_id": exit_}
            ends["charge_object"] = ChargeObject.TONNE
            _rate(draw, network, tariff_id, f"gate{number}-{entry}-{exit_}", **ends)


def _rate(draw, network, tariff_id, name, **fields):
    network.add(
        HaulRate(
            haul_rate_id=f"{tariff_id}-{name}",
            tariff_id=tariff_id,
            fixed=Decimal(draw.randint(0, 200)),
            per_km=Decimal(draw.randint(0, 4)) / 2,
            **fields,
        )
    )


def _transfers(draw, network, nodes):
    handling = {}
    for node in nodes:
        for ends in ((Mode.RAIL, Mode.FERRY), (Mode.FERRY, Mode.RAIL)):
            if draw.random() < 0.7:
                rate = handling[node, *ends] = draw.randint(1, 30)
                network.transfer(f"{node}-{ends[0]}", node, *ends, rate)
    return handling


def least_cost(network, shares=None):
    """What it costs at least to serve every demand by itself, from all its ways.

    Parameters
    ----------
    network
        Demands and tariffs.
    shares
        Share of its charges that each tariff takes off, by demand and tariff; those
        that take off nothing may be left out.
    """
    book = HaulBook(network.dataset)
    commodities = {c.commodity_id: c for c in network.dataset.commodities}
    total = Decimal(0)
    for demand in network.dataset.demands:
        commodity = commodities[demand.commodity_id]
        costs = [
            way_cost(
                network, book, commodity, way, (shares or {}).get(demand.demand_id)
            )
            for way in ways(network.dataset, demand)
        ]
        known = [cost for cost in costs if cost is not None]
        total += Decimal(demand.volume) * min([*known, Decimal(UNSERVED_PRICE)])
    return total


def ways(dataset, demand):
    """Every way of a demand that takes no leg twice."""
    frontier = [(demand.origin_node_id, ())]
    while frontier:
        node, legs = frontier.pop()
        if node == demand.destination_node_id:
            yield legs
        frontier += [
            (leg.destination_node_id, (*legs, leg))
            for leg in dataset.legs
            if leg.origin_node_id == node and leg not in legs
        ]


def way_cost(network, book, commodity, legs, shares=None):
    """Money per unit on a way: handling, time, legs and hauls; None where it is closed.

    A haul is a run of legs of one tariff, whatever is done between them.
    """
    cost, days = Decimal(0), 0.0
    for before, after in pairwise(legs):
        if before.mode is not after.mode:
            key = (before.destination_node_id, before.mode, after.mode)
            if key not in network.handling:
                return None
            cost, days = cost + network.handling[key], days + 1
    days += sum(leg.transit_days for leg in legs)
    cost += commodity.time_value_per_unit_day * Decimal(days)
    runs = groupby(legs, lambda leg: network.tariff_of.get(leg.leg_id))
    for tariff_id, run in ((tariff_id, list(legs)) for tariff_id, legs in runs):
        if tariff_id is None:
            cost += sum(network.rates[leg.leg_id] for leg in run)
            continue
        ends = run[0].origin_node_id, run[-1].destination_node_id
        vehicle = one_vehicle(commodity)
        receipt = book.receipt(tariff_id, *ends, vehicle, FIRST_DAY)
        if isinstance(receipt, Unpriced):
            return None
        left = 1 - (shares or {}).get(tariff_id, Decimal(0))
        cost += left * receipt.total / vehicle.units
    return cost
