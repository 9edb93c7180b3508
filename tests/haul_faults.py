"""What can be wrong between the rows of tariffs that charge by the haul."""

from documents import add, change, double
from faults import unknown

UNKNOWN_IN_HAULS = [
    unknown(
        "tariff_scopes",
        "more",
        "tariff_id",
        add("tariff_scopes", scope_id="more", tariff_id="x", mode="RAIL"),
    ),
    unknown(
        "tariff_scopes",
        "on-land",
        "carrier_id",
        change("tariff_scopes", "on-land", carrier_id="x"),
    ),
    unknown(
        "tariff_scopes",
        "on-sea",
        "leg_id",
        change("tariff_scopes", "on-sea", leg_id="x"),
    ),
    unknown(
        "goods_classes",
        "x/11",
        "tariff_id",
        add("goods_classes", tariff_id="x", code_prefix="11", tariff_class="bulk"),
    ),
    unknown(
        "tariff_distances",
        "x/a/c",
        "tariff_id",
        change("tariff_distances", "through-2025/a/c", tariff_id="x"),
    ),
    unknown(
        "tariff_distances",
        "through-2025/x/c",
        "from_node_id",
        change("tariff_distances", "through-2025/a/c", from_node_id="x"),
    ),
    unknown(
        "tariff_distances",
        "through-2025/a/x",
        "to_node_id",
        change("tariff_distances", "through-2025/a/c", to_node_id="x"),
    ),
    unknown(
        "haul_rates", "near", "tariff_id", change("haul_rates", "near", tariff_id="x")
    ),
    unknown(
        "haul_rates",
        "40-west",
        "entry_node_id",
        change("haul_rates", "40-west", entry_node_id="x"),
    ),
    unknown(
        "haul_rates",
        "40-west",
        "exit_node_id",
        change("haul_rates", "40-west", exit_node_id="x"),
    ),
    # Warnings, as for a rate.
    unknown(
        "haul_rates",
        "cereals",
        "tariff_class",
        change("haul_rates", "cereals", tariff_class="x"),
    ),
    unknown(
        "coefficients",
        "harvest",
        "tariff_class",
        change("coefficients", "harvest", tariff_class="x"),
    ),
    unknown(
        "surcharges",
        "guard",
        "tariff_class",
        change("surcharges", "guard", tariff_class="x"),
    ),
    unknown(
        "coefficients",
        "short",
        "tariff_id",
        change("coefficients", "short", tariff_id="x"),
    ),
    unknown(
        "coefficients",
        "more",
        "entry_node_id",
        double("coefficients", "short", coefficient_id="more", position=3),
        change("coefficients", "more", entry_node_id="x"),
    ),
    unknown(
        "coefficients",
        "short",
        "exit_node_id",
        change("coefficients", "short", exit_node_id="x"),
    ),
    unknown(
        "surcharges", "fuel", "tariff_id", change("surcharges", "fuel", tariff_id="x")
    ),
    unknown(
        "regime_tariffs",
        "x/rail-2025",
        "regime_id",
        change("regime_tariffs", "own/rail-2025", regime_id="x"),
    ),
    unknown(
        "regime_tariffs",
        "own/x",
        "tariff_id",
        change("regime_tariffs", "own/rail-2025", tariff_id="x"),
    ),
]

BETWEEN_HAUL_ROWS = []
