r"""The path formulation: one variable per release and path, added as paths are found.

.. math::

    \min \; & \sum_{k, p} c_p x_p + \sum_k p_k y_k \\
    \text{demand} \quad & \sum_{p \in P_k} x_p + y_k = v_k \\
    \text{capacity} \quad & \sum_p u_{rp} x_p \le b_r

for releases :math:`k` with paths :math:`P_k`, and the capacities :math:`r` that were added
so far. It is the Dantzig-Wolfe form of the leg-flow program [1]_.

References
----------
.. [1] Ford, L.R. & Fulkerson, D.R. (1958). A suggested computation for maximal
       multi-commodity network flows. *Management Science* 5(1), 97-101.
"""

import math
from dataclasses import dataclass

import numpy as np
from pulp import LpAffineExpression, LpConstraint, LpMinimize, LpProblem, LpVariable

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.path_pool import PathBlock, PathPool


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns that were added to a program, for a solver that has the others already.

    Attributes
    ----------
    costs
        Objective coefficients, shape ``(n,)``.
    limits
        Upper bounds, infinite where there is none, shape ``(n,)``.
    starts, rows, values
        Rows and coefficients of each column, one after the other.
    """

    costs: FloatArray
    limits: FloatArray
    starts: IntArray
    rows: IntArray
    values: FloatArray


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that were added to a program, with their coefficients in known columns.

    Attributes
    ----------
    lower, upper
        Bounds, shape ``(n,)``.
    starts, columns, values
        Columns and coefficients of each row, one after the other.
    """

    lower: FloatArray
    upper: FloatArray
    starts: IntArray
    columns: IntArray
    values: FloatArray


class PathFlow:
    """The growing program.

    Rows and columns keep the position at which they were added.

    Parameters
    ----------
    problem
        Releases and capacities.
    unserved_prices
        Price of a unit left unserved, finite for every release, shape ``(n_releases,)``.

    Attributes
    ----------
    program
        The program as PuLP has it.
    flow_columns
        Position of the column of each path, in the order of the pool.
    unserved_columns
        Position of the column of what each release leaves unserved.
    capacity_rows
        Position of the row of each capacity, -1 where it was not added.
    extra_columns
        Position of the column of what is had beyond each capacity, -1 where none is.
    """

    def __init__(self, problem: FlowProblem, unserved_prices: FloatArray) -> None:
        self._problem = problem
        self._variables: list[LpVariable] = []
        self.program = LpProblem("path_flow", LpMinimize)
        self._rows: list[LpConstraint] = [
            self.program.addConstraint(
                LpAffineExpression.empty() == volume, f"demand_{release}"
            )
            for release, volume in enumerate(problem.volumes.tolist())
        ]
        self.flow_columns = np.zeros(0, dtype=np.int64)
        self.capacity_rows = np.full(len(problem.capacities), -1)
        self.extra_columns = np.full(len(problem.capacities), -1)
        self.unserved_columns = np.arange(problem.release_count)
        self.first_rows = Rows(
            lower=problem.volumes,
            upper=problem.volumes,
            starts=np.zeros(problem.release_count, dtype=np.int64),
            columns=np.zeros(0, dtype=np.int64),
            values=np.zeros(0),
        )
        self.first_columns = self._add_unserved(unserved_prices)

    def add_paths(self, block: PathBlock) -> Columns:
        """Add a column for each path of a block."""
        first = len(self._variables)
        uses = block.uses
        entries = self.capacity_rows[uses.indices]
        is_present = entries >= 0
        owner = np.repeat(np.arange(len(block.paths)), np.diff(uses.indptr))[is_present]
        starts = np.arange(len(block.paths)) + np.searchsorted(
            owner, np.arange(len(block.paths))
        )
        rows = np.insert(
            entries[is_present],
            np.searchsorted(owner, np.arange(len(block.paths))),
            block.paths.releases,
        )
        values = np.insert(
            uses.data[is_present],
            np.searchsorted(owner, np.arange(len(block.paths))),
            1.0,
        )
        unlimited = np.full(len(block.paths), np.inf)
        columns = Columns(block.costs, unlimited, starts, rows, values)
        self._add_columns("flow", columns)
        added = np.arange(first, len(self._variables))
        self.flow_columns = np.concatenate((self.flow_columns, added))
        return columns

    def add_capacities(
        self, capacities: IntArray, pool: PathPool
    ) -> tuple[Rows, Columns | None]:
        """Add rows of some capacities, and columns of what can be had beyond them."""
        uses = pool.uses_of(capacities)
        columns = self.flow_columns[uses.indices]
        count = len(capacities)
        limits = self._problem.capacities[capacities]
        rows = Rows(
            lower=np.full(count, -np.inf),
            upper=limits,
            starts=uses.indptr[:-1].astype(np.int64),
            columns=columns,
            values=uses.data,
        )
        self.capacity_rows[capacities] = np.arange(
            len(self._rows), len(self._rows) + count
        )
        for index, capacity in enumerate(capacities.tolist()):
            entries = slice(uses.indptr[index], uses.indptr[index + 1])
            terms = [
                (self._variables[column], value)
                for column, value in zip(
                    columns[entries].tolist(), uses.data[entries].tolist(), strict=True
                )
            ]
            expression = LpAffineExpression.from_list(terms) <= float(limits[index])
            row = self.program.addConstraint(expression, f"capacity_{capacity}")
            self._rows.append(row)
        return rows, self._add_extras(capacities)

    def write_back(self, values: FloatArray, duals: FloatArray) -> None:
        """Give the program's variables and rows the values of a solution."""
        for variable, value in zip(self._variables, values.tolist(), strict=True):
            variable.varValue = value
        for row, dual in zip(self._rows, duals.tolist(), strict=True):
            row.pi = dual

    def _add_unserved(self, prices: FloatArray) -> Columns:
        count = len(prices)
        columns = Columns(
            costs=prices,
            limits=np.full(count, np.inf),
            starts=np.arange(count),
            rows=np.arange(count),
            values=np.ones(count),
        )
        self._add_columns("unserved", columns)
        return columns

    def _add_extras(self, capacities: IntArray) -> Columns | None:
        problem = self._problem
        priced = capacities[np.isfinite(problem.extra_prices[capacities])]
        if not len(priced):
            return None
        first, count = len(self._variables), len(priced)
        columns = Columns(
            costs=problem.extra_prices[priced],
            limits=problem.extra_limits[priced],
            starts=np.arange(count),
            rows=self.capacity_rows[priced],
            values=np.full(count, -1.0),
        )
        self._add_columns("extra", columns)
        self.extra_columns[priced] = np.arange(first, first + count)
        return columns

    def _add_columns(self, name: str, columns: Columns) -> None:
        rows, values = columns.rows.tolist(), columns.values.tolist()
        ends = [*columns.starts[1:].tolist(), len(rows)]
        for cost, limit, start, end in zip(
            columns.costs.tolist(),
            columns.limits.tolist(),
            columns.starts.tolist(),
            ends,
            strict=True,
        ):
            coefficients = {
                self._rows[row]: value
                for row, value in zip(rows[start:end], values[start:end], strict=True)
            }
            position = len(self._variables)
            self._variables.append(
                self.program.add_column(
                    f"{name}_{position}",
                    0,
                    None if math.isinf(limit) else limit,
                    obj=cost,
                    coefficients=coefficients,
                )
            )
