"""Cases: one request each, made of a seed and a number alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from reliability.fuzzing.damaged_bytes import damaged, noise
from reliability.fuzzing.hostile_messages import hostile_message, spoil
from reliability.fuzzing.rpcs import Rpc
from reliability.fuzzing.samples import Names, sample_request

DEADLINES_SECONDS = (2.0, 2.0, 3.0)
"""What a case may have as its deadline."""


@dataclass(frozen=True, slots=True)
class Case:
    """One request.

    Attributes
    ----------
    number
        Which case.
    rpc
        What is called.
    content
        What is sent.
    kind
        How it was made.
    seconds
        Deadline of the call.
    """

    number: int
    rpc: Rpc
    content: bytes = field(repr=False)
    kind: str
    seconds: float


def case_of(seed: int, number: int, rpcs: tuple[Rpc, ...], names: Names) -> Case:
    """Make a case.

    Every method has its turn, in every way of making requests.

    Parameters
    ----------
    seed
        Of all cases of a run.
    number
        Which case, from 0.
    rpcs
        The methods.
    names
        Names that valid requests use.
    """
    draw = Random(f"{seed} {number}")  # noqa: S311 - what is sent is no secret
    rpc = rpcs[number % len(rpcs)]
    kind = draw.choice(tuple(_WAYS))
    content = _WAYS[kind](rpc, names, draw)
    return Case(number, rpc, content, kind, draw.choice(DEADLINES_SECONDS))


def _noise(_: Rpc, __: Names, draw: Random) -> bytes:
    return noise(draw)


def _damaged(rpc: Rpc, names: Names, draw: Random) -> bytes:
    content, other = (
        sample_request(rpc, names, draw).SerializeToString(deterministic=True)
        for _ in range(2)
    )
    return damaged(content, other, draw)


def _invented(rpc: Rpc, _: Names, draw: Random) -> bytes:
    return hostile_message(rpc.request, draw).SerializeToString(deterministic=True)


def _spoiled(rpc: Rpc, names: Names, draw: Random) -> bytes:
    request = sample_request(rpc, names, draw)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        spoil(request, draw)
    return request.SerializeToString(deterministic=True)


_WAYS: dict[str, Callable[[Rpc, Names, Random], bytes]] = {
    "noise": _noise,
    "damaged": _damaged,
    "invented": _invented,
    "spoiled": _spoiled,
    "spoiled again": _spoiled,
    "spoiled anew": _spoiled,
}
"""Ways of making requests by name; most cases are nearly valid, and so go deep."""
