"""What can be done in the background, and how it goes on where another server left it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from corridor.v1 import (
    plan_service_pb2,
    sensitivity_service_pb2,
    simulation_service_pb2,
)
from google.protobuf.message import Message

from optimizer.service.calls import Call, Method, Stream
from optimizer.service.messages import parse, serialized

PLAN = "corridor.v1.PlanService/OptimizePlan"
SWEEP = "corridor.v1.SensitivityService/StreamSweep"
SIMULATION = "corridor.v1.SimulationService/StreamSimulation"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an operation is.

    Attributes
    ----------
    pieces
        What is known of its answer from before.
    keep
        Takes a further piece, and how much is done of how much.
    """

    pieces: Sequence[bytes]
    keep: Callable[[bytes, int, int], Awaitable[None]]


type Work = Callable[[bytes, Call, Progress], Awaitable[bytes]]
"""From a request to its answer."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be done in the background.

    Attributes
    ----------
    answer_type
        Message of the answer.
    work
        Does it.
    """

    answer_type: type[Message]
    work: Work


def kinds_of(methods: Mapping[str, Method | Stream]) -> dict[str, Kind]:
    """Return what can be done, by the full name of the method that does it.

    Parameters
    ----------
    methods
        The methods, by the same names.
    """
    return {
        PLAN: Kind(plan_service_pb2.OptimizePlanResponse, _at_once(methods[PLAN])),
        SWEEP: Kind(sensitivity_service_pb2.SweepRun, _sweep(methods[SWEEP])),
        SIMULATION: Kind(
            simulation_service_pb2.SimulationRun, _simulation(methods[SIMULATION])
        ),
    }


def _at_once(method: Method | Stream) -> Work:
    if isinstance(method, Stream):
        message = "it answers several times"
        raise TypeError(message)

    async def work(content: bytes, call: Call, progress: Progress) -> bytes:
        del progress  # There is none before the end.
        return await method(content, call)

    return work


def _sweep(method: Method | Stream) -> Work:
    stream = _streaming(method)

    async def work(content: bytes, call: Call, progress: Progress) -> bytes:
        request = parse(sensitivity_service_pb2.StreamSweepRequest, content)
        kind = sensitivity_service_pb2.StreamSweepResponse
        answers = [kind.FromString(piece) for piece in progress.pieces]
        request.known_positions.extend(answer.position for answer in answers)
        async for piece in stream.answers(request.SerializeToString(), call):
            answers.append(kind.FromString(piece))
            done = sum(len(answer.rows) for answer in answers)
            await progress.keep(piece, done, answers[-1].row_count)
        answers.sort(key=lambda answer: answer.position)
        return serialized(sensitivity_service_pb2.SweepRun(answers=answers))

    return work


def _simulation(method: Method | Stream) -> Work:
    stream = _streaming(method)

    async def work(content: bytes, call: Call, progress: Progress) -> bytes:
        request = parse(simulation_service_pb2.StreamSimulationRequest, content)
        kind = simulation_service_pb2.StreamSimulationResponse
        drawn = [kind.FromString(piece) for piece in progress.pieces]
        request.known_rows.extend(row for answer in drawn for row in answer.rows)
        others = []
        async for piece in stream.answers(request.SerializeToString(), call):
            answer = kind.FromString(piece)
            if not answer.rows:
                others.append(answer)
                continue
            drawn.append(answer)
            done = sum(len(answer.rows) for answer in drawn)
            await progress.keep(piece, done, answer.draw_count)
        drawn.sort(key=lambda answer: answer.rows[0].position)
        answers = [*others[:1], *drawn, *others[1:]]
        return serialized(simulation_service_pb2.SimulationRun(answers=answers))

    return work


def _streaming(method: Method | Stream) -> Stream:
    if not isinstance(method, Stream):
        message = "it answers once"
        raise TypeError(message)
    return method
