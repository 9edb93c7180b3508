"""ScenarioService."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import islice

from corridor.v1 import scenario_service_pb2

from optimizer.service import explain_work, scenario_work
from optimizer.service.calls import Call, Method, Stream
from optimizer.service.dataset_sources import NamedSource
from optimizer.service.requests import named_source
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Workers

SCENARIO_BYTES_LIMIT = 2 * 2**20
"""A larger request does not name its dataset but brings it."""

SERVICE = scenario_service_pb2.DESCRIPTOR.services_by_name["ScenarioService"].full_name


class ScenarioServicer:
    """Serves ``corridor.v1.ScenarioService``.

    Parameters
    ----------
    workers
        Who plans.
    store
        Datasets that requests may name.
    """

    def __init__(self, workers: Workers, store: DatasetStore) -> None:
        self._workers = workers
        self._store = store

    def methods(self) -> dict[str, Method | Stream]:
        """Methods of the service by name."""
        return {
            "CompareScenarios": Stream(self.compare_scenarios),
            "ExplainDemand": self.explain_demand,
        }

    async def explain_demand(self, content: bytes, call: Call) -> bytes:
        """Plan and explain, unless the deadline leaves too little time."""
        kind = scenario_service_pb2.ExplainDemandRequest
        named = named_source(kind, content, self._store)
        call.deadline.solve_time()
        return await self._workers.run(
            call.request_id, explain_work.explain_demand, content, named, call.deadline
        )

    async def compare_scenarios(
        self, content: bytes, call: Call
    ) -> AsyncGenerator[bytes]:
        """Yield the row of the base, then those of scenarios as they are finished."""
        kind = scenario_service_pb2.CompareScenariosRequest
        limit = SCENARIO_BYTES_LIMIT
        named = named_source(kind, content, self._store, bytes_limit=limit)
        base = await self._workers.run(
            call.request_id, scenario_work.base_row, content, named
        )
        yield base.content
        rows = self._rows(content, named, call, base.scenario_count)
        async with aclosing(rows):
            async for row in rows:
                yield row

    async def _rows(
        self, content: bytes, named: NamedSource | None, call: Call, count: int
    ) -> AsyncGenerator[bytes]:
        """Keep all workers busy, but no call waits longer for it than for one row."""
        positions = iter(range(1, count + 1))
        running: set[asyncio.Task[bytes]] = set()

        def more(free: int) -> None:
            for position in islice(positions, free):
                work = self._workers.run(
                    call.request_id,
                    scenario_work.scenario_row,
                    *(content, named, position),
                )
                running.add(asyncio.ensure_future(work))

        try:
            more(self._workers.count)
            while running:
                done, _ = await asyncio.wait(
                    running, return_when=asyncio.FIRST_COMPLETED
                )
                running.difference_update(done)
                more(len(done))
                for task in done:
                    yield task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
