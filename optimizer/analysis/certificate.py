r"""Proof, without the solver, that a plan is feasible and costs least.

Feasibility is added up from the rows of the dataset along the plan's journeys. For any
prices :math:`\lambda_r \ge 0` of the capacities, weak duality bounds the cost of every
plan from below [1]_:

.. math:: \sum_k v_k \min(d_k(\lambda), p_k) - \sum_r b_r \lambda_r

where :math:`d_k(\lambda)` is the length of a shortest path of release :math:`k` when each
arc costs its charge plus the priced capacity that it takes. The bound does not depend on
how the prices were found, so the solver is not trusted.

References
----------
.. [1] Ahuja, R.K., Magnanti, T.L. & Orlin, J.B. (1993). *Network Flows*, section 17.4.
       Prentice Hall.
"""

import math
from collections.abc import Iterable
from decimal import Decimal

from optimizer.analysis.itineraries import Itinerary
from optimizer.domain.capacities import capacities_by_period
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import Certificate
from optimizer.errors import ResultNotCertifiedError
from optimizer.formulation.arrays import FloatArray
from optimizer.formulation.pricing import Pricer

TOLERANCE = 1e-6
"""Relative error that a plan may have."""


def dual_bound(pricer: Pricer, capacity_prices: FloatArray) -> float:
    """Return the lower bound of the least cost that prices of capacities prove.

    Parameters
    ----------
    pricer
        Finds the shortest paths; not the one that the solve was done with.
    capacity_prices
        Any prices of at least 0, shape ``(n_capacities,)``.
    """
    prices = pricer.problem.feasible_prices(capacity_prices)
    return pricer.problem.lower_bound(pricer.distances(prices), prices)


def certify(
    total_cost: Decimal,
    objective: float,
    bound: float,
    *,
    capacity_violation: float,
    demand_violation: float,
) -> Certificate:
    """Put a proof together; whether it holds is for :func:`require_proof`."""
    cost = float(total_cost)
    scale = max(1.0, abs(cost))
    return Certificate(
        total_cost=total_cost,
        objective_error=abs(cost - objective) / scale,
        capacity_violation=capacity_violation,
        demand_violation=demand_violation,
        dual_bound=bound,
        relative_gap=(cost - bound) / scale,
        tolerance=TOLERANCE,
    )


def require_proof(certificate: Certificate, gap_allowed: float) -> None:
    """Refuse a plan whose proof does not hold.

    Parameters
    ----------
    certificate
        The proof.
    gap_allowed
        Relative gap that the plan may have: what was asked for, or infinity where a
        limit cut the solve short.

    Raises
    ------
    ResultNotCertifiedError
        When any part is out of tolerance; the plan must not be returned then.
    """
    for check in ("objective_error", "capacity_violation", "demand_violation"):
        _require(check, getattr(certificate, check), TOLERANCE)
    # A gap below zero is as wrong as one above: the bound would be no bound.
    _require("relative_gap", -certificate.relative_gap, TOLERANCE)
    _require("relative_gap", certificate.relative_gap, max(TOLERANCE, gap_allowed))


def _require(check: str, value: float, limit: float) -> None:
    if not math.isfinite(value) or value > limit:
        raise ResultNotCertifiedError(check, value, limit)


def demand_violation(
    dataset: Dataset, itineraries: Iterable[Itinerary], unserved: dict[str, float]
) -> float:
    """Return the largest mismatch of served plus unserved, relative to the volume."""
    moved = dict(unserved)
    for itinerary in itineraries:
        demand_id = itinerary.demand.demand_id
        moved[demand_id] = moved.get(demand_id, 0.0) + itinerary.quantity
    return max(
        (
            abs(moved.get(demand.demand_id, 0.0) - demand.volume) / demand.volume
            for demand in dataset.demands
        ),
        default=0.0,
    )


def capacity_violation(
    dataset: Dataset,
    loads: dict[tuple[str, str], float],
    runs: dict[tuple[str, str], float],
) -> float:
    """Return the largest overload, relative to the capacity, or absolute below 1.

    Parameters
    ----------
    dataset
        Capacities.
    loads
        What is taken, by resource id and period id.
    runs
        Runs, for the resources whose capacity comes in them: no more may be taken than
        they add, nor may they add more than the capacity.
    """
    period_ids = [period.period_id for period in dataset.calendar()]
    worst = 0.0
    for resource in dataset.resources:
        capacities = capacities_by_period(dataset, resource)
        for period_id, capacity in zip(period_ids, capacities, strict=True):
            key = (resource.resource_id, period_id)
            scale = max(1.0, capacity)
            worst = max(worst, (loads.get(key, 0.0) - capacity) / scale)
            if resource.run_capacity is not None:
                offered = runs.get(key, 0.0) * resource.run_capacity
                worst = max(worst, (loads.get(key, 0.0) - offered) / scale)
                worst = max(worst, (offered - capacity) / scale)
    return worst


def decision_violation(
    dataset: Dataset,
    loads: dict[tuple[str, str], float],
    runs: dict[tuple[str, str], float],
    unserved: dict[str, float],
) -> float:
    """Return the largest breach of what was decided in whole numbers.

    A fraction of a run, a load below the least of the runs, relative to what they can
    carry, and the smaller share of a demand that is all or nothing.
    """
    worst = 0.0
    for resource in dataset.resources:
        if resource.run_capacity is None:
            continue
        for key, count in runs.items():
            if key[0] == resource.resource_id:
                offered = max(count * resource.run_capacity, 1.0)
                least = resource.minimum_load * count * resource.run_capacity
                short = (least - loads.get(key, 0.0)) / offered
                worst = max(worst, abs(count - round(count)), short)
    for demand in dataset.demands:
        if demand.all_or_nothing:
            share = unserved.get(demand.demand_id, 0.0) / demand.volume
            worst = max(worst, min(share, 1.0 - share))
    return worst
