"""The work of PlanService, done by workers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from corridor.v1 import plan_service_pb2

from optimizer.domain.dataset import Dataset
from optimizer.domain.plan_result import PlanResult
from optimizer.errors import InvalidDatasetError, InvalidRequestError
from optimizer.service.dataset_sources import NamedSource, read_requested
from optimizer.service.deadlines import Deadline
from optimizer.service.division_messages import read_terms
from optimizer.service.facts import note
from optimizer.service.limits import LONGEST_CALL_TIME
from optimizer.service.messages import parse, require_sendable, serialized
from optimizer.service.plan_files import Made, files_of, formats_of
from optimizer.service.plan_messages import response_of_result
from optimizer.service.recent_starts import recent_starts
from optimizer.service.reports import Reporter, reporter_of
from optimizer.solve.options import WIDEST_GAP, PlanOptions
from optimizer.solve.progress import UNWATCHED, Phase, Watcher
from optimizer.tariff.division_terms import DivisionTerms


def optimize_plan(
    content: bytes, named: NamedSource | None, deadline: Deadline
) -> bytes:
    """Answer an OptimizePlanRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    deadline
        When the answer must be there.
    """
    request = parse(plan_service_pb2.OptimizePlanRequest, content)
    return serialized(_response_to(request, named, deadline, _unwatched))


def stream_plan(
    content: bytes, named: NamedSource | None, deadline: Deadline, number: int
) -> bytes:
    """Answer a StreamPlanRequest and report meanwhile.

    Parameters
    ----------
    content
        The request.
    named, deadline
        As for :func:`optimize_plan`.
    number
        Under which to report.

    Returns
    -------
    bytes
        The last event, without its sequence.
    """
    reporter = reporter_of(number)
    reporter.see(Phase.READING)
    # Both requests have the same fields.
    request = parse(plan_service_pb2.OptimizePlanRequest, content)
    response = _response_to(request, named, deadline, partial(_watching, reporter))
    # It must be small enough with its sequence too.
    event = plan_service_pb2.StreamPlanResponse(sequence=2**63 - 1, result=response)
    require_sendable(event)
    event.ClearField("sequence")
    return event.SerializeToString()


def _watching(reporter: Reporter, dataset: Dataset) -> Reporter:
    """Let a reporter know what is planned."""
    reporter.currency_code = dataset.header.currency_code
    return reporter


def _unwatched(_: Dataset) -> Watcher:
    return UNWATCHED


def _response_to(
    request: plan_service_pb2.OptimizePlanRequest,
    named: NamedSource | None,
    deadline: Deadline,
    watcher_of: Callable[[Dataset], Watcher],
) -> plan_service_pb2.OptimizePlanResponse:
    from optimizer.analysis import planning  # noqa: PLC0415 - see optimizer.service.work
    from optimizer.analysis.plan_charges import itemized  # noqa: PLC0415 - as above
    from optimizer.analysis.revenue import divided  # noqa: PLC0415 - as above

    asked = time_limit_of(request.options, deadline.longest_limit())
    gap = gap_of(request.options)
    formats = formats_of(request.options)
    reading = read_requested(request, named)
    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    watcher = watcher_of(reading.dataset)
    time_limit = deadline.solve_time(asked)
    options = PlanOptions(
        time_limit=time_limit,
        relative_gap=gap,
        integer_decisions=request.options.integer_decisions,
        regime_id=request.options.regime_id or None,
    )
    dataset_id = reading.dataset.header.dataset_id
    start = recent_starts().get(dataset_id) if request.options.warm_start else None
    terms = _terms_of(request.options, reading.dataset)
    try:
        run = planning.optimize_plan_from(
            reading.dataset, options, warm_start=start, watcher=watcher
        )
    except InvalidDatasetError as error:
        raise InvalidDatasetError(reading.place(error.problems)) from error
    recent_starts().keep(dataset_id, run.start)
    result = run.result
    _note(result)
    if terms is not None and result.plan is not None:
        result = replace(result, plan=divided(reading.dataset, result.plan, terms))
    if request.options.receipts and result.plan is not None:
        result = replace(result, plan=itemized(reading.dataset, result.plan))
    placed = replace(result, warnings=reading.place(result.warnings))
    watcher.see(Phase.WRITING)
    files = files_of(Made(run.graph, placed, reading.dataset, request.options), formats)
    return response_of_result(replace(placed, files=tuple(files)))


def _note(result: PlanResult) -> None:
    """Note what came of a solve, for the history of the call."""
    note(termination=result.termination.reason.value)
    if result.plan is not None:
        note(
            dataset_digest=result.plan.dataset_digest,
            total_cost=f"{result.plan.total_cost:f}",
            currency_code=result.plan.currency_code,
        )


def _terms_of(
    options: plan_service_pb2.PlanOptions, dataset: Dataset
) -> DivisionTerms | None:
    """Return how through charges are divided; None where they are not."""
    if not options.HasField("division"):
        return None
    return read_terms(options.division, dataset, "options.division")


def gap_of(options: plan_service_pb2.PlanOptions) -> float:
    """Return the gap that is asked for, or else the default.

    Raises
    ------
    InvalidRequestError
        When it is out of range.
    """
    if not options.HasField("relative_gap"):
        return PlanOptions().relative_gap
    gap = options.relative_gap
    if not 0 <= gap <= WIDEST_GAP:
        field = "options.relative_gap"
        raise InvalidRequestError(
            field, f"it is {gap:g}; give at least 0 and at most {WIDEST_GAP:g}"
        )
    return gap


def time_limit_of(
    options: plan_service_pb2.PlanOptions, limit: timedelta = LONGEST_CALL_TIME
) -> timedelta | None:
    """Return the time limit that is asked for; None where none is.

    Raises
    ------
    InvalidRequestError
        When it is out of range.
    """
    if not options.HasField("time_limit"):
        return None
    seconds = options.time_limit.seconds + options.time_limit.nanos / 1e9
    longest = limit.total_seconds()
    if not 0 < seconds <= longest:
        field = "options.time_limit"
        raise InvalidRequestError(
            field,
            f"it is {seconds:g} s; give more than 0 and at most {longest:.0f} s",
        )
    return timedelta(seconds=max(seconds, 1e-6))
