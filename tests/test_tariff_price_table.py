"""Charges are the rate, times what it multiplies, times the exchange rate."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import Network
from strategies import datasets

from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.dataset import ROW_TABLES, Dataset
from optimizer.domain.network import Mode
from optimizer.domain.tariffs import ChargeKind, ExchangeRate, Rate, RateBasis, Tariff
from optimizer.tariff.price_table import price

JANUARY, FEBRUARY = 0, 1


def priced(network):
    """Prices of a network that nothing is wrong with."""
    prices, problems = price(network.dataset())
    assert problems == []
    return prices


def shipping():
    """Boxes of 12.3 t and half a wagon, over 512.5 km of rail and a ferry."""
    network = Network(period_count=2)
    network.nodes("a", "b", "c")
    network.commodity(
        "boxes",
        quantity_unit=QuantityUnit.TEU,
        tonnes_per_unit=12.3,
        teu_per_unit=1.0,
        wagons_per_unit=0.5,
    )
    network.leg("a-b", "a", "b", distance_km=512.5)
    return network


@pytest.mark.parametrize(
    ("basis", "rate", "charge"),
    [
        (RateBasis.PER_TONNE, "2.5", "30.75"),  # 2.5 * 12.3
        (RateBasis.PER_TONNE_KM, "0.02", "126.075"),  # 0.02 * 12.3 * 512.5
        (RateBasis.PER_UNIT, "700", "700"),
        (RateBasis.PER_UNIT_KM, "0.2125", "108.90625"),  # 0.2125 * 512.5
        (RateBasis.PER_WAGON, "900.10", "450.05"),  # 900.10 * 0.5
        (RateBasis.PER_TONNE, "0", "0"),  # free is a price
        (RateBasis.PER_TONNE, "0.000000001", "0.0000000123"),  # no cent is lost
    ],
)
def test_freight_is_the_rate_times_its_basis(basis, rate, charge):
    """To the last digit: 12.3 t is no binary fraction next to it."""
    network = shipping()
    network.rate(ChargeKind.FREIGHT, rate, basis)

    charges = priced(network).freight[JANUARY]

    assert charges["a-b", "boxes"].amount == Decimal(charge)
    assert charges["a-b", "boxes"].carrier_id == "carrier"


@pytest.mark.parametrize(
    ("basis", "charge"),
    [
        (RateBasis.PER_TONNE, "49.2"),  # 4 * 12.3
        (RateBasis.PER_UNIT, "4"),
        (RateBasis.PER_WAGON, "2"),  # 4 * 0.5
    ],
)
def test_handling_is_the_rate_times_its_basis(basis, charge):
    """A transfer has no distance, so only quantities count."""
    network = shipping()
    network.rate(ChargeKind.FREIGHT, 1)
    network.transfer("load", "b", Mode.RAIL, Mode.FERRY)
    network.rate(ChargeKind.HANDLING, "4", basis)

    charges = priced(network).handling[JANUARY]

    assert charges["load", "boxes"].amount == Decimal(charge)


def test_storage_is_the_rate_by_unit_and_day():
    """The days are counted by the plan; a node without a rate stores nothing."""
    network = shipping()
    network.rate(ChargeKind.FREIGHT, 1)
    network.storage("b", "0.75")

    storage = priced(network).storage[JANUARY]

    assert {key: charge.amount for key, charge in storage.items()} == {
        ("b", "boxes"): Decimal("0.75")
    }


def test_a_leg_is_priced_only_for_the_classes_it_is_open_to():
    """What is closed needs no rate and has no charge."""
    network = shipping()
    network.commodity("oil")
    network.leg("b-c", "b", "c", tariff_classes=("oil",))
    network.rate(ChargeKind.FREIGHT, 1, leg_id="a-b")
    network.rate(ChargeKind.FREIGHT, 2, leg_id="b-c", tariff_class="oil")

    assert set(priced(network).freight[JANUARY]) == {
        ("a-b", "boxes"),
        ("a-b", "oil"),
        ("b-c", "oil"),
    }


def add_tariff(network, tariff_id, **fields):
    network.add(
        Tariff(
            **{
                "tariff_id": tariff_id,
                "name": tariff_id,
                "carrier_id": "carrier",
                "currency_code": "USD",
            }
            | fields
        )
    )


def add_quote(network, day, rate, currency_code="KZT"):
    network.add(
        ExchangeRate(
            currency_code=currency_code,
            quote_date=date.fromisoformat(day),
            rate=Decimal(rate),
        )
    )


def freight_by_period(network):
    return [p["a-b", "boxes"].amount for p in priced(network).freight]


def test_charges_are_in_the_dataset_s_currency():
    """Each period has the exchange rate of its first day, 1 and 31 January."""
    network = shipping()
    add_tariff(network, "tenge", currency_code="KZT")
    network.rate(ChargeKind.FREIGHT, 1000, tariff_id="tenge")
    for day, rate in [("2024-12-01", "0.002"), ("2025-01-31", "0.0019")]:
        add_quote(network, day, rate)
    add_quote(network, "2025-01-15", "0.5")  # past the first day, and gone by the next
    add_quote(network, "2025-01-01", "7", currency_code="EUR")

    assert freight_by_period(network) == [Decimal(2), Decimal("1.9")]


def test_a_period_has_the_tariffs_of_its_first_day():
    """Even where another comes into force a day later."""
    network = shipping()
    network.rate(ChargeKind.FREIGHT, 5)
    add_tariff(network, "late", valid_from=date(2025, 1, 2))
    network.rate(ChargeKind.FREIGHT, 3, tariff_id="late", leg_id="a-b")

    assert freight_by_period(network) == [5, 3]


def test_periods_with_the_same_tariffs_share_their_charges():
    """A year by days is priced once, not 365 times."""
    network = shipping()
    network.rate(ChargeKind.FREIGHT, 5)

    freight = priced(network).freight

    assert freight[JANUARY] is freight[FEBRUARY]


def test_a_rate_names_its_tariff_s_carrier_as_the_earner():
    """Storage may be offered by someone who runs nothing at the node."""
    network = shipping()
    network.rate(ChargeKind.FREIGHT, 1)
    add_tariff(network, "warehouse", carrier_id="warehouse")
    network.rate(
        ChargeKind.STORAGE,
        2,
        tariff_id="warehouse",
        node_id="b",
        basis=RateBasis.PER_UNIT_DAY,
    )

    charge = priced(network).storage[JANUARY]["b", "boxes"]

    assert (charge.carrier_id, charge.rate_id) == ("warehouse", "rate-0001")


def amounts(dataset):
    """Every charge of a dataset by kind, period, element and commodity."""
    prices, _ = price(dataset)
    return {
        (kind, period, *key): charge.amount
        for kind in ("freight", "handling", "storage")
        for period, charges in enumerate(getattr(prices, kind))
        for key, charge in charges.items()
    }


def with_rates(dataset, factor):
    """The dataset with every rate of its tariffs multiplied."""
    rows = [
        row.model_copy(update={"rate": row.rate * factor})
        if isinstance(row, Rate)
        else row
        for table in ROW_TABLES
        for row in dataset.rows(table)
    ]
    return Dataset.of(dataset.header, rows)


@settings(max_examples=40, deadline=None)
@given(dataset=datasets(), factor=st.decimals("0.01", 100, places=2))
def test_scaling_all_rates_scales_all_charges(dataset, factor):
    """Charges are linear in the tariff's money."""
    assert amounts(with_rates(dataset, factor)) == {
        key: amount * factor for key, amount in amounts(dataset).items()
    }


@settings(max_examples=40, deadline=None)
@given(dataset=datasets(), data=st.data())
def test_the_order_of_rows_changes_no_charge(dataset, data):
    """Prices depend on what the rows say, not on where they stand."""
    tables = {
        table: tuple(data.draw(st.permutations(dataset.rows(table))))
        for table in ROW_TABLES
    }

    assert amounts(dataset.model_copy(update=tables)) == amounts(dataset)
