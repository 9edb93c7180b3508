"""The commands that ask what if."""

import csv
import json
from decimal import Decimal
from functools import partial

import pytest
from commands import invoke, words
from corridor_cli.exit_codes import ExitCode
from serving import running_server

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"
KURYK = "resource.kuryk-wagons-westbound.capacity=+30%"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def run(server):
    return partial(invoke, server)


def asked(run, *arguments):
    done = run("what-if", REFERENCE, *arguments, "--json")
    assert done.exit_code == ExitCode.DONE, done.stderr
    return json.loads(done.stdout)


def test_flags_and_a_file_say_the_same(run, tmp_path):
    """To the cent."""
    file = tmp_path / "same.yaml"
    file.write_text(
        "changes:\n"
        "  - {regime: unified}\n"
        "  - set: resource.kuryk-wagons-westbound.capacity\n"
        "    to: +30%\n"
        "  - close: leg.aktau-alat-drycargo\n",
        "utf-8",
    )
    flags = asked(
        run, "--regime", "unified", "--set", KURYK, "--close", "leg.aktau-alat-drycargo"
    )["scenario"]
    done = run("compare", REFERENCE, "--scenarios", str(file), "--json")
    (_, row) = json.loads(done.stdout)["rows"]

    assert flags["summary"] == row["summary"]
    assert len(flags["attributions"]) == 3


def test_the_report_says_what_a_change_does(run):
    """Cost, capacity, flows, revenue, and what is owed to which change."""
    done = run(
        "what-if",
        REFERENCE,
        "--set",
        KURYK,
        "--set",
        "demand.[direction=westbound].volume=+10%",
    )
    text = words(done.stdout)

    assert done.exit_code == ExitCode.DONE
    for part in ("Total cost", "New bottlenecks", "Largest changes of flow", "Revenue"):
        assert part in text
    assert "What the change in cost is owed to" in text


def test_a_month_can_be_closed_after_the_calendar_is_split(run):
    """Flags are applied in a fixed order."""
    found = asked(run, "--split", "months", "--close", "node.KZ_AKT:2025-12")

    assert Decimal(found["scenario"]["change"]["total_cost"]) > 0


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "nothing is changed"),
        (["--set", "leg.a.capacity"], "say what to"),
        (["--close", "leg.nowhere"], "has no row 'nowhere'"),
        (["--set", "resource.kuryk-port.capacity=-1e9"], "the amount is '-1e9'"),
        (["--close", "port.KZ_AKT:2025-12"], "split the calendar"),
        (["--set", f"{KURYK}:2031"], "no period '2031'"),
    ],
)
def test_what_cannot_be_meant_is_refused(run, arguments, text):
    """With what to do instead, and the exit code of bad input."""
    done = run("what-if", REFERENCE, *arguments)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert text in words(done.stdout + done.stderr)


def test_scenarios_are_compared_in_one_table(run, tmp_path):
    """And written as CSV, with those that have no plan."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("changes: [{close: leg.nowhere}]", "utf-8")
    out = tmp_path / "rows.csv"
    names = f"growth-10mt,{bad}"
    done = run("compare", REFERENCE, "--scenarios", names, "--csv", str(out))
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert done.exit_code == ExitCode.DONE
    assert "Without a plan" in words(done.stdout)
    assert [row["scenario_id"] for row in rows] == [REFERENCE, "growth-10mt", "bad"]
    assert rows[2]["reason"] == "INVALID_SCENARIO"
    assert rows[1]["new_bottlenecks"].startswith("aktau-containers@2025")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--scenarios", "growth"], "growth-10mt"),
        (["--scenarios", "missing.yaml"], "cannot be read"),
        (["--scenarios", "all", "--regime", "a", "--regime", "b"], "once at most"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(run, arguments, text):
    """In a sentence."""
    done = run("compare", REFERENCE, *arguments)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert text in words(done.stderr)
