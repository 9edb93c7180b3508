"""What can be wrong with a document whose every cell is readable, one fault each."""

from documents import add, change, document, double, drop, drop_table
from faults import Fault, fault, unknown
from haul_faults import BETWEEN_HAUL_ROWS, UNKNOWN_IN_HAULS

from optimizer.domain.dataset import TABLES


def given_twice(table):
    """The first row of a table once more."""
    row = document()[table][0]
    key = [column for column in TABLES[table].key if row.get(column) is not None]
    row_id = "/".join(str(row[column]) for column in key)
    column = "" if table == "dataset" else key[0]
    place = ("DUPLICATE_ID", table, row_id, column)
    return fault(f"a row of {table} is given twice", place, double(table, row_id))


def missing(table):
    """A required table left out; what names its rows is not complained about."""
    place = ("MISSING_TABLE", table, "", "")
    return fault(f"{table} is missing", place, drop_table(table))


FREE_TRANSFERS = (
    change("rates", "handling", rate="0"),
    change("transfers", "b-load", transit_days=0),
    change("transfers", "b-unload", transit_days=0),
)

UNKNOWN_REFERENCES = [
    unknown("legs", "a-b", "origin_node_id", change("legs", "a-b", origin_node_id="x")),
    unknown(
        "legs",
        "a-b",
        "destination_node_id",
        change("legs", "a-b", destination_node_id="x"),
    ),
    unknown("legs", "a-b", "carrier_id", change("legs", "a-b", carrier_id="x")),
    unknown(
        "legs", "a-b", "tariff_classes", change("legs", "a-b", tariff_classes=["x"])
    ),
    unknown(
        "transfers", "b-load", "node_id", change("transfers", "b-load", node_id="x")
    ),
    unknown(
        "transfers",
        "b-load",
        "carrier_id",
        change("transfers", "b-load", carrier_id="x"),
    ),
    unknown(
        "transfers",
        "b-load",
        "tariff_classes",
        change("transfers", "b-load", tariff_classes=["bulk", "x"]),
    ),
    unknown("resources", "port", "shape_id", change("resources", "port", shape_id="x")),
    unknown(
        "resource_uses",
        "x/a-b",
        "resource_id",
        add("resource_uses", resource_id="x", leg_id="a-b"),
    ),
    unknown(
        "resource_uses",
        "port/x",
        "leg_id",
        add("resource_uses", resource_id="port", leg_id="x"),
    ),
    unknown(
        "resource_uses",
        "port/x",
        "transfer_id",
        add("resource_uses", resource_id="port", transfer_id="x"),
    ),
    unknown(
        "resource_uses",
        "port/x",
        "node_id",
        add("resource_uses", resource_id="port", node_id="x"),
    ),
    unknown(
        "closures",
        "x",
        "leg_id",
        add("closures", closure_id="x", leg_id="x"),
    ),
    unknown(
        "closures",
        "x",
        "transfer_id",
        add("closures", closure_id="x", transfer_id="x"),
    ),
    unknown(
        "closures",
        "x",
        "node_id",
        add("closures", closure_id="x", node_id="x"),
    ),
    unknown(
        "closures",
        "repairs",
        "period_id",
        change("closures", "repairs", period_id="x"),
    ),
    unknown(
        "resource_capacities",
        "x/p2",
        "resource_id",
        change("resource_capacities", "ferry/p2", resource_id="x"),
    ),
    unknown(
        "resource_capacities",
        "ferry/x",
        "period_id",
        change("resource_capacities", "ferry/p2", period_id="x"),
    ),
    unknown(
        "demands",
        "grain-west",
        "commodity_id",
        change("demands", "grain-west", commodity_id="x"),
    ),
    unknown(
        "demands",
        "grain-west",
        "origin_node_id",
        change("demands", "grain-west", origin_node_id="x"),
    ),
    unknown(
        "demands",
        "grain-west",
        "destination_node_id",
        change("demands", "grain-west", destination_node_id="x"),
    ),
    unknown(
        "demands",
        "grain-west",
        "shape_id",
        change("demands", "grain-west", shape_id="x"),
    ),
    unknown(
        "tariffs",
        "sea-2025",
        "carrier_id",
        change("tariffs", "sea-2025", carrier_id="x"),
    ),
    unknown("rates", "sea", "tariff_id", change("rates", "sea", tariff_id="x")),
    unknown("rates", "sea", "leg_id", change("rates", "sea", leg_id="x")),
    unknown(
        "rates", "handling", "transfer_id", change("rates", "handling", transfer_id="x")
    ),
    unknown("rates", "storage", "node_id", change("rates", "storage", node_id="x")),
    # A warning, because a rate that nobody pays spoils no plan.
    unknown(
        "rates",
        "dear",
        "tariff_class",
        double("rates", "rail", rate_id="dear", tariff_class="x"),
    ),
    *UNKNOWN_IN_HAULS,
]

