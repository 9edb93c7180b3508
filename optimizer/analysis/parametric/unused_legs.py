"""How much cheaper legs that carry nothing must become to carry anything."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csgraph

from optimizer.analysis.parametric.engine import Answer
from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.places import LinkKind
from optimizer.formulation.state_graph import StateGraph


def unused_legs(graph: StateGraph, answer: Answer) -> Iterator[tuple[str, float]]:
    """Yield each leg that carries nothing, and its reduced cost per gross tonne.

    At the prices of the answer, the best way of any release over the leg is that much
    dearer than what the release pays. As long as the leg gets cheaper by less, the plan
    costs least as it is.

    Parameters
    ----------
    graph
        What was solved.
    answer
        Its flows and prices.

    Yields
    ------
    tuple[str, float]
        Id of the leg, and its reduced cost; infinite where no release has a way over it,
        or only one for which the leg would have to cost less than nothing: a way back
        and forth, or a leg that is charged with the whole haul that it is in.
    """
    legs = np.array(
        [x.element if x.kind is LinkKind.LEG else -1 for x in graph.layout.links]
    )[graph.layout.arc_links]
    used = {int(legs[arc]) for path in answer.solution.paths for arc in path.arcs}
    arcs = np.flatnonzero(legs >= 0)
    least = np.full(len(graph.dataset.legs), np.inf)
    for lane in np.unique(answer.problem.commodities).tolist():
        commodity = graph.dataset.commodities[int(graph.lane_commodities[lane])]
        dearer = _dearer_by(answer, lane, arcs)
        np.minimum.at(least, legs[arcs], dearer / commodity.tonnes_per_unit)
    for index, leg in enumerate(graph.dataset.legs):
        if index not in used:
            yield leg.leg_id, float(max(least[index], 0.0))


def _dearer_by(answer: Answer, lane: int, arcs: IntArray) -> FloatArray:
    """Return by how much the best way of a lane's releases over each arc is dearer."""
    problem = answer.problem
    prices = problem.prices_of_arcs(answer.solution.capacity_prices)[lane]
    known = problem.open_arcs.sorted_arcs(lane, is_backward=False)
    if not len(known.arcs):
        return np.full(len(arcs), np.inf)
    matrix = known.matrix.copy()
    matrix.data = np.minimum.reduceat(prices[known.arcs], known.firsts)
    own = np.flatnonzero(problem.commodities == lane)
    sources, source_of = np.unique(problem.sources[own], return_inverse=True)
    sinks, sink_of = np.unique(problem.sinks[own], return_inverse=True)
    to_tails = csgraph.dijkstra(matrix, indices=sources)[:, problem.tails[arcs]]
    backward = matrix.T.tocsr()
    from_heads = csgraph.dijkstra(backward, indices=sinks)[:, problem.heads[arcs]]
    pays = np.minimum(answer.distances[own], problem.unserved_prices[own])
    least = np.full(len(arcs), np.inf)
    for release in range(len(own)):
        over = to_tails[source_of[release]] + from_heads[sink_of[release]]
        np.minimum(least, over - pays[release], out=least)
    # What the leg could cost at most is then less than nothing.
    reduced: FloatArray = np.where(least <= 0, least + prices[arcs], np.inf)
    return reduced
