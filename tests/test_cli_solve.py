"""What ``corridor solve`` prints, where, and how it exits."""

import json
from datetime import timedelta
from functools import partial

import grpc
import pytest
from commands import (
    VALIDATE_DATASET,
    invoke,
    planning_server,
    problems,
    words,
)
from corridor.v1 import termination_pb2
from corridor_cli.exit_codes import ExitCode
from fake_server import OPTIMIZE_PLAN, failing
from plans import infeasible_result, no_plan_result, small_result


@pytest.fixture
def server():
    with planning_server() as server:
        yield server


@pytest.fixture
def run(server):
    return partial(invoke, server)


def test_a_plan_says_what_it_costs_and_why(run):
    """Total, components, bottleneck, what is left and its reason are all there."""
    done = run("solve", "line")

    assert done.exit_code == ExitCode.DONE
    for text in [
        "1,500.00 USD",
        "1 of 2 served in full",
        "unserved volume",
        "7.12",
        "full: berth",
    ]:
        assert text in words(done.stdout)


@pytest.mark.parametrize(
    ("dataset", "content"),
    [("line", None), ("-", b"{}")],
    ids=["stored", "file"],
)
def test_quantities_are_summed_by_unit(run, dataset, content):
    """Tonnes and TEU do not add up, wherever the dataset comes from."""
    text = words(run("solve", dataset, content=content).stdout)

    assert "Served 60 t + 40 TEU" in text
    assert "Unserved 5 TEU" in text
    assert "boxes-ab 5 TEU 500.00 full: berth" in text
    assert "ab 60 t + 40 TEU 1,000.00" in text


def test_the_plan_itself_says_what_it_counts(run, server):
    """Rows of a dataset that changed since could say something else."""
    run("solve", "line")

    assert [path for path, _ in server.requests] == [OPTIMIZE_PLAN]


def test_a_unit_of_a_newer_server_has_no_symbol(run, server):
    """What it counts is not known here, but that it is no tonne is."""
    newer = small_result()
    newer.plan.demands[1].quantity_unit = 99
    server.answers[OPTIMIZE_PLAN] = lambda *_: newer

    assert "Served 60 t + 40 units" in words(run("solve", "line").stdout)


@pytest.mark.parametrize("command", [("solve", "line"), ("validate", "line")])
def test_output_that_is_no_terminal_is_plain_text(run, command):
    """No colors, no control sequences, no line with a tail."""
    lines = run(*command).stdout.splitlines()

    assert not any("\x1b" in line for line in lines)
    assert [line for line in lines if line != line.rstrip()] == []


def test_output_that_is_no_terminal_breaks_no_id(run, server):
    """Whoever searches the output for an id finds it, however long it is."""
    long = small_result()
    resource_id, dataset_id = "berth-" * 40 + "end", "line-" * 40 + "end"
    long.plan.dataset_id = dataset_id
    for row in (long.plan.capacities[0], long.plan.bottlenecks[0]):
        row.resource_id = resource_id
    long.plan.unserved[0].exhausted[0].resource_id = resource_id
    server.answers[OPTIMIZE_PLAN] = lambda *_: long
    output = run("solve", "line").stdout

    assert output.count(dataset_id) == 1
    assert output.count(resource_id) == 3


def test_json_is_one_object_and_nothing_else(run):
    """Standard output can be piped into another program as it is."""
    done = run("solve", "line", "--json")

    assert json.loads(done.stdout)["plan"]["total_cost"] == "1500.00"
    assert done.stderr == ""


def test_a_time_limit_is_passed_on(run, server):
    """Seconds there, seconds here."""
    run("solve", "line", "--time-limit", "1.5")
    (_, request), *_ = server.requests

    assert request.options.time_limit.ToTimedelta() == timedelta(seconds=1.5)


def test_a_gap_is_passed_on(run, server):
    """A rough plan is enough for a first look."""
    run("solve", "line", "--gap", "0.01")
    (_, request), *_ = server.requests

    assert request.options.relative_gap == 0.01


