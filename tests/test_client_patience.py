"""A server that is started again is waited for; one that never answered is not."""

import asyncio
import subprocess
import sys
import threading
import time
from concurrent import futures
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import grpc
import pytest
from corridor.v1 import server_info_service_pb2
from corridor_client import (
    AsyncClient,
    Client,
    DeadlineExceededError,
    ServerUnavailableError,
    patience,
)
from fake_server import GET_SERVER_INFO, FakeServer, failing

GAP_SECONDS = 3
"""Longer than gRPC itself tries."""


class Restarting:
    """A fake server that goes, and comes back on the same port."""

    def __init__(self):
        self.fake = FakeServer()
        self.fake.answers[GET_SERVER_INFO] = lambda *_: (
            server_info_service_pb2.GetServerInfoResponse(server_version="1")
        )
        self._pool = futures.ThreadPoolExecutor(4)
        self.address = "127.0.0.1:0"
        self.server = None

    def start(self):
        options = [("grpc.so_reuseport", 0)]
        self.server = grpc.server(self._pool, handlers=[self.fake], options=options)
        self.address = f"127.0.0.1:{self.server.add_insecure_port(self.address)}"
        self.server.start()

    def stop(self):
        self.server.stop(0).wait()

    def restart(self):
        """Go at once, and come back after a while."""
        self.stop()
        timer = threading.Timer(GAP_SECONDS, self.start)
        timer.start()
        return timer


@contextmanager
def restarting():
    """A fake server that can be restarted, until the block ends."""
    server = Restarting()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def test_a_restart_fails_no_call_of_the_client_that_waits():
    """The gap between two servers takes some seconds, and the call has a minute."""
    with restarting() as server, Client(server.address) as client:
        client.get_server_info()
        timer = server.restart()
        version = client.get_server_info().server_version
        timer.join()

    assert version == "1"


async def test_a_restart_fails_no_call_of_the_client_to_await():
    """Both clients wait alike, the one to await without blocking the loop."""
    with restarting() as server:
        async with AsyncClient(server.address) as client:
            await client.get_server_info()
            timer = await asyncio.to_thread(server.restart)
            answer = await client.get_server_info()
            await asyncio.to_thread(timer.join)

    assert answer.server_version == "1"


def test_a_restart_fails_no_call_that_answers_row_by_row():
    """Before the first row nothing is lost by asking again."""
    with restarting() as server, Client(server.address) as client:
        client.get_server_info()
        timer = server.restart()
        rows = list(client.compare_scenarios("line", stored_scenario_ids=["*"]))
        timer.join()

    assert len(rows) == 1


def test_a_server_that_never_answered_is_not_waited_for():
    """Its address may be wrong, and somebody waits at a terminal."""
    started = time.monotonic()
    with Client("127.0.0.1:1") as client, pytest.raises(ServerUnavailableError):
        client.get_server_info()

    assert time.monotonic() - started < 10


def test_a_server_that_stays_away_is_given_up(monkeypatch):
    """Not every server comes back."""
    monkeypatch.setattr(patience, "RESTART_TIME", timedelta(seconds=1))
    with restarting() as server, Client(server.address) as client:
        client.get_server_info()
        server.stop()
        started = time.monotonic()
        with pytest.raises(ServerUnavailableError, match="no server takes the call"):
            client.get_server_info()

    assert 1 < time.monotonic() - started < 15


def test_the_time_of_a_call_holds_while_it_waits_for_a_server():
    """Patience never takes longer than the caller allows."""
    timeout = timedelta(seconds=1)
    with restarting() as server, Client(server.address, timeout=timeout) as client:
        client.get_server_info()
        timer = server.restart()
        started = time.monotonic()
        with pytest.raises((ServerUnavailableError, DeadlineExceededError)):
            client.get_server_info()
        waited = time.monotonic() - started
        timer.join()

    assert waited < GAP_SECONDS


def test_what_a_server_says_itself_is_not_taken_for_its_absence():
    """It gave a reason, and gRPC has tried again already."""
    with restarting() as server, Client(server.address) as client:
        client.get_server_info()
        server.fake.answers[GET_SERVER_INFO] = failing(
            grpc.StatusCode.UNAVAILABLE, "no database", "DATABASE_UNAVAILABLE"
        )
        before = len(server.fake.requests)
        with pytest.raises(ServerUnavailableError, match="no database"):
            client.get_server_info()

        assert len(server.fake.requests) - before == 5


def test_a_call_that_an_ending_server_cancels_is_made_again():
    """It has no answer, and the next server has the time for it."""
    with restarting() as server, Client(server.address) as client:
        client.get_server_info()
        answer = server.fake.answers[GET_SERVER_INFO]

        def cancel(_, context):
            server.fake.answers[GET_SERVER_INFO] = answer
            context.abort(grpc.StatusCode.CANCELLED, "")

        server.fake.answers[GET_SERVER_INFO] = cancel

        assert client.get_server_info().server_version == "1"


class Breaking(grpc.GenericRpcHandler):
    """Gives one row and breaks down."""

    def __init__(self):
        self.count = 0

    def service(self, _):
        def rows(_, context):
            self.count += 1
            yield b""
            context.abort(grpc.StatusCode.UNAVAILABLE, "gone")

        return grpc.unary_stream_rpc_method_handler(rows)


def test_rows_that_have_come_are_not_asked_for_again():
    """A caller would get them twice."""
    with restarting() as server, Client(server.address) as client:
        client.get_server_info()
        server.stop()
        server.fake = Breaking()
        server.start()
        rows = client.compare_scenarios("line", stored_scenario_ids=["*"])
        next(rows)
        with pytest.raises(ServerUnavailableError, match="gone"):
            next(rows)

    assert server.fake.count == 1


@pytest.mark.integration
def test_the_short_trial_of_restarts_holds():
    """Not one call of the shipped clients fails while a server is restarted."""
    done = subprocess.run(
        [sys.executable, "-m", "reliability", "--short", "restarts"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "that restarts fail" in done.stdout
