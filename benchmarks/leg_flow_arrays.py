"""The compact leg-flow program as arrays, over all arcs, as solvers take it."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.reach import BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFlowArrays:
    """Minimize ``costs @ x`` where ``lower <= matrix @ x <= upper`` and ``x >= 0``.

    Attributes
    ----------
    costs
        Cost of each variable: the flows of the first release on every arc, those of the
        second, and so on; then what each release that may leave some unserved leaves.
    matrix
        Balance rows by release and state other than its sink, then capacity rows.
    lower, upper
        Limits of the rows; equal for balance, no lower one for capacity.
    """

    costs: FloatArray
    matrix: sparse.csr_array
    lower: FloatArray
    upper: FloatArray


def build_leg_flow_arrays(problem: FlowProblem) -> LegFlowArrays:
    """Build the program; every arc must be open to every release.

    The row of a sink follows from those of the other states. Solvers are faster without
    it, so it is left out.
    """
    may_leave = np.flatnonzero(np.isfinite(problem.unserved_prices))
    matrix = sparse.vstack(
        [_balance(problem, may_leave), _capacity(problem, len(may_leave))],
        format="csr",
    )
    supplies = np.zeros((problem.release_count, problem.state_count))
    supplies[np.arange(problem.release_count), problem.sources] = problem.volumes
    supplies = supplies[_is_row(problem)]
    unlimited = np.full(len(problem.capacities), -np.inf)
    return LegFlowArrays(
        costs=np.concatenate(
            (
                problem.costs[problem.commodities].ravel(),
                problem.unserved_prices[may_leave],
            )
        ),
        matrix=matrix,
        lower=np.concatenate((supplies, unlimited)),
        upper=np.concatenate((supplies, problem.capacities)),
    )


def _is_row(problem: FlowProblem) -> BoolArray:
    """Tell by release and state where there is a balance row."""
    is_row = np.ones((problem.release_count, problem.state_count), dtype=np.bool_)
    is_row[np.arange(problem.release_count), problem.sinks] = False
    return is_row


def _balance(problem: FlowProblem, may_leave: IntArray) -> sparse.csr_array:
    arcs = np.arange(problem.arc_count)
    ones = np.ones(problem.arc_count)
    incidence = sparse.csr_array(
        (
            np.concatenate((ones, -ones)),
            (np.concatenate((problem.tails, problem.heads)), np.tile(arcs, 2)),
        ),
        shape=(problem.state_count, problem.arc_count),
    )
    flows = sparse.kron(sparse.eye_array(problem.release_count), incidence)
    unserved = sparse.csr_array(
        (
            np.ones(len(may_leave)),
            (
                may_leave * problem.state_count + problem.sources[may_leave],
                np.arange(len(may_leave)),
            ),
        ),
        shape=(problem.release_count * problem.state_count, len(may_leave)),
    )
    rows = sparse.hstack([flows, unserved], format="csr")
    return rows[np.flatnonzero(_is_row(problem))]


def _capacity(problem: FlowProblem, unserved_count: int) -> sparse.csr_array:
    arcs = np.arange(problem.arc_count)
    taken = [
        problem.uses[problem.use_rows(commodity, arcs)].T
        for commodity in problem.commodities.tolist()
    ]
    none = sparse.csr_array((len(problem.capacities), unserved_count))
    return sparse.hstack([*taken, none], format="csr")
