"""The document of what a server keeps runs, and its limits are the code's."""

import re
import shlex
import shutil
from functools import partial
from pathlib import Path

import pytest
from commands import invoke
from corridor_cli.exit_codes import ExitCode
from serving import running_server

from optimizer.service import limits
from optimizer.service.runs import book, record

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "stored.md").read_text("utf-8")
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
]
STORM = "title: A storm\nchanges:\n- {set: demand.*.volume, to: -10%}\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in which somebody has a dataset of their own, and a scenario."""
    shutil.copytree(ROOT / "examples" / "belts", tmp_path / "my-corridor")
    header = tmp_path / "my-corridor" / "dataset.csv"
    header.write_text(header.read_text().replace("belts", "my-corridor", 1))
    (tmp_path / "storm.yaml").write_text(STORM)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "my-corridor"


@pytest.mark.usefixtures("folder")
def test_every_command_runs_as_it_is_written(server):
    """The dataset is deleted last, though it stands in the first block."""
    deleting = ["store", "delete", "my-corridor"]
    commands = [*(c for c in COMMANDS if c != deleting), deleting]
    done = [invoke(server, *command) for command in commands]
    printed = [each.stdout for each in done]

    assert deleting in COMMANDS
    assert [d.exit_code for d in done] == [ExitCode.DONE] * len(commands), printed
    assert re.fullmatch(r"my-corridor@[0-9a-f]{64}\n", printed[0])
    assert printed[1] == printed[0]
    assert "A storm" in "".join(printed)


def test_a_version_is_planned_by_its_digest(server, folder):
    """Also after another one has taken its place."""
    run = partial(invoke, server)
    first = run("store", "import", "./my-corridor").stdout.strip()
    demands = folder / "demands.csv"
    lines = demands.read_text().splitlines()
    column = lines[0].split(",").index("volume")
    row = lines[1].split(",")
    row[column] = str(float(row[column]) * 2)
    demands.write_text("\n".join([lines[0], ",".join(row), *lines[2:]]) + "\n")
    second = run("store", "import", "./my-corridor", "--replace").stdout.strip()
    costs = [
        run("solve", name, "--json").stdout.partition('"total_cost": ')[2].split(",")[0]
        for name in (first, "my-corridor")
    ]
    shown = run("store", "versions", "my-corridor").stdout
    run("store", "delete", "my-corridor")

    assert first != second
    assert costs[0] != costs[1]
    assert shown.index(second) < shown.index(first)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("import", "middle-corridor"), "give a path"),
        (("import", "./nowhere"), "there is no file or folder"),
        (("versions", "middle-corridor"), "no dataset is stored"),
        (("delete", "middle-corridor"), "is shipped with the server"),
        (("delete", "my-coridor"), "no dataset is stored"),
        (("add", "middle-corridor", "none.yaml", "--as", "scenario"), "cannot be read"),
        (("add", "middle-corridor", "storm.yaml", "--as", "x"), "no kind of document"),
        (("remove", "middle-corridor", "x", "--as", "scenario"), "'x'"),
        (
            ("remove", "middle-corridor", "growth-10mt", "--as", "scenario"),
            "is shipped with datasets/middle-corridor and stays there",
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_makes_no_sense_is_refused(server, words, part):
    done = invoke(server, "store", *words)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert part in done.stderr


def test_a_document_with_errors_is_not_kept(server, folder):
    """Its problems are the answer, each with the number of its entry."""
    bad = "changes:\n- {set: demand.none.volume, to: 1}\n"
    (folder.parent / "bad.yaml").write_text(bad)
    done = invoke(
        server, "store", "add", "middle-corridor", "bad.yaml", "--as", "scenario"
    )

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "changes" in done.stdout


def test_a_shipped_document_stays(server, folder):
    (folder.parent / "growth-10mt.yaml").write_text(STORM)
    arguments = ("middle-corridor", "growth-10mt.yaml", "--as", "scenario", "--replace")
    done = invoke(server, "store", "add", *arguments)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "is shipped and stays as it is" in done.stderr


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (r"At most ([\d,]+) datasets", limits.IMPORTED_COUNT_LIMIT),
        (r"and ([\d,]+) MiB of files", limits.IMPORTED_BYTES_LIMIT // 2**20),
        (r"are kept for (\d+) days", record.RETENTION.days),
        (r"days, ([\d,]+) at most", record.RUNS_LIMIT),
        (r"the last ([\d,]+) wait", book.UNWRITTEN_LIMIT),
        (r", (\d+) MiB where", limits.IMPORTED_BYTES_LIMIT_IN_MEMORY // 2**20),
    ],
)
def test_limits_are_those_of_the_code(said, number):
    assert int(re.search(said, TEXT)[1].replace(",", "")) == number
