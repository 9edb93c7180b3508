"""Each call of the contract: what is sent, to which method, and how to read the answer.

Both clients make these calls; they differ only in how they wait.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from corridor.v1 import (
    dataset_service_pb2,
    plan_service_pb2,
    quote_pb2,
    regime_comparison_pb2,
    scenario_service_pb2,
    sensitivity_service_pb2,
    server_info_service_pb2,
    simulation_service_pb2,
    tariff_check_pb2,
    tariff_service_pb2,
)
from google.protobuf.message import Message
from google.type import date_pb2, decimal_pb2

from corridor_client.choices import PlanFormat
from corridor_client.datasets import (
    DatasetSource,
    put_source,
)
from corridor_client.division import put_terms
from corridor_client.errors import InvalidRequestError
from corridor_client.explanations import ExplanationResult
from corridor_client.failures import error_of_status
from corridor_client.messages import record_of
from corridor_client.quotes import Quote, QuoteQuery, QuoteResult
from corridor_client.regime_comparison import DivisionTerms, RegimeComparisonResult
from corridor_client.results import (
    PlanResult,
    ValidationResult,
)
from corridor_client.scenarios import ComparedScenario, ScenarioFile
from corridor_client.server_info import ServerInfo
from corridor_client.tariff_checks import TariffCheckResult

ROW_TIME = timedelta(minutes=1)
"""Time that a comparison gets for each scenario without a time limit."""

EVERY_STORED = "*"
"""Stands for all scenarios that are stored with a dataset."""

MOST_SCENARIOS = 50
"""Most scenarios that servers compare at a time."""


@dataclass(frozen=True)
class Call[Request: Message, Response: Message, Result]:
    """One call, ready to be made.

    Attributes
    ----------
    path
        Full name of the method, as in ``/corridor.v1.PlanService/OptimizePlan``.
    request
        What is sent.
    response_type
        Message that is answered.
    read
        Turns the answer into what the caller gets.
    extra_time
        Time that the call gets on top of the client's timeout.
    """

    path: str
    request: Request
    response_type: type[Response]
    read: Callable[[Response], Result]
    extra_time: timedelta = timedelta(0)

    def timeout_seconds(self, timeout: timedelta) -> float:
        """Seconds that the call gets where the client gives it ``timeout``."""
        return (timeout + self.extra_time).total_seconds()


def optimize_plan(  # noqa: PLR0913 - a parameter for each option
    dataset: DatasetSource,
    *,
    time_limit: timedelta | None = None,
    relative_gap: float | None = None,
    integer_decisions: bool = False,
    warm_start: bool = False,
    regime_id: str | None = None,
    division: DivisionTerms | None = None,
    receipts: bool = False,
    file_formats: Sequence[str] = (),
) -> Call[
    plan_service_pb2.OptimizePlanRequest,
    plan_service_pb2.OptimizePlanResponse,
    PlanResult,
]:
    """Call that makes the plan of least cost.

    A time limit is for the solver alone, so the call gets it on top of its timeout.
    """
    request = plan_service_pb2.OptimizePlanRequest()
    put_plan(
        request,
        dataset,
        time_limit=time_limit,
        relative_gap=relative_gap,
        integer_decisions=integer_decisions,
        warm_start=warm_start,
        regime_id=regime_id,
        division=division,
        receipts=receipts,
        file_formats=file_formats,
    )
    return Call(
        "/corridor.v1.PlanService/OptimizePlan",
        request,
        plan_service_pb2.OptimizePlanResponse,
        lambda response: record_of(PlanResult, response),
        time_limit or timedelta(0),
    )


def put_plan(  # noqa: PLR0913 - a parameter for each option
    request: plan_service_pb2.OptimizePlanRequest | plan_service_pb2.StreamPlanRequest,
    dataset: DatasetSource,
    *,
    time_limit: timedelta | None,
    relative_gap: float | None,
    integer_decisions: bool,
    warm_start: bool,
    regime_id: str | None,
    division: DivisionTerms | None,
    receipts: bool,
    file_formats: Sequence[str],
) -> None:
    """Put what to plan, and how, into a request; what is not given stays unset."""
    put_source(request, dataset)
    put_limits(request, time_limit, relative_gap, integer_decisions=integer_decisions)
    if warm_start:
        request.options.warm_start = True
    if regime_id is not None:
        request.options.regime_id = regime_id
    if division is not None:
        request.options.division.SetInParent()
        put_terms(request.options.division, division)
    if receipts:
        request.options.receipts = True
    if file_formats:
        numbers = map(_format_number, file_formats)
        request.options.file_formats.extend(numbers)


def _format_number(file_format: str) -> plan_service_pb2.PlanFormat.ValueType:
    known = [each for each in PlanFormat if each is not PlanFormat.UNRECOGNIZED]
    if file_format not in known:
        msg = f"{file_format!r} is no form of a file; give some of {', '.join(known)}"
        raise InvalidRequestError(msg)
    return plan_service_pb2.PlanFormat.Value(f"PLAN_FORMAT_{file_format}")


def compare_scenarios(  # noqa: PLR0913 - a parameter for each option
    dataset: DatasetSource,
    scenarios: Iterable[Path | ScenarioFile] = (),
    *,
    stored_scenario_ids: Iterable[str] = (),
    regime_id: str | None = None,
    time_limit: timedelta | None = None,
    relative_gap: float | None = None,
    integer_decisions: bool = False,
    attributions: bool = True,
    known_positions: Iterable[int] = (),
) -> Call[
    scenario_service_pb2.CompareScenariosRequest,
    scenario_service_pb2.CompareScenariosResponse,
    ComparedScenario,
]:
    """Call that plans a base and scenarios; it is answered row by row.

    It gets time for each scenario on top of its timeout.
    """
    stored = tuple(stored_scenario_ids)
    request = scenario_service_pb2.CompareScenariosRequest(
        stored_scenario_ids=stored,
        without_attributions=not attributions,
        known_positions=known_positions,
    )
    put_source(request, dataset)
    for scenario in scenarios:
        file = ScenarioFile.read(scenario) if isinstance(scenario, Path) else scenario
        request.scenarios.add(filename=file.filename, content=file.content)
    put_limits(request, time_limit, relative_gap, integer_decisions=integer_decisions)
    if regime_id is not None:
        request.options.regime_id = regime_id
    return Call(
        "/corridor.v1.ScenarioService/CompareScenarios",
        request,
        scenario_service_pb2.CompareScenariosResponse,
        lambda response: record_of(ComparedScenario, response),
        (time_limit or ROW_TIME) * _scenario_count(request),
    )


def _scenario_count(request: scenario_service_pb2.CompareScenariosRequest) -> int:
    """Return how many scenarios are compared, or the most that can be."""
    if EVERY_STORED in request.stored_scenario_ids:
        return MOST_SCENARIOS
    return len(request.stored_scenario_ids) + len(request.scenarios)


def explain_demand(
    dataset: DatasetSource,
    demand_id: str,
    *,
    route_count: int | None = None,
    regime_id: str | None = None,
    time_limit: timedelta | None = None,
) -> Call[
    scenario_service_pb2.ExplainDemandRequest,
    scenario_service_pb2.ExplainDemandResponse,
    ExplanationResult,
]:
    """Call that tells why a demand goes where it goes."""
    request = scenario_service_pb2.ExplainDemandRequest(demand_id=demand_id)
    put_source(request, dataset)
    if route_count is not None:
        request.route_count = route_count
    if regime_id is not None:
        request.options.regime_id = regime_id
    if time_limit is not None:
        request.options.time_limit.FromTimedelta(time_limit)
    return Call(
        "/corridor.v1.ScenarioService/ExplainDemand",
        request,
        scenario_service_pb2.ExplainDemandResponse,
        lambda response: record_of(ExplanationResult, response),
        time_limit or timedelta(0),
    )


def compare_regimes(  # noqa: PLR0913 - a parameter for each option
    dataset: DatasetSource,
    base_regime_id: str,
    other_regime_id: str,
    *,
    terms: DivisionTerms | None = None,
    time_limit: timedelta | None = None,
    relative_gap: float | None = None,
    integer_decisions: bool = False,
) -> Call[
    regime_comparison_pb2.CompareRegimesRequest,
    regime_comparison_pb2.CompareRegimesResponse,
    RegimeComparisonResult,
]:
    """Call that plans a dataset under two regimes and compares the plans.

    A time limit is for each of the two solves alone, so the call gets it twice on top of
    its timeout.
    """
    request = regime_comparison_pb2.CompareRegimesRequest(
        base_regime_id=base_regime_id, other_regime_id=other_regime_id
    )
    put_source(request, dataset)
    if terms is not None:
        put_terms(request.terms, terms)
    put_limits(request, time_limit, relative_gap, integer_decisions=integer_decisions)
    return Call(
        "/corridor.v1.TariffService/CompareRegimes",
        request,
        regime_comparison_pb2.CompareRegimesResponse,
        lambda response: record_of(RegimeComparisonResult, response),
        2 * (time_limit or timedelta(0)),
    )


def put_limits(
    request: plan_service_pb2.OptimizePlanRequest
    | plan_service_pb2.StreamPlanRequest
    | regime_comparison_pb2.CompareRegimesRequest
    | scenario_service_pb2.CompareScenariosRequest
    | sensitivity_service_pb2.StreamRangesRequest
    | sensitivity_service_pb2.FindExpansionsRequest
    | sensitivity_service_pb2.FindTradeOffRequest
    | sensitivity_service_pb2.StreamSweepRequest
    | simulation_service_pb2.StreamSimulationRequest
    | simulation_service_pb2.FindContractsRequest,
    time_limit: timedelta | None,
    relative_gap: float | None = None,
    *,
    integer_decisions: bool = False,
) -> None:
    """Put what a solve may do into the options, which stay unset where it is nothing."""
    if integer_decisions:
        request.options.integer_decisions = True
    if relative_gap is not None:
        request.options.relative_gap = relative_gap
    if time_limit is not None:
        if time_limit <= timedelta(0):
            msg = f"time_limit must be above 0 s, got {time_limit.total_seconds():g} s"
            raise InvalidRequestError(msg)
        request.options.time_limit.FromTimedelta(time_limit)


def quote(
    dataset: DatasetSource, query: QuoteQuery
) -> Call[tariff_service_pb2.QuoteRequest, tariff_service_pb2.QuoteResponse, Quote]:
    """Call that quotes a consignment."""
    request = tariff_service_pb2.QuoteRequest(query=_query_message(query))
    put_source(request, dataset)
    return Call(
        "/corridor.v1.TariffService/Quote",
        request,
        tariff_service_pb2.QuoteResponse,
        lambda response: record_of(Quote, response.quote),
    )


def batch_quote(
    dataset: DatasetSource, queries: Iterable[QuoteQuery]
) -> Call[
    tariff_service_pb2.BatchQuoteRequest,
    tariff_service_pb2.BatchQuoteResponse,
    tuple[QuoteResult, ...],
]:
    """Call that quotes many consignments."""
    request = tariff_service_pb2.BatchQuoteRequest(
        queries=[_query_message(query) for query in queries]
    )
    put_source(request, dataset)
    return Call(
        "/corridor.v1.TariffService/BatchQuote",
        request,
        tariff_service_pb2.BatchQuoteResponse,
        lambda response: tuple(map(_quote_result, response.results)),
    )


def _query_message(query: QuoteQuery) -> quote_pb2.QuoteQuery:
    day = query.day
    return quote_pb2.QuoteQuery(
        origin_node_id=query.origin_node_id,
        destination_node_id=query.destination_node_id,
        commodity_id=query.commodity_id,
        quantity=decimal_pb2.Decimal(value=f"{query.quantity:f}"),
        day=date_pb2.Date(year=day.year, month=day.month, day=day.day),
        regime_id=query.regime_id,
        route_count=query.route_count,
    )


def _quote_result(message: tariff_service_pb2.QuoteResult) -> QuoteResult:
    if message.HasField("quote"):
        return QuoteResult(quote=record_of(Quote, message.quote), error=None)
    return QuoteResult(quote=None, error=error_of_status(message.error))


def validate_dataset(
    dataset: DatasetSource,
) -> Call[
    dataset_service_pb2.ValidateDatasetRequest,
    dataset_service_pb2.ValidateDatasetResponse,
    ValidationResult,
]:
    """Call that checks a dataset."""
    request = dataset_service_pb2.ValidateDatasetRequest()
    put_source(request, dataset)
    return Call(
        "/corridor.v1.DatasetService/ValidateDataset",
        request,
        dataset_service_pb2.ValidateDatasetResponse,
        lambda response: record_of(ValidationResult, response),
    )


def check_tariffs(
    dataset: DatasetSource,
    *,
    tariff_id: str | None = None,
    cliff_share: float | None = None,
    least_share: float | None = None,
) -> Call[
    tariff_check_pb2.CheckTariffsRequest,
    tariff_check_pb2.CheckTariffsResponse,
    TariffCheckResult,
]:
    """Call that lists what is odd about tariffs."""
    request = tariff_check_pb2.CheckTariffsRequest(
        tariff_id=tariff_id, cliff_share=cliff_share, least_share=least_share
    )
    put_source(request, dataset)
    return Call(
        "/corridor.v1.TariffService/CheckTariffs",
        request,
        tariff_check_pb2.CheckTariffsResponse,
        lambda response: record_of(TariffCheckResult, response),
    )


def get_server_info() -> Call[
    server_info_service_pb2.GetServerInfoRequest,
    server_info_service_pb2.GetServerInfoResponse,
    ServerInfo,
]:
    """Call that gives the server's versions and limits."""
    return Call(
        "/corridor.v1.ServerInfoService/GetServerInfo",
        server_info_service_pb2.GetServerInfoRequest(),
        server_info_service_pb2.GetServerInfoResponse,
        lambda response: record_of(ServerInfo, response),
    )
