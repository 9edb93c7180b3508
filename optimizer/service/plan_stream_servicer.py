"""PlanService.StreamPlan."""

import asyncio
from collections.abc import AsyncGenerator

from corridor.v1 import plan_service_pb2

from optimizer.service import plan_work
from optimizer.service.calls import Call, Stream
from optimizer.service.plan_news import PlanNews
from optimizer.service.requests import named_source
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Workers


class PlanStreamServicer:
    """Serves the streams of ``corridor.v1.PlanService``.

    Parameters
    ----------
    workers
        Who makes the plans.
    store
        Datasets that requests may name.
    """

    def __init__(self, workers: Workers, store: DatasetStore) -> None:
        self._workers = workers
        self._store = store

    def methods(self) -> dict[str, Stream]:
        """Methods of the service by name."""
        return {"StreamPlan": Stream(self.stream_plan)}

    async def stream_plan(self, content: bytes, call: Call) -> AsyncGenerator[bytes]:
        """Make the plan of least cost; yield what happens, and at last the answer."""
        kind = plan_service_pb2.StreamPlanRequest
        named = await named_source(kind, content, self._store)
        call.deadline.solve_time()
        news = PlanNews()
        work = asyncio.ensure_future(
            self._workers.follow(
                call.request_id,
                news,
                plan_work.stream_plan,
                content,
                named,
                call.deadline,
            )
        )
        work.add_done_callback(lambda _: news.end())
        sequence = 1
        try:
            async for event in news.read():
                event.sequence = sequence
                sequence += 1
                yield event.SerializeToString()
            # The worker wrote the rest of it. Fields of a message may follow each other
            # in pieces, so that the server need not read what may be large.
            number = plan_service_pb2.StreamPlanResponse(sequence=sequence)
            yield number.SerializeToString() + work.result()
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
