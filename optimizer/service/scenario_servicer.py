"""ScenarioService."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from corridor.v1 import scenario_service_pb2

from optimizer.service import explain_work, scenario_work
from optimizer.service.calls import Call, Method, Stream
from optimizer.service.parallel import Crew, finished
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
    crew
        Who does the pieces of large calls; None leaves them to the workers.
    """

    def __init__(
        self, workers: Workers, store: DatasetStore, crew: Crew | None = None
    ) -> None:
        self._workers = workers
        self._crew: Crew = crew or workers.pieces
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
        named = await named_source(kind, content, self._store, documents=True)
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
        named = await named_source(
            kind, content, self._store, bytes_limit=limit, documents=True
        )
        base = await self._workers.begin(
            call.request_id, scenario_work.base_row, content, named
        )
        yield base.content
        arguments = ((content, named, position) for position in base.missing)
        rows = finished(self._crew, call, scenario_work.scenario_row, arguments)
        async with aclosing(rows):
            async for row in rows:
                yield row
