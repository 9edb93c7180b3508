"""Runs are written down as they end, whoever asks, and hold nobody up."""

import asyncio
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from corridor_client import Client, InvalidRequestError, SweepAxis, runs
from serving import PATIENCE, running_server

from optimizer.errors import DatabaseUnavailableError
from optimizer.service.runs import archive, book
from optimizer.service.runs.archive import Archive, Wanted
from optimizer.service.runs.book import RunBook
from optimizer.service.runs.record import RETENTION, Run
from optimizer.service.storage.database import Database

START = datetime(2026, 1, 1, tzinfo=UTC)
REFERENCE = "middle-corridor"
PLAN = "corridor.v1.PlanService/OptimizePlan"
SWEEP = "corridor.v1.SensitivityService/StreamSweep"
AXIS = SweepAxis(target="carbon.price", amounts=("0", "50"))


def run(number, **given):
    time_given = {"ended": START + timedelta(seconds=number), "seconds": 1.5}
    return Run(run_id=f"r{number}", method=PLAN, code="OK", **time_given | given)


@pytest.fixture
async def database(database_address):
    database = Database(database_address)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def kept(database):
    return Archive(database, lambda: START + timedelta(days=1))


async def ids(kept, wanted=Wanted(), before=None, count=10):  # noqa: B008 - frozen
    return [each.run_id for _, each in await kept.page(wanted, before, count)]


async def test_what_is_kept_comes_back_the_newest_first(kept):
    """As it was, and page by page."""
    whole = run(3, caller="c", label="l", total_cost="1.50", currency_code="USD")
    await kept.keep([run(1), run(2)])
    await kept.keep([whole])
    page = await kept.page(Wanted(), None, 2)
    rest = await kept.page(Wanted(), page[-1][0], 2)

    assert page[0][1] == whole
    assert [each.run_id for _, each in (*page, *rest)] == ["r3", "r2", "r1"]


async def test_runs_can_be_asked_for_by_dataset_and_method(kept):
    await kept.keep([run(1, dataset_id="a"), run(2, dataset_id="b")])

    assert await ids(kept, Wanted(dataset_id="a")) == ["r1"]
    assert await ids(kept, Wanted(method=PLAN)) == ["r2", "r1"]
    assert await ids(kept, Wanted(method="other")) == []


async def test_old_runs_are_forgotten(database, monkeypatch):
    """Those that are too old, and the oldest of too many."""
    monkeypatch.setattr(archive, "RUNS_LIMIT", 2)
    late = Archive(database, lambda: START + RETENTION + timedelta(seconds=2))
    await late.keep([run(number) for number in range(5)])
    await late.forget_old()

    assert await ids(late) == ["r4", "r3"]


class LostStorage:
    """A database that answers only from the second time on."""

    is_lasting = True

    def __init__(self, database):
        self.inner = database
        self.times = 0

    async def database(self):
        return self

    async def run(self, work):
        self.times += 1
        if self.times == 1:
            raise DatabaseUnavailableError("here", "it is away")  # noqa: EM101 - as it is
        return await self.inner.run(work)


async def test_runs_wait_for_a_database_that_is_away(database, kept, monkeypatch):
    """None is lost, and their order is kept."""
    monkeypatch.setattr(book, "WRITE_SECONDS", 0.01)
    notes = RunBook(LostStorage(database))
    notes.start()
    for number in range(3):
        notes._note(run(number, ended=datetime.now(UTC)))
        await asyncio.sleep(0.05)
    await notes.stop()

    assert await ids(kept) == ["r2", "r1", "r0"]


@contextmanager
def keeping(folder, database, name):
    (folder / name).mkdir()
    with (
        running_server(folder / name, "--database", database) as running,
        Client(running.address) as client,
    ):
        yield client


def listed(client, count, **wanted):
    """Runs once there are so many."""
    end = time.monotonic() + PATIENCE
    while len(found := client.list_runs(**wanted)) < count:
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


@pytest.mark.integration
def test_calls_and_operations_are_runs_and_outlive_their_server(
    tmp_path, database_address
):
    """Also those that fail; what only looks is none."""
    with keeping(tmp_path, database_address, "first") as client:
        plan = client.optimize_plan(REFERENCE).plan
        with pytest.raises(InvalidRequestError):
            client.optimize_plan(REFERENCE, regime_id="none")
        list(client.stream_sweep(REFERENCE, [AXIS]))
        client.validate_dataset(REFERENCE)
        operation = client.start_plan(REFERENCE, label="for June")
        client.wait_operation(operation.name)
    with keeping(tmp_path, database_address, "second") as client:
        background, swept, failed, planned = listed(client, 4)
        sweeps = client.list_runs(method=SWEEP)

    assert (planned.method, planned.code, planned.reason) == (PLAN, "OK", "")
    assert (planned.dataset_id, planned.dataset_digest) == (
        REFERENCE,
        plan.dataset_digest,
    )
    assert (planned.termination, planned.total_cost, planned.currency_code) == (
        "OPTIMAL",
        plan.total_cost,
        "USD",
    )
    assert (failed.code, failed.reason, failed.dataset_id) == (
        "NOT_FOUND",
        "UNKNOWN_REGIME",
        REFERENCE,
    )
    assert (background.run_id, background.label) == (operation.name, "for June")
    assert background.total_cost == plan.total_cost
    assert sweeps == (swept,)


@pytest.mark.integration
def test_a_server_that_keeps_nothing_lists_none(tmp_path):
    with running_server(tmp_path) as running, Client(running.address) as client:
        client.optimize_plan(REFERENCE)

        assert client.list_runs() == ()


@pytest.mark.integration
def test_a_foreign_token_is_refused(tmp_path):
    with running_server(tmp_path) as running, Client(running.address) as client:
        call = runs.list_runs(page_size=1, page_token="eA==")  # noqa: S106 - no secret
        with pytest.raises(InvalidRequestError, match="ListRuns gave no such token"):
            client._answer(call)
