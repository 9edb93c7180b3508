"""One request over HTTP and its answer, as the reception sees a call."""

import asyncio
import math
from collections.abc import Iterable, Mapping
from datetime import timedelta

from google.protobuf.message import Message
from google.rpc import status_pb2
from starlette.requests import Request
from starlette.types import Send

from optimizer.errors import InvalidRequestError
from optimizer.service.http.errors import error_headers_of, error_of, http_code_of
from optimizer.service.http.transcoding import json_of

REQUEST_TIMEOUT = "request-timeout"
"""Header by which a caller says how many seconds it waits."""

REQUEST_ID = "x-request-id"
"""Header of an answer that identifies its call in the log."""

JSON = "application/json"
EVENTS = "text/event-stream"

HEARTBEAT = timedelta(seconds=15)
"""Time after which a stream that has nothing to say shows that it is there."""


class Exchange:
    """One request and its answer; what the reception needs to know of a call.

    Parameters
    ----------
    request
        The request.
    send
        Takes the answer.
    request_id
        Identifies the call.
    answer_type
        Message of its answers.

    Attributes
    ----------
    is_begun
        Whether something was answered already.
    """

    def __init__(
        self, request: Request, send: Send, request_id: str, answer_type: type[Message]
    ) -> None:
        self._request = request
        self._send = send
        self._request_id = request_id
        self._answer_type = answer_type
        self._writing = asyncio.Lock()
        self._seconds: float | None = None
        self.is_begun = False

    def read_patience(self) -> None:
        """Note how long the caller waits.

        Raises
        ------
        InvalidRequestError
            When it says no number of seconds.
        """
        self._seconds = _seconds_of(self._request.headers.get(REQUEST_TIMEOUT))

    def time_remaining(self) -> float | None:
        """Return the seconds that the caller waits; None where it does not say."""
        return self._seconds

    def invocation_metadata(self) -> Iterable[tuple[str, str | bytes]]:
        """Return the headers."""
        return self._request.headers.items()

    def peer(self) -> str:
        """Return where the caller is, as gRPC writes it."""
        client = self._request.client
        if client is None:
            return ""
        if ":" in client.host:
            return f"ipv6:[{client.host}]:{client.port}"
        return f"ipv4:{client.host}:{client.port}"

    def auth_context(self) -> Mapping[str, Iterable[bytes]]:
        """Return nothing: who shows a certificate is let in, but not named by it."""
        return {}

    async def write(self, message: bytes) -> None:
        """Send one answer of several, as an event."""
        answer = self._answer_type.FromString(message)
        content = await asyncio.to_thread(json_of, answer)
        await self._write(b"data: " + content + b"\n\n")

    async def beat(self) -> None:
        """Show from time to time, for ever, that the stream is there."""
        while True:
            await asyncio.sleep(HEARTBEAT.total_seconds())
            await self._write(b": still here\n\n")

    async def end_stream(self) -> None:
        """Send that no event follows."""
        await self._write(b"", is_last=True)

    async def answer(self, content: bytes) -> None:
        """Send the one answer."""
        answer = self._answer_type.FromString(content)
        await self._respond(200, await asyncio.to_thread(json_of, answer), {})

    async def give(self, content: bytes) -> None:
        """Send a document in JSON that is no answer of a method."""
        await self._respond(200, content, {})

    async def fail(
        self,
        status: status_pb2.Status,
        http_code: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send an error, as an event where the answer has begun.

        Parameters
        ----------
        status
            What is wrong.
        http_code
            Code of HTTP; None is the one that goes with the status.
        headers
            Further headers.
        """
        code = http_code_of(status) if http_code is None else http_code
        content = error_of(status, code)
        if self.is_begun:
            await self._write(b"event: error\ndata: " + content + b"\n\n", is_last=True)
            return
        await self._respond(
            code, content, {**error_headers_of(status), **(headers or {})}
        )

    async def _respond(
        self, http_code: int, content: bytes, headers: Mapping[str, str]
    ) -> None:
        size = {"Content-Length": str(len(content))}
        await self._begin(http_code, JSON, {**size, **headers})
        await self._send({"type": "http.response.body", "body": content})

    async def _write(self, content: bytes, *, is_last: bool = False) -> None:
        async with self._writing:
            if not self.is_begun:
                await self._begin(200, EVENTS, {"X-Accel-Buffering": "no"})
            await self._send(
                {
                    "type": "http.response.body",
                    "body": content,
                    "more_body": not is_last,
                }
            )

    async def _begin(
        self, http_code: int, content_type: str, headers: Mapping[str, str]
    ) -> None:
        self.is_begun = True
        told = {
            "Content-Type": content_type,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            REQUEST_ID: self._request_id,
            **headers,
        }
        pairs = [(name.lower().encode(), text.encode()) for name, text in told.items()]
        start = {"type": "http.response.start", "status": http_code, "headers": pairs}
        await self._send(start)

    async def wait_until_gone(self) -> None:
        """Wait until the caller is gone; its request must have been read."""
        while (await self._request.receive())["type"] != "http.disconnect":
            pass

    async def body(self, size_limit: int, patience: timedelta) -> bytes:
        """Read what the caller sends.

        Raises
        ------
        BodyTooLargeError
            When it is larger than it may be; what follows is not read.
        TimeoutError
            When it takes too long.
        ClientDisconnect
            When the caller is gone before its end.
        """
        told = self._request.headers.get("content-length", "0")
        if told.isdecimal() and int(told) > size_limit:
            raise BodyTooLargeError
        content = bytearray()
        async with asyncio.timeout(patience.total_seconds()):
            async for part in self._request.stream():
                content += part
                if len(content) > size_limit:
                    raise BodyTooLargeError
        return bytes(content)


class BodyTooLargeError(Exception):
    """A body is larger than it may be."""


def _seconds_of(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise InvalidRequestError(REQUEST_TIMEOUT, "give a number of seconds above 0")
    return seconds
