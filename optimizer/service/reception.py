"""What every call goes through: a deadline, an id, who may call, who is told of it."""

import asyncio
import time
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import grpc
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from optimizer.service.calls import Call, Method, Stream, answer_of
from optimizer.service.deadlines import Deadline
from optimizer.service.facts import noting
from optimizer.service.status import pushback_of

PUSHBACK = "grpc-retry-pushback-ms"
"""Metadata by which a server says when a call may be tried again."""

CLOCKS_APART = timedelta(milliseconds=50)
"""Time before its deadline from which a call that is given up is one that is too late."""

type Context = grpc.aio.ServicerContext[bytes, bytes]


@dataclass(slots=True)
class Record:
    """What is known of a call, from its start to its end.

    Attributes
    ----------
    name
        Full name of its method, as in ``corridor.v1.PlanService/OptimizePlan``.
    request_id
        Identifies it.
    caller
        Who calls; empty where that is not asked, or not known yet.
    code
        The code of ``google.rpc.Code`` that it ended with. A call that is cancelled, by
        its caller or as the server stops, has no other end.
    reason
        Stable reason of its error; empty where there is none.
    facts
        What is found out about it, for its history.
    started
        Reading of the performance counter.
    """

    name: str
    request_id: str
    caller: str = ""
    code: int = code_pb2.CANCELLED
    reason: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Time since it came in."""
        return time.perf_counter() - self.started

    def end(self, answer: bytes | status_pb2.Status) -> None:
        """Note how it ended."""
        if isinstance(answer, bytes):
            self.code = code_pb2.OK
            return
        self.code = answer.code
        info = error_details_pb2.ErrorInfo()
        if any(detail.Unpack(info) for detail in answer.details):
            self.reason = info.reason
            self.caller = self.caller or info.metadata.get("caller", "")


class Gate(Protocol):
    """Says who may make which calls, and how often."""

    async def admit(self, name: str, context: Context) -> str:
        """Return who calls a method; empty where that is not asked.

        Raises
        ------
        OptimizerError
            When the call is refused.
        """


class Observer(Protocol):
    """Is told of every call."""

    def watch(self, record: Record, context: Context) -> AbstractContextManager[None]:
        """Enter as a call comes in, and leave when the record says how it ended."""


class Reception:
    """Makes the handlers of methods.

    Requests and answers stay bytes, so that large ones are read and written by workers.

    Parameters
    ----------
    gate
        Who may call.
    observers
        Who is told, the outermost first.

    Attributes
    ----------
    running
        Request ids of the calls that run.
    """

    def __init__(self, gate: Gate, observers: Sequence[Observer]) -> None:
        self._gate = gate
        self._observers = tuple(observers)
        self.running: set[str] = set()

    def handler_of(
        self, name: str, method: Method | Stream
    ) -> "grpc.RpcMethodHandler[bytes, bytes]":
        """Make the handler of a method.

        Parameters
        ----------
        name
            Full name of the method.
        method
            The method.
        """

        async def handle(content: bytes, context: Context) -> bytes:
            record = Record(name, uuid.uuid4().hex)
            answer = await self._answer(record, method, content, context)
            if isinstance(answer, bytes):
                return answer
            return await abort(context, answer)

        if isinstance(method, Stream):

            async def stream(content: bytes, context: Context) -> None:
                await handle(content, context)

            return grpc.unary_stream_rpc_method_handler(stream)
        return grpc.unary_unary_rpc_method_handler(handle)

    async def _answer(
        self, record: Record, method: Method | Stream, content: bytes, context: Context
    ) -> bytes | status_pb2.Status:
        work = _method_of(method, context)

        async def admitted(content: bytes, call: Call) -> bytes:
            record.caller = await self._gate.admit(record.name, context)
            return await work(content, call)

        call = Call(record.request_id, Deadline.after(context.time_remaining()))
        self.running.add(record.request_id)
        try:
            with ExitStack() as watched:
                for observer in self._observers:
                    watched.enter_context(observer.watch(record, context))
                try:
                    with noting() as record.facts:
                        answer = await answer_of(admitted, content, call)
                except asyncio.CancelledError:
                    # Where the caller's clock is a moment ahead, it ends the call first.
                    if call.deadline.remaining() < CLOCKS_APART:
                        record.code = code_pb2.DEADLINE_EXCEEDED
                    raise
                record.end(answer)
        finally:
            self.running.discard(record.request_id)
        return answer


async def abort(context: Context, status: status_pb2.Status) -> bytes:
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
