"""PlanService."""

from corridor.v1 import plan_service_pb2

from optimizer.service import plan_work
from optimizer.service.calls import Call, Method
from optimizer.service.requests import named_source
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Staff

SERVICE = plan_service_pb2.DESCRIPTOR.services_by_name["PlanService"].full_name


class PlanServicer:
    """Serves ``corridor.v1.PlanService``.

    Parameters
    ----------
    workers
        Who makes the plans.
    store
        Datasets that requests may name.
    """

    def __init__(self, workers: Staff, store: DatasetStore) -> None:
        self._workers = workers
        self._store = store

    def methods(self) -> dict[str, Method]:
        """Methods of the service by name."""
        return {"OptimizePlan": self.optimize_plan}

    async def optimize_plan(self, content: bytes, call: Call) -> bytes:
        """Make the plan of least cost, unless the deadline leaves too little time."""
        kind = plan_service_pb2.OptimizePlanRequest
        named = await named_source(kind, content, self._store)
        call.deadline.solve_time()
        return await self._workers.run(
            call.request_id, plan_work.optimize_plan, content, named, call.deadline
        )
