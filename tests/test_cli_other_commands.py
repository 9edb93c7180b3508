"""What the commands beside ``solve`` print, where, and how they exit."""

import json
from functools import partial

import pytest
from commands import (
    VALIDATE_DATASET,
    invoke,
    planning_server,
    problems,
    words,
)
from corridor.v1 import dataset_service_pb2, problem_pb2, server_info_service_pb2
from corridor_cli.application import COMMANDS, GROUPS
from corridor_cli.exit_codes import ExitCode
from fake_server import GET_SERVER_INFO, LIST_DATASETS

from optimizer.service.settings_sources import shown_settings


@pytest.fixture
def server():
    with planning_server() as server:
        yield server


@pytest.fixture
def run(server):
    return partial(invoke, server)


def test_validate_lists_problems_as_its_result(run, server):
    """What was asked for goes to standard output; the exit code says the rest."""
    server.answers[VALIDATE_DATASET] = lambda *_: problems(53)
    done = run("validate", "line")

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "cannot be planned: 53 problems" in done.stdout
    assert done.stderr == ""


def test_validate_puts_equal_problems_into_one_line(run, server):
    """One column of a hundred rows is mended once."""
    server.answers[VALIDATE_DATASET] = lambda *_: problems(53)
    text = words(run("validate", "line").stdout)

    assert text.count("UNKNOWN_CHOICE") == 1
    assert "legs, rows 1, 2, 3 and 50 more, mode" in text
    assert "(given: FLY)" in text


def test_validate_lists_few_equal_problems_one_by_one(run, server):
    """Each then has the id of its row."""
    server.answers[VALIDATE_DATASET] = lambda *_: problems(3)
    text = words(run("validate", "line").stdout)

    assert text.count("UNKNOWN_CHOICE") == 3
    assert "leg-3" in text


def test_validate_as_json_lists_all_problems(run, server):
    """The table stops at fifty, programs need the rest."""
    server.answers[VALIDATE_DATASET] = lambda *_: problems(53)
    found = json.loads(run("validate", "line", "--json").stdout)

    assert (found["is_valid"], len(found["problems"])) == (False, 53)


def test_validate_accepts_a_good_dataset(run):
    """No problems, exit code 0."""
    done = run("validate", "line")

    assert (done.exit_code, "can be planned" in done.stdout) == (ExitCode.DONE, True)


def test_warnings_do_not_make_a_dataset_bad(run, server):
    """They are shown as what they are, and the exit code stays 0."""
    found = problems(1)
    found.problems[0].severity = problem_pb2.SEVERITY_WARNING
    server.answers[VALIDATE_DATASET] = lambda *_: found
    done = run("validate", "line")

    assert done.exit_code == ExitCode.DONE
    assert "UNKNOWN_CHOICE (warning)" in done.stdout
    assert "can be planned, with 1 warning" in done.stdout


def test_text_of_a_dataset_cannot_command_the_terminal(run, server):
    """A value is shown as text, whatever a hostile file holds."""
    found = problems(1)
    found.problems[0].value = "\x1b[2J\x1b]0;owned\x07[bold]"
    server.answers[VALIDATE_DATASET] = lambda *_: found
    done = run("validate", "line")

    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
    assert "[bold]" in "".join(done.stdout.split())


def test_datasets_are_listed_by_the_name_that_commands_take(run, server):
    """What is printed can be typed."""
    summary = {
        "name": "datasets/line",
        "dataset_id": "line",
        "title": "A line",
        "row_counts": [{"table": "nodes", "count": 1234}],
    }
    server.answers[LIST_DATASETS] = lambda *_: dataset_service_pb2.ListDatasetsResponse(
        datasets=[summary]
    )
    found = json.loads(run("datasets", "--json").stdout)

    assert "line A line 1,234 0" in words(run("datasets").stdout)
    assert [dataset["name"] for dataset in found["datasets"]] == ["datasets/line"]


def test_version_asks_the_server_that_is_given(run, server):
    """One command tells both sides of a report."""
    info = server_info_service_pb2.GetServerInfoResponse(server_version="9.8.7")
    server.answers[GET_SERVER_INFO] = lambda *_: info

    assert "9.8.7" in run("version").stdout


def test_serve_becomes_the_server(run, monkeypatch):
    """Options are passed on; signals and exit code are then the server's."""
    commands = []
    monkeypatch.setattr("os.execv", lambda _, command: commands.append(command))
    run("serve", "--address", "unix:a.sock", "--workers", "2", "--datasets", "rows")

    assert [command[-7:] for command in commands] == [
        ["serve", "--address", "unix:a.sock", "--workers", "2", "--datasets", "rows"]
    ]


def test_serve_lists_the_settings_of_the_server(run, monkeypatch):
    """They are the server's, so it tells what they are."""
    commands = []
    monkeypatch.setattr("os.execv", lambda _, command: commands.append(command))
    run("serve", "--settings")

    assert [command[-2:] for command in commands] == [["serve", "--help"]]


def test_serve_without_the_optimizer_is_server_trouble(run, monkeypatch):
    """The command is installed alone where a server is elsewhere."""
    monkeypatch.setattr("corridor_client.local_server.find_spec", lambda _: None)
    done = run("serve")

    assert done.exit_code == ExitCode.SERVER_TROUBLE
    assert "install corridor-optimizer" in done.stderr


@pytest.mark.parametrize(
    "command", COMMANDS, ids=lambda command: " ".join(command.words)
)
def test_help_shows_examples_and_exit_codes(run, command):
    """An example is worth a page of options, and scripts need the codes."""
    text = run(*command.words, "--help").stdout

    for example in command.examples:
        assert example in text
    assert "3  no plan exists" in text


@pytest.mark.parametrize(
    "command", COMMANDS, ids=lambda command: " ".join(command.words)
)
def test_examples_use_options_that_exist(run, command):
    """An example that fails is worse than none."""
    text = run(*command.words, "--help").stdout.partition("Examples")[0]
    if command.passes_options_on:
        text += " ".join(setting.option for setting in shown_settings())
    words = [word for example in command.examples for word in example.split()]
    typed = ["corridor", *command.words]

    assert [w for w in words if w.startswith("--") and w not in text] == []
    assert all(e.split()[: len(typed)] == typed for e in command.examples)


def test_the_list_of_commands_shows_an_example_of_each(run):
    """``corridor --help`` is enough to start."""
    text = run("--help").stdout

    assert [c for c in COMMANDS if c.examples[0] not in text] == []
    assert [c for c in COMMANDS if not c.group and c.summary not in text] == []
    assert [purpose for purpose in GROUPS.values() if purpose not in text] == []


@pytest.mark.parametrize("group", GROUPS)
def test_the_help_of_a_group_lists_its_commands(run, group):
    """``corridor tariff --help`` goes on where ``corridor --help`` ends."""
    text = run(group, "--help").stdout

    assert [c for c in COMMANDS if c.group == group and c.summary not in text] == []
