"""Calls as other services make them, and how they end."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, cast

import grpc
from corridor.v1 import plan_service_pb2, plan_service_pb2_grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

REFERENCE = "datasets/middle-corridor"
"""What is planned."""

CALL_SECONDS = 30.0
"""Deadline of each call."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended.

    Attributes
    ----------
    reason
        Stable reason of its error, or the code where there is none; empty for an
        answer.
    seconds
        How long it took.
    has_hint
        Whether it says when to try again.
    """

    reason: str
    seconds: float
    has_hint: bool = False


async def plan(channel: grpc.aio.Channel) -> Ended:
    """Plan the reference dataset once."""
    stub = cast("Any", plan_service_pb2_grpc.PlanServiceStub(channel))
    request = plan_service_pb2.OptimizePlanRequest(dataset_name=REFERENCE)
    started = time.perf_counter()
    try:
        await stub.OptimizePlan(request, timeout=CALL_SECONDS)
    except grpc.aio.AioRpcError as error:
        seconds = time.perf_counter() - started
        return _failed(error, seconds)
    return Ended("", time.perf_counter() - started)


def reason_of(error: grpc.aio.AioRpcError) -> str:
    """Return the stable reason of an error, or its code where it has none."""
    return _failed(error, 0.0).reason


def _failed(error: grpc.aio.AioRpcError, seconds: float) -> Ended:
    info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    status = rpc_status.from_call(cast("grpc.Call", error))
    has_hint = False
    for detail in status.details if status else ():
        has_hint |= detail.Unpack(retry)
        detail.Unpack(info)
    return Ended(info.reason or error.code().name, seconds, has_hint)


async def seconds_of_a_plan(channel: grpc.aio.Channel, count: int) -> float:
    """Return what one plan takes when nobody else calls, the first left out."""
    await plan(channel)
    started = time.perf_counter()
    for _ in range(count):
        await plan(channel)
    return (time.perf_counter() - started) / count


async def at_a_rate(
    channel: grpc.aio.Channel, per_second: float, seconds: float
) -> list[Ended]:
    """Call at a steady rate, whether earlier calls have ended or not."""
    loop = asyncio.get_running_loop()
    first = loop.time()
    calls = []
    for number in range(int(per_second * seconds)):
        await asyncio.sleep(max(0.0, first + number / per_second - loop.time()))
        calls.append(asyncio.create_task(plan(channel)))
    return await asyncio.gather(*calls)
