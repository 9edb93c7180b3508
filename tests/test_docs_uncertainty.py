"""The document of uncertainty runs, and its figures are the code's."""

import json
import re
import shlex
from functools import partial
from pathlib import Path

import pytest
from commands import invoke
from corridor_cli.exit_codes import ExitCode
from corridor_client import Client
from serving import running_server

from optimizer.domain.uncertainty import DistributionKind, Each
from optimizer.tables.uncertainty_files import (
    CONTRACT,
    ENTRY,
    MEMBERS,
    read_uncertainty,
)

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "uncertainty.md").read_text("utf-8")
COMMANDS = re.findall(r"^corridor ((?:simulate|contracts) .*)$", TEXT, re.MULTILINE)
STORED = ROOT / "datasets" / "middle-corridor" / "uncertainties"
FIGURES = {
    "total cost, USD": ("total_cost", "{:,}"),
    "served, t": ("served_t", "{:,.0f}"),
    "unserved, t": ("unserved_t", "{:,.0f}"),
    "days late": ("lateness_days", "{:.2f}"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with running_server(folder, "--workers", "2") as server:
        yield server


@pytest.fixture(scope="module")
def simulated(server):
    with Client(server.address) as client:
        stored = "weather-and-growth"
        answers = client.stream_simulation("middle-corridor", stored, draw_count=40)
        first, *_, last = answers
    return first.certain, last.summary


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(server, command, tmp_path, monkeypatch):
    """As it is written."""
    monkeypatch.chdir(tmp_path)
    done = partial(invoke, server)(*shlex.split(command))

    assert done.exit_code == ExitCode.DONE, done.stderr


@pytest.mark.parametrize("heading", FIGURES)
def test_the_spread_is_that_of_the_table(simulated, heading):
    certain, summary = simulated
    (row,) = re.findall(rf"^\| {heading} \| (.*) \|$", TEXT, re.MULTILINE)
    name, form = FIGURES[heading]
    spread = getattr(summary, name)
    low, _, middle, _, high = spread.quantiles
    figures = (getattr(certain, name), spread.mean, low, middle, high)

    assert row.split(" | ") == [form.format(figure) for figure in figures]


def test_what_binds_is_as_the_text_says(simulated):
    _, summary = simulated
    shares = {b.resource_id: b.share for b in summary.bottlenecks}
    said = re.search(r"containers of Aktau in ([\d.]+) percent", TEXT)[1]

    assert {name for name, share in shares.items() if share == 1} == {
        "kuryk-wagons-westbound",
        "turkmenbashi-wagons-eastbound",
        "turkmenbashi-wagons-westbound",
    }
    assert f"{shares['aktau-containers']:.1%}" == f"{said}%"


def test_the_contracts_are_those_of_the_table(server):
    """And what knowing chance is worth is as the text says."""
    with Client(server.address) as client:
        stored = "weather-and-growth"
        answer = client.find_contracts("middle-corridor", stored, draw_count=10)
    best = answer.contracts
    rows = re.findall(r"^\| ([\w-]+) \| ([\d.]+%) \| ([\d.]+%) \|$", TEXT, re.MULTILINE)

    assert rows == [
        (b.resource_id, f"{b.share:.1%}", f"{b.mean_value_share:.1%}")
        for b in best.bookings
    ]
    assert f"{best.value_of_stochastic_solution:,} USD more on average" in TEXT


def test_the_file_of_the_text_can_be_read():
    blocks = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    stated = read_uncertainty("text.yaml", "".join(blocks).encode())

    assert (len(stated.numbers), len(stated.contracts)) == (3, 2)


def test_the_schema_knows_what_the_reader_knows():
    """An editor that checks a file must not refuse what is right."""
    schema = json.loads((ROOT / "docs" / "uncertainty.schema.json").read_text("utf-8"))
    lists = schema["properties"]
    shapes = schema["$defs"]["distribution"]["pattern"]

    assert set(lists) == set(MEMBERS)
    assert set(lists["uncertain"]["items"]["properties"]) == set(ENTRY)
    assert set(lists["contracts"]["items"]["properties"]) == set(CONTRACT)
    assert lists["uncertain"]["items"]["properties"]["each"]["enum"] == list(Each)
    assert "|".join(DistributionKind) in shapes


def test_every_distribution_is_listed():
    listed = re.findall(r"^\| `(\w+)\(", TEXT, re.MULTILINE)

    assert listed == [kind.value for kind in DistributionKind]


@pytest.mark.parametrize("file", sorted(STORED.glob("*.yaml")), ids=lambda f: f.stem)
def test_what_is_stored_can_be_read(file):
    """And says what each number stands for."""
    stored = read_uncertainty(file.name, file.read_bytes())

    assert stored.before.title
    assert all(stored.notes)
