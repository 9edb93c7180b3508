"""Small datasets with a tariff that charges by the haul, built in few words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from networks import Network

from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.hauls import (
    ChargeObject,
    Coefficient,
    GoodsClass,
    HaulRate,
    Surcharge,
    SurchargeBase,
    TariffDistance,
    TariffScope,
)
from optimizer.domain.quantities import EXACT
from optimizer.domain.tariffs import ExchangeRate, Tariff, TariffBasis
from optimizer.domain.volume_discounts import VolumeDiscount
from optimizer.tariff.consignments import Consignment, one_vehicle
from optimizer.tariff.haul_book import HaulBook

DAY = date(2025, 6, 15)
TARIFF = "haul"


@dataclass
class HaulNetwork(Network):
    """Nodes a and b, and a tariff in dollars that states how far apart they are."""

    distance_km: float = 100.0

    def __post_init__(self):
        super().__post_init__()
        self.nodes("a", "b")
        self.distance("a", "b", self.distance_km)

    def tariff(self, **fields):
        defaults = {
            "tariff_id": TARIFF,
            "name": "By the haul",
            "carrier_id": "carrier",
            "currency_code": "USD",
            "basis": TariffBasis.HAUL,
        }
        self.add(Tariff(**(defaults | _decimals(fields))))
        return self

    def distance(self, tail, head, distance_km, tariff_id=TARIFF):
        self.add(
            TariffDistance(
                tariff_id=tariff_id,
                from_node_id=tail,
                to_node_id=head,
                distance_km=float(distance_km),
            )
        )

    def haul_rate(self, haul_rate_id, charge_object=ChargeObject.TONNE, **fields):
        self.add(
            HaulRate(
                haul_rate_id=haul_rate_id,
                charge_object=charge_object,
                **({"tariff_id": TARIFF} | _decimals(fields)),
            )
        )

    def coefficient(self, coefficient_id, factor, position=1, **fields):
        self.add(
            Coefficient(
                coefficient_id=coefficient_id,
                tariff_id=TARIFF,
                position=position,
                factor=Decimal(factor),
                **_decimals(fields),
            )
        )

    def surcharge(self, surcharge_id, amount, position=1, **fields):
        base = fields.pop("base", SurchargeBase.BASE_PERCENT)
        self.add(
            Surcharge(
                surcharge_id=surcharge_id,
                tariff_id=TARIFF,
                position=position,
                name=surcharge_id,
                base=base,
                amount=Decimal(amount),
                **fields,
            )
        )

    def discount(self, discount_id, above_t, percent, **fields):
        self.add(
            VolumeDiscount(
                discount_id=discount_id,
                tariff_id=TARIFF,
                above_t=float(above_t),
                percent=Decimal(percent),
                **fields,
            )
        )

    def goods_class(self, code_prefix, tariff_class, tariff_id=TARIFF):
        self.add(
            GoodsClass(
                tariff_id=tariff_id, code_prefix=code_prefix, tariff_class=tariff_class
            )
        )

    def scope(self, scope_id, tariff_id=TARIFF, **columns):
        self.add(TariffScope(scope_id=scope_id, tariff_id=tariff_id, **columns))

    def quote(self, currency_code, day, rate):
        self.add(
            ExchangeRate(
                currency_code=currency_code, quote_date=day, rate=Decimal(rate)
            )
        )

    def wagon(self, commodity_id, load_t=60, **fields):
        """Add goods in tonnes that fill a wagon with a load."""
        share = {"wagons_per_unit": 1 / load_t}
        self.commodity(commodity_id, **(share | fields))

    def box(self, commodity_id, length_ft=40, **fields):
        """Add goods in containers, 12 t gross for each twenty feet."""
        self.commodity(
            commodity_id,
            **(
                {
                    "quantity_unit": QuantityUnit.TEU,
                    "tonnes_per_unit": 12.0,
                    "teu_per_unit": 1.0,
                    "container_length_ft": length_ft,
                }
                | fields
            ),
        )


def _decimals(fields):
    money = {"fixed", "per_km", "minimum_charge", "money_step"}
    return {k: Decimal(v) if k in money else v for k, v in fields.items()}


def commodity_of(dataset, commodity_id):
    (found,) = (c for c in dataset.commodities if c.commodity_id == commodity_id)
    return found


def answer(built, commodity_id, units=None, ends=("a", "b"), day=DAY):
    """Receipt, or why there is none, for some units or else one vehicle."""
    dataset = built.dataset()
    return answer_in(dataset, commodity_id, units, ends, day)


def answer_in(dataset, commodity_id, units=None, ends=("a", "b"), day=DAY):
    commodity = commodity_of(dataset, commodity_id)
    if units is None:
        consignment = one_vehicle(commodity)
    else:
        consignment = Consignment(commodity, Decimal(units))
    return HaulBook(dataset).receipt(TARIFF, *ends, consignment, day)


def total(*args, **kwargs):
    return answer(*args, **kwargs).total


def steps(receipt):
    """Kind, row and change of each line."""
    return [(line.kind.value, line.row_id, line.amount) for line in receipt.lines]


def check_sums(receipt):
    """The lines lead to the charge, one after the other."""
    running = Decimal(0)
    for line in receipt.lines:
        running = EXACT.add(running, line.amount)
        assert running == line.running
    assert running == receipt.amount
    assert EXACT.multiply(receipt.amount, receipt.exchange_rate) == receipt.total


def discounted_line():
    """A hundred tonnes from a to b: 10 a tonne by the haul, 8 by another leg."""
    network = HaulNetwork().tariff()
    network.commodity("grain", wagons_per_unit=0.02)
    network.leg("rail", "a", "b")
    network.scope("rail", leg_id="rail")
    network.haul_rate("r", ChargeObject.TONNE, fixed=10)
    network.leg("road", "a", "b", 8)
    network.discount("large", 50, 60)
    network.demand("d", "a", "b", 100, price=1_000)
    return network
