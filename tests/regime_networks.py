"""Random networks of several carriers, with a regime of through tariffs and one without."""

import random
from decimal import Decimal

from haul_networks import random_network

from optimizer.domain.dataset import ROW_TABLES, Dataset
from optimizer.domain.hauls import Regime, RegimeTariff
from optimizer.domain.network import Carrier
from optimizer.domain.tariffs import ChargeKind, Rate, RateBasis, Tariff

CARRIERS = ("east", "sea", "west")

SHARING_SEEDS = (25, 31, 40, 41, 44, 46, 56, 59, 62, 82, 89, 112, 132, 138, 149, 152)
"""Of networks without limits where a haul of the plan is shared by several carriers."""


def network_with_regimes(seed, **fields):
    """Give the legs of a random haul network carriers that charge for them by themselves.

    Under ``through`` the tariffs of the haul network hold, and carriers charge for what
    is in no haul; under ``own`` each carrier charges for its legs one by one.
    """
    draw = random.Random(seed)  # noqa: S311 - test networks, not secrets
    network = random_network(seed, **fields)
    dataset = network.dataset
    legs = tuple(
        leg.model_copy(update={"carrier_id": draw.choice(CARRIERS)})
        for leg in dataset.legs
    )
    tables = {
        "legs": legs,
        "carriers": (*dataset.carriers, *map(_carrier, CARRIERS)),
        "tariffs": (*dataset.tariffs, *map(_tariff, CARRIERS)),
        "rates": (
            *(rate for rate in dataset.rates if rate.leg_id is None),
            *(_rate(draw, leg, network.rates) for leg in legs),
        ),
        "regimes": (
            Regime(regime_id="own", name="own", is_default=True),
            Regime(regime_id="through", name="through"),
        ),
        "regime_tariffs": tuple(_holding(dataset)),
    }
    tables = {name: getattr(dataset, name) for name in ROW_TABLES} | tables
    rows = [row for table in tables.values() for row in table]
    return network, Dataset.of(dataset.header, rows)


def _carrier(carrier_id):
    return Carrier(carrier_id=carrier_id, name=carrier_id, country_code="KZ")


def _tariff(carrier_id):
    return Tariff(
        tariff_id=f"own-{carrier_id}",
        name=carrier_id,
        carrier_id=carrier_id,
        currency_code="USD",
    )


def _rate(draw, leg, rates):
    """Charge what the haul network charges, or for a leg of a haul anything."""
    return Rate(
        rate_id=f"own-{leg.leg_id}",
        tariff_id=f"own-{leg.carrier_id}",
        kind=ChargeKind.FREIGHT,
        basis=RateBasis.PER_UNIT,
        rate=Decimal(rates.get(leg.leg_id, draw.randint(20, 400))),
        leg_id=leg.leg_id,
    )


def _holding(dataset):
    hauls = {scope.tariff_id for scope in dataset.tariff_scopes}
    for regime_id in ("own", "through"):
        for tariff_id in ("tariff", *(f"own-{c}" for c in CARRIERS)):
            yield RegimeTariff(regime_id=regime_id, tariff_id=tariff_id, rank=2)
    for tariff_id in sorted(hauls):
        yield RegimeTariff(regime_id="through", tariff_id=tariff_id, rank=1)
