"""Long runs keep what is finished, and are taken up again; what simulations write."""

import json
import re
import shutil
from functools import partial
from pathlib import Path

import pytest
from commands import invoke
from corridor_cli import charts
from corridor_cli.exit_codes import ExitCode
from documents import as_json, document
from matplotlib.figure import Figure
from serving import running_server

pytestmark = pytest.mark.integration

FOLDER = Path(__file__).parents[1] / "datasets" / "middle-corridor"

COMMAND = (
    "simulate",
    "middle-corridor",
    "--uncertainty",
    "weather-and-growth",
    "--draws",
    "12",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def run(server):
    return partial(invoke, server)


COMPARE = ("compare", "middle-corridor", "--scenarios", "unified-tariff,armenia-grain")
RANGES = ("ranges", "middle-corridor", "--of", "demands")
SMALL = "SMALL"
"""Stands for the file of a dataset that is planned in no time."""

SWEEP = ("sweep", SMALL, "--vary", "carbon.price=0..300:210")
"""More plans than one row of the file holds."""


@pytest.fixture
def filled(tmp_path):
    """Make a command of a test one that can be run."""
    small = tmp_path / "small.json"
    tables = document()
    for leg in tables["legs"]:
        leg["emissions_g_per_t_km"] = 20
    small.write_bytes(as_json(tables))
    return lambda command: [str(small) if word is SMALL else word for word in command]


@pytest.mark.parametrize(
    ("command", "count", "safe"),
    [(COMMAND, 12, 8), (COMPARE, 3, 1), (SWEEP, 2, 1), (RANGES, 9, 4)],
    ids=["simulate", "compare", "sweep", "ranges"],
)
def test_a_run_that_was_cut_short_is_taken_up(
    run, tmp_path, filled, command, count, safe
):
    """The last line was being written when the power went."""
    kept, command = tmp_path / "rows.jsonl", filled(command)
    whole = run(*command, "--keep", str(kept))
    lines = kept.read_text("utf-8").splitlines()
    rest = lines[safe + 1][:40]
    kept.write_text("\n".join([*lines[: safe + 1], rest]), "utf-8")

    again = run(*command, "--keep", str(kept))

    assert (whole.exit_code, again.exit_code) == (ExitCode.DONE, ExitCode.DONE)
    assert again.stdout == whole.stdout
    rewritten = kept.read_text("utf-8").splitlines()
    assert rewritten[: safe + 1] == lines[: safe + 1]
    assert (len(rewritten), sorted(rewritten)) == (count + 1, sorted(lines))


@pytest.mark.parametrize("command", [COMPARE, SWEEP], ids=["compare", "sweep"])
def test_rows_that_are_kept_are_not_planned_again(run, tmp_path, filled, command):
    """A cost that was altered in the file is what is printed."""
    kept, command = tmp_path / "rows.jsonl", filled(command)
    run(*command, "--keep", str(kept))
    text = kept.read_text("utf-8")
    cost = re.findall(r'"total_cost": "(\d+\.\d\d)"', text.splitlines()[-1])[0]
    kept.write_text(text.replace(cost, "123456789.01"), "utf-8")

    done = run(*command, "--keep", str(kept))

    assert "123,456,789.01" in done.stdout


def test_a_dataset_that_changed_is_another_run(run, tmp_path):
    """A folder is told by what is in it."""
    folder, kept = tmp_path / "mine", tmp_path / "rows.jsonl"
    shutil.copytree(FOLDER, folder)
    command = ("sweep", str(folder), "--vary", "carbon.price=0,50", "--keep", str(kept))
    first, second = run(*command), run(*command)
    demands = folder / "demands.csv"
    demands.write_text(demands.read_text("utf-8").replace(",100000,", ",100001,"))

    third = run(*command)

    assert (first.exit_code, second.exit_code) == (ExitCode.DONE, ExitCode.DONE)
    assert third.exit_code == ExitCode.BAD_INPUT
    assert "rows of another run" in third.stderr


def test_a_run_that_is_complete_plans_nothing(run, tmp_path):
    """A row that was altered comes back as it is, and counts."""
    kept = tmp_path / "rows.jsonl"
    run(*COMMAND, "--keep", str(kept))
    first, second, *rest = kept.read_text("utf-8").splitlines()
    altered = json.dumps(json.loads(second) | {"lateness_days": 1000.0})
    kept.write_text("\n".join([first, altered, *rest]), "utf-8")

    done = run(*COMMAND, "--keep", str(kept), "--json")

    found = json.loads(done.stdout)
    assert max(row["lateness_days"] for row in found["rows"]) == 1000
    assert found["summary"]["lateness_days"]["mean"] > 80


@pytest.mark.parametrize(
    ("options", "part"),
    [(["--seed", "5"], "rows of another run"), (["--draws", "13"], "another run")],
)
def test_rows_of_another_run_are_refused(run, tmp_path, options, part):
    kept = tmp_path / "rows.jsonl"
    run(*COMMAND, "--keep", str(kept))

    done = run(*COMMAND, *options, "--keep", str(kept))

    assert done.exit_code == ExitCode.BAD_INPUT
    assert part in done.stderr


@pytest.mark.parametrize("content", ["", "{}", "hello", "[1]"])
def test_a_file_of_something_else_is_not_written_over(run, tmp_path, content):
    """An empty one may be."""
    kept = tmp_path / "mine.txt"
    kept.write_text(content, "utf-8")

    done = run(*COMMAND, "--keep", str(kept))

    if content:
        assert done.exit_code == ExitCode.BAD_INPUT
        assert kept.read_text("utf-8") == content
    else:
        assert done.exit_code == ExitCode.DONE


@pytest.mark.parametrize(
    "scenarios", ["expansion-kuryk", "armenia-grain", "btk-5mt,unified-tariff"]
)
def test_scenarios_are_drawn_whatever_they_change(run, tmp_path, scenarios):
    """Cheaper alone, dearer alone, or both."""
    chart = tmp_path / "bars.svg"

    done = run(
        "compare", "middle-corridor", "--scenarios", scenarios, "--plot", str(chart)
    )

    assert done.exit_code == ExitCode.DONE, done.stderr
    text = chart.read_text("utf-8")
    assert all(f"<!-- {name} -->" in text for name in scenarios.split(","))


@pytest.mark.parametrize(
    "limits",
    [((-1, 3), (-2, 1)), ((0, 3), (-2, 0)), ((0, 3), (0, 9)), ((-1, 0), (-4, 0))],
)
def test_zeros_stand_above_each_other(limits):
    """As far from the left in both, and nothing of either is cut off."""
    figure = Figure()
    axes = [figure.subplots(), figure.subplots()]
    for one, (low, high) in zip(axes, limits, strict=True):
        one.set_xlim(low, high)

    charts._share_zero(*axes)

    shares = set()
    for one, (low, high) in zip(axes, limits, strict=True):
        left, right = one.get_xlim()
        assert left <= low
        assert right >= high
        shares.add(round(-left / (right - left), 9))
    assert len(shares) == 1


def test_rows_and_chart_are_written(run, tmp_path):
    table, chart = tmp_path / "draws.csv", tmp_path / "spread.svg"

    done = run(*COMMAND, "--csv", str(table), "--plot", str(chart))

    assert done.exit_code == ExitCode.DONE
    header, *rows = table.read_text("utf-8").splitlines()
    assert header.startswith("position,total_cost,served_t,")
    assert len(rows) == 12
    assert chart.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--uncertainty", "wether-and-growth"], "did you mean 'weather-and-growth'?"),
        (["--uncertainty", "missing.yaml"], "missing.yaml"),
        (["--draws", "0"], "--draws"),
        (["--plot", "chart.pdf"], "name a file that ends in"),
    ],
)
def test_what_cannot_be_done_is_said(run, options, part):
    done = run(*COMMAND, *options)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert part in done.stderr
