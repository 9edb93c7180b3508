"""What a unit of each capacity comes to in tonnes, so that capacities compare."""

import numpy as np

from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.state_graph import StateGraph


def tonnes_per_capacity(graph: StateGraph, problem: FlowProblem) -> FloatArray:
    """Return the tonnes that a unit of each capacity lets pass.

    It is taken for the goods of the demands that can use the capacity, in the proportion
    of their volumes and on the arc on which they take most of it.

    Parameters
    ----------
    graph
        Masses of the commodities.
    problem
        What goods take of the capacities, runs charged or not.

    Returns
    -------
    FloatArray
        Gross tonnes per unit, shape ``(n_capacities,)``; 0 where no demand's goods can
        use a capacity.
    """
    count = len(graph.lane_commodities)
    volumes = np.bincount(problem.commodities, problem.volumes, minlength=count)
    passed_t = np.zeros(len(problem.capacities))
    taken = np.zeros(len(problem.capacities))
    for index, position in enumerate(graph.lane_commodities.tolist()):
        commodity = graph.dataset.commodities[position]
        arcs = np.flatnonzero(np.isfinite(problem.costs[index]))
        if not volumes[index] or not len(arcs):
            continue
        uses = problem.uses[problem.use_rows(index, arcs)]
        most = uses.max(axis=0).toarray().ravel()
        passed_t += np.where(most > 0, volumes[index] * commodity.tonnes_per_unit, 0.0)
        taken += most * volumes[index]
    return np.divide(passed_t, taken, out=np.zeros_like(taken), where=taken > 0)
