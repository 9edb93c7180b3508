"""The work of simulations, done by workers some draws at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from corridor.v1 import simulation_service_pb2 as messages

from optimizer.errors import InvalidDatasetError, InvalidRequestError
from optimizer.service.convert import fill
from optimizer.service.dataset_sources import NamedSource, read_requested
from optimizer.service.deadlines import Deadline
from optimizer.service.limits import LONGEST_CALL_TIME
from optimizer.service.messages import parse, serialized
from optimizer.service.plan_work import gap_of, time_limit_of
from optimizer.service.scenario_documents import (
    UNCERTAINTY_FOLDER,
    Document,
    stored_one,
)
from optimizer.service.sensitivity_work import varied
from optimizer.solve.options import PlanOptions
from optimizer.tables.uncertainty_files import read_uncertainty

if TYPE_CHECKING:
    from optimizer.analysis.uncertainty import DrawRow, Simulation
    from optimizer.domain.scenarios import Variant
    from optimizer.domain.uncertainty import Uncertainty

MOST_DRAWS = 10_000
"""Most draws of a run."""

MOST_DRAWS_OF_CONTRACTS = 200
"""Most draws of a sample for contracts, whose plans are made together."""

DRAWS_AT_ONCE = 10
"""Draws that are planned in one piece of work."""

type Request = messages.StreamSimulationRequest | messages.FindContractsRequest

_NANO = Decimal(10) ** -9


@dataclass(frozen=True, slots=True)
class Opening:
    """The first answer, and what is left to do.

    Attributes
    ----------
    content
        A serialized StreamSimulationResponse.
    missing
        Positions of the draws that are not known yet.
    """

    content: bytes
    missing: tuple[int, ...]


@dataclass(frozen=True)
class _Task:
    """What a request asks for."""

    simulation: "Simulation"
    draw_count: int
    known: frozenset[int]
    currency_code: str


def opening(content: bytes, named: NamedSource | None) -> Opening:
    """Plan a StreamSimulationRequest without uncertainty, and tell what to draw.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    task = _task_of(content, named)
    task.simulation.require_sense()
    response = _response(task)
    fill(response.certain, task.simulation.certain_row(), task.currency_code)
    missing = (p for p in range(task.draw_count) if p not in task.known)
    return Opening(serialized(response), tuple(missing))


def some_draws(
    content: bytes, named: NamedSource | None, positions: tuple[int, ...]
) -> bytes:
    """Answer with the rows of some draws.

    Parameters
    ----------
    content, named
        As for :func:`opening`.
    positions
        Which draws.
    """
    task = _task_of(content, named)
    response = _response(task)
    for position in positions:
        row = task.simulation.row(position)
        fill(response.rows.add(), row, task.currency_code)
    return serialized(response)


def closing(
    content: bytes, named: NamedSource | None, answers: Sequence[bytes]
) -> bytes:
    """Answer with what all rows come to.

    Parameters
    ----------
    content, named
        As for :func:`opening`.
    answers
        What :func:`some_draws` answered.
    """
    from optimizer.analysis.uncertainty import (  # noqa: PLC0415 - see optimizer.service.work
        summarized,
    )

    task = _task_of(content, named)
    request = parse(messages.StreamSimulationRequest, content)
    rows = list(request.known_rows)
    for answer in answers:
        rows += parse(messages.StreamSimulationResponse, answer).rows
    response = _response(task)
    fill(response.summary, summarized(map(_row_of, rows)), task.currency_code)
    return serialized(response)