BETWEEN_ROWS = [
    *(given_twice(table) for table in TABLES),
    *(missing(table.name) for table in TABLES.values() if table.is_required),
    fault(
        "a day is missing between two periods",
        ("CALENDAR_GAP", "periods", "p2", "start_date"),
        change("periods", "p2", start_date="2025-02-02"),
    ),
    fault(
        "two periods overlap",
        ("CALENDAR_GAP", "periods", "p2", "start_date"),
        change("periods", "p2", start_date="2025-01-31"),
    ),
    fault(
        "a demand leaves before the horizon",
        ("WINDOW_OUTSIDE_CALENDAR", "demands", "boxes-west", "earliest_departure"),
        change("demands", "boxes-west", earliest_departure="2024-12-31"),
    ),
    fault(
        "a demand arrives after the horizon",
        ("WINDOW_OUTSIDE_CALENDAR", "demands", "boxes-west", "latest_arrival"),
        change("demands", "boxes-west", latest_arrival="2025-03-01"),
    ),
    Fault(
        "a window lies outside of the horizon on both sides",
        [
            ("WINDOW_OUTSIDE_CALENDAR", "demands", "boxes-west", "earliest_departure"),
            ("WINDOW_OUTSIDE_CALENDAR", "demands", "boxes-west", "latest_arrival"),
        ],
        (
            change("demands", "boxes-west", earliest_departure="2024-12-31"),
            change("demands", "boxes-west", latest_arrival="2025-03-01"),
        ),
    ),
    fault(
        "a profile lacks a month",
        ("INCOMPLETE_SHAPE", "monthly_shapes", "winter/1", "month"),
        drop("monthly_shapes", "winter/7"),
    ),
    fault(
        "a profile is zero as long as the demand lasts",
        ("INCOMPLETE_SHAPE", "demands", "grain-west", "shape_id"),
        change("monthly_shapes", "winter/1", factor=0),
        change("monthly_shapes", "winter/2", factor=0),
    ),
    fault(
        "cargo is not counted in voyages",
        ("UNIT_MISMATCH", "resource_uses", "ferry/b-c", "per_measure"),
        change("resource_uses", "ferry/b-c", per_measure=None),
    ),
    fault(
        "cargo is not counted in trains",
        ("UNIT_MISMATCH", "resource_uses", "port/c", "per_measure"),
        change("resources", "port", measure="TRAIN"),
    ),
    fault(
        "the wagons of a unit are unknown, and a use counts wagons",
        ("UNIT_MISMATCH", "commodities", "grain", "wagons_per_unit"),
        change("commodities", "grain", wagons_per_unit=None),
        change("rates", "sea", basis="PER_UNIT"),
    ),
    fault(
        "the TEU of a unit are unknown, and a node counts TEU",
        ("UNIT_MISMATCH", "commodities", "grain", "teu_per_unit"),
        change("resources", "port", measure="TEU"),
    ),
    fault(
        "the TEU of a unit are unknown, and a transfer counts TEU",
        ("UNIT_MISMATCH", "commodities", "grain", "teu_per_unit"),
        change("resources", "port", measure="TEU"),
        change("resource_uses", "port/c", node_id=None, transfer_id="b-load"),
    ),
    fault(
        "the wagons of a unit are unknown, and a rate is per wagon",
        ("UNIT_MISMATCH", "commodities", "grain", "wagons_per_unit"),
        change("commodities", "grain", wagons_per_unit=None),
        change("resource_uses", "ferry/b-c", per_measure="TONNE"),
    ),
    fault(
        "nothing draws on a resource",
        ("UNUSED_RESOURCE", "resources", "port", ""),
        drop("resource_uses", "port/c"),
    ),
    fault(
        "no leg leads on from where a demand starts",
        ("UNREACHABLE_DEMAND", "demands", "grain-west", "destination_node_id"),
        change("demands", "grain-west", origin_node_id="c", destination_node_id="a"),
    ),
    fault(
        "the only leg is closed to the commodity",
        ("UNREACHABLE_DEMAND", "demands", "boxes-west", "destination_node_id"),
        change("legs", "b-c", tariff_classes=["bulk"]),
    ),
    Fault(
        "no transfer leads from the train to the ferry",
        [
            ("UNREACHABLE_DEMAND", "demands", "boxes-west", "destination_node_id"),
            ("UNREACHABLE_DEMAND", "demands", "grain-west", "destination_node_id"),
        ],
        (drop("transfers", "b-load"),),
    ),
]

