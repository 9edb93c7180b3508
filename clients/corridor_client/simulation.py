"""What plans come to where numbers are drawn, and contracts that are best for it."""

from dataclasses import dataclass
from decimal import Decimal

from corridor_client.choices import Measure
from corridor_client.json_object import json_object_of
from corridor_client.problems import Problem
from corridor_client.results import Termination


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRow:
    """What comes of one draw.

    Attributes
    ----------
    position
        Which draw, from 0.
    amounts
        What was drawn, in the order of the uncertain numbers, as amounts of changes.
    total_cost
        Least cost; None without a plan, and so are the figures below.
    served_t, unserved_t
        Gross tonnes that move, and that are left.
    transit_days
        Mean days in legs and transfers, each tonne counting alike; None where nothing
        moves.
    lateness_days
        Mean days by which cargo arrives later, counted from when it is ready, than that
        of the same demand in the plan without uncertainty; earlier counts 0. None where
        nothing moves in both.
    bottlenecks
        Ids of the resources with a positive shadow price in some period.
    termination
        Why the solve stopped; None where there was none.
    reason, message, problems
        Why it could not be planned; empty where it was.
    """

    position: int
    amounts: tuple[str, ...] = ()
    total_cost: Decimal | None = None
    served_t: float | None = None
    unserved_t: float | None = None
    transit_days: float | None = None
    lateness_days: float | None = None
    bottlenecks: tuple[str, ...] = ()
    termination: Termination | None = None
    reason: str = ""
    message: str = ""
    problems: tuple[Problem, ...] = ()

    def to_json_object(self) -> dict[str, object]:
        """Return the row as a plain object for :func:`json.dumps`."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySpread:
    """How an amount of money spreads over draws.

    Attributes
    ----------
    mean, standard_deviation
        The mean, and the deviation of the sample; 0 of a single draw.
    quantiles
        At 5, 25, 50, 75 and 95 percent of the draws.
    """

    mean: Decimal
    standard_deviation: Decimal
    quantiles: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a figure spreads over draws.

    Attributes
    ----------
    mean, standard_deviation, quantiles
        As for :class:`MoneySpread`.
    """

    mean: float
    standard_deviation: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingShare:
    """How often a resource binds.

    Attributes
    ----------
    resource_id
        Which.
    share
        Share of the planned draws in which it has a positive shadow price in some
        period.
    """

    resource_id: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSummary:
    """What the draws that have a plan come to.

    Attributes
    ----------
    draw_count, planned_count
        Draws, and those of them with a plan.
    total_cost, served_t, unserved_t, lateness_days
        How each spreads; None where no draw has it.
    bottlenecks
        The one that binds most often first.
    """

    draw_count: int
    planned_count: int
    total_cost: MoneySpread | None
    served_t: Spread | None
    unserved_t: Spread | None
    lateness_days: Spread | None
    bottlenecks: tuple[BindingShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedDraws:
    """One of the answers of a simulation, or all of them together.

    Attributes
    ----------
    draw_count
        How many draws there are in all.
    rows
        Some rows; none in the first and the last answer.
    certain
        What the plan comes to where nothing is drawn; in the first answer alone.
    summary
        What all rows come to; in the last answer alone.
    currency_code
        Money of every amount, ISO 4217.
    """

    draw_count: int
    rows: tuple[DrawRow, ...]
    certain: DrawRow | None
    summary: SimulationSummary | None
    currency_code: str

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object for :func:`json.dumps`."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is booked of one resource.

    Attributes
    ----------
    resource_id, measure
        Which, and what its capacity counts.
    share
        Share of its capacity that is booked in every period, 0 to 1.
    booked
        The same in its measure, over all periods.
    cost
        What that costs.
    mean_value_share
        Share that would be booked if all numbers were sure to be at their means.
    """

    resource_id: str
    measure: Measure
    share: float
    booked: float
    cost: Decimal
    mean_value_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BestContracts:
    """The contracts that cost least on average over a sample.

    Attributes
    ----------
    bookings
        By resource.
    booking_cost, expected_recourse
        What the contracts cost, and the mean cost of the draws' plans under them, what
        is had on the day included.
    expected_cost
        Their sum, rounded for itself.
    dual_bound
        Proven: no contracts cost less on average over the sample.
    mean_value_cost
        What the contracts that are best for sure means cost on average.
    value_of_stochastic_solution
        How much less that is.
    draw_count, solve_count
        Size of the sample, and plans that were made.
    """

    bookings: tuple[Booking, ...]
    booking_cost: Decimal
    expected_recourse: Decimal
    expected_cost: Decimal
    dual_bound: float
    mean_value_cost: Decimal
    value_of_stochastic_solution: Decimal
    draw_count: int
    solve_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractsResult:
    """The answer to a request for contracts.

    Attributes
    ----------
    contracts
        The contracts.
    currency_code
        Money of every amount, ISO 4217.
    """

    contracts: BestContracts
    currency_code: str

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object for :func:`json.dumps`."""
        return json_object_of(self)
