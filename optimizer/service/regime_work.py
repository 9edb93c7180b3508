"""The work of comparing regimes, done by workers."""

from dataclasses import replace

from corridor.v1 import regime_comparison_pb2

from optimizer.errors import InvalidDatasetError, InvalidRequestError
from optimizer.service.convert import fill
from optimizer.service.dataset_sources import NamedSource, read_requested
from optimizer.service.deadlines import Deadline
from optimizer.service.division_messages import read_terms
from optimizer.service.messages import parse, serialized
from optimizer.service.plan_work import gap_of, time_limit_of
from optimizer.solve.options import PlanOptions


def compare_regimes(
    content: bytes, named: NamedSource | None, deadline: Deadline
) -> bytes:
    """Answer a CompareRegimesRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    deadline
        When the answer must be there.
    """
    from optimizer.analysis.comparing_regimes import (  # noqa: PLC0415 - see optimizer.service.work
        compare_regimes,
    )

    request = parse(regime_comparison_pb2.CompareRegimesRequest, content)
    _require_regimes(request)
    gap, asked = gap_of(request.options), time_limit_of(request.options)
    reading = read_requested(request, named)
    dataset = reading.dataset
    if dataset is None:
        raise InvalidDatasetError(reading.problems)
    terms = read_terms(request.terms, dataset)
    half = deadline.solve_time() / 2
    options = PlanOptions(
        time_limit=half if asked is None else min(asked, half),
        relative_gap=gap,
        integer_decisions=request.options.integer_decisions,
    )
    regime_ids = request.base_regime_id, request.other_regime_id
    try:
        result = compare_regimes(dataset, *regime_ids, options, terms)
    except InvalidDatasetError as error:
        raise InvalidDatasetError(reading.place(error.problems)) from error
    placed = replace(result, warnings=reading.place(result.warnings))
    response = regime_comparison_pb2.CompareRegimesResponse()
    fill(response, placed, dataset.header.currency_code)
    return serialized(response)


def _require_regimes(request: regime_comparison_pb2.CompareRegimesRequest) -> None:
    """Refuse a request that does not name its two regimes, and these alone."""
    for field in ("base_regime_id", "other_regime_id"):
        if not getattr(request, field):
            message = "it is missing; give the regime_id of a regime of the dataset"
            raise InvalidRequestError(field, message)
    if request.options.regime_id:
        field = "options.regime_id"
        message = (
            f"it is {request.options.regime_id!r}; leave it out, the two regimes are "
            "base_regime_id and other_regime_id"
        )
        raise InvalidRequestError(field, message)
