"""The work of ranges, ladders and trade-offs, done by workers."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corridor.v1 import sensitivity_service_pb2 as messages
from corridor.v1 import simulation_service_pb2

from optimizer.errors import InvalidDatasetError, InvalidRequestError
from optimizer.service.convert import fill
from optimizer.service.dataset_sources import NamedSource, read_requested
from optimizer.service.deadlines import Deadline
from optimizer.service.limits import LONGEST_CALL_TIME
from optimizer.service.messages import parse, serialized
from optimizer.service.plan_work import time_limit_of
from optimizer.service.requests import unknown
from optimizer.service.scenario_documents import Document, stored_documents
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario

if TYPE_CHECKING:
    from optimizer.analysis.parametric import Objective, RangeKind, Ranges
    from optimizer.analysis.planning import PlanRun
    from optimizer.domain.dataset import Dataset
    from optimizer.domain.scenarios import Variant

RANGES_AT_ONCE = 8
"""Ranges that are found in one piece of work."""

type Request = (
    messages.StreamRangesRequest
    | messages.FindExpansionsRequest
    | messages.FindTradeOffRequest
    | messages.StreamSweepRequest
    | simulation_service_pb2.StreamSimulationRequest
    | simulation_service_pb2.FindContractsRequest
)


def missing_ranges(content: bytes, named: NamedSource | None) -> tuple[int, ...]:
    """Return where the answers begin that a StreamRangesRequest asks for.

    There is one even where there are no ranges, to say so.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    request = parse(messages.StreamRangesRequest, content)
    count = len(_ranges_of(content, named).ranges)
    positions = range(0, max(count, 1), RANGES_AT_ONCE)
    return unknown(positions, request.known_positions)


def some_ranges(content: bytes, named: NamedSource | None, position: int) -> bytes:
    """Answer with some of the ranges.

    Parameters
    ----------
    content, named
        As for :func:`missing_ranges`.
    position
        The first of them, from 0.
    """
    task = _ranges_of(content, named)
    response = messages.StreamRangesResponse(
        position=position,
        range_count=len(task.ranges),
        currency_code=task.currency_code,
    )
    for found in task.ranges.some(position, position + RANGES_AT_ONCE):
        fill(response.ranges.add(), found, task.currency_code)
    return serialized(response)


def find_expansions(
    content: bytes, named: NamedSource | None, deadline: Deadline
) -> bytes:
    """Answer a FindExpansionsRequest before a deadline."""
    from optimizer.analysis.parametric import (  # noqa: PLC0415 - see optimizer.service.work
        ladder_of,
    )

    request = parse(messages.FindExpansionsRequest, content)
    target_t = request.target_t if request.HasField("target_t") else None
    if target_t is not None and not 0 < target_t < float("inf"):
        field = "target_t"
        raise InvalidRequestError(field, f"it is {target_t:g}; give tonnes above 0")
    run, options = _planned(request, named, deadline)
    ladder = ladder_of(run, options, target_t)
    currency_code = run.graph.dataset.header.currency_code
    response = messages.FindExpansionsResponse(currency_code=currency_code)
    fill(response.termination, run.result.termination, currency_code)
    if ladder is not None:
        fill(response.ladder, ladder, currency_code)
    return serialized(response)


def find_trade_off(
    content: bytes, named: NamedSource | None, deadline: Deadline
) -> bytes:
    """Answer a FindTradeOffRequest before a deadline."""
    from optimizer.analysis.parametric import (  # noqa: PLC0415 - see optimizer.service.work
        trade_off_of,
    )

    request = parse(messages.FindTradeOffRequest, content)
    objective = _objective_of(request)
    run, options = _planned(request, named, deadline)
    trade_off = trade_off_of(run, objective, options)
    currency_code = run.graph.dataset.header.currency_code
    response = messages.FindTradeOffResponse(currency_code=currency_code)
    fill(response.termination, run.result.termination, currency_code)
    if trade_off is not None:
        fill(response.trade_off, trade_off, currency_code)
    return serialized(response)


