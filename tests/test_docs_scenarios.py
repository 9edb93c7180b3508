"""The page of stored scenarios says what each of them shows, in the code's figures."""

import re
from pathlib import Path

import pytest

from optimizer.analysis.what_if import Comparison
from optimizer.domain.scenarios import Variant
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder
from optimizer.tables.scenario_files import read_scenario

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
FOLDER = ROOT / "datasets" / "middle-corridor"
STORED = sorted((FOLDER / "scenarios").glob("*.yaml"))


@pytest.fixture(scope="module")
def comparison():
    base = Variant(read_folder(FOLDER).dataset)
    return Comparison(base, PlanOptions(), attributes=False)


def names(capacities):
    found = dict.fromkeys(f"`{c.resource_id}`" for c in capacities)
    return ", ".join(found) or "none"


def section_of(scenario, row):
    """What the page says of a scenario."""
    summary, change = row.summary, row.change
    return "\n".join(
        [
            f"## {scenario.title}",
            "",
            f"`{scenario.scenario_id}`: {scenario.description.strip()}",
            "",
            "| total cost, USD | change, USD | served, t | unserved, t | days "
            "| CO2e, t | new bottlenecks | no bottlenecks now |",
            "|---|---|---|---|---|---|---|---|",
            f"| {summary.total_cost:,.2f} | {change.total_cost:+,.2f} "
            f"| {summary.served_t:,.0f} | {summary.unserved_t:,.0f} "
            f"| {summary.transit_days:.2f} | {summary.emissions_t:,.0f} "
            f"| {names(change.new_bottlenecks)} | {names(change.ceased_bottlenecks)} |",
        ]
    )


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_the_page_says_what_a_scenario_shows(comparison, path):
    """Its description, and what becomes of the base."""
    scenario = read_scenario(path.name, path.read_bytes())

    assert section_of(scenario, comparison.row(scenario)) in TEXT


def test_the_page_tells_of_stored_scenarios_alone():
    said = re.findall(r"^`([a-z0-9-]+)`: ", TEXT, re.MULTILINE)

    assert said == [path.stem for path in STORED]
