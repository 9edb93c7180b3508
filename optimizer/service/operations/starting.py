"""The methods that start operations."""

import hashlib

from corridor.v1 import (
    plan_service_pb2,
    sensitivity_service_pb2,
    simulation_service_pb2,
)

from optimizer.errors import InvalidRequestError
from optimizer.service.calls import Call, Method
from optimizer.service.dataset_sources import SourceRequest
from optimizer.service.messages import parse, serialized
from optimizer.service.operations import kinds
from optimizer.service.operations.messages import message_of
from optimizer.service.operations.office import Office
from optimizer.service.operations.record import Order
from optimizer.service.scenario_documents import (
    SCENARIO_FOLDER,
    UNCERTAINTY_FOLDER,
    require_stored,
)
from optimizer.service.store import DatasetStore

type StartRequest = (
    plan_service_pb2.StartPlanRequest
    | sensitivity_service_pb2.StartSweepRequest
    | simulation_service_pb2.StartSimulationRequest
)

_DOCUMENT_FIELDS = {
    "stored_scenario_id": SCENARIO_FOLDER,
    "stored_uncertainty_id": UNCERTAINTY_FOLDER,
}
"""Fields that name what is stored beside a dataset, and where it lies."""


class Starter:
    """Serves the methods whose names begin with Start.

    Parameters
    ----------
    office
        Where operations are asked for.
    store
        Datasets that requests may name.
    """

    def __init__(self, office: Office, store: DatasetStore) -> None:
        self._office = office
        self._store = store

    def methods(self) -> dict[str, Method]:
        """Methods by the full name of their service and their own."""
        return {
            "corridor.v1.PlanService/StartPlan": self.start_plan,
            "corridor.v1.SensitivityService/StartSweep": self.start_sweep,
            "corridor.v1.SimulationService/StartSimulation": self.start_simulation,
        }

    async def start_plan(self, content: bytes, _: Call) -> bytes:
        """Start to make a plan."""
        request = parse(plan_service_pb2.StartPlanRequest, content)
        _require("plan", is_given=request.HasField("plan"))
        return await self._start(kinds.PLAN, request, request.plan)

    async def start_sweep(self, content: bytes, _: Call) -> bytes:
        """Start to plan the points of a grid."""
        request = parse(sensitivity_service_pb2.StartSweepRequest, content)
        _require("sweep", is_given=request.HasField("sweep"))
        if request.sweep.known_positions:
            field = "sweep.known_positions"
            raise InvalidRequestError(field, "leave it empty: an operation does it all")
        return await self._start(kinds.SWEEP, request, request.sweep)

    async def start_simulation(self, content: bytes, _: Call) -> bytes:
        """Start to simulate."""
        request = parse(simulation_service_pb2.StartSimulationRequest, content)
        _require("simulation", is_given=request.HasField("simulation"))
        if request.simulation.known_rows:
            field = "simulation.known_rows"
            raise InvalidRequestError(field, "leave it empty: an operation does it all")
        return await self._start(kinds.SIMULATION, request, request.simulation)

    async def _start(
        self, method: str, request: StartRequest, wanted: SourceRequest
    ) -> bytes:
        digest = hashlib.sha256(wanted.SerializeToString(deterministic=True))
        await self._pin_names(wanted)
        order = Order(
            method=method,
            content=wanted.SerializeToString(),
            digest=digest.hexdigest(),
            request_id=request.request_id,
            label=request.label,
        )
        desk = await self._office.desk()
        operation = await desk.ledger.add(order)
        desk.runner.wake()
        return serialized(message_of(operation))

    async def _pin_names(self, wanted: SourceRequest) -> None:
        """Look names up: one that is wrong is told at once, and not by the operation.

        The operation plans what the dataset's name means now.
        """
        named = None
        if wanted.WhichOneof("source") == "dataset_name":
            name = wanted.dataset_name = await self._store.pinned(wanted.dataset_name)
            named = await self._store.source_of(name, documents=True)
        for field, folder in _DOCUMENT_FIELDS.items():
            require_stored(folder, getattr(wanted, field, ""), named)


def _require(field: str, *, is_given: bool) -> None:
    if not is_given:
        raise InvalidRequestError(field, "it is missing; say what to do")
