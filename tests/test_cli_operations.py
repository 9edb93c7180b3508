"""Commands start work in the background, follow it, and show what came of it."""

import json
from functools import partial

import grpc
import pytest
from commands import invoke, planning_server, words
from corridor.v1 import operation_pb2, sensitivity_service_pb2
from corridor_cli.exit_codes import ExitCode
from fake_server import failing
from google.longrunning import operations_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from plans import small_result

NAME = "operations/7d1c"
SERVICE = "/google.longrunning.Operations"
START = "/corridor.v1.PlanService/StartPlan"
PLAN = "corridor.v1.PlanService/OptimizePlan"


@pytest.fixture
def server():
    with planning_server() as server:
        yield server


@pytest.fixture
def run(server):
    return partial(invoke, server)


def operation(state="QUEUED", result=None, *, method=PLAN, error=None, done=0, total=0):
    """An operation as a server tells of it."""
    message = operations_pb2.Operation(
        name=NAME, done=state not in {"QUEUED", "RUNNING"}
    )
    metadata = operation_pb2.OperationMetadata(
        state=f"OPERATION_STATE_{state}",
        method=method,
        label="for June",
        create_time={"seconds": 1_767_225_600},
        done_count=done,
        total_count=total,
    )
    message.metadata.Pack(metadata)
    if result is not None:
        message.response.Pack(result)
    if error is not None:
        message.error.CopyFrom(error)
    return message


def crashed():
    """The error of an operation whose worker died."""
    status = status_pb2.Status(code=code_pb2.INTERNAL, message="its process died")
    info = error_details_pb2.ErrorInfo(reason="WORKER_CRASHED", domain="corridor")
    status.details.add().Pack(info)
    return status


def test_the_name_of_what_is_started_is_all_that_is_printed(run, server):
    """Scripts take it as it is."""
    server.answers[START] = lambda *_: operation()
    done = run("solve", "line", "--background", "--label", "for June", "--gap", "0.01")
    (path, request), *_ = server.requests

    assert (done.exit_code, done.stdout) == (ExitCode.DONE, f"{NAME}\n")
    assert (path, request.label) == (START, "for June")
    assert request.plan.options.relative_gap == 0.01


@pytest.mark.parametrize(
    ("command", "method"),
    [
        (("sweep", "line", "--vary", "carbon.price=0,50"), "Sensitivity/StartSweep"),
        (
            ("simulate", "line", "--uncertainty", "storms", "--draws", "5"),
            "Simulation/StartSimulation",
        ),
    ],
)
def test_other_long_commands_can_be_started_too(run, server, command, method):
    path = "/corridor.v1." + method.replace("/", "Service/")
    server.answers[path] = lambda *_: operation()
    done = run(*command, "--background", "--request-id", "a", "--json")

    assert json.loads(done.stdout)["name"] == NAME
    assert [(path, "a")] == [(p, request.request_id) for p, request in server.requests]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--background", "--server", ""), "--background needs a server that stays"),
        (("--label", "x"), "--request-id and --label go with --background"),
    ],
)
def test_options_that_make_no_sense_are_refused(run, options, complaint):
    """A private server would end with the command, and its work with it."""
    done = run("solve", "line", *options)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert complaint in done.stderr


def test_the_list_shows_how_far_each_is(run, server):
    page = operations_pb2.ListOperationsResponse(
        operations=[operation("RUNNING", done=3, total=20)]
    )
    server.answers[f"{SERVICE}/ListOperations"] = lambda *_: page
    text = words(run("operations", "list").stdout)

    assert (
        f"{NAME} OptimizePlan running 3 of 20 2026-01-01 00:00:00 UTC for June" in text
    )


def test_an_empty_list_says_how_to_start_one(run):
    assert "--background" in run("operations", "list").stdout


def test_waiting_ends_with_the_plan(run, server):
    """It is laid out as ``corridor solve`` does."""
    answers = iter([operation("RUNNING"), operation("SUCCEEDED", small_result())])
    server.answers[f"{SERVICE}/GetOperation"] = lambda *_: operation()
    server.answers[f"{SERVICE}/WaitOperation"] = lambda *_: next(answers)
    done = run("operations", "wait", NAME)

    assert done.exit_code == ExitCode.DONE
    assert "succeeded" in done.stdout
    assert run("solve", "line").stdout in done.stdout


def test_rows_of_a_sweep_are_put_together(run, server):
    """By their positions, whichever came first."""
    answers = [
        {"position": k, "row_count": 2, "rows": [{"amounts": [f"{k}"], "reason": "R"}]}
        for k in (1, 0)
    ]
    rows = sensitivity_service_pb2.SweepRun(answers=answers)
    server.answers[f"{SERVICE}/GetOperation"] = lambda *_: operation("SUCCEEDED", rows)
    done = run("operations", "show", NAME)

    points = done.stdout.partition("Points\n")[2]
    assert points.index("\n0 ") < points.index("\n1 ")


def test_a_failure_is_told_with_its_reason(run, server):
    """The exit code says that somebody has to look."""
    failed = operation("FAILED", error=crashed())
    server.answers[f"{SERVICE}/GetOperation"] = lambda *_: failed
    done = run("operations", "wait", NAME, "--json")

    assert done.exit_code == ExitCode.SERVER_TROUBLE
    assert json.loads(done.stdout)["error"] == {
        "reason": "WORKER_CRASHED",
        "message": "its process died",
    }


@pytest.mark.parametrize("verb", ["cancel", "delete"])
def test_what_is_not_wanted_is_ended_or_forgotten(run, server, verb):
    done = run("operations", verb, NAME)

    assert (done.exit_code, done.stdout) == (ExitCode.DONE, "")
    assert [path for path, _ in server.requests] == [
        f"{SERVICE}/{verb.title()}Operation"
    ]


def test_the_prefix_of_a_name_may_be_left_out(run, server):
    """It is the same for all, and easily lost when names are copied."""
    server.answers[f"{SERVICE}/GetOperation"] = lambda *_: operation("RUNNING")
    done = run("operations", "show", NAME.removeprefix("operations/"))

    assert done.exit_code == ExitCode.DONE
    assert server.requests[-1][1].name == NAME


def test_a_name_that_is_not_known_is_told(run, server):
    server.answers[f"{SERVICE}/GetOperation"] = failing(
        grpc.StatusCode.NOT_FOUND, "there is no operation", "OPERATION_NOT_FOUND"
    )
    done = run("operations", "show", NAME)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "there is no operation" in done.stderr
