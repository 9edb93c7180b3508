"""The work of comparing scenarios, done by workers row by row."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corridor.v1 import scenario_service_pb2

from optimizer.errors import (
    InvalidDatasetError,
    InvalidRequestError,
    InvalidScenarioError,
)
from optimizer.service.convert import fill
from optimizer.service.dataset_sources import NamedSource, read_requested
from optimizer.service.limits import LONGEST_CALL_TIME
from optimizer.service.messages import parse, serialized
from optimizer.service.plan_work import gap_of, time_limit_of
from optimizer.service.requests import unknown
from optimizer.service.scenario_documents import Document, stored_documents
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario

if TYPE_CHECKING:
    from optimizer.analysis.what_if import Comparison, ScenarioRow

MOST_SCENARIOS = 50
"""Most scenarios of one comparison."""

KEPT_COMPARISONS = 2
"""Comparisons whose base a worker keeps planned."""


@dataclass(frozen=True, slots=True)
class BaseRow:
    """The row of the base, and which scenarios follow.

    Attributes
    ----------
    content
        A serialized CompareScenariosResponse.
    missing
        Positions of those whose rows are not known yet, from 1.
    """

    content: bytes
    missing: tuple[int, ...]


def base_row(content: bytes, named: NamedSource | None) -> BaseRow:
    """Plan the base of a CompareScenariosRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    task = _task_of(content, named)
    row = task.comparison.base_row()
    request = parse(scenario_service_pb2.CompareScenariosRequest, content)
    positions = range(1, len(task.documents) + 1)
    missing = unknown(positions, request.known_positions)
    return BaseRow(_response(task, 0, row), missing)


def scenario_row(content: bytes, named: NamedSource | None, position: int) -> bytes:
    """Answer with the row of one scenario.

    Parameters
    ----------
    content, named
        As for :func:`base_row`.
    position
        Which scenario, from 1.
    """
    from optimizer.analysis.what_if import ScenarioRow  # noqa: PLC0415 - see optimizer.service.work

    task = _task_of(content, named)
    document = task.documents[position - 1]
    try:
        scenario = read_scenario(document.filename, document.content)
    except InvalidScenarioError as error:
        row = ScenarioRow(
            scenario_id=error.scenario_id,
            title=error.scenario_id,
            reason=error.reason,
            message=str(error),
            problems=error.problems,
        )
    else:
        row = task.comparison.row(scenario)
    return _response(task, position, row)


@dataclass(frozen=True)
class _Task:
    """What a request asks for.

    Attributes
    ----------
    comparison
        Its base.
    documents
        Its scenarios.
    currency_code
        Money of its rows.
    """

    comparison: "Comparison"
    documents: tuple[Document, ...]
    currency_code: str


@lru_cache(maxsize=KEPT_COMPARISONS)
def _task_of(content: bytes, named: NamedSource | None) -> _Task:
    from optimizer.analysis.what_if import Comparison  # noqa: PLC0415 - see optimizer.service.work
    from optimizer.domain.scenarios import Variant  # noqa: PLC0415 - as above
    from optimizer.tariff.regimes import chosen_regime  # noqa: PLC0415 - as above

    request = parse(scenario_service_pb2.CompareScenariosRequest, content)
    stored = stored_documents(request.stored_scenario_ids, named)
    documents = (*stored, *_brought(request))
    if len(documents) > MOST_SCENARIOS:
        field, count = "scenarios", len(documents)
        raise InvalidRequestError(
            field, f"there are {count}; compare at most {MOST_SCENARIOS} at a time"
        )
    options = PlanOptions(
        time_limit=time_limit_of(request.options) or LONGEST_CALL_TIME,
        relative_gap=gap_of(request.options),
        integer_decisions=request.options.integer_decisions,
    )
    reading = read_requested(request, named)
    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    dataset = reading.dataset
    regime_id = request.options.regime_id or None
    chosen_regime(dataset, regime_id)
    base = Variant(dataset, regime_id)
    comparison = Comparison(base, options, attributes=not request.without_attributions)
    return _Task(comparison, documents, dataset.header.currency_code)


def _brought(
    request: scenario_service_pb2.CompareScenariosRequest,
) -> list[Document]:
    return [Document(file.filename, file.content) for file in request.scenarios]


def _response(task: _Task, position: int, row: "ScenarioRow") -> bytes:
    response = scenario_service_pb2.CompareScenariosResponse(
        position=position,
        row_count=len(task.documents) + 1,
        currency_code=task.currency_code,
    )
    fill(response.row, row, task.currency_code)
    return serialized(response)
