"""From flows on arcs to flows along paths.

Any flow from a source to a sink is a sum of flows along at most as many paths and cycles
as there are arcs [1]_. Cycles move nothing from source to sink and are left out.

References
----------
.. [1] Ahuja, R.K., Magnanti, T.L. & Orlin, J.B. (1993). *Network Flows*, theorem 3.5.
       Prentice Hall.
"""

import math
from collections.abc import Iterator

import numpy as np

from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.solve.solution import ArcPath

RELATIVE_TOLERANCE = 1e-9
"""Flow on an arc below this share of the release's volume is the solver's noise."""

LEAST_LEFT = 1e-8
"""Share of a volume that the noise of all its paths may add up to."""


def decompose(
    problem: FlowProblem, release: int, flows: dict[int, float]
) -> Iterator[ArcPath]:
    """Split the flow of one release into paths, each as large as it can be.

    Parameters
    ----------
    problem
        Arcs, and the release's source and sink.
    release
        The release.
    flows
        Flow by arc; not changed.
    """
    least = RELATIVE_TOLERANCE * float(problem.volumes[release])
    left = {arc: flow for arc, flow in flows.items() if flow > least}
    onward: dict[int, list[int]] = {}
    for arc in sorted(left):
        onward.setdefault(int(problem.tails[arc]), []).append(arc)
    source, sink = int(problem.sources[release]), int(problem.sinks[release])
    while True:
        path = _widest_walk(problem, source, sink, onward, left)
        if not path:
            return
        quantity = min(left[arc] for arc in path)
        for arc in path:
            left[arc] -= quantity
            if left[arc] <= least:
                del left[arc]
                onward[int(problem.tails[arc])].remove(arc)
        yield ArcPath(release, tuple(path), tidy(quantity, problem.volumes[release]))


def tidy(quantity: float, volume: float) -> float:
    """Round a quantity to twelve digits of a volume, where the solver's noise starts."""
    return round(float(quantity), 11 - math.floor(math.log10(volume)))


def left_of_volumes(problem: FlowProblem, served: FloatArray) -> FloatArray:
    """Return what is left of each volume; a difference of noise counts as served."""
    left = problem.volumes - served
    return np.array(
        [
            tidy(quantity, volume) if quantity > LEAST_LEFT * volume else 0.0
            for quantity, volume in zip(
                left.tolist(), problem.volumes.tolist(), strict=True
            )
        ]
    )


def _widest_walk(
    problem: FlowProblem,
    source: int,
    sink: int,
    onward: dict[int, list[int]],
    left: dict[int, float],
) -> list[int]:
    """Walk from source to sink along the largest flows, cutting cycles off.

    A walk that ends elsewhere has met noise: what it followed is dropped.
    """
    while True:
        path: list[int] = []
        position = {source: 0}
        state = source
        while state != sink and onward.get(state):
            arc = max(onward[state], key=lambda a: (left[a], -a))
            state = int(problem.heads[arc])
            path.append(arc)
            if state in position:
                _cancel(problem, path[position[state] :], onward, left)
                break
            position[state] = len(path)
        else:
            if state == sink or not path:
                return path
            _cancel(problem, path[-1:], onward, left)


def _cancel(
    problem: FlowProblem,
    arcs: list[int],
    onward: dict[int, list[int]],
    left: dict[int, float],
) -> None:
    """Take the least of their flows off some arcs; at least one of them vanishes."""
    quantity = min(left[arc] for arc in arcs)
    for arc in arcs:
        left[arc] -= quantity
        if left[arc] <= 0:
            del left[arc]
            onward[int(problem.tails[arc])].remove(arc)
