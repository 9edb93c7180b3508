"""The calls that start operations, and those of google.longrunning.Operations."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from corridor.v1 import (
    plan_service_pb2,
    sensitivity_service_pb2,
    simulation_service_pb2,
)
from google.longrunning import operations_pb2
from google.protobuf.empty_pb2 import Empty

from corridor_client.calls import Call
from corridor_client.operations import Operation, OperationPage, operation_of, page_of

LONGEST_WAIT = timedelta(seconds=20)
"""Time for which a server lets one call wait."""

PAGE_SIZE = 1000
"""Operations asked for at a time, as many as a server gives."""

_SERVICE = "/google.longrunning.Operations"

type OperationCall = Call[Any, Any, Operation]


def start_plan(
    plan: Call[Any, Any, Any], *, request_id: str, label: str
) -> OperationCall:
    """Call that starts to do what another call would do at once."""
    return _operation_call(
        "/corridor.v1.PlanService/StartPlan",
        plan_service_pb2.StartPlanRequest(
            plan=plan.request, request_id=request_id or _new_id(), label=label
        ),
    )


def start_sweep(
    sweep: Call[Any, Any, Any], *, request_id: str, label: str
) -> OperationCall:
    """Call that starts to do what another call would do at once."""
    return _operation_call(
        "/corridor.v1.SensitivityService/StartSweep",
        sensitivity_service_pb2.StartSweepRequest(
            sweep=sweep.request, request_id=request_id or _new_id(), label=label
        ),
    )


def start_simulation(
    simulation: Call[Any, Any, Any], *, request_id: str, label: str
) -> OperationCall:
    """Call that starts to do what another call would do at once."""
    return _operation_call(
        "/corridor.v1.SimulationService/StartSimulation",
        simulation_service_pb2.StartSimulationRequest(
            simulation=simulation.request,
            request_id=request_id or _new_id(),
            label=label,
        ),
    )


def _new_id() -> str:
    """Return an id that no request has: one that is sent again starts nothing twice."""
    return uuid.uuid4().hex


def get_operation(name: str) -> OperationCall:
    """Call that tells how far an operation is."""
    return _operation_call(
        f"{_SERVICE}/GetOperation", operations_pb2.GetOperationRequest(name=name)
    )


def wait_operation(name: str, time: timedelta) -> OperationCall:
    """Call that tells so once the operation has ended, or the time is up."""
    request = operations_pb2.WaitOperationRequest(name=name)
    request.timeout.FromTimedelta(time)
    return _operation_call(f"{_SERVICE}/WaitOperation", request, LONGEST_WAIT)


def list_operations(page_token: str = "") -> Call[Any, Any, OperationPage]:
    """Call that lists a page of operations."""
    return Call(
        f"{_SERVICE}/ListOperations",
        operations_pb2.ListOperationsRequest(
            page_size=PAGE_SIZE, page_token=page_token
        ),
        operations_pb2.ListOperationsResponse,
        page_of,
    )


def cancel_operation(name: str) -> Call[Any, Empty, None]:
    """Call that ends an operation."""
    request = operations_pb2.CancelOperationRequest(name=name)
    return Call(f"{_SERVICE}/CancelOperation", request, Empty, lambda _: None)


def delete_operation(name: str) -> Call[Any, Empty, None]:
    """Call that forgets an operation."""
    request = operations_pb2.DeleteOperationRequest(name=name)
    return Call(f"{_SERVICE}/DeleteOperation", request, Empty, lambda _: None)


def next_wait(end: datetime | None, now: Callable[[], datetime]) -> timedelta:
    """Return how long the next call waits where the last one may end at ``end``."""
    if end is None:
        return LONGEST_WAIT
    return min(LONGEST_WAIT, max(end - now(), timedelta(0)))


def _operation_call(
    path: str,
    request: Any,  # noqa: ANN401 - google.longrunning has no types
    extra_time: timedelta = timedelta(0),
) -> OperationCall:
    return Call(path, request, operations_pb2.Operation, operation_of, extra_time)
