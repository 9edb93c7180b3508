"""Receipts of the reference dataset, worked out again from its tables alone.

Nothing of the optimizer is used but the quote itself: rows are read as text, and rates,
belts, distances and exchange rates are looked up here.
"""

import csv
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from heapq import heappop, heappush
from pathlib import Path

import pytest

from optimizer.analysis.quotes import QuoteBook, QuoteQuery
from optimizer.domain.receipts import ChargedKind
from optimizer.tables.reading import read_folder

FOLDER = Path(__file__).parents[1] / "datasets" / "middle-corridor"


def rows(table):
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


LEGS = {row["leg_id"]: row for row in rows("legs")}
TRANSFERS = {row["transfer_id"]: row for row in rows("transfers")}
TARIFFS = {row["tariff_id"]: row for row in rows("tariffs")}
COMMODITIES = {row["commodity_id"]: row for row in rows("commodities")}

CASES = [
    ("KZ_ALT", "GE_PTI", "container-40", "2", "2025-06-01", "national"),
    ("KZ_ALT", "GE_PTI", "container-40", "2", "2025-06-01", "unified"),
    ("CN_XIA", "TR_HAL", "container-40", "17", "2025-01-15", "national"),
    ("CN_XIA", "TR_HAL", "container-40", "17", "2025-01-15", "unified"),
    ("KZ_KOS", "GE_PTI", "wheat", "1400", "2025-09-30", "national"),
    ("KZ_KOS", "GE_PTI", "wheat", "1400", "2025-09-30", "unified"),
    ("KZ_KUL", "TR_CEY", "crude-oil", "5000.5", "2025-03-03", "national"),
    ("KZ_AKB", "GE_PTI", "ferroalloys", "70", "2025-12-31", "national"),
    ("GE_PTI", "KZ_ALM", "general-cargo", "33.25", "2025-07-04", "national"),
    ("GE_PTI", "KZ_ALM", "general-cargo", "33.25", "2025-07-04", "unified"),
    ("KZ_ZHE", "GE_PTI", "copper", "700", "2025-11-11", "national"),
    ("KZ_AKB", "GE_BUS", "chrome-ore", "210", "2025-02-11", "national"),
    ("GE_GAR", "GE_PTI", "sulfur", "680", "2025-02-11", "national"),
    ("GE_BUS", "GE_GAR", "steel", "68", "2025-02-11", "national"),
    ("KZ_KUR", "AZ_ALA", "oil-products", "600", "2025-08-20", "national"),
    ("AZ_ALA", "KZ_KUR", "general-cargo", "110", "2025-08-20", "national"),
    ("UZ_TAS", "GE_PTI", "container-40", "6", "2025-05-05", "national"),
    ("TM_ASH", "AZ_ALA", "container-40", "2", "2025-05-05", "national"),
]
"""Ends, goods, quantity, day and regime; among them the Georgian series by the load of a
wagon, ferries by the meter out and back, and the MTT table in Turkmenistan."""


@pytest.fixture(scope="module")
def book():
    return QuoteBook(read_folder(FOLDER).dataset)


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_every_charge_is_what_the_tables_say(book, case):
    """To the last digit, and the total to the cent."""
    origin, destination, commodity_id, quantity, day, regime_id = case
    query = QuoteQuery(
        origin_node_id=origin,
        destination_node_id=destination,
        commodity_id=commodity_id,
        quantity=Decimal(quantity),
        day=date.fromisoformat(day),
    )
    quote = book.quote(query, regime_id)
    holding = {
        r["tariff_id"] for r in rows("regime_tariffs") if r["regime_id"] == regime_id
    }
    goods = COMMODITIES[commodity_id]
    by_hand = [
        haul_charge(charge, goods, Decimal(quantity), day)
        if charge.kind is ChargedKind.HAUL
        else rate_charge(charge, goods, Decimal(quantity), day, holding)
        for charge in quote.charges
    ]

    assert [charge.receipt.total for charge in quote.charges] == by_hand
    assert quote.routes[0].total == sum(by_hand).quantize(
        Decimal("0.01"), ROUND_HALF_EVEN
    )


def exchange(tariff_id, day):
    """The latest quotation on or before the day."""
    code = TARIFFS[tariff_id]["currency_code"]
    if code == "USD":
        return Decimal(1)
    quotations = [
        (row["quote_date"], row["rate"])
        for row in rows("exchange_rates")
        if row["currency_code"] == code and row["quote_date"] <= day
    ]
    return Decimal(max(quotations)[1])


