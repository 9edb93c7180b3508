"""Datasets as messages, for tests of the service."""

from corridor.v1 import dataset_pb2


def line():
    """A dataset message without problems."""
    leg = {"carrier_id": "c", "mode": "MODE_FERRY", "distance_km": 1, "transit_days": 1}
    provenance = {"name": "n", "country_code": "KZ"}
    return dataset_pb2.Dataset(
        header={"dataset_id": "line", "title": "t", "currency_code": "USD"},
        nodes=[{"node_id": n, **provenance} for n in ("a", "b")],
        carriers=[{"carrier_id": "c", **provenance}],
        legs=[
            {"leg_id": "ab", "origin_node_id": "a", "destination_node_id": "b", **leg}
        ],
        periods=[
            {
                "period_id": "p",
                "start_date": {"year": 2025, "month": 1, "day": 1},
                "end_date": {"year": 2025, "month": 1, "day": 31},
            }
        ],
        commodities=[
            {
                "commodity_id": "grain",
                "name": "n",
                "quantity_unit": "QUANTITY_UNIT_TONNE",
                "tonnes_per_unit": 1,
                "tariff_class": "bulk",
            }
        ],
        demands=[
            {
                "demand_id": "d",
                "commodity_id": "grain",
                "origin_node_id": "a",
                "destination_node_id": "b",
                "volume": 5,
                "unserved_price_per_unit": {"currency_code": "USD", "units": 9},
            }
        ],
        tariffs=[
            {"tariff_id": "t", "name": "n", "carrier_id": "c", "currency_code": "CHF"}
        ],
        rates=[
            {
                "rate_id": "r",
                "tariff_id": "t",
                "kind": "CHARGE_KIND_FREIGHT",
                "basis": "RATE_BASIS_PER_TONNE",
                "rate": {"currency_code": "CHF", "units": 3},
            }
        ],
        exchange_rates=[
            {
                "currency_code": "CHF",
                "quote_date": {"year": 2024, "month": 12, "day": 31},
                "rate": {"value": "1.1"},
            }
        ],
    )


def busy_ring(node_count, rounds):
    """A dataset that takes a while: a ring with short cuts, narrow legs, many demands."""
    message = line()
    for table in (message.nodes, message.legs, message.demands):
        del table[:]
    message.rates[0].basis = dataset_pb2.RATE_BASIS_PER_TONNE_KM
    for n in range(node_count):
        message.nodes.add(node_id=f"n{n}", name="n", country_code="KZ")
        for step in (-1, 1, 7):
            _add_narrow_leg(message, n, (n + step) % node_count)
    for n in range(node_count * rounds):
        origin = n % node_count
        destination = (origin + 1 + (n * 5 + n // node_count) % (node_count - 1)) % (
            node_count
        )
        message.demands.add(
            demand_id=f"d{n}",
            commodity_id="grain",
            origin_node_id=f"n{origin}",
            destination_node_id=f"n{destination}",
            volume=5 + n % 7,
            unserved_price_per_unit={"currency_code": "USD", "units": 90 + n % 5},
        )
    return message


def _add_narrow_leg(message, origin, destination):
    leg_id = f"{origin}-{destination}"
    message.legs.add(
        leg_id=leg_id,
        origin_node_id=f"n{origin}",
        destination_node_id=f"n{destination}",
        mode=dataset_pb2.MODE_FERRY,
        carrier_id="c",
        distance_km=1 + (origin * 7 + destination * 3) % 11,
        transit_days=0.1,
    )
    message.resources.add(
        resource_id=leg_id,
        name="r",
        measure=dataset_pb2.MEASURE_TONNE,
        capacity=40 + origin % 9,
    )
    message.resource_uses.add(resource_id=leg_id, leg_id=leg_id)
