"""The document of the tables says what the code does."""

import re
from pathlib import Path

import pytest

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import PROVENANCE, TABLES
from optimizer.solve.options import PlanOptions
from optimizer.tables.documentation import tables_markdown
from optimizer.tables.raw_tables import ROW_LIMIT
from optimizer.tables.reading import read_dataset
from optimizer.tables.sources import UNPACKED_BYTES_LIMIT

pytestmark = pytest.mark.docs

DOCUMENT = Path(__file__).parent.parent / "docs" / "tables.md"
MARK = (
    "<!-- The rest is what `python -m optimizer.tables.documentation` prints. -->\n\n"
)


@pytest.fixture(scope="module")
def text():
    return DOCUMENT.read_text("utf-8")


def test_the_tables_are_those_of_the_code(text):
    """Append what the module prints to the introduction where this fails."""
    _, printed = text.split(MARK)

    assert printed == tables_markdown()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_has_a_line(table, text):
    """Each table has a section, and in it each column of its own."""
    section = text.split(f"\n## `{table.name}`\n")[1].split("\n## ")[0]
    own = [column for column in columns_of(table.record) if column not in PROVENANCE]

    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == own


def test_the_example_costs_what_it_says(text):
    """The example can be sent as it stands."""
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)

    reading = read_dataset("example.json", example.encode())

    assert reading.problems == ()
    plan = optimize_plan(reading.dataset, PlanOptions()).plan
    assert f"{plan.total_cost:,.0f} USD" in text


def test_the_limits_are_those_of_the_code(text):
    """A reader plans by these numbers."""
    assert f"{ROW_LIMIT:,} rows" in text
    assert f"{UNPACKED_BYTES_LIMIT // 2**20} MiB" in text
