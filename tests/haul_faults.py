"""What can be wrong between the rows of tariffs that charge by the haul."""

from documents import add, change, double, drop
from faults import Fault, fault, unknown

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
        "volume_discounts",
        "large",
        "tariff_class",
        change("volume_discounts", "large", tariff_class="x"),
    ),
    unknown(
        "volume_discounts",
        "large",
        "tariff_id",
        change("volume_discounts", "large", tariff_id="x"),
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

ANOTHER_TARIFF = (
    double("tariffs", "through-2025", tariff_id="too"),
    add("tariff_scopes", scope_id="too", tariff_id="too", leg_id="b-c"),
    double("haul_rates", "cereals", haul_rate_id="too", tariff_id="too"),
    change("haul_rates", "too", tariff_class="bulk"),
    add("regime_tariffs", regime_id="through", tariff_id="too"),
)
"""A second tariff that charges for the same goods on the same leg."""

TARIFFS_OF_HAULS = [
    Fault(
        "rows of a haul belong to a tariff that charges by the leg",
        [
            ("WRONG_TARIFF_BASIS", table, row_id, "tariff_id")
            for table, row_id in (
                ("tariff_scopes", "on-land"),
                ("tariff_scopes", "on-sea"),
                ("goods_classes", "through-2025/10"),
                ("tariff_distances", "through-2025/a/c"),
                ("haul_rates", "40-west"),
                ("haul_rates", "cereals"),
                ("haul_rates", "far"),
                ("haul_rates", "near"),
                ("coefficients", "harvest"),
                ("coefficients", "short"),
                ("surcharges", "fuel"),
                ("surcharges", "guard"),
                ("volume_discounts", "large"),
                ("volume_discounts", "larger"),
            )
        ],
        (change("tariffs", "through-2025", basis="LEG"),),
    ),
    fault(
        "a rate belongs to a tariff that charges by the haul",
        ("WRONG_TARIFF_BASIS", "rates", "handling", "tariff_id"),
        change("rates", "handling", tariff_id="through-2025"),
    ),
    fault(
        "a belt belongs to a tariff that charges by the leg",
        ("WRONG_TARIFF_BASIS", "haul_rates", "near", "tariff_id"),
        change("haul_rates", "near", tariff_id="rail-2025"),
    ),
    fault(
        "a tariff has no scope",
        ("EMPTY_SCOPE", "tariffs", "through-2025", "basis"),
        drop("tariff_scopes", "on-land"),
        drop("tariff_scopes", "on-sea"),
    ),
    fault(
        "a scope selects no leg",
        ("EMPTY_SCOPE", "tariffs", "through-2025", "tariff_id"),
        change("tariff_scopes", "on-land", country_code="AZ"),
        change("tariff_scopes", "on-sea", mode="RAIL"),
    ),
    fault(
        "a tariff has no rates",
        ("NO_HAUL_RATES", "tariffs", "through-2025", "basis"),
        *(drop("haul_rates", row) for row in ("40-west", "cereals", "far", "near")),
    ),
    fault(
        "two tariffs of a carrier charge the same",
        ("OVERLAPPING_TARIFFS", "tariffs", "too", "valid_from"),
        *ANOTHER_TARIFF,
    ),
]

BELTS_AND_LOADS = [
    fault(
        "two belts overlap",
        ("OVERLAPPING_BELTS", "haul_rates", "far", "above_km"),
        change("haul_rates", "far", above_km=450),
    ),
    fault(
        "a belt lies within another",
        ("OVERLAPPING_BELTS", "haul_rates", "within", "above_km"),
        double("haul_rates", "far", haul_rate_id="within", above_km=600, to_km=700),
    ),
    fault(
        "a rate of a haul is given twice under two ids",
        ("OVERLAPPING_BELTS", "haul_rates", "cereals-too", "above_km"),
        double("haul_rates", "cereals", haul_rate_id="cereals-too", per_km="95"),
    ),
    fault(
        "no belt is between two",
        ("BELT_GAP", "haul_rates", "far", "above_km"),
        change("haul_rates", "far", above_km=600.5),
    ),
    fault(
        "no belt begins at 0",
        ("BELT_GAP", "haul_rates", "near", "above_km"),
        change("haul_rates", "near", above_km=100),
    ),
    fault(
        "no belt is between two of one haul",
        ("BELT_GAP", "haul_rates", "late", "above_km"),
        change("haul_rates", "40-west", above_km=100, to_km=200),
        double("haul_rates", "40-west", haul_rate_id="late"),
        change("haul_rates", "late", above_km=300, to_km=None),
    ),
    fault(
        "no belt reaches as far as a haul",
        ("UNPRICED_HAUL", "tariffs", "through-2025", "tariff_id"),
        drop("haul_rates", "far"),
        change("haul_rates", "near", to_km=100),
    ),
    fault(
        "the loads of two rates overlap",
        ("OVERLAPPING_LOADS", "haul_rates", "heavy", "above_load_t"),
        double("haul_rates", "cereals", haul_rate_id="heavy", to_load_t=None),
        change("haul_rates", "heavy", above_load_t=55),
    ),
]

FACTORS = [
    fault(
        "a factor for all goods and one for a class hold together",
        ("OVERLAPPING_COEFFICIENTS", "coefficients", "short", "position"),
        change("coefficients", "short", position=1),
    ),
    fault(
        "two seasons share a month",
        ("OVERLAPPING_COEFFICIENTS", "coefficients", "winter", "position"),
        double("coefficients", "harvest", coefficient_id="winter", first_month=1),
    ),
    fault(
        "two belts of a factor overlap",
        ("OVERLAPPING_COEFFICIENTS", "coefficients", "shorter", "position"),
        double("coefficients", "short", coefficient_id="shorter", to_km=200),
        change("coefficients", "shorter", tariff_class="bulk", is_empty=False),
    ),
    fault(
        "two surcharges stand at one position",
        ("DUPLICATE_POSITION", "surcharges", "guard", "position"),
        change("surcharges", "guard", position=1),
    ),
    fault(
        "two tiers start at the same tonnes",
        ("OVERLAPPING_TIERS", "volume_discounts", "larger", "above_t"),
        change("volume_discounts", "larger", above_t=5000),
    ),
]

REGIMES = [
    fault(
        "two regimes are the default",
        ("DUPLICATE_DEFAULT_REGIME", "regimes", "through", "is_default"),
        change("regimes", "through", is_default=True),
    ),
    fault(
        "no regime is the default",
        ("MISSING_DEFAULT_REGIME", "regimes", "", "is_default"),
        change("regimes", "own", is_default=False),
    ),
    fault(
        "no tariff holds under a regime",
        ("EMPTY_REGIME", "regimes", "none", ""),
        add("regimes", regime_id="none", name="None"),
    ),
]

BETWEEN_HAUL_ROWS = [*TARIFFS_OF_HAULS, *BELTS_AND_LOADS, *FACTORS, *REGIMES]
"""Every other fault of tariffs that charge by the haul."""
