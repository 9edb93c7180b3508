"""Work that goes on in the background."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from corridor.v1 import (
    operation_pb2,
    plan_service_pb2,
    sensitivity_service_pb2,
    simulation_service_pb2,
)
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from corridor_client.choices import OperationState
from corridor_client.errors import CorridorError, OperationNotDoneError
from corridor_client.failures import error_of_status
from corridor_client.json_object import json_object_of
from corridor_client.messages import record_of
from corridor_client.results import PlanResult
from corridor_client.sensitivity import SweptRows
from corridor_client.simulation import SimulatedDraws

_STATE_PREFIX = "OPERATION_STATE_"

type OperationResult = PlanResult | tuple[SweptRows, ...] | tuple[SimulatedDraws, ...]
"""What an operation comes to: a plan, the rows of a grid, or those of a simulation, as
the calls of the same name give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Work that goes on in the background, as it stood when the server was asked.

    Attributes
    ----------
    name
        Identifies it.
    is_done
        Whether it has ended.
    state
        Where it stands.
    method
        What it does: a method of the contract.
    label, request_id
        As they were given; empty where they were not.
    create_time, start_time, update_time, end_time, expire_time
        When it was asked for, was last taken up, last changed, ended, and is forgotten,
        in UTC; None for what has not happened.
    done_count, total_count
        How much of it is done, and how much there is; 0 until that is known.
    attempt_count
        How many servers took it up.
    result
        What came of it; None before its end, in lists, and where it failed.
    error
        Why it failed; None where it did not.
    """

    name: str
    is_done: bool
    state: OperationState
    method: str
    label: str
    request_id: str
    create_time: datetime | None
    start_time: datetime | None
    update_time: datetime | None
    end_time: datetime | None
    expire_time: datetime | None
    done_count: int
    total_count: int
    attempt_count: int
    result: OperationResult | None
    error: CorridorError | None

    def to_json_object(self) -> dict[str, object]:
        """Return the operation as a plain object, members named as the attributes.

        Times are texts of ISO 8601 in UTC. ``result`` is an object, or a list of them;
        ``error`` has the members ``reason`` and ``message``.
        """
        known = replace(self, result=None, error=None)
        return json_object_of(known) | {
            "result": _plain(self.result),
            "error": None
            if self.error is None
            else {"reason": self.error.reason, "message": str(self.error)},
        }

    def require_result(self) -> OperationResult:
        """Return what came of it.

        Raises
        ------
        OperationNotDoneError
            When it has not ended, or comes from a list.
        CorridorError
            The error that it ended with.
        """
        if self.error is not None:
            raise self.error
        if self.result is None:
            msg = f"{self.name} has no result yet; wait for it, and get it by its name"
            raise OperationNotDoneError(msg)
        return self.result


@dataclass(frozen=True, slots=True)
class OperationPage:
    """A page of operations, the newest first, without their results.

    Attributes
    ----------
    operations
        The operations.
    next_page_token
        Token for the page that follows; empty on the last.
    """

    operations: tuple[Operation, ...]
    next_page_token: str


def operation_of(message: Any) -> Operation:  # noqa: ANN401 - google.longrunning has no types
    """Read an operation out of its message."""
    known = operation_pb2.OperationMetadata()
    message.metadata.Unpack(known)
    has_error = message.WhichOneof("result") == "error"
    return Operation(
        name=message.name,
        is_done=message.done,
        state=_state_of(known.state),
        method=known.method,
        label=known.label,
        request_id=known.request_id,
        create_time=_time(known, "create_time"),
        start_time=_time(known, "start_time"),
        update_time=_time(known, "update_time"),
        end_time=_time(known, "end_time"),
        expire_time=_time(known, "expire_time"),
        done_count=known.done_count,
        total_count=known.total_count,
        attempt_count=known.attempt_count,
        result=_result_of(message.response),
        error=error_of_status(message.error) if has_error else None,
    )


def page_of(message: Any) -> OperationPage:  # noqa: ANN401 - as above
    """Read a page of operations out of its message."""
    operations = tuple(map(operation_of, message.operations))
    return OperationPage(operations, message.next_page_token)


def _plain(result: OperationResult | None) -> object:
    if isinstance(result, tuple):
        return [json_object_of(part) for part in result]
    return None if result is None else json_object_of(result)


def _state_of(number: int) -> OperationState:
    names = operation_pb2.OperationState.DESCRIPTOR.values_by_number
    name = names[number].name.removeprefix(_STATE_PREFIX) if number in names else ""
    known = name in OperationState.__members__
    return OperationState[name] if known else OperationState.UNRECOGNIZED


def _time(message: operation_pb2.OperationMetadata, field: str) -> datetime | None:
    time: Timestamp = getattr(message, field)
    is_set = any(known.name == field for known, _ in message.ListFields())
    return time.ToDatetime(tzinfo=UTC) if is_set else None


def _plan(message: Message) -> OperationResult:
    return record_of(PlanResult, message)


def _sweep(message: sensitivity_service_pb2.SweepRun) -> OperationResult:
    return tuple(record_of(SweptRows, answer) for answer in message.answers)


def _simulation(message: simulation_service_pb2.SimulationRun) -> OperationResult:
    return tuple(record_of(SimulatedDraws, answer) for answer in message.answers)


_READERS: tuple[tuple[type[Message], Callable[[Any], OperationResult]], ...] = (
    (plan_service_pb2.OptimizePlanResponse, _plan),
    (sensitivity_service_pb2.SweepRun, _sweep),
    (simulation_service_pb2.SimulationRun, _simulation),
)


def _result_of(packed: Any) -> OperationResult | None:  # noqa: ANN401 - as above
    for kind, read in _READERS:
        if packed.Is(kind.DESCRIPTOR):
            return read(kind.FromString(packed.value))
    return None
