"""What every call goes through: a deadline, an id, a log line, errors as statuses."""

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

import grpc
from google.rpc import code_pb2, status_pb2
from grpc_status import rpc_status

from optimizer.errors import DeadlinePassedError, OptimizerError
from optimizer.service.deadlines import Deadline
from optimizer.service.status import internal_status, pushback_of, status_of
from optimizer.service.workers import CallFailedError

PUSHBACK = "grpc-retry-pushback-ms"
"""Metadata by which a server says when a call may be tried again."""

logger = logging.getLogger(__name__)

type Context = grpc.aio.ServicerContext[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes
    ----------
    request_id
        Identifies it in the log.
    deadline
        When its answer must be there.
    """

    request_id: str
    deadline: Deadline


type Method = Callable[[bytes, Call], Awaitable[bytes]]
"""From the bytes of a request to the bytes of its answer."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A method that answers several times.

    Attributes
    ----------
    answers
        From the bytes of a request to the bytes of its answers.
    """

    answers: Callable[[bytes, Call], AsyncGenerator[bytes]]


def handler_of(
    name: str, method: Method | Stream, running: set[str]
) -> "grpc.RpcMethodHandler[bytes, bytes]":
    """Make the handler of a method.

    Requests and answers stay bytes, so that large ones are read and written by workers.

    Parameters
    ----------
    name
        What the log calls the method.
    method
        The method.
    running
        Takes the request id of each call for as long as it runs.
    """

    async def handle(content: bytes, context: Context) -> bytes:
        work = _method_of(method, context)
        call = Call(uuid.uuid4().hex, Deadline.after(context.time_remaining()))
        running.add(call.request_id)
        started = time.perf_counter()
        code = code_pb2.CANCELLED
        try:
            answer = await _answer(work, content, call)
            code = code_pb2.OK if isinstance(answer, bytes) else answer.code
        finally:
            # A call that is cancelled, by its caller or as the server stops, ends here.
            running.discard(call.request_id)
            milliseconds = (time.perf_counter() - started) * 1000
            code_name = code_pb2.Code.Name(code)
            logger.info(
                "%s %s %s %.1f ms", call.request_id, name, code_name, milliseconds
            )
        if isinstance(answer, bytes):
            return answer
        return await _abort(context, answer)

    if isinstance(method, Stream):

        async def stream(content: bytes, context: Context) -> None:
            await handle(content, context)

        return grpc.unary_stream_rpc_method_handler(stream)
    return grpc.unary_unary_rpc_method_handler(handle)


async def _abort(context: Context, status: status_pb2.Status) -> bytes:
    """Answer with an error, unless the caller is gone at that very moment."""
    rich = rpc_status.to_status(status)
    metadata = tuple(rich.trailing_metadata or ())
    pushback = pushback_of(status)
    if pushback is not None:
        metadata = (*metadata, (PUSHBACK, pushback))
    try:
        return await context.abort(rich.code, rich.details, metadata)
    except grpc.aio.InternalError:
        return b""


def _method_of(method: Method | Stream, context: Context) -> Method:
    """Make a method of a stream, which writes its answers as they come."""
    if not isinstance(method, Stream):
        return method
    stream = method

    async def write(content: bytes, call: Call) -> bytes:
        async with aclosing(stream.answers(content, call)) as answers:
            async for answer in answers:
                await context.write(answer)
        return b""

    return write


async def _answer(
    method: Method, content: bytes, call: Call
) -> bytes | status_pb2.Status:
    try:
        async with asyncio.timeout(call.deadline.remaining().total_seconds()):
            return await method(content, call)
    except CallFailedError as error:
        return status_pb2.Status.FromString(error.status)
    except TimeoutError:
        return status_of(DeadlinePassedError())
    except OptimizerError as error:
        return status_of(error)
    except Exception:
        logger.exception("request %s failed", call.request_id)
        return internal_status(call.request_id)
