"""Rows that do not fit together are found, each where it stands and only there."""

import pytest
from documents import (
    add,
    as_files,
    as_json,
    change,
    document,
    double,
    drop,
    places_of,
    problems_of,
    zipped,
)
from file_faults import CELL_FAULTS, FILE_FAULTS, INCONSISTENT_ROWS
from row_faults import FREE_TRANSFERS, ROW_FAULTS, UNKNOWN_REFERENCES
from scenario_faults import SCENARIO_FAULTS, problems_of_scenario

from optimizer.analysis.preparing import check
from optimizer.domain.checks import references
from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import ROW_TABLES, TABLES, Dataset
from optimizer.domain.problems import ProblemCode, Severity
from optimizer.tables.reading import read_dataset

WARNINGS = {
    ProblemCode.UNREACHABLE_DEMAND,
    ProblemCode.UNUSED_RESOURCE,
    ProblemCode.UNPRICED_HAUL,
    ProblemCode.TARIFF_NOT_IN_FORCE,
    ProblemCode.TARIFF_ENDS_IN_PERIOD,
}


def test_the_base_has_no_problem():
    """What the other tests find is what they broke."""
    assert problems_of(as_json(document())) == []


@pytest.mark.parametrize("fault", ROW_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_where_it_is_and_nowhere_else(fault):
    """One fault is not reported again by the rows that depend on it."""
    assert places_of(problems_of(fault.content)) == sorted(fault.places)


@pytest.mark.parametrize("fault", ROW_FAULTS, ids=lambda fault: fault.name)
def test_only_what_can_be_planned_all_the_same_is_a_warning(fault):
    """A warning leaves a dataset to plan, an error does not."""
    for problem in problems_of(fault.content):
        is_class_of_rate = (
            problem.table in ("rates", *references.CLASSED_HAUL_TABLES)
            and problem.column == "tariff_class"
        )

        assert (problem.severity is Severity.WARNING) == (
            problem.code in WARNINGS or is_class_of_rate
        )


def test_every_column_that_names_a_row_is_checked():
    """A new reference needs a case among the unknown references."""
    columns = {
        (table.name, column)
        for table in ROW_TABLES.values()
        for column in columns_of(table.record)
        if references._target_of(table, column)
        or column.removesuffix("es") == "tariff_class"
    }

    own = {("commodities", "tariff_class"), ("goods_classes", "tariff_class")}
    cases = {(f.places[0][1], f.places[0][3]) for f in UNKNOWN_REFERENCES}

    assert cases == columns - own


def test_every_code_is_produced():
    """A code that nothing produces would be a promise that nobody keeps."""
    faults = [*FILE_FAULTS, *CELL_FAULTS, *INCONSISTENT_ROWS, *ROW_FAULTS]
    # Only a plan can say what it took or did not carry, and a scenario the rest.
    of_plans = {ProblemCode.RELAXED_DECISION, ProblemCode.UNEARNED_DISCOUNT}
    checked = set(ProblemCode) - of_plans - set(map(ProblemCode, SCENARIO_FAULTS))

    assert {fault.code for fault in faults} == {code.value for code in checked}


@pytest.mark.parametrize("code", SCENARIO_FAULTS)
def test_a_faulty_scenario_has_the_problem_that_it_was_made_for(code):
    """At its last change, and no other."""
    changes = SCENARIO_FAULTS[code]

    assert [(p.code, p.table, p.row) for p in problems_of_scenario(changes)] == [
        (code, "changes", changes.count("- "))
    ]


@pytest.mark.parametrize("table", TABLES)
def test_a_broken_row_breaks_no_other(table):
    """Rows that name a row with a bad cell name a row that is there."""
    tables = document()
    tables[table][0]["confidence"] = "maybe"

    problems = problems_of(as_json(tables))

    assert [(p.code, p.table, p.row) for p in problems] == [
        (ProblemCode.UNKNOWN_CHOICE, table, 1)
    ]


@pytest.mark.parametrize("table", TABLES)
def test_a_row_without_its_id_breaks_no_other(table):
    """Whatever names a row of the table may mean the one whose id is not there."""
    tables = document()
    del tables[table][0][TABLES[table].key[0]]

    problems = problems_of(as_json(tables))

    assert [(p.code, p.table, p.row) for p in problems] == [
        (ProblemCode.MISSING_VALUE, table, 1)
    ]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", ProblemCode.UNREADABLE_TEXT),
        (b'a,"b\n', ProblemCode.UNREADABLE_TEXT),
    ],
)
def test_an_unreadable_table_breaks_no_other(table, content, code):
    """Its rows may well be there, once it can be read."""
    files = as_files(document()) | {f"{table}.csv": content}

    problems = problems_of(zipped(files))

    assert places_of(problems) == [(code, table, "", "")]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_under_another_name_breaks_no_other(table):
    """A table whose name is misspelt is there all the same."""
    tables = document()
    tables[f"{table}x"] = tables.pop(table)

    problems = problems_of(as_json(tables))

    assert places_of(problems) == [("UNKNOWN_TABLE", "", "", "")]
    assert problems[0].remedy.startswith(f"did you mean {table!r}?")


