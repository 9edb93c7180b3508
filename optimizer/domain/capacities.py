"""How much of a resource a period offers."""

from optimizer.domain.calendar import DAYS_PER_YEAR, Period
from optimizer.domain.dataset import Dataset
from optimizer.domain.resources import CapacityBasis, Resource


def capacities_by_period(dataset: Dataset, resource: Resource) -> list[float]:
    """Return the capacity of a resource in each period, in the order of time.

    A row of ``resource_capacities`` holds as it stands. Otherwise the resource's own
    capacity is spread over the period's days, each weighted by its month's factor where
    the resource has a profile.
    """
    given = {
        row.period_id: row.capacity
        for row in dataset.resource_capacities
        if row.resource_id == resource.resource_id
    }
    factors = None if resource.shape_id is None else dataset.shape(resource.shape_id)
    return [
        given[period.period_id]
        if period.period_id in given
        else resource.capacity * _share(resource.basis, period, factors)
        for period in dataset.calendar()
    ]


def _share(
    basis: CapacityBasis, period: Period, factors: dict[int, float] | None
) -> float:
    """Multiple of the stated capacity that a period offers."""
    weighted_days = (
        float(period.day_count) if factors is None else period.weighted_days(factors)
    )
    return {
        CapacityBasis.PERIOD: weighted_days / period.day_count,
        CapacityBasis.DAY: weighted_days,
        CapacityBasis.YEAR: weighted_days / DAYS_PER_YEAR,
    }[basis]
