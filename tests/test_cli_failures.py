"""Failures of a command are messages and exit codes, never tracebacks."""

from functools import partial

import grpc
import pytest
from commands import invoke, planning_server
from corridor_cli import failures as cli_failures
from corridor_cli.exit_codes import ExitCode
from corridor_client import CorridorError, errors
from fake_server import OPTIMIZE_PLAN, failing

BAD_INPUT = {
    errors.InvalidAddressError,
    errors.DatasetFileError,
    errors.InvalidDatasetError,
    errors.InvalidRequestError,
    errors.DatasetNotFoundError,
    errors.DatasetExistsError,
    errors.MessageTooLargeError,
    errors.OperationNotFoundError,
    errors.OperationNotDoneError,
    errors.CredentialsFileError,
    errors.UnauthenticatedError,
    errors.PermissionDeniedError,
}


@pytest.fixture
def server():
    with planning_server() as server:
        yield server


@pytest.fixture
def run(server):
    return partial(invoke, server)


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (("solve",), ExitCode.BAD_INPUT),  # no dataset
        (("solve", "line", "--time-limit", "0"), ExitCode.BAD_INPUT),
        (("solve", "./nowhere"), ExitCode.BAD_INPUT),
        (("solve", "-"), ExitCode.BAD_INPUT),  # empty
        (("fly",), ExitCode.BAD_INPUT),  # no such command
        (("solve", "line", "--server", "nowhere"), ExitCode.BAD_INPUT),
        (("solve", "line", "--server", "127.0.0.1:9"), ExitCode.SERVER_TROUBLE),
    ],
)
def test_errors_go_to_standard_error(run, arguments, exit_code):
    """Standard output holds results or nothing."""
    done = run(*arguments)

    assert (done.exit_code, done.stdout) == (exit_code, "")
    assert "rror: " in done.stderr


def test_an_unknown_dataset_is_bad_input(run, server):
    """The server's own hint is passed on."""
    server.answers[OPTIMIZE_PLAN] = failing(
        grpc.StatusCode.NOT_FOUND, "did you mean 'lime'?", "DATASET_NOT_FOUND"
    )
    done = run("solve", "line")

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "did you mean 'lime'?" in done.stderr


def subclasses(kind):
    direct = set(kind.__subclasses__())
    return direct.union(*map(subclasses, direct))


def test_every_error_has_an_exit_code():
    """Either the caller mends the input, or somebody looks at the server."""
    codes = {
        kind: cli_failures.exit_code_of(kind.__new__(kind))
        for kind in subclasses(CorridorError)
    }

    assert {kind for kind in codes if codes[kind] == ExitCode.BAD_INPUT} == BAD_INPUT
    assert set(codes.values()) == {ExitCode.BAD_INPUT, ExitCode.SERVER_TROUBLE}


def test_a_fault_of_the_command_shows_no_traceback(run, monkeypatch):
    """Who wants to report it is told how to see more."""
    monkeypatch.setattr(
        "corridor_cli.solve_report.plan_report",
        lambda *_: {}["what was not thought of"],
    )
    done = run("solve", "line")

    assert done.exit_code == ExitCode.FAULT
    assert "Traceback" not in done.stderr
    assert "KeyError" in done.stderr
    assert cli_failures.TRACEBACK_VARIABLE in done.stderr


def test_an_interrupt_ends_quietly(run, monkeypatch):
    """Ctrl-C is no error."""

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("corridor_cli.solve.source_of", interrupted)
    done = run("solve", "line")

    assert (done.exit_code, done.output) == (ExitCode.INTERRUPTED, "")
