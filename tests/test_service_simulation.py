"""Simulations over the wire: the same whoever plans them, also a cluster that loses one."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from corridor_client import (
    AsyncClient,
    Client,
    InvalidRequestError,
    ScenarioFile,
    ServerUnavailableError,
)
from serving import PATIENCE, running_server, start

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"
STORED = "weather-and-growth"
DRAWS = {"draw_count": 25, "seed": 11}
BAD = ScenarioFile("bad.yaml", b"uncertain:\n- {set: leg.x.rate, add: 'uniform(1, 2)'}")

BOOKS_NOTHING = ScenarioFile(
    "none.yaml", b"uncertain:\n- {set: carbon.price, to: 'uniform(1, 2)'}"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    with Client(server.address) as client:
        yield client


@pytest.fixture(scope="module")
def answers(client):
    return list(client.stream_simulation(REFERENCE, STORED, **DRAWS))


def outcome(answers):
    """What a caller has in the end: the certain plan, all rows, and their sum."""
    rows = {row.position: row for answer in answers for row in answer.rows}
    return answers[0].certain, [rows[k] for k in sorted(rows)], answers[-1].summary


def test_the_certain_plan_comes_first_and_the_sum_last(answers):
    certain, rows, summary = outcome(answers)

    assert certain.lateness_days == 0
    assert [row.position for row in rows] == list(range(25))
    assert (summary.draw_count, summary.planned_count) == (25, 25)
    assert sum(len(answer.rows) for answer in answers) == 25
    assert {answer.currency_code for answer in answers} == {"USD"}


def test_two_workers_plan_the_same(answers, tmp_path):
    with (
        running_server(tmp_path, "--workers", "2") as two,
        Client(two.address) as client,
    ):
        again = list(client.stream_simulation(REFERENCE, STORED, **DRAWS))

    assert outcome(again) == outcome(answers)


def test_a_run_is_taken_up_where_it_was_cut_short(client, answers):
    """Known rows are not planned again, and count in the sum."""
    _, rows, summary = outcome(answers)
    rest = list(
        client.stream_simulation(REFERENCE, STORED, known_rows=rows[3:], **DRAWS)
    )

    assert outcome(rest)[1] == rows[:3]
    assert outcome(rest)[2] == summary


def test_the_async_client_gets_the_same(server, answers):
    async def ask():
        async with AsyncClient(server.address) as client:
            stream = client.stream_simulation(REFERENCE, STORED, **DRAWS)
            return [answer async for answer in stream]

    assert outcome(asyncio.run(ask())) == outcome(answers)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"draw_count": 0}, "draw_count"),
        ({"draw_count": 10_001}, "draw_count"),
        ({"seed": -1}, "seed"),
        ({"uncertainty": "wether"}, "wether"),
        ({"uncertainty": BAD}, "'legs' has no row 'x'"),
        ({"scenario": "growth"}, "growth"),
        ({"regime_id": "none"}, "none"),
    ],
)
def test_requests_that_make_no_sense_are_refused(client, arguments, part):
    options = {"uncertainty": STORED, "draw_count": 5} | arguments

    with pytest.raises(InvalidRequestError, match=part):
        list(client.stream_simulation(REFERENCE, **options))


def test_rows_that_are_known_twice_are_refused(client, answers):
    _, rows, _ = outcome(answers)

    with pytest.raises(InvalidRequestError, match="known_rows"):
        list(
            client.stream_simulation(
                REFERENCE, STORED, known_rows=[rows[0], rows[0]], **DRAWS
            )
        )


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"draw_count": 0}, "draw_count"),
        ({"draw_count": 201}, "draw_count"),
        ({"seed": -1}, "seed"),
        ({"uncertainty": BOOKS_NOTHING}, "nothing can be booked"),
    ],
)
def test_contracts_that_make_no_sense_are_refused(client, arguments, part):
    options = {"uncertainty": STORED, "draw_count": 2} | arguments

    with pytest.raises(InvalidRequestError, match=part):
        client.find_contracts(REFERENCE, **options)


class Scheduler:
    """A cluster of processes on this machine."""

    def __init__(self, folder):
        self.folder = folder
        self.workers = []
        self._file = folder / "scheduler.json"
        options = [
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--scheduler-file",
            str(self._file),
        ]
        self._scheduler = self._run("dask_scheduler", "--no-dashboard", *options)
        deadline = time.monotonic() + PATIENCE
        while not self._file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.address = self._address()

    def add_worker(self, *options):
        folder = ["--local-directory", str(self.folder)]
        alone = ["--no-nanny", "--no-dashboard", *folder, *options]
        self.workers.append(self._run("dask_worker", self.address, *alone))

    def stop(self):
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait(PATIENCE)

    def _address(self):
        return json.loads(self._file.read_text("utf-8"))["address"]

    def _run(self, module, *options):
        command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
        with (self.folder / f"{module}.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log)


@contextmanager
def cluster(folder, count):
    scheduler = Scheduler(folder)
    try:
        for _ in range(count):
            scheduler.add_worker("--nthreads", "2")
        yield scheduler
    finally:
        scheduler.stop()


@pytest.fixture(scope="module")
def clustered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    with (
        cluster(folder, 2) as scheduler,
        running_server(folder, "--scheduler", scheduler.address) as server,
        Client(server.address) as client,
    ):
        yield scheduler, client


def test_a_cluster_plans_the_same(clustered, answers):
    """Workers with two threads each, of which one plans at a time."""
    _, client = clustered
    again = list(client.stream_simulation(REFERENCE, STORED, **DRAWS))

    assert outcome(again) == outcome(answers)


def test_a_cluster_compares_and_sweeps_the_same(clustered, client):
    _, far = clustered
    names = ["unified-tariff", "btk-5mt", "armenia-grain"]
    rows = [
        sorted(
            side.compare_scenarios(REFERENCE, stored_scenario_ids=names),
            key=lambda row: row.position,
        )
        for side in (far, client)
    ]

    assert rows[0] == rows[1]


def test_a_worker_that_is_lost_takes_nothing_along(clustered, answers):
    """It is killed once rows come in, with pieces on their way to it."""
    scheduler, client = clustered
    again = []
    for answer in client.stream_simulation(REFERENCE, STORED, **DRAWS):
        again.append(answer)
        if len(again) == 2:
            os.kill(scheduler.workers[0].pid, signal.SIGKILL)

    assert scheduler.workers[0].wait(PATIENCE) == -signal.SIGKILL
    assert outcome(again) == outcome(answers)


def test_what_is_wrong_is_said_by_a_cluster_too(clustered):
    _, client = clustered
    with pytest.raises(InvalidRequestError, match="'legs' has no row 'x'"):
        list(client.stream_simulation(REFERENCE, BAD, draw_count=5))


def test_a_server_without_its_cluster_does_not_start(tmp_path):
    """In seconds, and in one line."""
    process = start(tmp_path / "log", "--scheduler", "tcp://127.0.0.1:9")
    output, _ = process.communicate(timeout=PATIENCE)

    assert (process.returncode, output) == (2, b"")
    said = (tmp_path / "log").read_text("utf-8").splitlines()[-1]
    assert said.startswith("the cluster at tcp://127.0.0.1:9 cannot be reached: ")


@pytest.mark.parametrize("address", ["nonsense", "10.0.0.5:8786", "tcp://host"])
def test_what_is_no_scheduler_is_refused(tmp_path, address):
    process = start(tmp_path / "log", "--scheduler", address)
    process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    said = (tmp_path / "log").read_text("utf-8")
    assert f"{address!r} is no scheduler; write tcp://HOST:PORT" in said


def test_a_cluster_that_is_lost_is_said(tmp_path):
    """Single plans go on, by the server's own processes."""
    with (
        cluster(tmp_path, 1) as scheduler,
        running_server(tmp_path, "--scheduler", scheduler.address) as server,
        Client(server.address) as client,
    ):
        list(client.stream_simulation(REFERENCE, STORED, draw_count=1))
        scheduler.stop()
        time.sleep(1.0)
        with pytest.raises(ServerUnavailableError, match="cannot be reached"):
            list(client.stream_simulation(REFERENCE, STORED, draw_count=2))
        assert client.optimize_plan(REFERENCE).plan is not None
