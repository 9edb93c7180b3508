"""Which arcs can carry a release: those on some way from its source to its sink."""

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.arrays import IntArray
from optimizer.formulation.flow_problem import FlowProblem

type BoolArray = NDArray[np.bool_]


def usable_arcs(problem: FlowProblem) -> list[IntArray]:
    """Return for each release the arcs that lie on a way from source to sink.

    Arcs that are closed to its commodity lie on none, nor do arcs that come back to the
    source or go on from the sink.
    """
    forward: dict[tuple[int, int], BoolArray] = {}
    backward: dict[tuple[int, int], BoolArray] = {}
    arcs = []
    for release in range(problem.release_count):
        commodity = int(problem.commodities[release])
        is_open = np.isfinite(problem.costs[commodity])
        source, sink = int(problem.sources[release]), int(problem.sinks[release])
        ends = (problem.tails, problem.heads)
        if (commodity, source) not in forward:
            reached = _reached(source, *ends, is_open, problem.state_count)
            forward[commodity, source] = reached
        if (commodity, sink) not in backward:
            reached = _reached(sink, *ends[::-1], is_open, problem.state_count)
            backward[commodity, sink] = reached
        is_after = forward[commodity, source][problem.tails]
        is_before = backward[commodity, sink][problem.heads]
        goes_on = (problem.heads != source) & (problem.tails != sink)
        arcs.append(np.flatnonzero(is_open & is_after & is_before & goes_on))
    return arcs


def _reached(
    start: int, tails: IntArray, heads: IntArray, is_open: BoolArray, state_count: int
) -> BoolArray:
    """States that can be reached from one, itself included."""
    reached = np.zeros(state_count, dtype=np.bool_)
    reached[start] = True
    while True:
        new = heads[is_open & reached[tails] & ~reached[heads]]
        if not len(new):
            return reached
        reached[new] = True
