"""A small dataset that uses every table, as a document; edits of it; forms to send it."""

import copy
import csv
import io
import json
import re
import zipfile

from optimizer.analysis.preparing import check
from optimizer.domain.dataset import TABLES
from optimizer.tables.reading import read_dataset

_FRACTION = re.compile(r"[0-9]+\.[0-9]+")

BASE = {
    "dataset": [{"dataset_id": "base", "title": "Base", "currency_code": "USD"}],
    "nodes": [
        {"node_id": "a", "name": "Актау", "country_code": "KZ", "unlocode": "KZAAU"},
        {"node_id": "b", "name": "Bay", "country_code": "KZ"},
        {
            "node_id": "c",
            "name": "Cape, east",
            "country_code": "AZ",
            "latitude": 40.25,
            "longitude": 49.5,
        },
    ],
    "carriers": [
        {"carrier_id": "rail", "name": "Railway", "country_code": "KZ"},
        {"carrier_id": "sea", "name": "Shipping", "country_code": "AZ"},
    ],
    "legs": [
        {
            "leg_id": "a-b",
            "origin_node_id": "a",
            "destination_node_id": "b",
            "mode": "RAIL",
            "gauge_mm": 1520,
            "carrier_id": "rail",
            "distance_km": 512.5,
            "transit_days": 2,
        },
        {
            "leg_id": "b-c",
            "origin_node_id": "b",
            "destination_node_id": "c",
            "mode": "FERRY",
            "carrier_id": "sea",
            "distance_km": 400,
            "transit_days": 1.5,
            "tariff_classes": ["box", "bulk"],
        },
    ],
    "transfers": [
        {
            "transfer_id": f"b-{name}",
            "node_id": "b",
            "arriving_mode": arriving,
            "arriving_gauge_mm": 1520 if arriving == "RAIL" else None,
            "departing_mode": departing,
            "departing_gauge_mm": 1520 if departing == "RAIL" else None,
            "carrier_id": "sea",
            "transit_days": 0.5,
        }
        for name, arriving, departing in (
            ("load", "RAIL", "FERRY"),
            ("unload", "FERRY", "RAIL"),
        )
    ],
    "periods": [
        {"period_id": "p1", "start_date": "2025-01-01", "end_date": "2025-01-31"},
        {"period_id": "p2", "start_date": "2025-02-01", "end_date": "2025-02-28"},
    ],
    "closures": [{"closure_id": "repairs", "leg_id": "a-b", "period_id": "p2"}],
    "monthly_shapes": [
        {"shape_id": "winter", "month": month, "factor": 0.5 if month < 3 else 1.1}
        for month in range(1, 13)
    ],
    "resources": [
        {
            "resource_id": "ferry",
            "name": "Ferry",
            "measure": "VOYAGE",
            "capacity": 300,
            "basis": "YEAR",
            "shape_id": "winter",
        },
        {
            "resource_id": "port",
            "name": "Port",
            "measure": "TONNE",
            "capacity": 9000,
        },
    ],
    "resource_uses": [
        {
            "resource_id": "ferry",
            "leg_id": "b-c",
            "use_factor": 0.02,
            "per_measure": "WAGON",
        },
        {"resource_id": "port", "node_id": "c"},
    ],
    "resource_capacities": [
        {"resource_id": "ferry", "period_id": "p2", "capacity": 8},
    ],
    "commodities": [
        {
            "commodity_id": "boxes",
            "name": "Boxes",
            "quantity_unit": "TEU",
            "tonnes_per_unit": 12,
            "teu_per_unit": 1,
            "wagons_per_unit": 0.5,
            "tariff_class": "box",
            "container_length_ft": 20,
            "wagon_length_m": 14.6,
        },
        {
            "commodity_id": "grain",
            "name": "Grain",
            "quantity_unit": "TONNE",
            "tonnes_per_unit": 1,
            "wagons_per_unit": 0.015,
            "tariff_class": "bulk",
            "hs_code": "1001",
            "time_value_per_unit_day": "0.07",
        },
    ],
    "demands": [
        {
            "demand_id": "boxes-west",
            "commodity_id": "boxes",
            "origin_node_id": "a",
            "destination_node_id": "c",
            "volume": 10,
            "earliest_departure": "2025-01-05",
            "latest_arrival": "2025-02-20",
            "must_serve": True,
        },
        {
            "demand_id": "grain-west",
            "commodity_id": "grain",
            "origin_node_id": "a",
            "destination_node_id": "c",
            "volume": 100,
            "shape_id": "winter",
            "unserved_price_per_unit": "200",
        },
    ],
    "tariffs": [
        {
            "tariff_id": "rail-2025",
            "name": "Railway 2025",
            "carrier_id": "rail",
            "currency_code": "KZT",
            "valid_from": "2025-01-01",
        },
        {
            "tariff_id": "sea-2025",
            "name": "Shipping 2025",
            "carrier_id": "sea",
            "currency_code": "USD",
        },
        {
            "tariff_id": "through-2025",
            "name": "By the haul 2025",
            "carrier_id": "rail",
            "currency_code": "KZT",
            "valid_from": "2025-01-01",
            "basis": "HAUL",
            "version": "3rd edition",
            "published_on": "2024-11-01",
            "notice_days": 30,
            "minimum_charge": "900.5",
            "minimum_load_t": 10,
            "load_step_t": 0.1,
            "money_step": "0.01",
        },
    ],
    "rates": [
        {
            "rate_id": "handling",
            "tariff_id": "sea-2025",
            "kind": "HANDLING",
            "basis": "PER_TONNE",
            "rate": "4.5",
        },
        {
            "rate_id": "rail",
            "tariff_id": "rail-2025",
            "kind": "FREIGHT",
            "basis": "PER_TONNE_KM",
            "rate": "9.25",
        },
        {
            "rate_id": "sea",
            "tariff_id": "sea-2025",
            "kind": "FREIGHT",
            "leg_id": "b-c",
            "basis": "PER_WAGON",
            "rate": "600",
        },
        {
            "rate_id": "storage",
            "tariff_id": "sea-2025",
            "kind": "STORAGE",
            "node_id": "b",
            "basis": "PER_UNIT_DAY",
            "rate": "0.5",
        },
    ],
    "tariff_scopes": [
        {
            "scope_id": "on-land",
            "tariff_id": "through-2025",
            "carrier_id": "rail",
            "country_code": "KZ",
        },
        {
            "scope_id": "on-sea",
            "tariff_id": "through-2025",
            "leg_id": "b-c",
            "mode": "FERRY",
        },
    ],
    "goods_classes": [
        {
            "tariff_id": "through-2025",
            "code_prefix": "10",
            "tariff_class": "cereals",
        },
    ],
    "tariff_distances": [
        {
            "tariff_id": "through-2025",
            "from_node_id": "a",
            "to_node_id": "c",
            "distance_km": 915,
        },
    ],
    "haul_rates": [
        {
            "haul_rate_id": "40-west",
            "tariff_id": "through-2025",
            "charge_object": "CONTAINER",
            "fixed": "31000",
            "container_length_ft": 40,
            "is_empty": False,
            "entry_node_id": "a",
            "exit_node_id": "c",
        },
        {
            "haul_rate_id": "cereals",
            "tariff_id": "through-2025",
            "charge_object": "WAGON",
            "per_km": "90",
            "tariff_class": "cereals",
            "to_load_t": 60,
        },
        {
            "haul_rate_id": "far",
            "tariff_id": "through-2025",
            "charge_object": "TONNE",
            "fixed": "150",
            "per_km": "2.5",
            "above_km": 500,
        },
        {
            "haul_rate_id": "near",
            "tariff_id": "through-2025",
            "charge_object": "TONNE",
            "per_km": "2.8",
            "to_km": 500,
        },
    ],
    "coefficients": [
        {
            "coefficient_id": "harvest",
            "tariff_id": "through-2025",
            "position": 1,
            "factor": "1.15",
            "tariff_class": "cereals",
            "first_month": 11,
            "last_month": 2,
        },
        {
            "coefficient_id": "short",
            "tariff_id": "through-2025",
            "position": 2,
            "factor": "1.2",
            "exit_node_id": "c",
            "to_km": 300,
        },
    ],
    "surcharges": [
        {
            "surcharge_id": "fuel",
            "tariff_id": "through-2025",
            "position": 1,
            "name": "Fuel",
            "base": "BASE_PERCENT",
            "amount": "12.5",
        },
        {
            "surcharge_id": "guard",
            "tariff_id": "through-2025",
            "position": 2,
            "name": "Guard",
            "base": "PER_OBJECT",
            "amount": "40",
            "tariff_class": "box",
            "is_empty": False,
        },
    ],
    "volume_discounts": [
        {
            "discount_id": "large",
            "tariff_id": "through-2025",
            "above_t": 5000,
            "percent": "4",
        },
        {
            "discount_id": "larger",
            "tariff_id": "through-2025",
            "above_t": 20000,
            "percent": "7.5",
        },
    ],
    "regimes": [
        {"regime_id": "own", "name": "Each its own", "is_default": True},
        {"regime_id": "through", "name": "One for all"},
    ],
    "regime_tariffs": [
        {"regime_id": "own", "tariff_id": "rail-2025"},
        {"regime_id": "own", "tariff_id": "sea-2025"},
        {"regime_id": "through", "tariff_id": "sea-2025", "rank": 2},
        {"regime_id": "through", "tariff_id": "through-2025"},
    ],
    "exchange_rates": [
        {"currency_code": "KZT", "quote_date": "2025-01-01", "rate": "0.002"},
    ],
}
"""Rows of each table; valid, without warnings, each table in the order of its keys."""


