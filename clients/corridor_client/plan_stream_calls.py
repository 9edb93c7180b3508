"""The call of PlanService that tells how it goes."""

from collections.abc import Sequence
from datetime import timedelta

from corridor.v1 import plan_service_pb2

from corridor_client.calls import Call, put_plan
from corridor_client.datasets import DatasetSource
from corridor_client.messages import record_of
from corridor_client.plan_events import PlanEvent
from corridor_client.regime_comparison import DivisionTerms


def stream_plan(  # noqa: PLR0913 - a parameter for each option
    dataset: DatasetSource,
    *,
    time_limit: timedelta | None = None,
    relative_gap: float | None = None,
    integer_decisions: bool = False,
    warm_start: bool = False,
    regime_id: str | None = None,
    division: DivisionTerms | None = None,
    receipts: bool = False,
    file_formats: Sequence[str] = (),
) -> Call[
    plan_service_pb2.StreamPlanRequest,
    plan_service_pb2.StreamPlanResponse,
    PlanEvent,
]:
    """Call that makes the plan of least cost and tells how it goes.

    It gets as much time as :func:`corridor_client.calls.optimize_plan`.
    """
    request = plan_service_pb2.StreamPlanRequest()
    put_plan(
        request,
        dataset,
        time_limit=time_limit,
        relative_gap=relative_gap,
        integer_decisions=integer_decisions,
        warm_start=warm_start,
        regime_id=regime_id,
        division=division,
        receipts=receipts,
        file_formats=file_formats,
    )
    return Call(
        "/corridor.v1.PlanService/StreamPlan",
        request,
        plan_service_pb2.StreamPlanResponse,
        lambda response: record_of(PlanEvent, response),
        time_limit or timedelta(0),
    )
