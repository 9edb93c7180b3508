"""What every call goes through: a deadline, an id, who may call, who is told of it."""

import asyncio
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from google.rpc import code_pb2, error_details_pb2, status_pb2

from optimizer.service.calls import Call, Method, Stream, answer_of
from optimizer.service.deadlines import Deadline
from optimizer.service.facts import noting

CLOCKS_APART = timedelta(milliseconds=50)
"""Time before its deadline from which a call that is given up is one that is too late."""


class Context(Protocol):
    """How a call came, and where its answers go; gRPC's own context is one."""

    def time_remaining(self) -> float | None:
        """Return the seconds until its deadline; None where it has none."""

    def invocation_metadata(self) -> Iterable[tuple[str, str | bytes]] | None:
        """Return what came with it: names in lower case, and values."""

    def peer(self) -> str:
        """Return where the caller is: ``ipv4:HOST:PORT``, ``ipv6:[HOST]:PORT``, ``unix:``."""

    def auth_context(self) -> Mapping[str, Iterable[bytes]]:
        """Return what the caller's certificate says; empty where it shows none."""

    async def write(self, message: bytes) -> None:
        """Send one answer of several."""


@dataclass(slots=True)
class Record:
    """What is known of a call, from its start to its end.

    Attributes
    ----------
    name
        Full name of its method, as in ``corridor.v1.PlanService/OptimizePlan``.
    request_id
        Identifies it; made up where none is given.
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
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
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
    """Takes calls, whatever brings them.

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

    async def answer(
        self, record: Record, method: Method | Stream, content: bytes, context: Context
    ) -> bytes | status_pb2.Status:
        """Answer a call, whatever brought it.

        Parameters
        ----------
        record
            The call, as it has just come in.
        method
            What it calls. A stream writes its answers to the context.
        content
            The request.
        context
            How it came.

        Returns
        -------
        bytes or status_pb2.Status
            The answer, empty for a stream; or what is wrong.
        """
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
