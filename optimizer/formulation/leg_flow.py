r"""The compact formulation: one variable per release and arc.

.. math::

    \min \; & \sum_{k, a} c_a^{q(k)} x_{ka} + \sum_k p_k u_k \\
    \text{balance} \quad & \sum_{a \in \delta^+(s)} x_{ka}
        - \sum_{a \in \delta^-(s)} x_{ka} + [s = s_k] u_k = [s = s_k] v_k \\
    \text{capacity} \quad & \sum_{k, a} u_{ra}^{q(k)} x_{ka} \le b_r

for releases :math:`k`, arcs :math:`a`, states :math:`s` other than the sink of the
release, and capacities :math:`r`; all variables are at least 0 [1]_.

References
----------
.. [1] Ahuja, R.K., Magnanti, T.L. & Orlin, J.B. (1993). *Network Flows*, ch. 17.
       Prentice Hall.
"""

from dataclasses import dataclass

import numpy as np
from pulp import LpAffineExpression, LpConstraint, LpMinimize, LpProblem, LpVariable

from optimizer.formulation.arrays import IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.reach import usable_arcs


@dataclass(frozen=True, kw_only=True)
class LegFlow:
    """The linear program with the handles to read its answer by.

    Attributes
    ----------
    program
        The program.
    arcs
        For each release the arcs that have a variable, in ascending order.
    flows
        For each release a variable per such arc.
    unserved
        For each release the variable of what is left unserved; None where all must be
        served.
    capacity
        The row of each capacity.
    extras
        The variable of what is had beyond each capacity that more can be had of.
    """

    program: LpProblem
    arcs: list[IntArray]
    flows: list[list[LpVariable]]
    unserved: list[LpVariable | None]
    capacity: list[LpConstraint]
    extras: dict[int, LpVariable]


def build_leg_flow(problem: FlowProblem) -> LegFlow:
    """Build the compact program of a flow problem.

    A release has variables only for the arcs that lie on some way from its source to its
    sink.
    """
    builder = _Builder(problem)
    arcs = usable_arcs(problem)
    flows, unserved = [], []
    for release in range(problem.release_count):
        balance = builder.add_balance(release, arcs[release])
        unserved.append(builder.add_unserved(release, balance))
        flows.append(builder.add_flows(release, arcs[release], balance))
    return LegFlow(
        program=builder.program,
        arcs=arcs,
        flows=flows,
        unserved=unserved,
        capacity=builder.capacity,
        extras=builder.add_extras(),
    )


class _Builder:
    """Adds rows first and then columns, which costs PuLP least."""

    def __init__(self, problem: FlowProblem) -> None:
        self.problem = problem
        self.program = LpProblem("leg_flow", LpMinimize)
        self.capacity = [
            self.program.addConstraint(
                LpAffineExpression.empty() <= limit, f"capacity_{row}"
            )
            for row, limit in enumerate(problem.capacities.tolist())
        ]

    def add_balance(self, release: int, arcs: IntArray) -> dict[int, LpConstraint]:
        """Add a row per state, except the sink, where whatever arrives is welcome."""
        problem = self.problem
        source, sink = int(problem.sources[release]), int(problem.sinks[release])
        states = np.unique([problem.tails[arcs], problem.heads[arcs]]).tolist()
        volume = float(problem.volumes[release])
        return {
            state: self.program.addConstraint(
                LpAffineExpression.empty() == (volume if state == source else 0.0),
                f"balance_{release}_{state}",
            )
            for state in sorted({*states, source} - {sink})
        }

    def add_unserved(
        self, release: int, balance: dict[int, LpConstraint]
    ) -> LpVariable | None:
        """Add what is left unserved, unless all must be served."""
        price = float(self.problem.unserved_prices[release])
        if np.isinf(price):
            return None
        row = balance[int(self.problem.sources[release])]
        return self.program.add_column(
            f"unserved_{release}", 0, None, obj=price, coefficients={row: 1.0}
        )

    def add_flows(
        self, release: int, arcs: IntArray, balance: dict[int, LpConstraint]
    ) -> list[LpVariable]:
        """Add a flow per arc."""
        problem = self.problem
        costs = problem.costs[problem.commodities[release]]
        flows = []
        for arc in arcs.tolist():
            coefficients = self._capacity_taken(int(problem.commodities[release]), arc)
            coefficients[balance[int(problem.tails[arc])]] = 1.0
            head = balance.get(int(problem.heads[arc]))
            if head is not None:
                coefficients[head] = -1.0
            name, cost = f"flow_{release}_{arc}", float(costs[arc])
            flows.append(
                self.program.add_column(
                    name, 0, None, obj=cost, coefficients=coefficients
                )
            )
        return flows

    def _capacity_taken(self, commodity: int, arc: int) -> dict[LpConstraint, float]:
        uses = self.problem.uses
        row = commodity * self.problem.arc_count + arc
        entries = slice(uses.indptr[row], uses.indptr[row + 1])
        rows = uses.indices[entries].tolist()
        factors = uses.data[entries].tolist()
        return {
            self.capacity[row]: factor
            for row, factor in zip(rows, factors, strict=True)
        }

    def add_extras(self) -> dict[int, LpVariable]:
        """Add what can be had beyond each capacity, where that has a price."""
        problem = self.problem
        extras = {}
        for row in problem.priced_extras().tolist():
            limit = float(problem.extra_limits[row])
            extras[row] = self.program.add_column(
                f"extra_{row}",
                0,
                None if np.isinf(limit) else limit,
                obj=float(problem.extra_prices[row]),
                coefficients={self.capacity[row]: -1.0},
            )
        return extras
