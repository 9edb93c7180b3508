"""What is kept of operations holds, whoever shares it, in every kind of database."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from optimizer.errors import (
    InvalidRequestError,
    OperationNotDoneError,
    OperationNotFoundError,
    QueueFullError,
    RequestIdReusedError,
)
from optimizer.service.operations.ledger import HOLD, WAITING_LIMIT, Ledger
from optimizer.service.operations.record import RETENTION, Order, State
from optimizer.service.storage.database import Database

START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self):
        self.time = START

    def __call__(self):
        return self.time


@pytest.fixture
async def database(database_address):
    """A database with its tables."""
    database = Database(database_address)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(database, clock):
    return Ledger(database, clock)


@pytest.fixture
def other(database, clock):
    """The ledger of another server of the same database."""
    return Ledger(database, clock)


def order(content=b"plan", **given):
    digest = content.hex().rjust(64, "0")
    return Order(method="service/Method", content=content, digest=digest, **given)


async def test_what_is_asked_for_waits_until_it_is_taken_up(ledger, clock):
    """Nothing of it gets lost on the way."""
    added = await ledger.add(order(label="A plan", request_id="mine"))
    clock.time += timedelta(seconds=1)
    taken, content = await ledger.take()

    assert added.state is State.QUEUED
    assert (taken.name, taken.label, taken.request_id) == (added.name, "A plan", "mine")
    assert (taken.created, taken.started) == (START, clock.time)
    assert (taken.state, taken.attempt_count, content) == (State.RUNNING, 1, b"plan")
    assert await ledger.take() is None


async def test_who_asked_first_is_taken_up_first(ledger, clock):
    """A queue, not a heap."""
    names = []
    for number in range(3):
        names.append((await ledger.add(order(b"%d" % number))).name)
        clock.time += timedelta(microseconds=1)

    assert [(await ledger.take())[0].name for _ in names] == names


async def test_two_servers_never_take_up_the_same(ledger, other):
    """However many look at the same moment."""
    names = {(await ledger.add(order(b"%d" % n))).name for n in range(12)}
    takes = [server.take() for server in (ledger, other) * 8]
    taken = [found for found in await asyncio.gather(*takes) if found]

    assert sorted(operation.name for operation, _ in taken) == sorted(names)


async def test_what_a_lost_server_held_is_taken_up_by_another(ledger, other, clock):
    """Once it has not been heard of for a while, and not before."""
    await ledger.add(order())
    await ledger.take()
    clock.time += HOLD

    assert await other.take() is None

    clock.time += timedelta(microseconds=1)
    again, content = await other.take()

    assert (again.attempt_count, content) == (2, b"plan")


async def test_a_server_that_was_given_up_changes_nothing_any_more(
    ledger, other, clock
):
    """It may come back after a pause of its machine, with an answer that is not asked."""
    name = (await ledger.add(order())).name
    await ledger.take()
    clock.time += 2 * HOLD
    await other.take()

    assert not await ledger.hold(name)
    await ledger.keep_piece(name, b"late", 1, 2)
    await ledger.finish(name, State.SUCCEEDED, answer=b"late")
    await ledger.give_back(name)

    found = await ledger.get(name)
    assert (found.state, found.answer, found.attempt_count) == (State.RUNNING, b"", 2)
    assert await other.pieces_of(name) == []
    assert await other.hold(name)


async def test_who_says_so_keeps_what_it_works_on(ledger, other, clock):
    """A long solve is no lost server."""
    name = (await ledger.add(order())).name
    await ledger.take()
    for _ in range(5):
        clock.time += HOLD
        assert await ledger.hold(name)

    assert await other.take() is None


async def test_pieces_wait_for_the_next_server(ledger, other):
    """What is planned once is not planned again."""
    name = (await ledger.add(order())).name
    await ledger.take()
    await ledger.keep_piece(name, b"one", 10, 30)
    await ledger.keep_piece(name, b"two", 20, 30)
    await ledger.give_back(name)
    taken, _ = await other.take()

    assert (taken.done_count, taken.total_count, taken.attempt_count) == (20, 30, 1)
    assert await other.pieces_of(name) == [b"one", b"two"]


async def test_an_end_is_kept_and_then_forgotten(ledger, clock):
    """Answers are there for as long as is promised."""
    name = (await ledger.add(order())).name
    await ledger.take()
    await ledger.keep_piece(name, b"piece", 1, 1)
    await ledger.finish(name, State.SUCCEEDED, answer=b"answer")
    clock.time += RETENTION
    await ledger.forget_expired()
    found = await ledger.get(name)

    assert (found.state, found.answer) == (State.SUCCEEDED, b"answer")
    assert found.expires == found.ended + RETENTION
    assert await ledger.pieces_of(name) == []

    clock.time += timedelta(microseconds=1)
    await ledger.forget_expired()
    with pytest.raises(OperationNotFoundError):
        await ledger.get(name)


async def test_a_request_id_starts_one_operation(ledger, other):
    """A caller that got no answer may ask again, on any server."""
    asked = [server.add(order(request_id="a")) for server in (ledger, other) * 4]
    found = await asyncio.gather(*asked)

    assert len({operation.name for operation in found}) == 1
    with pytest.raises(RequestIdReusedError, match="'a' asked for something else"):
        await ledger.add(order(b"other", request_id="a"))


async def test_without_a_request_id_each_request_is_one(ledger):
    """Who does not care gets a new one each time."""
    first, second = await ledger.add(order()), await ledger.add(order())

    assert first.name != second.name


async def test_what_waits_is_cancelled_at_once(ledger):
    """Nobody works on it, so nobody needs to be told."""
    name = (await ledger.add(order())).name
    await ledger.cancel(name)

    assert (await ledger.get(name)).state is State.CANCELLED
    assert await ledger.take() is None


async def test_who_works_on_what_is_cancelled_is_told(ledger, other):
    """It may be another server than the one that was asked."""
    name = (await ledger.add(order())).name
    await ledger.take()
    await other.cancel(name)

    assert not await ledger.hold(name)
    await ledger.finish(name, State.CANCELLED)
    await other.cancel(name)
    assert (await other.get(name)).state is State.CANCELLED


async def test_only_what_has_ended_can_be_forgotten(ledger):
    """Otherwise somebody would work for nobody."""
    name = (await ledger.add(order())).name
    with pytest.raises(OperationNotDoneError):
        await ledger.delete(name)
    await ledger.cancel(name)
    await ledger.delete(name)

    with pytest.raises(OperationNotFoundError):
        await ledger.delete(name)


async def test_more_than_may_wait_are_refused(ledger):
    """A queue without a bound is a leak."""
    for number in range(WAITING_LIMIT):
        await ledger.add(order(b"%d" % number))
    with pytest.raises(QueueFullError):
        await ledger.add(order(b"one more"))
    await ledger.take()

    assert await ledger.add(order(b"one more"))


async def test_pages_hold_every_operation_once(ledger, clock):
    """The newest first, also where several were asked for at one moment."""
    names = []
    for number in range(7):
        names.append((await ledger.add(order(b"%d" % number))).name)
        clock.time += timedelta(seconds=number % 2)
    pages, listed, place = [], [], None
    while page := await ledger.page(place, 3):
        pages.append(len(page))
        listed += [operation.name for operation in page]
        place = page[-1].created, page[-1].name
    created = [(await ledger.get(name)).created for name in listed]

    assert pages == [3, 3, 1]
    assert sorted(listed) == sorted(names)
    assert created == sorted(created, reverse=True)


@pytest.mark.parametrize("given", [{"request_id": "a b"}, {"label": "x" * 201}])
def test_ids_and_labels_have_a_form(given):
    """They stand in lists and in logs."""
    with pytest.raises(InvalidRequestError):
        order(**given)
