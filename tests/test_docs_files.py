"""The document of files runs, and names what there is."""

import re
import shlex
from functools import partial
from pathlib import Path

import pytest
from commands import invoke
from corridor_cli.exit_codes import ExitCode
from corridor_cli.plan_files import FORMAT_OF_ENDING
from serving import running_server

from optimizer.analysis.planning import optimize_plan
from optimizer.solve.options import PlanOptions
from optimizer.tables.plan_geojson import to_geojson
from optimizer.tables.plan_tables import plan_tables
from optimizer.tables.reading import read_folder

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "files.md").read_text("utf-8")
COMMANDS = re.findall(r"^corridor (.*)$", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield partial(invoke, server)


def test_every_command_runs(run, folder, monkeypatch):
    """One after the other, as they are written."""
    monkeypatch.chdir(folder)
    for command in COMMANDS:
        done = run(*shlex.split(command))
        assert done.exit_code == ExitCode.DONE, (command, done.stderr)

    named = {word for c in COMMANDS for word in shlex.split(c) if "." in word}
    assert {path.name for path in folder.iterdir()} == named


def test_every_ending_is_told():
    """Whatever the command takes."""
    told = set(re.findall(r"`(\.[a-z.]+)`", TEXT))

    assert set(FORMAT_OF_ENDING) <= told


def test_every_table_and_property_is_told():
    """Whatever the files hold."""
    dataset = read_folder(ROOT / "datasets" / "middle-corridor").dataset
    plan = optimize_plan(dataset, PlanOptions()).plan
    properties = set(re.findall(r'"(\w+)": ', to_geojson(dataset, plan).decode()))
    inner = {"type", "name", "features", "geometry", "coordinates", "properties"}
    periods = {period.period_id for period in dataset.periods}
    head = {"dataset_digest", "currency_code"}
    told = set(re.findall(r"`(\w+)`", TEXT)) | {"kind"}

    assert {table.name for table in plan_tables(dataset, plan)} <= told
    assert properties - inner - periods - head <= told
