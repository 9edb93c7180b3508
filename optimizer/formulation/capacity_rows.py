"""Capacities as rows: what each arc takes of each resource in each period."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.domain.capacities import capacities_by_period
from optimizer.domain.dataset import Dataset
from optimizer.domain.resources import (
    Resource,
)
from optimizer.formulation.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class CapacityRows:
    """One row per resource and period: ``resource * n_periods + period``.

    Attributes
    ----------
    resources, periods
        Position of each row's resource and period, shape ``(n_rows,)``.
    capacities
        Limit of each row in the resource's measure, shape ``(n_rows,)``.
    run_sizes
        Capacity of one run, 0 where capacity does not come in runs, shape ``(n_rows,)``.
    run_costs
        Cost of one run, shape ``(n_rows,)``.
    minimum_loads
        Least load of a run as a share of its size, shape ``(n_rows,)``.
    """

    resources: IntArray
    periods: IntArray
    capacities: FloatArray
    run_sizes: FloatArray
    run_costs: FloatArray
    minimum_loads: FloatArray

    @property
    def fixed(self) -> FloatArray:
        """Capacity that is there without anything running."""
        return np.where(self.run_sizes > 0, 0.0, self.capacities)

    @property
    def extra_prices(self) -> FloatArray:
        """Cost of a run per unit of capacity that it adds; infinite without runs."""
        prices: FloatArray = np.divide(
            self.run_costs,
            self.run_sizes,
            out=np.full(len(self.run_sizes), np.inf),
            where=self.run_sizes > 0,
        )
        return prices


def capacity_rows(dataset: Dataset, period_count: int) -> CapacityRows:
    """List the capacities of a dataset."""
    row_count = len(dataset.resources) * period_count
    capacities = [capacities_by_period(dataset, r) for r in dataset.resources]
    rows = np.arange(row_count)
    return CapacityRows(
        resources=rows // period_count,
        periods=rows % period_count,
        capacities=np.array(capacities, dtype=np.float64).reshape(row_count),
        run_sizes=_per_row(dataset, period_count, lambda r: r.run_capacity or 0.0),
        run_costs=_per_row(dataset, period_count, lambda r: float(r.run_cost or 0)),
        minimum_loads=_per_row(dataset, period_count, lambda r: r.minimum_load),
    )


def _per_row(
    dataset: Dataset, period_count: int, value_of: Callable[[Resource], float]
) -> FloatArray:
    values = np.array([value_of(r) for r in dataset.resources], dtype=np.float64)
    return np.repeat(values, period_count)
