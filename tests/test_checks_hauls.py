"""What looks like a fault of a haul tariff and is none, and what hides a fault."""

import pytest
from documents import add, as_json, change, document, double, drop, problems_of
from haul_faults import ANOTHER_TARIFF
from hypothesis import given
from hypothesis import strategies as st
from strategies import coefficients

from optimizer.domain.checks.haul_factors import _clashes

FINE = {
    "belts that differ by class": (
        double("haul_rates", "near", haul_rate_id="bulk", tariff_class="bulk"),
        change("haul_rates", "bulk", to_km=None),
    ),
    "belts of other objects": (
        double("haul_rates", "near", haul_rate_id="wagon", charge_object="WAGON"),
    ),
    "a first belt of one haul that begins anywhere": (
        change("haul_rates", "40-west", above_km=700),
    ),
    "a last belt that ends": (change("haul_rates", "far", to_km=3000),),
    "belts given from far to near": (
        double("haul_rates", "far", haul_rate_id="a-farthest", above_km=1000),
        change("haul_rates", "far", to_km=1000),
    ),
    "loads that meet": (
        double("haul_rates", "cereals", haul_rate_id="heavy", to_load_t=None),
        change("haul_rates", "heavy", above_load_t=60),
    ),
    "seasons that meet around the new year": (
        double("coefficients", "harvest", coefficient_id="spring"),
        change("coefficients", "spring", first_month=3, last_month=10),
    ),
    "factors of opposite directions": (
        double("coefficients", "short", coefficient_id="back", exit_node_id="a"),
    ),
    "factors for the empty and the loaded": (
        change("coefficients", "short", is_empty=False),
        double("coefficients", "short", coefficient_id="empty", is_empty=True),
    ),
    "factors of belts that meet": (
        double("coefficients", "short", coefficient_id="long", to_km=None),
        change("coefficients", "long", above_km=300),
    ),
    "surcharges at one position of two tariffs": (
        *ANOTHER_TARIFF,
        change("regime_tariffs", "through/too", rank=3),
        double("surcharges", "fuel", surcharge_id="fuel-too", tariff_id="too"),
    ),
    "tariffs of two ranks": (
        *ANOTHER_TARIFF,
        change("regime_tariffs", "through/too", rank=3),
    ),
    "tariffs of two regimes": (
        *ANOTHER_TARIFF,
        change("regime_tariffs", "through/too", regime_id="own"),
    ),
    "an edition after the other": (
        *ANOTHER_TARIFF,
        change("tariffs", "through-2025", valid_to="2025-01-31"),
        change("tariffs", "too", valid_from="2025-02-01"),
    ),
    "tariffs of other legs": (
        *ANOTHER_TARIFF,
        drop("tariff_scopes", "on-sea"),
    ),
    "tariffs of other boxes": (
        *ANOTHER_TARIFF,
        change("haul_rates", "too", tariff_class="box", container_length_ft=20),
        *(
            change("haul_rates", row_id, container_length_ft=40)
            for row_id in ("cereals", "far", "near")
        ),
    ),
    "one regime that is not called the default": (
        change("regimes", "through", is_default=True),
        drop("regimes", "own"),
        drop("regime_tariffs", "own/rail-2025"),
        drop("regime_tariffs", "own/sea-2025"),
    ),
}

NOT_ALONE = {
    "a scope": (drop("tariff_scopes", "on-land"), ("tariff_scopes", "on-sea")),
    "a belt": (change("haul_rates", "far", above_km=900), ("haul_rates", "near")),
    "a tariff of a regime": (
        drop("regime_tariffs", "own/rail-2025"),
        ("regime_tariffs", "own/sea-2025"),
    ),
    "a default": (change("regimes", "through"), ("regimes", "own")),
}


@pytest.mark.parametrize("edits", FINE.values(), ids=FINE.keys())
def test_what_charges_each_haul_once_is_fine(edits):
    """A tariff may be cut as finely as it is published; what it leaves is not priced."""
    codes = {problem.code for problem in problems_of(as_json(document(*edits)))}

    assert codes <= {"UNPRICED_HAUL", "UNPRICED_LEG"}


@pytest.mark.parametrize(("edit", "place"), NOT_ALONE.values(), ids=NOT_ALONE.keys())
def test_what_an_unreadable_row_may_mend_is_no_problem(edit, place):
    """Once the row can be read, there may be nothing left to say."""
    table, row_id = place
    tables = document(edit, change(table, row_id, confidence="maybe"))

    problems = problems_of(as_json(tables))

    assert [(p.code, p.table, p.row_id) for p in problems] == [
        ("UNKNOWN_CHOICE", table, row_id)
    ]


def test_without_regimes_all_tariffs_hold():
    """Then no rank tells two tariffs apart."""
    tables = document(*ANOTHER_TARIFF, change("regime_tariffs", "through/too", rank=3))
    tables |= {"regimes": [], "regime_tariffs": []}

    problems = problems_of(as_json(tables))

    assert [(p.code, p.row_id) for p in problems] == [("OVERLAPPING_TARIFFS", "too")]


def test_rates_may_be_left_out_where_hauls_are_charged():
    """Whether everything is priced is for pricing to say."""
    problems = problems_of(as_json(document() | {"rates": []}))

    assert "MISSING_TABLE" not in {p.code for p in problems}


def test_the_overlap_of_belts_names_the_other():
    """Both rows have to be looked at to mend one."""
    tables = document(change("haul_rates", "far", above_km=450))

    (problem,) = problems_of(as_json(tables))

    assert problem.message == "'near' is for the same hauls above 0 km up to 500 km"


def test_many_factors_of_one_position_are_told_apart_in_time():
    """A direction each: thousands of them are compared with none but their like."""
    tables = document()
    count = 3000
    nodes = [{"node_id": f"n{n}", "name": "N", "country_code": "KZ"} for n in range(55)]
    tables["nodes"] += nodes
    for n in range(count):
        entry, leave = divmod(n, 55)
        add(
            "coefficients",
            coefficient_id=f"direction-{n}",
            tariff_id="through-2025",
            position=3,
            factor="1.1",
            entry_node_id=f"n{entry}",
            exit_node_id=f"n{leave}",
        )(tables)

    assert problems_of(as_json(tables)) == []


@given(rows=st.lists(coefficients(), max_size=6, unique_by=lambda r: r.coefficient_id))
def test_rows_clash_where_some_haul_fits_both(rows):
    """The look-up by columns finds what comparing every pair would."""
    clashing = {
        max(one.coefficient_id, other.coefficient_id)
        for one in rows
        for other in rows
        if one is not other and _some_haul_fits(one, other)
    }

    assert set(_clashes(rows)) <= clashing
    assert bool(_clashes(rows)) == bool(clashing)


def _some_haul_fits(one, other):
    columns = [
        "tariff_class",
        "container_length_ft",
        "is_empty",
        "entry_node_id",
        "exit_node_id",
    ]
    pairs = [(getattr(one, c), getattr(other, c)) for c in columns]
    ends = [row.to_km for row in (one, other) if row.to_km is not None]
    start = max(one.above_km, other.above_km)
    return (
        all(None in pair or pair[0] == pair[1] for pair in pairs)
        and all(start < end for end in ends)
        and any(_holds_in(one, m) and _holds_in(other, m) for m in range(1, 13))
    )


def _holds_in(row, month):
    if row.first_month is None:
        return True
    span = (row.last_month - row.first_month) % 12
    return (month - row.first_month) % 12 <= span