def rate_charge(charge, goods, quantity, day, holding):
    """A rate that names the leg or transfer, else the mode or node, else any."""
    (element_id,) = charge.element_ids
    is_leg = charge.kind is ChargedKind.LEG
    element = LEGS[element_id] if is_leg else TRANSFERS[element_id]
    name, area = ("leg_id", "mode") if is_leg else ("transfer_id", "node_id")
    fitting = [
        row
        for row in rows("rates")
        if row["tariff_id"] in holding
        and TARIFFS[row["tariff_id"]]["carrier_id"] == element["carrier_id"]
        and row["kind"] == ("FREIGHT" if is_leg else "HANDLING")
        and row[name] in ("", element_id)
        and row[area] in ("", element[area])
        and row["tariff_class"] in ("", goods["tariff_class"])
    ]
    rate = max(
        fitting, key=lambda r: (bool(r[name]), bool(r[area]), bool(r["tariff_class"]))
    )
    objects = {
        "PER_TONNE": Decimal(goods["tonnes_per_unit"]),
        "PER_TONNE_KM": Decimal(goods["tonnes_per_unit"]),
        "PER_UNIT": Decimal(1),
        "PER_UNIT_KM": Decimal(1),
        "PER_WAGON": Decimal(goods["wagons_per_unit"] or 0),
    }[rate["basis"]]
    distance_km = Decimal(element["distance_km"]) if "KM" in rate["basis"] else 1
    amount = Decimal(rate["rate"]) * objects * quantity * distance_km
    return amount * exchange(rate["tariff_id"], day)


def haul_charge(charge, goods, quantity, day):
    """The rate of the belt for all of the way, or of each belt for its own kilometers.

    Then coefficients in the order of their positions, and surcharges by the object.
    """
    tariff_id = charge.receipt.tariff_id
    ends = charge.from_node_id, charge.to_node_id
    distance_km = shortest_km(tariff_id, *ends)
    rates = haul_rates_for(tariff_id, goods, ends)
    is_marginal = TARIFFS[tariff_id]["basis"] == "MARGINAL_HAUL"
    amount = Decimal(0)
    for rate in rates:
        above, to = Decimal(rate["above_km"] or 0), Decimal(rate["to_km"] or 10**9)
        objects = objects_of(rate["charge_object"], goods, quantity)
        if above < distance_km and (is_marginal or distance_km <= to):
            inside = min(to, distance_km) - above if is_marginal else distance_km
            amount += objects * (
                Decimal(rate["fixed"]) + Decimal(rate["per_km"]) * inside
            )
    for row in sorted(of_tariff("coefficients", tariff_id), key=position):
        amount *= Decimal(row["factor"])
    for row in sorted(of_tariff("surcharges", tariff_id), key=position):
        assert row["base"] == "PER_OBJECT"
        if row["tariff_class"] in ("", goods["tariff_class"]):
            amount += objects * Decimal(row["amount"])
    return amount * exchange(tariff_id, day)


def of_tariff(table, tariff_id):
    return [row for row in rows(table) if row["tariff_id"] == tariff_id]


def position(row):
    return int(row["position"])


def haul_rates_for(tariff_id, goods, ends):
    """Rates for the goods, the load of their wagon and these ends, or else any ends."""
    fitting = [
        row
        for row in of_tariff("haul_rates", tariff_id)
        if row["tariff_class"] == goods["tariff_class"]
        and (row["entry_node_id"], row["exit_node_id"]) in (ends, ("", ""))
        and row["container_length_ft"] in ("", goods["container_length_ft"])
        and is_loaded_so(row, goods)
    ]
    gates = [row for row in fitting if row["entry_node_id"]]
    return gates or fitting


def is_loaded_so(row, goods):
    if not row["above_load_t"] and not row["to_load_t"]:
        return True
    load_t = Decimal(goods["tonnes_per_unit"]) / Decimal(goods["wagons_per_unit"])
    above, to = Decimal(row["above_load_t"] or 0), Decimal(row["to_load_t"] or 10**9)
    return above < load_t.quantize(Decimal("0.001")) <= to


def objects_of(charge_object, goods, quantity):
    per_unit = {
        "TEU": lambda: Decimal(goods["teu_per_unit"]),
        "TONNE": lambda: Decimal(goods["tonnes_per_unit"]),
        "CONTAINER": lambda: Decimal(goods["teu_per_unit"]) / 2,
        "WAGON_METER": lambda: (
            Decimal(goods["wagons_per_unit"]) * Decimal(goods["wagon_length_m"])
        ),
    }
    return per_unit[charge_object]() * quantity


def shortest_km(tariff_id, entry, exit_):
    """Over legs of the carriers and modes that the scope names."""
    scope = [row for row in rows("tariff_scopes") if row["tariff_id"] == tariff_id]
    legs = [
        leg
        for leg in LEGS.values()
        if any(
            row["carrier_id"] in ("", leg["carrier_id"])
            and row["mode"] in ("", leg["mode"])
            and row["leg_id"] in ("", leg["leg_id"])
            for row in scope
        )
    ]
    frontier, known = [(Decimal(0), entry)], {}
    while frontier:
        distance_km, node = heappop(frontier)
        if node in known:
            continue
        known[node] = distance_km
        for leg in legs:
            if leg["origin_node_id"] == node:
                further = distance_km + Decimal(leg["distance_km"])
                heappush(frontier, (further, leg["destination_node_id"]))
    return known[exit_]