def find_contracts(
    content: bytes, named: NamedSource | None, deadline: Deadline
) -> bytes:
    """Answer a FindContractsRequest before a deadline.

    Parameters
    ----------
    content, named
        As for :func:`opening`.
    deadline
        When the call is over.
    """
    from optimizer.analysis.uncertainty import (  # noqa: PLC0415 - see optimizer.service.work
        Simulation,
        best_contracts,
    )

    request = parse(messages.FindContractsRequest, content)
    count = _within(request.draw_count, MOST_DRAWS_OF_CONTRACTS)
    _require_seed(request.seed)
    limit = deadline.solve_time(time_limit_of(request.options))
    base, uncertainty, currency_code = _uncertain(request, named)
    options = PlanOptions(time_limit=limit)
    simulation = Simulation(base, uncertainty, options, request.seed)
    simulation.require_sense()
    response = messages.FindContractsResponse(currency_code=currency_code)
    fill(response.contracts, best_contracts(simulation, count), currency_code)
    return serialized(response)


def _response(task: _Task) -> messages.StreamSimulationResponse:
    return messages.StreamSimulationResponse(
        draw_count=task.draw_count, currency_code=task.currency_code
    )


@lru_cache(maxsize=2)
def _task_of(content: bytes, named: NamedSource | None) -> _Task:
    from optimizer.analysis.uncertainty import (  # noqa: PLC0415 - see optimizer.service.work
        Simulation,
    )

    request = parse(messages.StreamSimulationRequest, content)
    count, known = _counts_of(request)
    options = PlanOptions(
        time_limit=time_limit_of(request.options) or LONGEST_CALL_TIME,
        relative_gap=gap_of(request.options),
        integer_decisions=request.options.integer_decisions,
    )
    base, uncertainty, currency_code = _uncertain(request, named)
    simulation = Simulation(base, uncertainty, options, request.seed)
    return _Task(simulation, count, known, currency_code)


def _uncertain(
    request: Request, named: NamedSource | None
) -> tuple["Variant", "Uncertainty", str]:
    """Return the base of a request, what is uncertain about it, and its currency."""
    document = _document_of(request, named)
    reading = read_requested(request, named)
    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    base = varied(request, named, reading.dataset)
    uncertainty = read_uncertainty(document.filename, document.content)
    return base, uncertainty, reading.dataset.header.currency_code


def _counts_of(
    request: messages.StreamSimulationRequest,
) -> tuple[int, frozenset[int]]:
    """Return how many draws are asked for, and which are known."""
    count = _within(request.draw_count, MOST_DRAWS)
    _require_seed(request.seed)
    known = [row.position for row in request.known_rows]
    if len(set(known)) < len(known) or any(not 0 <= p < count for p in known):
        field = "known_rows"
        message = f"their positions are not each once from 0 to {count - 1}"
        raise InvalidRequestError(field, message)
    return count, frozenset(known)


def _within(count: int, most: int) -> int:
    if not 1 <= count <= most:
        field = "draw_count"
        raise InvalidRequestError(field, f"it is {count}; give 1 to {most:,}")
    return count


def _require_seed(seed: int) -> None:
    if seed < 0:
        field = "seed"
        raise InvalidRequestError(field, f"it is {seed}; give one from 0")


def _document_of(request: Request, named: NamedSource | None) -> Document:
    """Return what is uncertain."""
    stored = request.stored_uncertainty_id
    if bool(stored) == request.HasField("uncertainty"):
        field, message = "uncertainty", "bring one, or name one that is stored"
        raise InvalidRequestError(field, message)
    if stored:
        return stored_one(UNCERTAINTY_FOLDER, stored, named)
    return Document(request.uncertainty.filename, request.uncertainty.content)


def _row_of(message: messages.DrawRow) -> "DrawRow":
    """Take the figures of a row that are summed up out of its message."""
    from optimizer.analysis.uncertainty import (  # noqa: PLC0415 - see optimizer.service.work
        DrawRow,
    )

    if not message.HasField("total_cost"):
        return DrawRow(position=message.position)
    cost, has_arrived = message.total_cost, message.HasField("lateness_days")
    return DrawRow(
        position=message.position,
        total_cost=Decimal(cost.units) + cost.nanos * _NANO,
        served_t=message.served_t,
        unserved_t=message.unserved_t,
        lateness_days=message.lateness_days if has_arrived else None,
        bottlenecks=tuple(message.bottlenecks),
    )
