"""SimulationService."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing

from corridor.v1 import simulation_service_pb2

from optimizer.service import simulation_work
from optimizer.service.calls import Call, Method, Stream
from optimizer.service.parallel import Crew, finished
from optimizer.service.requests import named_source
from optimizer.service.scenario_servicer import SCENARIO_BYTES_LIMIT
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Staff

KNOWN_BYTES_LIMIT = 16 * 2**20
"""A larger request does not name its dataset but brings it: rows that are known and what
is uncertain take less."""

SERVICE = simulation_service_pb2.DESCRIPTOR.services_by_name[
    "SimulationService"
].full_name


class SimulationServicer:
    """Serves ``corridor.v1.SimulationService``.

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
        self, workers: Staff, store: DatasetStore, crew: Crew | None = None
    ) -> None:
        self._workers = workers
        self._crew: Crew = crew or workers.pieces
        self._store = store

    def methods(self) -> dict[str, Method | Stream]:
        """Methods of the service by name."""
        return {
            "StreamSimulation": Stream(self.stream_simulation),
            "FindContracts": self.find_contracts,
        }

    async def find_contracts(self, content: bytes, call: Call) -> bytes:
        """Find contracts, unless the deadline leaves too little time."""
        kind = simulation_service_pb2.FindContractsRequest
        limit = SCENARIO_BYTES_LIMIT
        named = await named_source(
            kind, content, self._store, bytes_limit=limit, documents=True
        )
        call.deadline.solve_time()
        return await self._workers.run(
            call.request_id,
            simulation_work.find_contracts,
            content,
            named,
            call.deadline,
        )

    async def stream_simulation(
        self, content: bytes, call: Call
    ) -> AsyncGenerator[bytes]:
        """Yield the plan without uncertainty, rows as they are found, and their sum."""
        kind = simulation_service_pb2.StreamSimulationRequest
        limit = KNOWN_BYTES_LIMIT
        named = await named_source(
            kind, content, self._store, bytes_limit=limit, documents=True
        )
        work = simulation_work.opening
        opening = await self._workers.begin(call.request_id, work, content, named)
        yield opening.content
        pieces = _pieces(opening.missing)
        arguments = ((content, named, positions) for positions in pieces)
        answers = finished(self._crew, call, simulation_work.some_draws, arguments)
        found = []
        async with aclosing(answers):
            async for answer in answers:
                found.append(answer)
                yield answer
        yield await self._workers.go_on(
            call.request_id, simulation_work.closing, content, named, tuple(found)
        )


def _pieces(positions: Sequence[int]) -> Iterator[tuple[int, ...]]:
    size = simulation_work.DRAWS_AT_ONCE
    for first in range(0, len(positions), size):
        yield tuple(positions[first : first + size])
