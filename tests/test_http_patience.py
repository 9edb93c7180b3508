"""A request that does not come to its end takes its connection for a while only."""

import asyncio

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse

from optimizer.service.http import patience
from optimizer.service.http.listener import HttpListener
from optimizer.service.stopping import Hurry

SECONDS = 0.3
HEAD = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 4\r\n\r\n"


@pytest.fixture
def given_up():
    """Requests whose callers were given up."""
    return []


@pytest.fixture
async def port(monkeypatch, given_up):
    monkeypatch.setattr(patience, "RECEIVE_SECONDS", SECONDS)

    async def site(scope, receive, send):
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            given_up.append(scope["path"])
            return
        # Longer than a caller may take: only the request has to come in time.
        await asyncio.sleep(2 * SECONDS)
        await PlainTextResponse(body.decode())(scope, receive, send)

    listener = HttpListener("127.0.0.1:0", site, None)
    await listener.start()
    yield int(listener.address.rpartition(":")[2])
    await listener.stop(Hurry())


async def answers(port, *parts):
    """What comes until the end of a connection on which these parts are sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
    async with asyncio.timeout(20 * SECONDS):
        found = await reader.read(4096) + await reader.read(4096)
    writer.close()
    return found


async def test_a_whole_request_is_answered_however_long_that_takes(port, given_up):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(HEAD + b"body")
        found = await reader.readuntil(b"body")
        assert found.startswith(b"HTTP/1.1 200")
    writer.close()

    assert not given_up


@pytest.mark.parametrize(
    "parts", [(), (b"POST /",), (HEAD[:-2],)], ids=["nothing", "a line", "a head"]
)
async def test_a_head_that_does_not_end_is_refused(port, parts):
    assert (await answers(port, *parts)).startswith(b"HTTP/1.1 408")


async def test_a_body_that_does_not_end_is_refused(port, given_up):
    """And whoever waits for it is told."""
    found = await answers(port, HEAD, b"b")

    assert found.startswith(b"HTTP/1.1 408")
    assert given_up == ["/"]


async def test_a_byte_now_and_then_buys_no_time(port):
    """What counts is when the request began."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = asyncio.create_task(reader.read(4096))
    sent = 0
    while sent < len(HEAD) and not found.done():
        writer.write(HEAD[sent : sent + 1])
        sent += 1
        await asyncio.sleep(SECONDS / 6)
    writer.close()

    assert (await found).startswith(b"HTTP/1.1 408")
    assert 0 < sent < len(HEAD)
