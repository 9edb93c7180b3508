"""The command as a process: signals, pipes, terminals, and its private server."""

import fcntl
import json
import os
import pty
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import grpc
import pytest
from corridor.v1.plan_service_pb2 import StreamPlanResponse
from corridor_cli.exit_codes import ExitCode
from fake_server import OPTIMIZE_PLAN, STREAM_PLAN, failing, fake_server
from plans import small_result
from processes import PATIENCE, processes_naming, wait_until
from serving import running_server

from optimizer.service.settings import shipped_datasets

pytestmark = pytest.mark.integration

CORRIDOR = [sys.executable, "-c", "from corridor_cli.main import main; main()"]


def start(*arguments, **options):
    """Start the command; its output goes to pipes unless told otherwise."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([*CORRIDOR, *arguments], **(pipes | options))


def run(*arguments, **options):
    """Run the command; return exit code, standard output and standard error."""
    process = start(*arguments, **options)
    output, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, output, errors


@pytest.fixture(autouse=True)
def signals_of_a_terminal():
    """Let commands be interrupted, though whoever runs the tests may ignore signals.

    A shell that starts something in the background has it ignore Ctrl-C, and so does
    all that this starts in turn.
    """
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler),
        signal.SIGHUP: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    }
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def server():
    with fake_server() as fake:
        fake.answers[OPTIMIZE_PLAN] = lambda *_: small_result()
        yield fake


def test_a_private_and_a_given_server_answer_alike(tmp_path):
    """Which of them plans makes no difference to the plan."""
    private = run("solve", "middle-corridor", "--json")
    with running_server(tmp_path) as server:
        given = run("solve", "middle-corridor", "--json", "--server", server.address)

    assert private[0] == given[0] == ExitCode.DONE
    assert plan_of(private) == plan_of(given)


def plan_of(done):
    _, output, errors = done
    assert errors == ""
    return json.loads(output)["plan"]


def test_a_dataset_is_planned_alike_however_it_is_given(tmp_path):
    """Stored, folder, zip and standard input are the same rows."""
    folder = shipped()
    archive = shutil.make_archive(str(tmp_path / "rows"), "zip", folder)
    with running_server(tmp_path) as server:
        server_option = ("--json", "--server", server.address)
        answers = [
            run("solve", "middle-corridor", *server_option),
            run("solve", str(folder), *server_option),
            run("solve", archive, *server_option),
        ]
        with Path(archive).open("rb") as content:
            answers.append(run("solve", "-", *server_option, stdin=content))

    plans = [plan_of(done) for done in answers]
    assert plans[1:] == plans[:1] * 3


def shipped():
    return shipped_datasets() / "middle-corridor"


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_ended_command_leaves_no_server_behind(tmp_path, ending):
    """Closing the terminal or killing the command stops the private server."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    process = start("solve", "middle-corridor", env=environment)
    wait_until(lambda: process.poll() or list(tmp_path.glob("corridor-*/socket")))
    process.send_signal(ending)
    _, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode == 128 + ending
    assert errors == ""
    assert processes_naming(str(tmp_path)) == set()
    assert list(tmp_path.glob("corridor-*")) == []