def document(*edits):
    """Return a copy of the base, edited."""
    tables = copy.deepcopy(BASE)
    for edit in edits:
        edit(tables)
    return tables


def row_of(tables, table, row_id):
    """Return the row of a document with that key."""
    key = TABLES[table].key
    (row,) = (
        row
        for row in tables[table]
        if "/".join(str(row[c]) for c in key if row.get(c) is not None) == row_id
    )
    return row


def change(table, row_id, **cells):
    """Change some cells of a row; None empties a cell."""
    return lambda tables: row_of(tables, table, row_id).update(cells)


def add(table, **cells):
    """Add a row."""
    return lambda tables: tables[table].append(dict(cells))


def double(table, row_id, **cells):
    """Add a row like another but for some cells."""

    def edit(tables):
        tables[table].append(row_of(tables, table, row_id) | cells)

    return edit


def drop(table, row_id):
    """Leave out a row."""

    def edit(tables):
        tables[table].remove(row_of(tables, table, row_id))

    return edit


def drop_table(table):
    """Leave out a table."""
    return lambda tables: tables.pop(table)


def as_json(tables):
    return json.dumps(tables).encode()


def as_csv(rows, delimiter=",", newline="\n", decimal_mark="."):
    """Rows as the text of a CSV file with the columns that any of them has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=newline)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column), decimal_mark) for column in columns])
    return file.getvalue()


def _cell(value, decimal_mark):
    if isinstance(value, list):
        return "|".join(value)
    is_fraction = isinstance(value, float) or _FRACTION.fullmatch(str(value))
    return str(value).replace(".", decimal_mark) if is_fraction else value


def as_files(tables, encoding="utf-8", **form):
    """CSV files of a document by name."""
    return {
        f"{table}.csv": as_csv(rows, **form).encode(encoding)
        for table, rows in tables.items()
    }


def zipped(files):
    """Zip of files, given by path; the same at whatever time it is made."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path)
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def problems_of(content):
    """Every problem of a file, those of its tariffs included."""
    reading = read_dataset("base", content)
    if reading.dataset is None:
        return list(reading.problems)
    return list(reading.place(check(reading.dataset)))


def places_of(problems):
    """Code and place of each problem, in order."""
    return sorted((p.code.value, p.table, p.row_id, p.column) for p in problems)
