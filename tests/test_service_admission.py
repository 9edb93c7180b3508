"""Who is let in, who is next, and what those are told who are not."""

import asyncio
import random
from contextlib import AsyncExitStack

import pytest

from optimizer.errors import QueueFullError
from optimizer.service.admission import Admission
from optimizer.service.work_watch import Turn


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self):
        return self.now


async def settled():
    """Let all tasks go as far as they can."""
    for _ in range(10):
        await asyncio.sleep(0)


class Work:
    """Pieces of work that last until they are told to end, in the order they start."""

    def __init__(self, admission):
        self.admission = admission
        self.started = []
        self._ends = {}

    def begin(self, name, turn=Turn.SINGLE, *, is_let_in=False):
        self._ends[name] = asyncio.Event()
        return asyncio.create_task(self._run(name, turn, is_let_in=is_let_in))

    async def _run(self, name, turn, *, is_let_in):
        async with self.admission.place(turn, is_let_in=is_let_in):
            self.started.append(name)
            await self._ends[name].wait()

    async def end(self, name):
        self._ends[name].set()
        await settled()


async def test_single_calls_go_before_pieces_of_large_ones():
    """Within a class, who came first is first."""
    work = Work(Admission(1, 9))
    for name, turn in (
        ("first", Turn.BATCH),
        ("batch", Turn.BATCH),
        ("later batch", Turn.BATCH),
        ("single", Turn.SINGLE),
        ("later single", Turn.SINGLE),
    ):
        work.begin(name, turn)
    await settled()
    expected = ["first", "single", "later single", "batch", "later batch"]
    for name in expected:
        await work.end(name)

    assert work.started == expected


async def test_no_large_call_is_passed_over_for_ever():
    """After ten seconds it is next, whoever else waits."""
    clock = Clock()
    work = Work(Admission(1, 9, clock))
    work.begin("first")
    work.begin("batch", Turn.BATCH)
    await settled()
    clock.now = 9.0
    work.begin("single")
    await settled()
    await work.end("first")
    clock.now = 10.0
    work.begin("later single")
    await settled()
    await work.end("single")

    assert work.started == ["first", "single", "batch"]
    await work.end("batch")
    await work.end("later single")


async def test_a_free_place_is_taken_whatever_the_queue():
    """A server may have none."""
    admission = Admission(1, 0)
    async with admission.place(Turn.SINGLE):
        with pytest.raises(QueueFullError):
            await Work(admission).begin("second")

    await asyncio.wait_for(_passing(admission), 1)


async def _passing(admission):
    async with admission.place(Turn.SINGLE):
        pass


@pytest.mark.parametrize("turn", Turn)
async def test_who_is_refused_is_told_when_those_before_are_done(turn):
    """As long as work took, times those that wait, shared by those who do it."""
    clock = Clock()
    admission = Admission(2, 3, clock)
    async with admission.place(turn):
        clock.now += 4.0
    work = Work(admission)
    for name in range(5):
        work.begin(name, turn)
    await settled()
    with pytest.raises(QueueFullError) as error:
        await work.begin("refused", turn)

    assert 0.8 * 6 <= error.value.retry_after.total_seconds() <= 1.2 * 6
    for name in range(5):
        await work.end(name)


async def test_a_call_that_was_let_in_is_not_refused_half_way():
    """What it has answered would be lost."""
    work = Work(Admission(1, 0))
    work.begin("first")
    await settled()
    piece = work.begin("piece", Turn.BATCH, is_let_in=True)
    await settled()
    await work.end("first")
    await work.end("piece")

    assert piece.done()
    assert work.started == ["first", "piece"]


async def test_who_waits_learns_the_place_in_the_queue_whenever_it_changes():
    """Single calls come first, whoever came before."""
    clock, told = Clock(), []
    admission = Admission(1, 9, clock)
    async with admission.place(Turn.SINGLE):
        clock.now = 4.0
    work = Work(admission)
    for name, turn in (
        ("first", Turn.SINGLE),
        ("batch", Turn.BATCH),
        ("second", Turn.SINGLE),
        ("third", Turn.SINGLE),
    ):
        work.begin(name, turn)
    given_up = work.begin("given up")
    await settled()

    async def wait():
        async with admission.place(
            Turn.SINGLE, on_wait=lambda *news: told.append(news)
        ):
            told.append("in")

    waiting = asyncio.create_task(wait())
    await settled()
    given_up.cancel()
    await settled()
    clock.now = 5.0
    for name in ("first", "second", "third"):
        await work.end(name)
    await waiting
    await work.end("batch")

    seconds = [(place, wait.total_seconds()) for place, wait in told[:-1]]
    assert seconds[:2] == [(4, 16), (3, 12)]
    assert [place for place, _ in seconds] == [4, 3, 2, 1]
    assert told[-1] == "in"


async def test_nobody_who_is_let_in_at_once_is_told_of_a_queue():
    """There is none."""
    told = []
    async with Admission(1, 9).place(
        Turn.SINGLE, on_wait=lambda *news: told.append(news)
    ):
        pass

    assert told == []


@pytest.mark.parametrize("seed", range(40))
async def test_places_are_neither_lost_nor_made(seed):
    """Whoever is cancelled, waiting, working or just being let in."""
    draw = random.Random(seed)  # noqa: S311 - no secrets
    count = draw.randint(1, 3)
    admission, inside, most = Admission(count, 1_000), 0, 0

    async def visit(turn):
        nonlocal inside, most
        async with admission.place(turn):
            inside += 1
            most = max(most, inside)
            try:
                for _ in range(draw.randint(0, 3)):
                    await asyncio.sleep(0)
            finally:
                inside -= 1

    tasks = []
    for _ in range(60):
        tasks.append(asyncio.create_task(visit(draw.choice(list(Turn)))))
        if draw.random() < 0.5:
            await asyncio.sleep(0)
        if draw.random() < 0.4:
            draw.choice(tasks).cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert inside == 0
    assert most == count
    assert admission.waiting_count == 0
    async with AsyncExitStack() as places:
        for _ in range(count):
            place = admission.place(Turn.SINGLE)
            await asyncio.wait_for(places.enter_async_context(place), 1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_passing(admission), 0.01)