@dataclass(frozen=True)
class _RangesTask:
    ranges: "Ranges"
    currency_code: str


@lru_cache(maxsize=2)
def _ranges_of(content: bytes, named: NamedSource | None) -> _RangesTask:
    from optimizer.analysis.parametric import (  # noqa: PLC0415 - see optimizer.service.work
        Ranges,
    )

    request = parse(messages.StreamRangesRequest, content)
    kinds = _kinds_of(request)
    run, options = _planned(request, named, None)
    ranges = Ranges(run, options, kinds)
    return _RangesTask(ranges, run.graph.dataset.header.currency_code)


def _kinds_of(request: messages.StreamRangesRequest) -> frozenset["RangeKind"]:
    from optimizer.analysis.parametric import (  # noqa: PLC0415 - see optimizer.service.work
        RangeKind,
    )

    numbers = {messages.RangeKind.Value(f"RANGE_KIND_{k}"): k for k in RangeKind}
    for position, kind in enumerate(request.kinds):
        if kind not in numbers:
            field = f"kinds[{position}]"
            raise InvalidRequestError(field, f"there is no kind {kind}")
    chosen = frozenset(numbers[kind] for kind in request.kinds)
    return chosen or frozenset({RangeKind.CAPACITY, RangeKind.DEMAND})


def _objective_of(request: messages.FindTradeOffRequest) -> "Objective":
    from optimizer.analysis.parametric import (  # noqa: PLC0415 - see optimizer.service.work
        Objective,
    )

    numbers = {messages.Objective.Value(f"OBJECTIVE_{o}"): o for o in Objective}
    if request.objective not in numbers:
        field = "objective"
        raise InvalidRequestError(field, "name OBJECTIVE_TRANSIT_TIME or _EMISSIONS")
    return numbers[request.objective]


def _planned(
    request: Request, named: NamedSource | None, deadline: Deadline | None
) -> tuple["PlanRun", PlanOptions]:
    """Plan what a request asks for, its scenario applied."""
    from optimizer.analysis.planning import (  # noqa: PLC0415 - see optimizer.service.work
        optimize_plan_from,
    )

    asked = time_limit_of(request.options)
    limit = asked or LONGEST_CALL_TIME
    if deadline is not None:
        limit = deadline.solve_time(asked)
    reading = read_requested(request, named)
    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    variant = varied(request, named, reading.dataset)
    options = PlanOptions(time_limit=limit, regime_id=variant.regime_id)
    try:
        return optimize_plan_from(variant.dataset, options), options
    except InvalidDatasetError as error:
        raise InvalidDatasetError(reading.place(error.problems)) from error


def varied(
    request: Request, named: NamedSource | None, dataset: "Dataset"
) -> "Variant":
    """Apply the scenario of a request to its dataset."""
    from optimizer.domain.scenarios import (  # noqa: PLC0415 - see optimizer.service.work
        Variant,
        applied,
    )
    from optimizer.tariff.regimes import chosen_regime  # noqa: PLC0415 - as above

    regime_id = chosen_regime(dataset, request.options.regime_id or None)
    variant = Variant(dataset, regime_id)
    document = _document_of(request, named)
    if document is None:
        return variant
    return applied(variant, read_scenario(document.filename, document.content))


def _document_of(request: Request, named: NamedSource | None) -> Document | None:
    """Return the scenario of a request, if it has one."""
    if request.HasField("scenario"):
        if request.stored_scenario_id:
            field, message = "stored_scenario_id", "name a scenario or bring it"
            raise InvalidRequestError(field, message)
        return Document(request.scenario.filename, request.scenario.content)
    if not request.stored_scenario_id:
        return None
    documents = stored_documents([request.stored_scenario_id], named)
    if len(documents) != 1:
        field, message = "stored_scenario_id", "name one scenario"
        raise InvalidRequestError(field, message)
    return documents[0]
