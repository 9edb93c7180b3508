"""Processes are there, do one thing at a time, and whatever ends one leaves the others."""

import asyncio
import logging
import os
import select
import signal
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from optimizer.errors import WorkerCrashedError
from optimizer.service import worker_pool, worker_process
from optimizer.service.work_watch import NoWatch
from optimizer.service.workers import SPARE_COUNT, Terms, Workers

pytestmark = pytest.mark.integration

SECONDS = 20
"""Time in which something happens, however busy the machine is."""


@asynccontextmanager
async def crew(count=1, **terms):
    """Workers until the block ends; none of their processes is left."""
    workers = Workers(count, terms=Terms(**terms))
    workers.start()
    try:
        async with asyncio.timeout(6 * SECONDS):
            yield workers
    finally:
        ids = workers.process_ids
        workers.stop()
        assert not [pid for pid in ids if is_alive(pid)]


A_SECOND = (select.select, (), (), (), 1)
A_MINUTE = (select.select, (), (), (), 60)
"""Work that takes so long, and more than nothing comes of it."""


def is_alive(process_id):
    return Path(f"/proc/{process_id}").exists()


async def until(holds):
    async with asyncio.timeout(SECONDS):
        while not holds():
            await asyncio.sleep(0.01)


async def process_of(workers):
    """Id of the process that does the next piece of work."""
    return await workers.run("id", os.getpid)


async def test_what_is_asked_for_is_done():
    """In a process of its own, whose answer comes back."""
    async with crew() as workers:
        assert await workers.run("id", sum, [1, 2, 3]) == 6
        assert await process_of(workers) != os.getpid()


async def test_processes_work_in_turn():
    """So the spare ones have read what is asked for again and again, before they are needed."""
    async with crew() as workers:
        await process_of(workers)
        await until(lambda: len(workers._pool._resting) == 1 + SPARE_COUNT)
        used = [await process_of(workers) for _ in range(2 * (1 + SPARE_COUNT))]

    assert used[: 1 + SPARE_COUNT] == used[1 + SPARE_COUNT :]
    assert len(set(used)) == 1 + SPARE_COUNT


async def test_as_many_work_at_once_as_there_are_workers():
    async with crew(2) as workers:
        await workers.run("id", int)
        await workers.run("id", int)
        started = time.monotonic()
        await asyncio.gather(*(workers.run("id", *A_SECOND) for _ in range(2)))

    assert time.monotonic() - started < 1.9


async def test_a_process_that_dies_at_rest_fails_nobody():
    """It is missed at once, and another takes its place."""
    async with crew() as workers:
        await workers.run("id", int)
        await until(lambda: len(workers.process_ids) == 1 + SPARE_COUNT)
        for process_id in workers.process_ids:
            os.kill(process_id, signal.SIGKILL)

        assert await workers.run("id", sum, [4]) == 4


async def test_a_process_that_dies_at_work_fails_that_work_alone():
    """What another process does at the same time goes on."""
    async with crew(2) as workers:
        await workers.run("id", int)
        pieces = [workers.run("id", *A_SECOND) for _ in range(3)]
        others = [asyncio.create_task(piece) for piece in pieces]
        with pytest.raises(WorkerCrashedError) as error:
            await workers.run("id", os._exit, 9)
        done = await asyncio.gather(*others)

    assert error.value.exit_code == 9
    assert len(done) == 3


async def test_work_that_is_cancelled_ends_at_once():
    """Its process is gone within half a second, and the next piece is as any other."""
    async with crew() as workers:
        working = await process_of(workers)
        task = asyncio.create_task(workers.run("id", *A_MINUTE))
        await asyncio.sleep(0.2)
        task.cancel()
        cancelled = time.monotonic()
        await until(lambda: not is_alive(working))
        ended = time.monotonic() - cancelled

        assert await workers.run("id", sum, [5]) == 5
    assert ended < 0.5


async def test_a_process_is_replaced_after_its_number_of_tasks():
    async with crew(task_limit=3) as workers:
        used = [await process_of(workers) for _ in range(30)]

    counts = [used.count(process_id) for process_id in dict.fromkeys(used)]
    assert max(counts) == 3
    assert counts[:8] == [3] * 8