def test_faults_of_several_tables_are_found_together():
    """A planner mends a file once, not once for each fault."""
    tables = document(
        change("nodes", "c", latitude=95),
        change("legs", "a-b", mode="TRAIN", distance_km=-1),
        change("legs", "b-c", origin_node_id="x"),
        double("commodities", "grain"),
        change("demands", "boxes-west", volume="many", latest_arrival="2026-01-01"),
        change("demands", "grain-west", commodity_id="grian"),
        drop("resource_uses", "port/c"),
        change("dataset", "base", currency_code="dollar"),
    )

    problems = problems_of(as_json(tables))

    assert [(p.code, p.table, p.row, p.column) for p in problems] == [
        ("BAD_FORMAT", "dataset", 1, "currency_code"),
        ("OUT_OF_RANGE", "nodes", 3, "latitude"),
        ("NEGATIVE_VALUE", "legs", 1, "distance_km"),
        ("UNKNOWN_CHOICE", "legs", 1, "mode"),
        ("UNKNOWN_REFERENCE", "legs", 2, "origin_node_id"),
        ("UNUSED_RESOURCE", "resources", 2, ""),
        ("DUPLICATE_ID", "commodities", 3, "commodity_id"),
        ("NOT_A_NUMBER", "demands", 1, "volume"),
        ("UNKNOWN_REFERENCE", "demands", 2, "commodity_id"),
    ]


def test_an_unknown_reference_suggests_the_nearest_id():
    """Most unknown ids are misspelt ones."""
    tables = document(change("demands", "grain-west", commodity_id="grian"))

    (problem,) = problems_of(as_json(tables))

    assert problem.remedy == "did you mean 'grain'?"


def test_a_leg_and_a_transfer_of_one_name_are_two_uses():
    """Ids are unique within their table only."""
    tables = document(
        change("transfers", "b-load", transfer_id="b-c"),
        add("resource_uses", resource_id="port", leg_id="b-c"),
        add("resource_uses", resource_id="port", transfer_id="b-c"),
    )

    assert problems_of(as_json(tables)) == []


@pytest.mark.parametrize(
    "mended",
    [
        change("rates", "handling", rate="0.000000001"),
        change("transfers", "b-load", transit_days=0.001),
        drop("transfers", "b-unload"),
        change("transfers", "b-unload", tariff_classes=["box"]),
    ],
)
def test_transfers_that_cost_money_or_time_are_no_free_cycle(mended):
    """It takes free transfers all the way round, for one and the same cargo."""
    tables = document(*FREE_TRANSFERS, change("transfers", "b-load", tariff_classes=[]))
    tables["transfers"][0]["tariff_classes"] = ["bulk"]
    tables["demands"] = [d for d in tables["demands"] if d["commodity_id"] == "grain"]
    mended(tables)

    assert problems_of(as_json(tables)) == []


@pytest.mark.parametrize("table", [t.name for t in ROW_TABLES.values()])
def test_a_dataset_without_a_table_is_checked_all_the_same(table):
    """A scenario may take every row away."""
    dataset = read_dataset("base", as_json(document())).dataset
    rows = [r for name in ROW_TABLES if name != table for r in dataset.rows(name)]

    problems = check(Dataset.of(dataset.header, rows))

    is_missing = any(p.code is ProblemCode.MISSING_TABLE for p in problems)
    assert is_missing == TABLES[table].is_required
