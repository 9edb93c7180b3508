"""The calls of SensitivityService."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

from corridor.v1 import sensitivity_service_pb2 as messages
from corridor.v1 import simulation_service_pb2

from corridor_client.calls import Call, put_limits
from corridor_client.choices import Objective, RangeKind
from corridor_client.datasets import DatasetSource, put_source
from corridor_client.errors import InvalidRequestError
from corridor_client.messages import record_of
from corridor_client.scenarios import ScenarioFile
from corridor_client.sensitivity import (
    ExpansionsResult,
    FoundRanges,
    SweepAxis,
    SweptRows,
    TradeOffResult,
)

SEARCH_TIME = timedelta(minutes=9)
"""Time that a search of many solves gets on top of the client's timeout."""

type Request = (
    messages.StreamRangesRequest
    | messages.FindExpansionsRequest
    | messages.FindTradeOffRequest
    | messages.StreamSweepRequest
    | simulation_service_pb2.StreamSimulationRequest
    | simulation_service_pb2.FindContractsRequest
)


def stream_ranges(  # noqa: PLR0913 - a parameter for each option
    dataset: DatasetSource,
    *,
    kinds: Iterable[RangeKind] = (),
    scenario: str | ScenarioFile | None = None,
    regime_id: str | None = None,
    time_limit: timedelta | None = None,
    known_positions: Iterable[int] = (),
) -> Call[messages.StreamRangesRequest, messages.StreamRangesResponse, FoundRanges]:
    """Call that finds ranges, some at a time."""
    request = messages.StreamRangesRequest(
        kinds=[_number(messages.RangeKind, "RANGE_KIND_", kind) for kind in kinds],
        known_positions=known_positions,
    )
    put_common(request, dataset, scenario, regime_id, time_limit)
    return Call(
        "/corridor.v1.SensitivityService/StreamRanges",
        request,
        messages.StreamRangesResponse,
        lambda response: record_of(FoundRanges, response),
        SEARCH_TIME,
    )


def find_expansions(
    dataset: DatasetSource,
    *,
    target_t: float | None = None,
    scenario: str | ScenarioFile | None = None,
    regime_id: str | None = None,
    time_limit: timedelta | None = None,
) -> Call[
    messages.FindExpansionsRequest, messages.FindExpansionsResponse, ExpansionsResult
]:
    """Call that finds the ladder of expansions."""
    request = messages.FindExpansionsRequest(target_t=target_t)
    put_common(request, dataset, scenario, regime_id, time_limit)
    return Call(
        "/corridor.v1.SensitivityService/FindExpansions",
        request,
        messages.FindExpansionsResponse,
        lambda response: record_of(ExpansionsResult, response),
        SEARCH_TIME,
    )


def find_trade_off(
    dataset: DatasetSource,
    objective: Objective,
    *,
    scenario: str | ScenarioFile | None = None,
    regime_id: str | None = None,
    time_limit: timedelta | None = None,
) -> Call[messages.FindTradeOffRequest, messages.FindTradeOffResponse, TradeOffResult]:
    """Call that finds a trade-off between cost and another objective."""
    request = messages.FindTradeOffRequest(
        objective=_number(messages.Objective, "OBJECTIVE_", objective)
    )
    put_common(request, dataset, scenario, regime_id, time_limit)
    return Call(
        "/corridor.v1.SensitivityService/FindTradeOff",
        request,
        messages.FindTradeOffResponse,
        lambda response: record_of(TradeOffResult, response),
        SEARCH_TIME,
    )


def stream_sweep(  # noqa: PLR0913 - a parameter for each option
    dataset: DatasetSource,
    axes: Iterable[SweepAxis],
    *,
    scenario: str | ScenarioFile | None = None,
    regime_id: str | None = None,
    time_limit: timedelta | None = None,
    integer_decisions: bool = False,
    known_positions: Iterable[int] = (),
) -> Call[messages.StreamSweepRequest, messages.StreamSweepResponse, SweptRows]:
    """Call that plans the points of a grid."""
    request = messages.StreamSweepRequest(
        axes=[
            messages.SweepAxis(
                target=axis.target, amounts=axis.amounts, periods=axis.periods
            )
            for axis in axes
        ],
        known_positions=known_positions,
    )
    put_common(request, dataset, scenario, regime_id, time_limit)
    if integer_decisions:
        request.options.integer_decisions = True
    return Call(
        "/corridor.v1.SensitivityService/StreamSweep",
        request,
        messages.StreamSweepResponse,
        lambda response: record_of(SweptRows, response),
        SEARCH_TIME,
    )


class _Numbered[Number](Protocol):
    """An enumeration of the contract."""

    def keys(self) -> Iterable[str]: ...
    def Value(self, name: str) -> Number: ...  # noqa: N802 - protobuf's name


def _number[Number](
    numbers: "_Numbered[Number]", prefix: str, choice: RangeKind | Objective
) -> Number:
    """Return the number of a choice, which callers may give as text as well.

    Raises
    ------
    InvalidRequestError
        When there is no such choice.
    """
    name = f"{prefix}{choice}"
    known = [key for key in numbers.keys() if not key.endswith("_UNSPECIFIED")]  # noqa: SIM118 - no mapping
    if name not in known:
        names = ", ".join(key.removeprefix(prefix) for key in known)
        msg = f"there is no {choice!s}; give one of {names}"
        raise InvalidRequestError(msg)
    return numbers.Value(name)


def put_common(
    request: Request,
    dataset: DatasetSource,
    scenario: str | ScenarioFile | None,
    regime_id: str | None,
    time_limit: timedelta | None,
) -> None:
    """Put what all requests have in common."""
    put_source(request, dataset)
    if isinstance(scenario, ScenarioFile):
        request.scenario.filename = scenario.filename
        request.scenario.content = scenario.content
    elif scenario is not None:
        request.stored_scenario_id = scenario
    if regime_id is not None:
        request.options.regime_id = regime_id
    put_limits(request, time_limit)
