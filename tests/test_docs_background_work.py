"""The document of work in the background runs, and says what the code does."""

import re
import shlex
from functools import partial
from pathlib import Path

import pytest
from commands import invoke
from corridor_cli.exit_codes import ExitCode
from corridor_client import Client
from serving import running_server

from optimizer.service import limits
from optimizer.service.operations import ledger, record, runner, servicer

pytestmark = pytest.mark.docs

TEXT = (Path(__file__).parents[1] / "docs" / "background-work.md").read_text("utf-8")
STARTS = re.findall(r"^corridor (\w+ middle-corridor .*)$", TEXT, re.MULTILINE)
FOLLOWS = re.findall(r"^corridor (operations .*?)(?:  +#.*)?$", TEXT, re.MULTILINE)
EXAMPLE = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)[1]
NAME = "operations/7d1c1f0e"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


def test_every_command_runs_as_it_is_written(server):
    """Each that starts something prints the name that the others take."""
    run = partial(invoke, server)
    names = [run(*shlex.split(start)).stdout.strip() for start in STARTS]
    with Client(server.address) as client:
        for name in names[1:]:
            client.cancel_operation(name)
    followed = [run(*shlex.split(follow.replace(NAME, names[0]))) for follow in FOLLOWS]

    assert all(re.fullmatch(r"operations/\w+", name) for name in names)
    assert [done.exit_code for done in followed] == [ExitCode.DONE] * 5
    assert all(name in followed[0].stdout for name in names)
    assert "Total cost" in followed[1].stdout


def test_the_example_prints_what_the_plan_costs(server, capsys):
    exec(EXAMPLE.replace("localhost:50051", server.address), {})  # noqa: S102 - ours

    assert capsys.readouterr().out == "647116225.29\n"


def test_states_are_those_of_the_code():
    table = re.findall(r"^\| `([A-Z]+)` \|", TEXT, re.MULTILINE)

    assert table == [state.value for state in record.State]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (r"keeps what came of it for (seven) days", record.RETENTION.days),
        (r"WaitOperation \(for (\d+) seconds", servicer.LONGEST_WAIT.seconds),
        (
            r"An operation may take (six) hours",
            limits.LONGEST_OPERATION_TIME.seconds // 3600,
        ),
        (r"At most (\d+) wait", ledger.WAITING_LIMIT),
        (r"not heard of for (\d+) seconds", ledger.HOLD.seconds),
        (r"says every (second)", runner.LOOK_SECONDS),
        (r"over which (three) servers were lost", runner.ATTEMPTS),
    ],
)
def test_numbers_are_those_of_the_code(said, number):
    words = {"second": 1, "three": 3, "six": 6, "seven": 7}
    found = re.search(said, " ".join(TEXT.split()))[1]

    assert (words[found] if found in words else int(found)) == number
