"""Sending cases to a server, and judging how it answers."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.longrunning import operations_pb2

from reliability.fuzzing.cases import Case
from reliability.fuzzing.rpcs import Rpc
from reliability.fuzzing.verdicts import (
    Fault,
    Verdict,
    verdict_on_answers,
    verdict_on_error,
)

GRACE_SECONDS = 2.0
"""Time after its deadline at which a call that has no end hangs."""

BEAT_SECONDS = 0.25
"""Time between two calls that ask whether the server still listens."""

OPTIONS = (
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
)
"""Sizes are for the server to refuse. Errors are read by default settings."""

_OPERATION_SECONDS = 1
_OPERATIONS = "google.longrunning.Operations"


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and how it ended."""

    case: Case
    verdict: Verdict


async def judged(channel: grpc.aio.Channel, case: Case) -> Judged:
    """Send a case; what it starts in the background is looked at and ended."""
    try:
        async with asyncio.timeout(case.seconds + GRACE_SECONDS):
            answers = await answers_of(channel, case.rpc, case.content, case.seconds)
    except TimeoutError:
        return Judged(case, Verdict("none", Fault.HUNG))
    except grpc.aio.AioRpcError as error:
        return Judged(case, verdict_on_error(error))
    verdict = verdict_on_answers(case.rpc, answers)
    if verdict.fault is None and case.rpc.name.partition("/")[2].startswith("Start"):
        verdict = await _verdict_on_operation(channel, case.rpc, answers[0])
    return Judged(case, verdict)


def as_bytes(call: object) -> Any:  # noqa: ANN401 - its types say only messages
    """Return a call of a channel, which takes and gives bytes unless told otherwise."""
    return call


async def answers_of(
    channel: grpc.aio.Channel, rpc: Rpc, content: bytes, seconds: float
) -> list[bytes]:
    """Call a method; return all of its answers as bytes.

    Raises
    ------
    grpc.aio.AioRpcError
        When it fails.
    """
    if rpc.is_stream:
        stream = as_bytes(channel.unary_stream(rpc.path))(content, timeout=seconds)
        return [answer async for answer in stream]
    return [await as_bytes(channel.unary_unary(rpc.path))(content, timeout=seconds)]


async def _verdict_on_operation(
    channel: grpc.aio.Channel, rpc: Rpc, started: bytes
) -> Verdict:
    """Judge what came of an operation, within a second, and forget it."""
    name = operations_pb2.Operation.FromString(started).name
    wait = operations_pb2.WaitOperationRequest(name=name)
    wait.timeout.seconds = _OPERATION_SECONDS
    cancel = operations_pb2.CancelOperationRequest(name=name)
    delete = operations_pb2.DeleteOperationRequest(name=name)
    try:
        answer = await _call(channel, "WaitOperation", wait.SerializeToString())
        await _call(channel, "CancelOperation", cancel.SerializeToString())
        await _call(channel, "DeleteOperation", delete.SerializeToString())
    except grpc.aio.AioRpcError as error:
        return verdict_on_error(error)
    return verdict_on_answers(rpc, [answer])


async def _call(channel: grpc.aio.Channel, method: str, content: bytes) -> bytes:
    call = as_bytes(channel.unary_unary(f"/{_OPERATIONS}/{method}"))
    answer: bytes = await call(content, timeout=5.0)
    return answer


@dataclass
class Heartbeat:
    """Asks a server again and again whether it still listens.

    Attributes
    ----------
    address
        Of the server.
    slowest_seconds
        Longest time that it took to answer.
    held_up_seconds
        Longest time for which nobody in this process could hear an answer.
    """

    address: str
    slowest_seconds: float = 0.0
    held_up_seconds: float = 0.0
    _is_over: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Ask until it is stopped."""
        path = "/corridor.v1.ServerInfoService/GetServerInfo"
        async with grpc.aio.insecure_channel(self.address) as channel:
            while not self._is_over.is_set():
                started = time.perf_counter()
                await as_bytes(channel.unary_unary(path))(b"", wait_for_ready=True)
                seconds = time.perf_counter() - started
                self.slowest_seconds = max(self.slowest_seconds, seconds)
                await self._rest()

    async def _rest(self) -> None:
        started = time.perf_counter()
        await asyncio.sleep(BEAT_SECONDS)
        late = time.perf_counter() - started - BEAT_SECONDS
        self.held_up_seconds = max(self.held_up_seconds, late)

    def stop(self) -> None:
        """Ask no more."""
        self._is_over.set()
