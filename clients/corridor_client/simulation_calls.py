"""The calls of SimulationService."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from corridor.v1 import simulation_service_pb2 as messages

from corridor_client.calls import Call
from corridor_client.datasets import DatasetSource
from corridor_client.messages import record_of
from corridor_client.scenarios import ScenarioFile
from corridor_client.sensitivity_calls import SEARCH_TIME, put_common
from corridor_client.simulation import ContractsResult, DrawRow, SimulatedDraws

_NANOS = 10**9


def stream_simulation(  # noqa: PLR0913 - a parameter for each option
    dataset: DatasetSource,
    uncertainty: str | ScenarioFile,
    *,
    draw_count: int,
    seed: int = 0,
    known_rows: Iterable[DrawRow] = (),
    scenario: str | ScenarioFile | None = None,
    regime_id: str | None = None,
    time_limit: timedelta | None = None,
    integer_decisions: bool = False,
) -> Call[
    messages.StreamSimulationRequest, messages.StreamSimulationResponse, SimulatedDraws
]:
    """Call that draws what is uncertain and plans each draw."""
    request = messages.StreamSimulationRequest(
        draw_count=draw_count,
        seed=seed,
        known_rows=[_message_of(row) for row in known_rows],
    )
    _put_uncertainty(request, uncertainty)
    put_common(request, dataset, scenario, regime_id, time_limit)
    if integer_decisions:
        request.options.integer_decisions = True
    return Call(
        "/corridor.v1.SimulationService/StreamSimulation",
        request,
        messages.StreamSimulationResponse,
        lambda response: record_of(SimulatedDraws, response),
        SEARCH_TIME,
    )


def find_contracts(  # noqa: PLR0913 - a parameter for each option
    dataset: DatasetSource,
    uncertainty: str | ScenarioFile,
    *,
    draw_count: int = 30,
    seed: int = 0,
    scenario: str | ScenarioFile | None = None,
    regime_id: str | None = None,
    time_limit: timedelta | None = None,
) -> Call[
    messages.FindContractsRequest, messages.FindContractsResponse, ContractsResult
]:
    """Call that finds contracts."""
    request = messages.FindContractsRequest(draw_count=draw_count, seed=seed)
    _put_uncertainty(request, uncertainty)
    put_common(request, dataset, scenario, regime_id, time_limit)
    return Call(
        "/corridor.v1.SimulationService/FindContracts",
        request,
        messages.FindContractsResponse,
        lambda response: record_of(ContractsResult, response),
        SEARCH_TIME,
    )


def _put_uncertainty(
    request: messages.StreamSimulationRequest | messages.FindContractsRequest,
    uncertainty: str | ScenarioFile,
) -> None:
    if isinstance(uncertainty, ScenarioFile):
        request.uncertainty.filename = uncertainty.filename
        request.uncertainty.content = uncertainty.content
    else:
        request.stored_uncertainty_id = uncertainty


def _message_of(row: DrawRow) -> messages.DrawRow:
    """Write the figures of a row that are summed up."""
    message = messages.DrawRow(
        position=row.position,
        served_t=row.served_t,
        unserved_t=row.unserved_t,
        lateness_days=row.lateness_days,
        bottlenecks=row.bottlenecks,
    )
    if row.total_cost is not None:
        nanos = int(row.total_cost * Decimal(_NANOS))
        sign = -1 if nanos < 0 else 1
        units, rest = divmod(abs(nanos), _NANOS)
        message.total_cost.units = sign * units
        message.total_cost.nanos = sign * rest
        message.total_cost.SetInParent()
    return message
