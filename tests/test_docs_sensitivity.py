"""The document of ranges, ladders and trade-offs runs, and its figures are the code's."""

import re
import shlex
from functools import partial
from pathlib import Path

import pytest
from commands import invoke
from corridor_cli.exit_codes import ExitCode
from serving import running_server

from optimizer.analysis.parametric import (
    Objective,
    RangeKind,
    Ranges,
    ladder_of,
    trade_off_of,
)
from optimizer.analysis.planning import optimize_plan_from
from optimizer.domain.scenarios import Variant, applied
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder
from optimizer.tables.scenario_files import read_scenario

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "sensitivity.md").read_text("utf-8")
COMMANDS = re.findall(r"^corridor (.*)$", TEXT, re.MULTILINE)
FOLDER = ROOT / "datasets" / "middle-corridor"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield partial(invoke, server)


@pytest.fixture(scope="module")
def base():
    return read_folder(FOLDER).dataset


def rows_of(heading):
    """The cells of the table below a heading."""
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| (.*) \|$", section, re.MULTILINE)[1:]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(run, command, tmp_path, monkeypatch):
    """As it is written."""
    monkeypatch.chdir(tmp_path)
    done = run(*shlex.split(command))

    assert done.exit_code == ExitCode.DONE, done.stderr


def test_the_ladder_is_that_of_the_table(base):
    """Rung by rung."""
    file = FOLDER / "scenarios" / "growth-10mt.yaml"
    scenario = read_scenario(file.name, file.read_bytes())
    grown = applied(Variant(base), scenario).dataset
    ladder = ladder_of(optimize_plan_from(grown, PlanOptions()), PlanOptions())
    rows = rows_of("Which capacity to add next")
    for row in rows:
        rung, name, added, worth, saving = row.split(" | ")
        found = ladder.rungs[int(rung)]

        assert (name.strip("`"), added, worth, saving) == (
            found.expansions[0].resource_id,
            f"{found.added_t:,.0f}",
            f"{found.worth_per_t:.2f}",
            f"{found.saving:,.2f}",
        )
    assert len(rows) == 5
    assert len({e.resource_id for e in ladder.rungs[19].expansions}) == 6


def test_the_ranges_are_those_of_the_table(base):
    """Values and ends."""
    run = optimize_plan_from(base, PlanOptions())
    kinds = frozenset({RangeKind.CAPACITY, RangeKind.DEMAND, RangeKind.TARIFF})
    ranges = Ranges(run, PlanOptions(), kinds)
    positions = {each.row_id: i for i, each in enumerate(ranges._varied)}
    for row in rows_of("How far a price holds"):
        name, _, more, to, less, start = row.split(" | ")
        position = positions[name.strip("`")]
        (found,) = ranges.some(position, position + 1)

        assert (more, less) == (
            f"{found.cost_of_more:,.2f}",
            f"{found.cost_of_less:,.2f}",
        )
        assert float(to.replace(",", "")) == pytest.approx(found.holds_to, rel=1e-3)
        assert float(start.replace(",", "")) == pytest.approx(
            found.holds_from, rel=1e-3
        )


def test_the_front_is_that_of_the_table(base):
    """Points and prices."""
    run = optimize_plan_from(base, PlanOptions())
    front = trade_off_of(run, Objective.EMISSIONS, PlanOptions())
    for row in rows_of("Cost against time and emissions"):
        position, cost, emitted, price = re.split(r" \| ?", row)
        point = front.points[int(position) - 1]

        assert cost == f"{point.total_cost:,.2f}"
        assert emitted == f"{point.emissions_t:,.0f}"
        assert price.strip() == (
            "" if point.price_per_amount is None else f"{point.price_per_amount:.2f}"
        )


def test_the_example_runs(capsys):
    """In Python, as it is written."""
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(code, "sensitivity.md", "exec"), {})  # noqa: S102 - our own document

    assert "kuryk-wagons-westbound" in capsys.readouterr().out
