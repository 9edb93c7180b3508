"""The document of scenarios runs, and its figures are those of the code."""

import json
import re
import shlex
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from commands import invoke
from corridor_cli.exit_codes import ExitCode
from serving import running_server

from optimizer.analysis.planning import optimize_plan, optimize_plan_from
from optimizer.analysis.what_if import Comparison, explained
from optimizer.domain.scenarios import Variant, applied
from optimizer.domain.scenarios.targets import ALIASES, KINDS
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder
from optimizer.tables.scenario_files import ACTIONS, MEMBERS, read_scenario

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "what-if.md").read_text("utf-8")
COMMANDS = re.findall(r"^corridor (.*)$", TEXT, re.MULTILINE)
FOLDER = ROOT / "datasets" / "middle-corridor"
SCHEMA = json.loads((ROOT / "docs" / "scenario.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield partial(invoke, server)


@pytest.fixture(scope="module")
def base():
    return Variant(read_folder(FOLDER).dataset)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(run, command, tmp_path, monkeypatch):
    """As it is written."""
    monkeypatch.chdir(tmp_path)
    done = run(*shlex.split(command))

    assert done.exit_code == ExitCode.DONE, done.stderr


EXAMPLES = [
    read_scenario("example.yaml", text.encode())
    for text in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
]
"""Scenarios that the text shows."""


def test_half_of_the_steel_sails_and_the_other_half_does_not(base):
    """As the text says of the flow that it fixes."""
    variant = applied(base, EXAMPLES[1])
    plan = optimize_plan(variant.dataset, PlanOptions()).plan
    demand = "steel-karaganda-poti"
    (whole,) = (d for d in base.dataset.demands if d.demand_id == demand)
    sails = sum(
        path.quantity
        for path in plan.paths
        if path.demand_id in (demand, f"{demand}-fixed")
        and any(step.element_id == "aktau-alat-drycargo" for step in path.steps)
    )

    assert len(EXAMPLES) == 2
    assert sails == pytest.approx(whole.volume / 2)


def test_the_scenario_in_a_file_can_be_applied(base):
    """To the reference dataset."""
    variant = applied(base, EXAMPLES[0])

    assert len(variant.dataset.periods) == 12
    assert len(variant.dataset.closures) == 1
    assert len(variant.dataset.resource_capacities) == 2


def test_the_table_of_targets_is_that_of_the_code():
    """Every kind, quantity and filter."""
    rows = re.findall(r"^\| (`[^|]*) \| ([^|]*) \|([^|]*)\|$", TEXT, re.MULTILINE)
    said = {
        tuple(words(kinds)): (set(words(quantities)), set(words(filters)))
        for kinds, quantities, filters in rows
        if set(words(kinds)) <= {*KINDS, *ALIASES}
    }
    aliases = {kind: alias for alias, kind in ALIASES.items()}

    assert said == {
        (name, *filter(None, [aliases.get(name)])): (
            set(kind.quantities),
            set(kind.filters),
        )
        for name, kind in KINDS.items()
    }


def words(cell):
    return re.findall(r"`([^`]*)`", cell)


@pytest.mark.parametrize(
    ("scenario_id", "cost", "change"),
    re.findall(r"^\| `([\w-]+)` \| ([\d,.]+) \| ([-+][\d,.]+) \|$", TEXT, re.MULTILINE),
)
def test_figures_of_scenarios_are_those_of_the_table(base, scenario_id, cost, change):
    """To the cent."""
    path = FOLDER / "scenarios" / f"{scenario_id}.yaml"
    scenario = read_scenario(path.name, path.read_bytes())
    row = Comparison(base, PlanOptions(), attributes=False).row(scenario)

    assert row.summary.total_cost == Decimal(cost.replace(",", ""))
    assert row.change.total_cost == Decimal(change.replace(",", ""))


def test_the_explained_routes_are_those_of_the_table(base):
    """To the cent."""
    run = optimize_plan_from(base.dataset, PlanOptions())
    routes = explained(run, "oil-products-atyrau-batumi").routes
    rows = re.findall(
        r"^\| [^|]* \| ([\d,]+|-) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$",
        TEXT,
        re.MULTILINE,
    )

    assert [tuple(map(Decimal, row[1:])) for row in rows] == [
        tuple(
            round(amount, 2)
            for amount in (r.cost_per_unit, r.scarcity_per_unit, r.dearer_by_per_unit)
        )
        for r in routes[: len(rows)]
    ]
    assert len(rows) == 3


def test_growth_makes_six_more_bottlenecks(base):
    """As the text says."""
    path = FOLDER / "scenarios" / "growth-10mt.yaml"
    scenario = read_scenario(path.name, path.read_bytes())
    row = Comparison(base, PlanOptions(), attributes=False).row(scenario)
    binding = {b.resource_id for b in row.summary.bottlenecks}

    assert len(row.change.new_bottlenecks) == 6
    assert "kuryk-wagons-westbound" in binding


def test_the_schema_knows_every_change():
    """And what goes with each."""
    changes = SCHEMA["properties"]["changes"]["items"]["oneOf"]
    known = {c["required"][0]: set(c["properties"]) for c in changes}

    assert set(SCHEMA["properties"]) == set(MEMBERS)
    assert known == {
        action: {action, "note", *members} for action, members in ACTIONS.items()
    }
