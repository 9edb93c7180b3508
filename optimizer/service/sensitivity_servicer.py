"""SensitivityService."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from corridor.v1 import sensitivity_service_pb2

from optimizer.service import sensitivity_work, sweep_work
from optimizer.service.calls import Call, Method, Stream
from optimizer.service.parallel import Crew, finished
from optimizer.service.requests import named_source
from optimizer.service.scenario_servicer import SCENARIO_BYTES_LIMIT
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Staff

SERVICE = sensitivity_service_pb2.DESCRIPTOR.services_by_name[
    "SensitivityService"
].full_name


class SensitivityServicer:
    """Serves ``corridor.v1.SensitivityService``.

    Parameters
    ----------
    workers
        Who solves.
    store
        Datasets that requests may name.
    crew
        Who does the pieces of large calls; None leaves them to the workers.
    """

    def __init__(
        self, workers: Staff, store: DatasetStore, crew: Crew | None = None
    ) -> None:
        self._workers = workers
        self._crew: Crew = crew or workers.pieces
        self._store = store

    def methods(self) -> dict[str, Method | Stream]:
        """Methods of the service by name."""
        return {
            "StreamRanges": Stream(self.stream_ranges),
            "FindExpansions": self.find_expansions,
            "FindTradeOff": self.find_trade_off,
            "StreamSweep": Stream(self.stream_sweep),
        }

    async def find_expansions(self, content: bytes, call: Call) -> bytes:
        """Find the ladder, unless the deadline leaves too little time."""
        kind, limit = (
            sensitivity_service_pb2.FindExpansionsRequest,
            SCENARIO_BYTES_LIMIT,
        )
        named = await named_source(
            kind, content, self._store, bytes_limit=limit, documents=True
        )
        call.deadline.solve_time()
        work = sensitivity_work.find_expansions
        return await self._workers.run(
            call.request_id, work, content, named, call.deadline
        )

    async def find_trade_off(self, content: bytes, call: Call) -> bytes:
        """Find the front, unless the deadline leaves too little time."""
        kind, limit = sensitivity_service_pb2.FindTradeOffRequest, SCENARIO_BYTES_LIMIT
        named = await named_source(
            kind, content, self._store, bytes_limit=limit, documents=True
        )
        call.deadline.solve_time()
        work = sensitivity_work.find_trade_off
        return await self._workers.run(
            call.request_id, work, content, named, call.deadline
        )

    async def stream_ranges(self, content: bytes, call: Call) -> AsyncGenerator[bytes]:
        """Yield ranges, some at a time, as they are found."""
        kind, limit = sensitivity_service_pb2.StreamRangesRequest, SCENARIO_BYTES_LIMIT
        named = await named_source(
            kind, content, self._store, bytes_limit=limit, documents=True
        )
        work = sensitivity_work.missing_ranges
        positions = await self._workers.begin(call.request_id, work, content, named)
        arguments = ((content, named, position) for position in positions)
        answers = finished(self._crew, call, sensitivity_work.some_ranges, arguments)
        async with aclosing(answers):
            async for answer in answers:
                yield answer

    async def stream_sweep(self, content: bytes, call: Call) -> AsyncGenerator[bytes]:
        """Yield rows of a grid, a block at a time, as they are found."""
        kind, limit = sensitivity_service_pb2.StreamSweepRequest, SCENARIO_BYTES_LIMIT
        named = await named_source(
            kind, content, self._store, bytes_limit=limit, documents=True
        )
        work = sweep_work.missing_blocks
        positions = await self._workers.begin(call.request_id, work, content, named)
        arguments = ((content, named, position) for position in positions)
        answers = finished(self._crew, call, sweep_work.some_rows, arguments)
        async with aclosing(answers):
            async for answer in answers:
                yield answer
