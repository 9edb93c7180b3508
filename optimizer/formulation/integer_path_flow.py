r"""The path formulation with decisions in whole numbers, over paths that are known.

To the rows of :mod:`optimizer.formulation.path_flow` come, with :math:`n_r` runs of size
:math:`s_r` and least load :math:`m_r`, and :math:`z_g` whether group :math:`g` is served,

.. math::

    \text{capacity} \quad & \sum_p u_{rp} x_p \le b_r + s_r n_r \\
    \text{least} \quad & \sum_p u_{rp} x_p \ge m_r s_r n_r \\
    \text{whole} \quad & y_k = v_k (1 - z_g)
"""

from dataclasses import dataclass

import numpy as np
from pulp import LpAffineExpression, LpConstraint, LpMinimize, LpProblem, LpVariable

from optimizer.formulation.flow_problem import Decisions, FlowProblem
from optimizer.formulation.path_pool import PathPool

_WHOLE = 1e-9


@dataclass(frozen=True)
class IntegerPathFlow:
    """The program with the handles to read its answer by.

    Attributes
    ----------
    program
        The program.
    flows
        A variable per path of the pool.
    runs
        The number of runs of each capacity that comes in them.
    served_groups
        Whether each group is served, 1 or 0.
    capacity
        The row of each capacity that some path uses.
    """

    program: LpProblem
    flows: list[LpVariable]
    runs: dict[int, LpVariable]
    served_groups: dict[int, LpVariable]
    capacity: dict[int, LpConstraint]

    def fix_decisions(self) -> None:
        """Keep whole numbers at the values of the last solution."""
        for variable in (*self.runs.values(), *self.served_groups.values()):
            value = round(float(variable.varValue or 0.0))
            variable.cat = "Continuous"
            variable.bounds(value, value)


def build_integer_path_flow(
    problem: FlowProblem, decisions: Decisions, pool: PathPool
) -> IntegerPathFlow:
    """Build the program over the paths of a pool."""
    program = LpProblem("integer_path_flow", LpMinimize)
    demand = [
        program.addConstraint(LpAffineExpression.empty() == volume, f"demand_{release}")
        for release, volume in enumerate(problem.volumes.tolist())
    ]
    uses = pool.uses()
    used = np.unique(uses.indices).tolist()
    capacity = {
        row: program.addConstraint(
            LpAffineExpression.empty() <= float(problem.capacities[row]),
            f"capacity_{row}",
        )
        for row in used
    }
    least = {
        row: program.addConstraint(LpAffineExpression.empty() >= 0.0, f"least_{row}")
        for row in used
        if decisions.minimum_loads[row] > 0
    }
    flows = []
    costs, releases = pool.costs().tolist(), pool.releases().tolist()
    for path, (cost, release) in enumerate(zip(costs, releases, strict=True)):
        entries = slice(uses.indptr[path], uses.indptr[path + 1])
        coefficients = {demand[release]: 1.0}
        for row, factor in zip(
            uses.indices[entries].tolist(), uses.data[entries].tolist(), strict=True
        ):
            coefficients[capacity[row]] = factor
            if row in least:
                coefficients[least[row]] = factor
        flows.append(
            program.add_column(
                f"flow_{path}", 0, None, obj=cost, coefficients=coefficients
            )
        )
    runs = _add_runs(program, problem, decisions, (capacity, least))
    served_groups = _add_unserved(program, problem, decisions, demand)
    return IntegerPathFlow(program, flows, runs, served_groups, capacity)


def _add_runs(
    program: LpProblem,
    problem: FlowProblem,
    decisions: Decisions,
    rows: tuple[dict[int, LpConstraint], dict[int, LpConstraint]],
) -> dict[int, LpVariable]:
    capacity, least = rows
    runs = {}
    for row, constraint in capacity.items():
        size = float(decisions.run_sizes[row])
        if size <= 0:
            continue
        most = int(problem.extra_limits[row] / size + _WHOLE)
        coefficients = {constraint: -size}
        if row in least:
            coefficients[least[row]] = -size * float(decisions.minimum_loads[row])
        runs[row] = program.add_column(
            f"runs_{row}",
            0,
            most,
            "Integer",
            obj=float(problem.extra_prices[row]) * size,
            coefficients=coefficients,
        )
    return runs


def _add_unserved(
    program: LpProblem,
    problem: FlowProblem,
    decisions: Decisions,
    demand: list[LpConstraint],
) -> dict[int, LpVariable]:
    """Add what is left unserved; in a group, in full or not at all."""
    served_groups: dict[int, LpVariable] = {}
    for release, price in enumerate(problem.unserved_prices.tolist()):
        if np.isinf(price):
            continue
        name, group = f"unserved_{release}", int(decisions.groups[release])
        unserved = program.add_column(
            name, 0, None, obj=price, coefficients={demand[release]: 1.0}
        )
        if group >= 0:
            volume = float(problem.volumes[release])
            if group not in served_groups:
                served = program.add_variable(f"served_{group}", 0, 1, "Integer")
                served_groups[group] = served
            whole = unserved + volume * served_groups[group] == volume
            program.addConstraint(whole, f"whole_{release}")
    return served_groups
