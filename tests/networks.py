"""Small datasets, built in few words."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from optimizer.domain.calendar import MonthlyShape, Period
from optimizer.domain.commodities import Commodity, QuantityUnit
from optimizer.domain.dataset import Dataset, Header
from optimizer.domain.demands import Demand
from optimizer.domain.network import Carrier, Leg, Mode, Node, Transfer
from optimizer.domain.record import Record
from optimizer.domain.resources import (
    Measure,
    Resource,
    ResourceCapacity,
    ResourceUse,
)
from optimizer.domain.tariffs import ChargeKind, Rate, RateBasis, Tariff

FIRST_DAY = date(2025, 1, 1)
PERIOD_DAYS = 30


@dataclass
class Network:
    """Rows that are added one by one; everything runs in dollars by one carrier."""

    period_count: int = 1
    rows: list[Record] = field(default_factory=list)

    def __post_init__(self):
        self.add(Carrier(carrier_id="carrier", name="Carrier", country_code="KZ"))
        self.add(
            Tariff(
                tariff_id="tariff",
                name="Tariff",
                carrier_id="carrier",
                currency_code="USD",
            )
        )
        for index in range(self.period_count):
            start = FIRST_DAY + timedelta(days=PERIOD_DAYS * index)
            end = start + timedelta(days=PERIOD_DAYS - 1)
            self.add(Period(period_id=f"p{index}", start_date=start, end_date=end))

    def add(self, row):
        self.rows.append(row)
        return row

    def nodes(self, *node_ids):
        for node_id in node_ids:
            self.add(Node(node_id=node_id, name=node_id, country_code="KZ"))

    def commodity(self, commodity_id, **fields):
        defaults = {
            "name": commodity_id,
            "quantity_unit": QuantityUnit.TONNE,
            "tonnes_per_unit": 1.0,
            "teu_per_unit": 0.0,
            "wagons_per_unit": 0.0,
            "tariff_class": commodity_id,
        }
        self.add(Commodity(commodity_id=commodity_id, **(defaults | fields)))

    def leg(self, leg_id, tail, head, rate=None, **fields):
        """Add a leg with a rate per unit, unless it is priced by other rows."""
        mode = fields.pop("mode", Mode.RAIL)
        leg = Leg(
            leg_id=leg_id,
            origin_node_id=tail,
            destination_node_id=head,
            mode=mode,
            gauge_mm=1520 if mode is Mode.RAIL else None,
            carrier_id="carrier",
            **({"distance_km": 100.0, "transit_days": 0.0} | fields),
        )
        self.add(leg)
        if rate is not None:
            self.rate(ChargeKind.FREIGHT, rate, leg_id=leg_id)
        return leg

    def transfer(self, transfer_id, node_id, arriving, departing, rate=None, **fields):
        """Add a transfer with a rate per unit, unless it is priced by other rows."""
        gauges = {Mode.RAIL: 1520}
        self.add(
            Transfer(
                transfer_id=transfer_id,
                node_id=node_id,
                arriving_mode=arriving,
                arriving_gauge_mm=gauges.get(arriving),
                departing_mode=departing,
                departing_gauge_mm=gauges.get(departing),
                carrier_id="carrier",
                **({"transit_days": 1.0} | fields),
            )
        )
        if rate is not None:
            self.rate(ChargeKind.HANDLING, rate, transfer_id=transfer_id)

    def storage(self, node_id, rate):
        """Let cargo wait at a node for money per unit-day."""
        basis = RateBasis.PER_UNIT_DAY
        self.rate(ChargeKind.STORAGE, rate, node_id=node_id, basis=basis)

    def rate(self, kind, rate, basis=RateBasis.PER_UNIT, **scope):
        count = sum(isinstance(row, Rate) for row in self.rows)
        self.add(
            Rate(
                rate_id=f"rate-{count:04}",
                tariff_id=scope.pop("tariff_id", "tariff"),
                kind=kind,
                basis=basis,
                rate=Decimal(rate),
                **scope,
            )
        )

    def resource(self, resource_id, capacity, *uses, measure=Measure.TONNE, **fields):
        """Add a capacity; uses are rows' fields, a bare text is a leg."""
        self.add(
            Resource(
                resource_id=resource_id,
                name=resource_id,
                measure=measure,
                capacity=float(capacity),
                **fields,
            )
        )
        for use in uses:
            subject = {"leg_id": use} if isinstance(use, str) else use
            self.add(ResourceUse(resource_id=resource_id, **subject))

    def capacity(self, resource_id, period, capacity):
        self.add(
            ResourceCapacity(
                resource_id=resource_id,
                period_id=f"p{period}",
                capacity=float(capacity),
            )
        )

    def add_even_shape(self, shape_id):
        for month in range(1, 13):
            self.add(MonthlyShape(shape_id=shape_id, month=month, factor=1.0))

    def demand(self, demand_id, tail, head, volume, price=None, **fields):
        """Add a demand; without a price for leaving it unserved, it must be served."""
        self.add(
            Demand(
                demand_id=demand_id,
                commodity_id=fields.pop("commodity_id", "grain"),
                origin_node_id=tail,
                destination_node_id=head,
                volume=float(volume),
                unserved_price_per_unit=None if price is None else Decimal(price),
                must_serve=price is None,
                **fields,
            )
        )

    def dataset(self):
        header = Header(dataset_id="test", title="Test", currency_code="USD")
        return Dataset.of(header, self.rows)


def two_routes(**fields):
    """A cheap short way over the sea with room for 60 t, and a dear one by rail."""
    network = Network(**fields)
    network.nodes("a", "b", "c")
    network.commodity("grain")
    network.leg("a-b", "a", "b", 10)
    network.leg("b-c-ferry", "b", "c", 20, mode=Mode.FERRY)
    network.leg("b-c-rail", "b", "c", 70)
    network.transfer("b-load", "b", Mode.RAIL, Mode.FERRY, 5)
    network.resource("ferry", 60, "b-c-ferry")
    return network