def test_a_plan_that_was_cut_short_says_how_good_it_is(run, server):
    """It is a plan, so the exit code is 0, but nobody takes it for the best."""
    short = small_result()
    short.termination.reason = termination_pb2.TERMINATION_REASON_FEASIBLE
    short.termination.limit = termination_pb2.LIMIT_TIME
    short.plan.certificate.relative_gap = 0.0123
    server.answers[OPTIMIZE_PLAN] = lambda *_: short
    done = run("solve", "line")

    assert done.exit_code == ExitCode.DONE
    assert "cut short, at most 1.23 % above the least cost" in words(done.stdout)


def test_a_plan_in_whole_numbers_is_not_called_cut_short(run, server):
    """No limit stopped it: the proof is of a plan that may be in fractions."""
    whole = small_result()
    whole.termination.reason = termination_pb2.TERMINATION_REASON_FEASIBLE
    whole.plan.certificate.relative_gap = 0.0000075
    server.answers[OPTIMIZE_PLAN] = lambda *_: whole
    text = words(run("solve", "line").stdout)

    assert "in whole numbers, proven within 0.0008 % of the least cost" in text
    assert "cut short" not in text


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("answer", [infeasible_result, no_plan_result])
def test_no_plan_is_an_exit_code_of_its_own(run, server, answer, as_json):
    """A script tells a hard question from a bad one."""
    server.answers[OPTIMIZE_PLAN] = lambda *_: answer()
    done = run("solve", "line", *as_json)

    assert done.exit_code == ExitCode.NO_PLAN
    assert done.stderr == ""


def test_a_reason_of_a_newer_server_is_not_taken_for_another(run, server):
    """Nobody looks for a conflict where there is none."""
    newer = no_plan_result()
    newer.termination.reason, newer.termination.detail = 99, "out of memory"
    server.answers[OPTIMIZE_PLAN] = lambda *_: newer
    done = run("solve", "line")

    assert done.exit_code == ExitCode.NO_PLAN
    assert "does not know the reason" in words(done.stdout)
    assert "out of memory" in words(done.stdout)


def test_infeasible_says_what_conflicts_and_what_helps(run, server):
    """The planner can act on it."""
    server.answers[OPTIMIZE_PLAN] = lambda *_: infeasible_result()
    text = words(run("solve", "line").stdout)

    for part in ["grain-ab 12.50", "berth in p", "berth p 100 12.50 t"]:
        assert part in text


def invalid(server, count):
    """Let the server find errors in every dataset."""
    server.answers[OPTIMIZE_PLAN] = failing(
        grpc.StatusCode.INVALID_ARGUMENT, f"{count} errors", "INVALID_DATASET"
    )
    found = problems(count)
    for problem in found.problems:
        problem.message = f"no mode is called so in row {problem.row}"
    server.answers[VALIDATE_DATASET] = lambda *_: found


def test_a_bad_dataset_is_an_error_with_all_its_places(run, server):
    """Problems are read on standard error; standard output stays empty."""
    invalid(server, 53)
    done = run("solve", "line")

    assert (done.exit_code, done.stdout) == (ExitCode.BAD_INPUT, "")
    assert done.stderr.count("UNKNOWN_CHOICE") == 50
    assert "legs, row 50, mode" in done.stderr
    assert "and 3 more" in done.stderr


def test_a_bad_dataset_is_a_json_object_too(run, server):
    """Programs get every problem in the members of the contract."""
    invalid(server, 53)
    done = run("solve", "line", "--json")
    error = json.loads(done.stdout)["error"]

    assert done.exit_code == ExitCode.BAD_INPUT
    assert error["reason"] == "INVALID_DATASET"
    assert len(error["problems"]) == 53
    assert error["problems"][0]["row_id"] == "leg-1"


def test_whole_numbers_are_asked_for(run, server):
    """Fractions of a voyage are the default of the contract, too."""
    run("solve", "line", "--integer")
    run("solve", "line")
    (_, whole), (_, fractions) = server.requests

    assert whole.options.integer_decisions
    assert not fractions.options.integer_decisions