async def test_work_that_cannot_be_sent_takes_no_process_down():
    async with crew() as workers:
        await until(lambda: len(workers._pool._resting) == 1 + SPARE_COUNT)
        before = set(workers.process_ids)
        with pytest.raises(Exception, match=r"local object"):
            await workers.run("id", print, lambda: None)

        assert await workers.run("id", sum, [7]) == 7
        assert set(workers.process_ids) == before


async def test_processes_that_cannot_start_are_told_of(monkeypatch):
    """Who waits learns it, instead of waiting for ever; and trying goes on."""
    monkeypatch.setattr(worker_process, "do_pieces", logging.debug)
    monkeypatch.setattr(worker_pool, "LONGEST_PAUSE", worker_pool._FIRST_PAUSE)
    async with crew() as workers:
        for _ in range(2):
            with pytest.raises(WorkerCrashedError):
                await workers.run("id", int)
        monkeypatch.undo()
        await workers.started()

        assert await workers.run("id", sum, [6]) == 6


class SlowProcess:
    """Stands for a process that takes long to start."""

    def __init__(self):
        self.reader, self.writer = os.pipe()
        self.is_ready = False
        self.done_count = 0
        self.process_id = 1

    def fileno(self):
        return self.reader

    def start(self):
        pass

    def hear(self):
        os.read(self.reader, 1)
        self.is_ready = True

    def do(self, _request_id, work, args):
        return work(*args)

    def kill(self):
        pass

    def bury(self):
        os.close(self.reader)
        os.close(self.writer)
        return 0


async def test_a_process_that_starts_slowly_is_waited_for():
    """A machine that is busy needs no further processes to be busy with."""
    made = []

    def new_process(_):
        made.append(SlowProcess())
        return made[-1]

    pool = worker_pool.WorkerPool(1, 0, new_process, 0, NoWatch())
    doing = asyncio.create_task(pool.do("id", sum, ([1, 2],)))
    await until(lambda: made)
    await asyncio.sleep(0.5)
    assert len(made) == 1
    os.write(made[0].writer, b"r")

    assert await doing == 3
    pool.stop()


async def test_who_waits_no_more_takes_no_process():
    """The process goes to whoever waits next."""
    made = []

    def new_process(_):
        made.append(SlowProcess())
        return made[-1]

    pool = worker_pool.WorkerPool(1, 0, new_process, 0, NoWatch())
    gone = asyncio.create_task(pool.do("id", sum, ([1],)))
    next_one = asyncio.create_task(pool.do("id", sum, ([2],)))
    await until(lambda: made)
    gone.cancel()
    os.write(made[0].writer, b"r")

    assert await next_one == 2
    pool.stop()


class Named:
    """Stands for a process that can be ready, and remembers whether it is a spare one."""

    def __init__(self, *, is_spare, is_ready=False):
        self.is_spare, self.is_ready = is_spare, is_ready


@pytest.mark.parametrize(
    ("processes", "is_spare"),
    [
        ([], False),
        ([Named(is_spare=False)], False),
        ([Named(is_spare=False), Named(is_spare=False)], True),
        ([Named(is_spare=True)] * 3, False),
        ([Named(is_spare=True, is_ready=True), Named(is_spare=False)], True),
    ],
)
async def test_processes_hurry_until_as_many_as_may_work_are_sound(processes, is_spare):
    """A spare one that is not ready yet counts for nothing: it yields to all others."""
    told = []

    def new_process(is_spare):
        told.append(is_spare)
        return SlowProcess()

    pool = worker_pool.WorkerPool(2, 0, new_process, 0, NoWatch())
    pool._processes.update(processes)
    pool._replace()
    await until(lambda: told)

    assert told == [is_spare]
    pool._processes -= set(processes)
    pool.stop()


async def test_two_that_are_lost_at_once_leave_one_that_is_ready():
    """So whoever calls after two cancellations need not wait for the solver to load."""
    async with crew() as workers:
        await workers.run("id", int)
        await until(lambda: len(workers._pool._resting) == 1 + SPARE_COUNT)
        known = set(workers.process_ids)
        for _ in range(2):
            doing = asyncio.create_task(workers.run("id", *A_MINUTE))
            await until(lambda: len(workers._pool._resting) < 1 + SPARE_COUNT)
            await asyncio.sleep(0.05)
            doing.cancel()
            await asyncio.wait([doing])

        assert await process_of(workers) in known
