"""What can be booked, and what all of it costs."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from optimizer.analysis.uncertainty.simulation import Simulation
from optimizer.domain.capacities import capacities_by_period
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.resources import Measure, Resource
from optimizer.domain.scenarios import UnusableChangeError
from optimizer.domain.scenarios.selecting import selected
from optimizer.domain.uncertainty import ContractTerms
from optimizer.errors import InvalidScenarioError
from optimizer.formulation.arrays import FloatArray

_CONTRACTS = "contracts"


@dataclass(frozen=True, slots=True)
class Bookable:
    """Resources whose capacity can be booked, in the order of their ids.

    Attributes
    ----------
    resource_ids, measures
        Which, and what their capacities count.
    capacities
        All of each over all periods, as it is without uncertainty.
    full_costs
        What booking all of each costs.
    spots
        What a unit costs that is had on the day; infinite where none can be had.
    """

    resource_ids: tuple[str, ...]
    measures: tuple[Measure, ...]
    capacities: FloatArray
    full_costs: FloatArray
    spots: FloatArray


def bookable(simulation: Simulation) -> Bookable:
    """Return what the terms of contracts select.

    Raises
    ------
    InvalidScenarioError
        When there are none, one selects nothing, two the same resource, or a resource
        that comes in runs; or where a demand must be served, whatever is booked.
    """
    dataset = simulation.certain.dataset
    name = simulation.uncertainty.before.scenario_id
    terms: dict[str, tuple[Resource, ContractTerms]] = {}
    problems = []
    for position, contract in enumerate(simulation.uncertainty.contracts):
        try:
            rows = selected(dataset, contract.target)
            for row in rows:
                if isinstance(row, Resource):
                    _require_new(row, terms)
                    terms[row.resource_id] = (row, contract)
        except UnusableChangeError as error:
            problems.append(_problem(error, position))
    problems += [_must_serve(d.demand_id) for d in dataset.demands if d.must_serve][:1]
    if not terms and not problems:
        problems.append(_no_terms())
    if problems:
        raise InvalidScenarioError(name, problems)
    ordered = [terms[resource_id] for resource_id in sorted(terms)]
    capacities = [sum(capacities_by_period(dataset, row)) for row, _ in ordered]
    prices = [float(contract.price) for _, contract in ordered]
    return Bookable(
        resource_ids=tuple(sorted(terms)),
        measures=tuple(row.measure for row, _ in ordered),
        capacities=np.array(capacities),
        full_costs=np.array(capacities) * np.array(prices),
        spots=np.array([_spot(contract.spot) for _, contract in ordered]),
    )


def _spot(price: Decimal | None) -> float:
    return np.inf if price is None else float(price)


def _require_new(
    row: Resource, known: dict[str, tuple[Resource, ContractTerms]]
) -> None:
    if row.resource_id in known:
        raise UnusableChangeError(
            ProblemCode.CONTRADICTING_CHANGES,
            f"{row.resource_id!r} is booked by a contract before",
            "let each resource be in one contract",
        )
    if row.run_capacity is not None:
        raise UnusableChangeError(
            ProblemCode.UNKNOWN_TARGET,
            f"{row.resource_id!r} comes in runs, which are paid for one by one",
            "book resources without run_capacity",
        )


def _problem(error: UnusableChangeError, position: int) -> Problem:
    return Problem(
        code=error.code,
        table=_CONTRACTS,
        row=position + 1,
        message=error.message,
        remedy=error.remedy,
    )


def _must_serve(demand_id: str) -> Problem:
    return Problem(
        code=ProblemCode.BAD_FORMAT,
        table="demands",
        row_id=demand_id,
        column="must_serve",
        message="it must be served, so that too little booked makes a plan impossible",
        remedy="give it an unserved_price_per_unit that booking is weighed against",
    )


def _no_terms() -> Problem:
    return Problem(
        code=ProblemCode.MISSING_VALUE,
        column=_CONTRACTS,
        message="nothing can be booked",
        remedy="add 'contracts:' with what to book and its price",
    )
