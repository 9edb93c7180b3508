"""Calls of every sort, as many callers make them all day."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

import grpc
from corridor.v1 import (
    dataset_service_pb2,
    plan_service_pb2,
    scenario_service_pb2,
    sensitivity_service_pb2,
    tariff_service_pb2,
)
from google.longrunning import operations_pb2
from google.protobuf.message import Message

from reliability.callers import CALL_SECONDS, REFERENCE, reason_of
from reliability.fuzzing.callers import as_bytes
from reliability.fuzzing.shipped import SMALL_ID, small_zip

SMALL = f"datasets/{SMALL_ID}"
"""Dataset that is imported again and again."""

SHORT_SECONDS = 0.4
"""Deadline that a sweep cannot keep."""

_CANCELLED_SECONDS = 0.1
_BATCH = 50

type Make = Callable[["Caller"], Awaitable[None]]


class Caller:
    """Makes one call after the other over a connection of its own.

    Parameters
    ----------
    channel
        The connection.
    sorts
        What it calls.
    draw
        Decides which call is next.

    Attributes
    ----------
    call_count
        Calls that have ended.
    unexpected
        How calls ended that should have ended otherwise.
    """

    def __init__(
        self, channel: grpc.aio.Channel, sorts: "Sequence[Sort]", draw: Random
    ) -> None:
        self._channel = channel
        self._sorts = sorts
        self._draw = draw
        self.call_count = 0
        self.unexpected: list[str] = []

    @property
    def is_dear(self) -> bool:
        """Whether its calls keep workers busy."""
        return self._sorts is DEAR

    async def call_each(self) -> None:
        """Make one call of each sort, so that the server has loaded what it takes."""
        for sort in self._sorts:
            await sort.make(self)

    async def call_on(self, is_over: Callable[[], bool]) -> None:
        """Call until it is over."""
        weights = [sort.weight for sort in self._sorts]
        while not is_over():
            (sort,) = self._draw.choices(self._sorts, weights)
            await sort.make(self)

    async def send(self, path: str, request: Message, expected: str = "") -> bytes:
        """Call a method with one answer, which may be meant to fail.

        Parameters
        ----------
        path
            Name of its service in ``corridor.v1``, and its own.
        request
            What is sent.
        expected
            Reason of the error that it should end with; empty for an answer.
        """
        call = as_bytes(self._channel.unary_unary(_full(path)))
        content: bytes = b""
        try:
            content = await call(request.SerializeToString(), timeout=CALL_SECONDS)
            self._note(path, "", expected)
        except grpc.aio.AioRpcError as error:
            self._note(path, reason_of(error), expected)
        return content

    async def read(self, path: str, request: Message, seconds: float) -> None:
        """Call a method with several answers, which may not be there in time."""
        call = as_bytes(self._channel.unary_stream(_full(path)))
        try:
            async for _ in call(request.SerializeToString(), timeout=seconds):
                pass
            self._note(path, "", "")
        except grpc.aio.AioRpcError as error:
            is_late = error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
            is_meant = is_late and seconds < CALL_SECONDS
            self._note(path, "" if is_meant else reason_of(error), "")

    async def give_up(self, path: str, request: Message) -> None:
        """Call a method and cancel the call while it works."""
        call = as_bytes(self._channel.unary_unary(_full(path)))
        task = call(request.SerializeToString(), timeout=CALL_SECONDS)
        await asyncio.sleep(_CANCELLED_SECONDS)
        task.cancel()
        await asyncio.wait({asyncio.ensure_future(task.code())})
        self.call_count += 1

    def _note(self, path: str, reason: str, expected: str) -> None:
        self.call_count += 1
        if reason != expected:
            self.unexpected.append(f"{path}: {reason or 'an answer'}")


def _full(path: str) -> str:
    return f"/{path}" if path.startswith("google") else f"/corridor.v1.{path}"


def _query(commodity_id: str = "container-40") -> tariff_service_pb2.QuoteRequest:
    request = tariff_service_pb2.QuoteRequest(dataset_name=REFERENCE)
    query = request.query
    query.origin_node_id, query.destination_node_id = "CN_ALS", "GE_PTI"
    query.commodity_id, query.quantity.value = commodity_id, "20"
    query.day.year, query.day.month, query.day.day = 2025, 5, 15
    return request


async def _quote(caller: Caller) -> None:
    await caller.send("TariffService/Quote", _query())


async def _unknown_commodity(caller: Caller) -> None:
    await caller.send("TariffService/Quote", _query("gold"), "UNKNOWN_ROW")


async def _batch(caller: Caller) -> None:
    request = tariff_service_pb2.BatchQuoteRequest(dataset_name=REFERENCE)
    request.queries.extend([_query().query] * _BATCH)
    await caller.send("TariffService/BatchQuote", request)


async def _info(caller: Caller) -> None:
    request = dataset_service_pb2.ListDatasetsRequest()
    await caller.send("ServerInfoService/GetServerInfo", request)


async def _list(caller: Caller) -> None:
    request = dataset_service_pb2.ListDatasetsRequest()
    await caller.send("DatasetService/ListDatasets", request)


async def _bad_token(caller: Caller) -> None:
    request = dataset_service_pb2.ListDatasetsRequest(page_token="?")  # noqa: S106 - no password
    await caller.send("DatasetService/ListDatasets", request, "INVALID_REQUEST")


async def _unknown_dataset(caller: Caller) -> None:
    request = plan_service_pb2.OptimizePlanRequest(dataset_name="datasets/none")
    await caller.send("PlanService/OptimizePlan", request, "DATASET_NOT_FOUND")


async def _plan(caller: Caller) -> None:
    request = plan_service_pb2.OptimizePlanRequest(dataset_name=REFERENCE)
    await caller.send("PlanService/OptimizePlan", request)


async def _validate(caller: Caller) -> None:
    request = dataset_service_pb2.ValidateDatasetRequest()
    request.file.content = small_zip()
    await caller.send("DatasetService/ValidateDataset", request)


async def _import(caller: Caller) -> None:
    request = dataset_service_pb2.ImportDatasetRequest(replace=True)
    request.file.content = small_zip()
    await caller.send("DatasetService/ImportDataset", request)


async def _compare(caller: Caller) -> None:
    request = scenario_service_pb2.CompareScenariosRequest(dataset_name=REFERENCE)
    request.stored_scenario_ids.append("growth-10mt")
    await caller.read("ScenarioService/CompareScenarios", request, CALL_SECONDS)


async def _operation(caller: Caller) -> None:
    """Start a plan, wait for it, and forget it."""
    request = plan_service_pb2.StartPlanRequest()
    request.plan.dataset_name = REFERENCE
    started = await caller.send("PlanService/StartPlan", request)
    name = operations_pb2.Operation.FromString(started).name
    service = "google.longrunning.Operations"
    wait = operations_pb2.WaitOperationRequest(name=name)
    await caller.send(f"{service}/WaitOperation", wait)
    delete = operations_pb2.DeleteOperationRequest(name=name)
    await caller.send(f"{service}/DeleteOperation", delete)


async def _late(caller: Caller) -> None:
    """Ask for ranges that take longer than the deadline leaves."""
    request = sensitivity_service_pb2.StreamRangesRequest(dataset_name=REFERENCE)
    await caller.read("SensitivityService/StreamRanges", request, SHORT_SECONDS)


async def _cancelled(caller: Caller) -> None:
    request = sensitivity_service_pb2.FindExpansionsRequest(dataset_name=REFERENCE)
    await caller.give_up("SensitivityService/FindExpansions", request)


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of calls.

    Attributes
    ----------
    weight
        How often it is made, compared with the others.
    make
        Makes one, or a few that belong together.
    """

    weight: float
    make: Make


CHEAP = (
    Sort(3, _quote),
    Sort(2, _info),
    Sort(1, _list),
    Sort(1, _bad_token),
    Sort(1, _unknown_dataset),
    Sort(1, _unknown_commodity),
)
"""Calls that take hardly any time, so that very many are made."""

DEAR = (
    Sort(20, _plan),
    Sort(20, _batch),
    Sort(8, _validate),
    Sort(8, _import),
    Sort(6, _operation),
    Sort(2, _compare),
    Sort(1, _late),
    Sort(1, _cancelled),
)
"""Calls that keep a worker busy, some of which end it."""