def test_ctrl_c_while_solving_ends_quietly(server):
    """No traceback, and the usual exit code of an interrupt."""
    server.answers[OPTIMIZE_PLAN] = lambda *_: time.sleep(1) or small_result()
    process = start("solve", "line", "--server", server.address)
    wait_until(lambda: server.requests)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, output, errors) == (ExitCode.INTERRUPTED, "", "")


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_reader_that_stops_reading_ends_the_command_quietly(server, options):
    """As in ``corridor solve line | head -1``."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    process = start(
        "solve", "line", "--server", server.address, *options, stdout=write_end
    )
    os.close(write_end)
    _, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, errors) == (ExitCode.OUTPUT_CLOSED, "")


def test_progress_shows_on_a_terminal_only(server):
    """It goes to standard error, so that the result stays clean."""
    server.answers[STREAM_PLAN] = lambda *_: time.sleep(0.5) or [*EVENTS, LAST_EVENT]
    code, output, shown = run_seen("solve", "line", "--server", server.address)
    _, unseen, errors = run("solve", "line", "--server", server.address)

    assert code == ExitCode.DONE
    assert "solving" in shown
    assert "\x1b" not in output
    assert (unseen, errors) == (output, "")


def run_seen(*arguments):
    """Run the command with a terminal as standard error, which is returned at last."""
    controller, terminal = pty.openpty()
    # Wide enough for the longest line.
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    with ThreadPoolExecutor(1) as pool:
        shown = pool.submit(all_of, controller)
        code, output, _ = run(*arguments, stderr=terminal)
        os.close(terminal)
        text = shown.result()
    os.close(controller)
    return code, output, text


def all_of(controller):
    """What is written to a terminal until nobody has it open, which is an error."""
    found = b""
    with suppress(OSError):
        while part := os.read(controller, 2**16):
            found += part
    return found.decode()


EVENTS = [
    StreamPlanResponse(
        sequence=1, queued={"position": 2, "expected_wait": {"seconds": 3}}
    ),
    StreamPlanResponse(sequence=2, started={}),
    StreamPlanResponse(sequence=3, heartbeat={}),
    StreamPlanResponse(
        sequence=4,
        progress={
            "phase": "PLAN_PHASE_SOLVING",
            "iteration_count": 12,
            "primal_bound": 2000.0,
            "dual_bound": 1990.0,
            "currency_code": "USD",
        },
    ),
]
LAST_EVENT = StreamPlanResponse(sequence=5, result=small_result())


def slowly(events):
    """Events with time between them to show each."""
    for event in events:
        time.sleep(0.3)
        yield event


def test_a_terminal_shows_the_queue_the_round_and_the_gap(server):
    """Who waits for long sees that it goes on."""
    server.answers[STREAM_PLAN] = lambda *_: slowly([*EVENTS, LAST_EVENT])
    _, _, shown = run_seen("solve", "line", "--server", server.address)

    assert "waiting, number 2 in the queue, about 3 s" in shown
    assert "solving, round 12, cost 2,000 USD, gap 0.50%" in shown


def test_a_server_that_cannot_tell_how_far_it_is_plans_all_the_same(server):
    """Servers may be older than the command."""
    server.answers[STREAM_PLAN] = failing(grpc.StatusCode.UNIMPLEMENTED)
    server.answers[OPTIMIZE_PLAN] = lambda *_: time.sleep(0.3) or small_result()
    code, output, shown = run_seen("solve", "line", "--server", server.address)

    assert code == ExitCode.DONE
    assert "Cost by component" in output
    assert "solving" in shown
    assert [path for path, _ in server.requests] == [STREAM_PLAN, OPTIMIZE_PLAN]


def test_other_failures_of_a_plan_that_is_shown_are_told(server):
    """They would fail once more."""
    server.answers[STREAM_PLAN] = failing(
        grpc.StatusCode.NOT_FOUND, "no dataset", "DATASET_NOT_FOUND"
    )
    code, _, shown = run_seen("solve", "line", "--server", server.address)

    assert code == ExitCode.BAD_INPUT
    assert "no dataset" in shown
    assert [path for path, _ in server.requests] == [STREAM_PLAN]


def test_a_stream_without_an_answer_is_no_plan(server):
    """Such a server does not keep to the contract."""
    server.answers[STREAM_PLAN] = lambda *_: list(EVENTS)
    code, output, shown = run_seen("solve", "line", "--server", server.address)

    assert code != ExitCode.DONE
    assert output == ""
    assert "stopped before it gave an answer" in shown


def test_no_color_is_respected_on_a_terminal(server):
    """NO_COLOR asks for it, whatever the terminal can do."""
    controller, terminal = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "xterm-256color"}
    run("solve", "line", "--server", server.address, stdout=terminal, env=environment)
    os.close(terminal)
    shown = os.read(controller, 2**16).decode()
    os.close(controller)

    assert "Cost by component" in shown
    assert "\x1b[3" not in shown.replace("\x1b[39m", "")


def test_letters_that_the_output_cannot_show_do_not_end_the_command(server):
    """A title may be in any script, a terminal in none of them."""
    server.answers[OPTIMIZE_PLAN] = lambda *_: cyrillic()
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    code, output, _ = run("solve", "line", "--server", server.address, env=environment)

    assert code == ExitCode.DONE
    assert "????" in output


def cyrillic():
    result = small_result()
    result.plan.dataset_id = "Ақтау"
    return result


def test_serve_serves_until_it_is_told_to_stop(tmp_path):
    """It is the server that runs then, with its line and its exit code."""
    address = f"unix:{tmp_path}/socket"
    process = start("serve", "--address", address, "--database", "memory")
    line = process.stdout.readline()
    code, _, errors = run("version", "--server", address)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)

    assert line == f"listening on {address}\n"
    assert (code, errors) == (ExitCode.DONE, "")
    assert process.returncode == 0
