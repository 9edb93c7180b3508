"""What is on a server before hostile requests come: a small dataset, and operations."""

from typing import Any, cast

import grpc
from corridor.v1 import (
    dataset_service_pb2,
    dataset_service_pb2_grpc,
    plan_service_pb2,
    plan_service_pb2_grpc,
)

from reliability.fuzzing.samples import SMALL_NAME, Names
from reliability.fuzzing.shipped import small_zip

_SECONDS = 30.0


async def made_ready(channel: grpc.aio.Channel, operation_count: int = 1) -> Names:
    """Import the small dataset and start operations; return names that are known."""
    datasets = cast("Any", dataset_service_pb2_grpc.DatasetServiceStub(channel))
    plans = cast("Any", plan_service_pb2_grpc.PlanServiceStub(channel))
    file = dataset_service_pb2.ImportDatasetRequest(replace=True)
    file.file.filename, file.file.content = "small.zip", small_zip()
    await datasets.ImportDataset(file, timeout=_SECONDS)
    request = plan_service_pb2.StartPlanRequest()
    request.plan.dataset_name = SMALL_NAME
    started = [
        await plans.StartPlan(request, timeout=_SECONDS) for _ in range(operation_count)
    ]
    names = [operation.name for operation in started]
    others = [SMALL_NAME, "operations"] * (len(names) // 3 + 1)
    return {"name": [*names, *others]}
