"""What is served over HTTP: every method of the contract by its path."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from functools import cached_property

from google.protobuf.empty_pb2 import Empty
from google.rpc import status_pb2
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from optimizer.errors import InvalidRequestError
from optimizer.service.calls import Call, Method, Stream
from optimizer.service.http import openapi
from optimizer.service.http.bindings import Binding
from optimizer.service.http.exchange import JSON, BodyTooLargeError, Exchange
from optimizer.service.http.faults import (
    BODY_TOO_LARGE,
    BODY_TOO_SLOW,
    NO_JSON,
    NO_SUCH_PATH,
    WRONG_VERB,
    HttpFault,
)
from optimizer.service.http.transcoding import request_of
from optimizer.service.limits import REQUEST_BYTES_LIMIT
from optimizer.service.reception import Reception, Record
from optimizer.service.status import internal_status, status_of
from optimizer.service.traces import log_fault

BODY_TIME = timedelta(seconds=60)
"""Longest time that a body may take to come in."""

logger = logging.getLogger(__name__)


class Site:
    """Answers requests of HTTP; an application in the sense of ASGI.

    Parameters
    ----------
    reception
        Where calls go.
    bindings
        How methods are called.
    methods
        The methods, by full name.
    """

    def __init__(
        self,
        reception: Reception,
        bindings: Sequence[Binding],
        methods: Mapping[str, Method | Stream],
    ) -> None:
        self._reception = reception
        self._bindings = tuple(bindings)
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        record = Record("")
        exchange = Exchange(request, send, record.request_id, Empty)
        try:
            if (request.method, request.url.path) == ("GET", openapi.PATH):
                await exchange.give(self._description)
                return
            found = self._find(request)
            if isinstance(found, HttpFault):
                await exchange.fail(found.status, found.http_code, found.headers)
                return
            binding, given = found
            record.name = binding.name
            exchange = Exchange(request, send, record.request_id, binding.answer_type)
            await self._serve(exchange, request, record, binding, given)
        except InvalidRequestError as error:
            await exchange.fail(status_of(error))
        except ClientDisconnect:
            return
        except Exception as error:
            # Not logger.exception: the text of the error is not for the log.
            log_fault(logger, record.request_id, error)
            await exchange.fail(internal_status(record.request_id))

    @cached_property
    def _description(self) -> bytes:
        """What tools read to know the paths."""
        methods = self._methods.items()
        streams = frozenset(name for name, m in methods if isinstance(m, Stream))
        return openapi.openapi_of(self._bindings, streams)

    def _find(self, request: Request) -> tuple[Binding, dict[str, str]] | HttpFault:
        """Find the method that a path and a verb call, and the fields in the path."""
        path = request.scope["raw_path"].decode("latin-1")
        others: set[str] = set()
        for binding in self._bindings:
            try:
                given = binding.fields_in(path)
            except UnicodeDecodeError as error:
                place = "path"
                raise InvalidRequestError(place, "it is no UTF-8") from error
            if given is None:
                continue
            if binding.verb == request.method:
                return binding, given
            others.add(binding.verb)
        return WRONG_VERB.allowing(others) if others else NO_SUCH_PATH

    async def _serve(
        self,
        exchange: Exchange,
        request: Request,
        record: Record,
        binding: Binding,
        given: Mapping[str, str],
    ) -> None:
        exchange.read_patience()
        try:
            body = await exchange.body(REQUEST_BYTES_LIMIT, BODY_TIME)
        except BodyTooLargeError:
            fault: HttpFault | None = BODY_TOO_LARGE
        except TimeoutError:
            fault = BODY_TOO_SLOW
        else:
            fault = NO_JSON if body and not _is_json(request) else None
        if fault is not None:
            await exchange.fail(fault.status, fault.http_code, fault.headers)
            return
        query = request.query_params.multi_items()

        async def read(content: bytes) -> bytes:
            return await asyncio.to_thread(request_of, binding, given, query, content)

        method = _reading(self._methods[binding.name], read)
        answer = await self._answer(exchange, record, method, body)
        if isinstance(answer, status_pb2.Status):
            await exchange.fail(answer)
        elif isinstance(method, Stream):
            await exchange.end_stream()
        else:
            await exchange.answer(answer)

    async def _answer(
        self, exchange: Exchange, record: Record, method: Method | Stream, body: bytes
    ) -> bytes | status_pb2.Status:
        """Answer a call, unless the caller is gone before.

        Raises
        ------
        ClientDisconnect
            When the caller is gone.
        """
        call = self._reception.answer(record, method, body, exchange)
        answering = asyncio.create_task(call)
        watching = [asyncio.create_task(exchange.wait_until_gone())]
        if isinstance(method, Stream):
            watching.append(asyncio.create_task(exchange.beat()))
        try:
            await asyncio.wait(
                {answering, watching[0]}, return_when=asyncio.FIRST_COMPLETED
            )
            if answering.done():
                return answering.result()
            raise ClientDisconnect
        finally:
            tasks = [answering, *watching]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() == JSON


def _reading(
    method: Method | Stream, read: Callable[[bytes], Awaitable[bytes]]
) -> Method | Stream:
    """Make a method that reads its request once its caller may call."""
    if not isinstance(method, Stream):
        single = method

        async def answer(content: bytes, call: Call) -> bytes:
            return await single(await read(content), call)

        return answer
    stream = method

    async def answers(content: bytes, call: Call) -> AsyncGenerator[bytes]:
        request = await read(content)
        async with aclosing(stream.answers(request, call)) as found:
            async for each in found:
                yield each

    return Stream(answers)
