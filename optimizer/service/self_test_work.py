"""A plan whose cost is known beforehand, so that it proves that solving works."""

from datetime import date
from decimal import Decimal

from optimizer.domain.calendar import Period
from optimizer.domain.commodities import Commodity, QuantityUnit
from optimizer.domain.dataset import Dataset, Header
from optimizer.domain.demands import Demand
from optimizer.domain.network import Carrier, Leg, Mode, Node
from optimizer.domain.record import Record
from optimizer.domain.resources import Measure, Resource, ResourceUse
from optimizer.domain.tariffs import ChargeKind, Rate, RateBasis, Tariff
from optimizer.solve.options import PlanOptions

VOLUME_T = 5
ROOM_T = 3
CHEAP_PER_T = 10
DEAR_PER_T = 20

LEAST_COST = ROOM_T * CHEAP_PER_T + (VOLUME_T - ROOM_T) * DEAR_PER_T
"""As much as there is room for goes the cheap way, the rest the dear one."""


class SelfTestFailedError(Exception):
    """A plan is not what it has to be."""


def self_test() -> bytes:
    """Plan a demand over two legs, the cheap one too narrow for all of it.

    Returns
    -------
    bytes
        The cost, as text.

    Raises
    ------
    SelfTestFailedError
        When the plan does not cost what it has to.
    """
    from optimizer.analysis import planning  # noqa: PLC0415 - see optimizer.service.work

    plan = planning.optimize_plan(_dataset(), PlanOptions()).plan
    if plan is None or plan.total_cost != LEAST_COST:
        cost = None if plan is None else plan.total_cost
        msg = f"the plan of the self-test costs {cost} instead of {LEAST_COST}"
        raise SelfTestFailedError(msg)
    return str(plan.total_cost).encode()


def _dataset() -> Dataset:
    header = Header(dataset_id="self-test", title="Self-test", currency_code="USD")
    return Dataset.of(header, [*_network(), *_cargo()])


def _network() -> list[Record]:
    nodes = [Node(node_id=n, name=n, country_code="KZ") for n in ("from", "to")]
    legs = [
        Leg(
            leg_id=leg_id,
            origin_node_id="from",
            destination_node_id="to",
            mode=Mode.FERRY,
            carrier_id="carrier",
            distance_km=1.0,
            transit_days=1.0,
        )
        for leg_id in ("cheap", "dear")
    ]
    room = Resource(
        resource_id="room", name="Room", measure=Measure.TONNE, capacity=float(ROOM_T)
    )
    return [
        Carrier(carrier_id="carrier", name="Carrier", country_code="KZ"),
        Period(period_id="p", start_date=date(2025, 1, 1), end_date=date(2025, 1, 31)),
        *nodes,
        *legs,
        room,
        ResourceUse(resource_id="room", leg_id="cheap"),
    ]


def _cargo() -> list[Record]:
    rates = [
        Rate(
            rate_id=leg_id,
            tariff_id="tariff",
            kind=ChargeKind.FREIGHT,
            basis=RateBasis.PER_TONNE,
            rate=Decimal(rate),
            leg_id=leg_id,
        )
        for leg_id, rate in (("cheap", CHEAP_PER_T), ("dear", DEAR_PER_T))
    ]
    return [
        Commodity(
            commodity_id="grain",
            name="Grain",
            quantity_unit=QuantityUnit.TONNE,
            tonnes_per_unit=1.0,
            teu_per_unit=0.0,
            wagons_per_unit=0.0,
            tariff_class="bulk",
        ),
        Tariff(
            tariff_id="tariff",
            name="Tariff",
            carrier_id="carrier",
            currency_code="USD",
        ),
        *rates,
        Demand(
            demand_id="demand",
            commodity_id="grain",
            origin_node_id="from",
            destination_node_id="to",
            volume=float(VOLUME_T),
            unserved_price_per_unit=None,
            must_serve=True,
        ),
    ]
