"""The work of sweeps, done by workers block by block."""

import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from corridor.v1 import sensitivity_service_pb2 as messages

from optimizer.errors import InvalidDatasetError, InvalidRequestError
from optimizer.service.convert import fill
from optimizer.service.dataset_sources import NamedSource, read_requested
from optimizer.service.limits import LONGEST_CALL_TIME
from optimizer.service.messages import parse, serialized
from optimizer.service.plan_work import gap_of, time_limit_of
from optimizer.service.requests import unknown
from optimizer.service.sensitivity_work import varied
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario

if TYPE_CHECKING:
    from optimizer.analysis.parametric import Sweep
    from optimizer.domain.scenarios import Scenario

MOST_AXES = 3
"""Most numbers of a grid."""

MOST_POINTS = 2000
"""Most points of a grid."""

BLOCK = 200
"""Points that prove each other in one piece of work."""


@dataclass(frozen=True)
class _Task:
    """What a request asks for.

    Attributes
    ----------
    sweep
        What the points start from.
    points
        Amounts of each point.
    currency_code
        Money of the rows.
    """

    sweep: "Sweep"
    points: tuple[tuple[str, ...], ...]
    currency_code: str


def missing_blocks(content: bytes, named: NamedSource | None) -> tuple[int, ...]:
    """Return where the blocks begin that a StreamSweepRequest asks for.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    request = parse(messages.StreamSweepRequest, content)
    count = len(_task_of(content, named).points)
    return unknown(range(0, count, BLOCK), request.known_positions)


def some_rows(content: bytes, named: NamedSource | None, position: int) -> bytes:
    """Answer with a block of rows.

    Parameters
    ----------
    content, named
        As for :func:`missing_blocks`.
    position
        The first of them, from 0.
    """
    task = _task_of(content, named)
    response = messages.StreamSweepResponse(
        position=position,
        row_count=len(task.points),
        currency_code=task.currency_code,
    )
    for row in task.sweep.rows(task.points[position : position + BLOCK]):
        fill(response.rows.add(), row, task.currency_code)
    return serialized(response)


@lru_cache(maxsize=2)
def _task_of(content: bytes, named: NamedSource | None) -> _Task:
    from optimizer.analysis.parametric import (  # noqa: PLC0415 - see optimizer.service.work
        Sweep,
    )

    request = parse(messages.StreamSweepRequest, content)
    points = _points_of(request)
    options = PlanOptions(
        time_limit=time_limit_of(request.options) or LONGEST_CALL_TIME,
        relative_gap=gap_of(request.options),
        integer_decisions=request.options.integer_decisions,
    )
    reading = read_requested(request, named)
    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    base = varied(request, named, reading.dataset)
    sweep = Sweep(base, options, lambda amounts: _scenario(request, amounts))
    return _Task(sweep, points, reading.dataset.header.currency_code)


def _points_of(request: messages.StreamSweepRequest) -> tuple[tuple[str, ...], ...]:
    """Return the points of a grid, the last number changing fastest."""
    field = "axes"
    if not 1 <= len(request.axes) <= MOST_AXES:
        count = len(request.axes)
        raise InvalidRequestError(field, f"there are {count}; give 1 to {MOST_AXES}")
    for position, axis in enumerate(request.axes):
        if not axis.target or not axis.amounts:
            field = f"axes[{position}]"
            raise InvalidRequestError(field, "give a target and its amounts")
    count = prod(len(axis.amounts) for axis in request.axes)
    if count > MOST_POINTS:
        message = (
            f"they make {count:,} points; give at most {MOST_POINTS:,}, as by fewer "
            "amounts of each"
        )
        raise InvalidRequestError(field, message)
    return tuple(product(*(tuple(axis.amounts) for axis in request.axes)))


def _scenario(
    request: messages.StreamSweepRequest, amounts: tuple[str, ...]
) -> "Scenario":
    """Write the scenario of a point, as a file would say it."""
    changes = []
    for axis, amount in zip(request.axes, amounts, strict=True):
        change: dict[str, object] = {"set": axis.target, "to": amount}
        if axis.periods:
            change["periods"] = list(axis.periods)
        changes.append(change)
    document = {"scenario_id": "point", "title": "A point", "changes": changes}
    return read_scenario("point.json", json.dumps(document).encode())
