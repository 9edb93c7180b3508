"""The history of what was planned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from corridor.v1 import run_service_pb2

from corridor_client.calls import Call
from corridor_client.json_object import json_object_of
from corridor_client.messages import record_of

PAGE_SIZE = 1000
"""Runs asked for at a time, as many as a server gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Something that was planned.

    Attributes
    ----------
    run_id
        Id of the request in the server's log, or name of the operation.
    method
        Full name of the method.
    caller
        Who asked; empty where the server does not ask, and for operations.
    label
        Label of the operation; empty for calls.
    dataset_id, dataset_digest
        What was planned; empty where that was not found out.
    code, reason
        Name of the code that it ended with, and the stable reason of its error.
    termination
        Why the solve of a plan stopped; empty for other runs.
    total_cost, currency_code
        Cost of the plan and its currency; None and empty where there is none.
    end_time
        When it ended, in UTC.
    elapsed_time
        How long it took, waiting included.
    """

    run_id: str
    method: str
    caller: str
    label: str
    dataset_id: str
    dataset_digest: str
    code: str
    reason: str
    termination: str
    total_cost: Decimal | None
    currency_code: str
    end_time: datetime
    elapsed_time: timedelta

    def to_json_object(self) -> dict[str, object]:
        """Return the run as a plain object, members named as the attributes."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """Some runs, and the token for those that follow."""

    runs: tuple[Run, ...]
    next_page_token: str


def list_runs(
    *, dataset_id: str = "", method: str = "", page_size: int, page_token: str = ""
) -> Call[run_service_pb2.ListRunsRequest, run_service_pb2.ListRunsResponse, RunPage]:
    """Call that lists a page of runs."""
    return Call(
        "/corridor.v1.RunService/ListRuns",
        run_service_pb2.ListRunsRequest(
            dataset_id=dataset_id,
            method=method,
            page_size=min(page_size, PAGE_SIZE),
            page_token=page_token,
        ),
        run_service_pb2.ListRunsResponse,
        lambda response: record_of(RunPage, response),
    )