TARIFFS = [
    Fault(
        "nothing prices a leg, for either class",
        [
            ("UNPRICED_LEG", "legs", "a-b", "tariff_classes"),
            ("UNPRICED_LEG", "legs", "a-b", "tariff_classes"),
        ],
        (drop("rates", "rail"),),
    ),
    fault(
        "a leg is priced for one of two classes",
        ("UNPRICED_LEG", "legs", "a-b", "tariff_classes"),
        change("rates", "rail", tariff_class="box"),
    ),
    Fault(
        "the tariff ends before the last period",
        [
            ("UNPRICED_LEG", "legs", "a-b", "tariff_classes"),
            ("UNPRICED_LEG", "legs", "a-b", "tariff_classes"),
            ("TARIFF_NOT_IN_FORCE", "tariffs", "rail-2025", "valid_to"),
        ],
        (change("tariffs", "rail-2025", valid_to="2025-01-31"),),
    ),
    fault(
        "a tariff does not hold yet, and another of its regime charges instead",
        ("TARIFF_NOT_IN_FORCE", "tariffs", "through-2025", "valid_from"),
        change("tariffs", "through-2025", valid_from="2025-02-01"),
        add("regime_tariffs", regime_id="through", tariff_id="rail-2025", rank=2),
    ),
    fault(
        "a tariff ends while a period lasts",
        ("TARIFF_ENDS_IN_PERIOD", "tariffs", "rail-2025", "valid_to"),
        change("tariffs", "rail-2025", valid_to="2025-02-10"),
    ),
    Fault(
        "the rates are of another carrier",
        [
            ("UNPRICED_TRANSFER", "transfers", transfer_id, "tariff_classes")
            for transfer_id in ("b-load", "b-load", "b-unload", "b-unload")
        ],
        (change("rates", "handling", tariff_id="rail-2025"),),
    ),
    fault(
        "a transfer is priced for one of two classes",
        ("UNPRICED_TRANSFER", "transfers", "b-unload", "tariff_classes"),
        change("rates", "handling", transfer_id="b-load"),
        double("rates", "handling", rate_id="h2", transfer_id="b-unload"),
        change("rates", "h2", tariff_class="box"),
    ),
    fault(
        "two rates of a carrier are equally specific",
        ("AMBIGUOUS_RATE", "rates", "rail-too", "rate_id"),
        double("rates", "rail", rate_id="rail-too"),
    ),
    fault(
        "two rates for storage at a node",
        ("AMBIGUOUS_RATE", "rates", "storage-too", "rate_id"),
        double("rates", "storage", rate_id="storage-too"),
    ),
    fault(
        "no exchange rate is dated early enough",
        ("MISSING_EXCHANGE_RATE", "tariffs", "rail-2025", "currency_code"),
        change("exchange_rates", "KZT/2025-01-01", quote_date="2025-01-02"),
    ),
    fault(
        "cargo could change to and fro at no cost",
        ("FREE_TRANSFER_CYCLE", "transfers", "b-load", "transit_days"),
        *FREE_TRANSFERS,
    ),
    fault(
        "cargo could change to and fro at no cost in one of two periods",
        ("FREE_TRANSFER_CYCLE", "transfers", "b-load", "transit_days"),
        *FREE_TRANSFERS,
        change("tariffs", "sea-2025", valid_to="2025-01-31"),
        double("tariffs", "sea-2025", tariff_id="sea-new", valid_from="2025-02-01"),
        change("tariffs", "sea-new", valid_to=None),
        add("regime_tariffs", regime_id="own", tariff_id="sea-new"),
        double("rates", "handling", rate_id="h2", tariff_id="sea-new", rate="1"),
        double("rates", "sea", rate_id="s2", tariff_id="sea-new"),
    ),
]

ROW_FAULTS = [*UNKNOWN_REFERENCES, *BETWEEN_ROWS, *BETWEEN_HAUL_ROWS, *TARIFFS]
"""Every fault between rows."""
