"""The work of explaining demands, done by workers."""

from corridor.v1 import scenario_service_pb2

from optimizer.errors import InvalidDatasetError, InvalidRequestError
from optimizer.service.convert import fill
from optimizer.service.dataset_sources import NamedSource, read_requested
from optimizer.service.deadlines import Deadline
from optimizer.service.messages import parse, serialized
from optimizer.service.plan_work import gap_of, time_limit_of
from optimizer.solve.options import PlanOptions


def explain_demand(
    content: bytes, named: NamedSource | None, deadline: Deadline
) -> bytes:
    """Answer an ExplainDemandRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    deadline
        When the answer must be there.
    """
    from optimizer.analysis.planning import (  # noqa: PLC0415 - see optimizer.service.work
        optimize_plan_from,
    )
    from optimizer.analysis.what_if import explained  # noqa: PLC0415 - as above

    request = parse(scenario_service_pb2.ExplainDemandRequest, content)
    if not request.demand_id:
        field, message = "demand_id", "it is missing; give the demand_id of a demand"
        raise InvalidRequestError(field, message)
    count, asked = _route_count_of(request), time_limit_of(request.options)
    reading = read_requested(request, named)
    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    options = PlanOptions(
        time_limit=deadline.solve_time(asked),
        relative_gap=gap_of(request.options),
        regime_id=request.options.regime_id or None,
    )
    try:
        run = optimize_plan_from(reading.dataset, options)
    except InvalidDatasetError as error:
        raise InvalidDatasetError(reading.place(error.problems)) from error
    explanation = explained(run, request.demand_id, count)
    currency_code = reading.dataset.header.currency_code
    response = scenario_service_pb2.ExplainDemandResponse(currency_code=currency_code)
    fill(response.termination, run.result.termination, currency_code)
    if explanation is not None:
        fill(response.explanation, explanation, currency_code)
    return serialized(response)


def _route_count_of(request: scenario_service_pb2.ExplainDemandRequest) -> int:
    from optimizer.analysis.what_if import (  # noqa: PLC0415 - see optimizer.service.work
        DEFAULT_ROUTES,
        MOST_ROUTES,
    )

    if not request.HasField("route_count"):
        return DEFAULT_ROUTES
    count = request.route_count
    if not 1 <= count <= MOST_ROUTES:
        field = "route_count"
        raise InvalidRequestError(field, f"it is {count}; give from 1 to {MOST_ROUTES}")
    return count
