"""What a plan's numbers are worth: ranges, ladders of expansions, trade-offs."""

from dataclasses import dataclass
from decimal import Decimal

from corridor_client.choices import Measure, Objective, RangeKind
from corridor_client.json_object import json_object_of
from corridor_client.problems import Problem
from corridor_client.results import Termination
from corridor_client.scenarios import LegFlowChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What one more of something does to the least cost, and how far that holds.

    Attributes
    ----------
    kind, row_id
        What is varied: a resource, demand, rate or tariff.
    period_id
        Period of a capacity; empty for all else.
    value
        What it is today.
    cost_of_more
        Change in cost per unit more, below 0 where that saves; None where no plan serves
        more.
    holds_to
        Up to which value that holds; None where it holds as far as was looked: without
        end for capacities, to ten times today's value for all else.
    cost_of_less
        Change in cost per unit less, below 0 where that saves; None where there can be no
        less.
    holds_from
        Down to which value that holds; None likewise.
    is_degenerate
        Whether one more saves another amount than one less costs.
    """

    kind: RangeKind
    row_id: str
    period_id: str
    value: float
    cost_of_more: Decimal | None
    holds_to: float | None
    cost_of_less: Decimal | None
    holds_from: float | None
    is_degenerate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRanges:
    """Some of the ranges, as they come.

    Attributes
    ----------
    position
        Place of the first of them among all, from 0.
    range_count
        How many there are in all.
    ranges
        The ranges.
    currency_code
        Money of every amount, ISO 4217.
    """

    position: int
    range_count: int
    ranges: tuple[Range, ...]
    currency_code: str

    def to_json_object(self) -> dict[str, object]:
        """Return the ranges as a plain object for :func:`json.dumps`."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """Capacity that a rung adds, counted from what the dataset has.

    Attributes
    ----------
    resource_id, period_id
        Which capacity.
    measure
        What it counts.
    capacity
        What the dataset has.
    added
        How much comes to it, in its measure.
    added_t
        The same in gross tonnes that it lets pass.
    step_t
        How much of that the rung adds to the one before; below 0 where a larger set of
        expansions needs less of it.
    """

    resource_id: str
    period_id: str
    measure: Measure
    capacity: float
    added: float
    added_t: float
    step_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """The best of all sets of expansions of its size.

    Attributes
    ----------
    added_t
        Size: the sum of what is added, in gross tonnes that it lets pass.
    total_cost
        What the plan then costs, the expansions themselves left out.
    saving
        By how much that is less than without any.
    worth_per_t
        What each tonne from the rung before to this one saves; None for the first.
    served_t
        Gross tonnes that then move.
    expansions
        What is added to which capacity, the largest step first.
    """

    added_t: float
    total_cost: Decimal
    saving: Decimal
    worth_per_t: Decimal | None
    served_t: float
    expansions: tuple[Expansion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Expansions from none to all that are worth anything, or to a target.

    Attributes
    ----------
    rungs
        From none on, by size.
    demand_t
        Gross tonnes that want to move.
    target_t
        What was to be served; None where nothing was asked for.
    is_reached
        Whether the last rung serves it; True where nothing was asked for.
    """

    rungs: tuple[Rung, ...]
    demand_t: float
    target_t: float | None
    is_reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpansionsResult:
    """The answer to a request for expansions.

    Attributes
    ----------
    termination
        Why the solve without expansions stopped.
    ladder
        The ladder; None where there is no plan.
    currency_code
        Money of every amount, ISO 4217.
    """

    termination: Termination
    ladder: Ladder | None
    currency_code: str

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object for :func:`json.dumps`."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffPoint:
    """A plan that costs least for its transit time or emissions.

    Attributes
    ----------
    total_cost
        What it costs, what is left unserved included.
    amount
        Tonne-days, or tonnes of CO2 equivalent.
    price_per_amount
        What each tonne-day or tonne costs that it saves against the point before; None
        for the first.
    transit_days
        Mean days in legs and transfers, each tonne counting alike.
    emissions_t
        Tonnes of CO2 equivalent; None where a leg does not state its factor.
    flows
        Legs that carry more or less than in the first point, the largest changes first;
        at most 20.
    """

    total_cost: Decimal
    amount: float
    price_per_amount: Decimal | None
    transit_days: float | None
    emissions_t: float | None
    flows: tuple[LegFlowChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """All corners of a front, from the plan that costs least on.

    Attributes
    ----------
    objective
        What is traded off against cost.
    served_t
        Gross tonnes that move in every point.
    points
        From the cheapest to the quickest or cleanest; none where nothing moves.
    """

    objective: Objective
    served_t: float
    points: tuple[TradeOffPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffResult:
    """The answer to a request for a trade-off.

    Attributes
    ----------
    termination
        Why the solve for least cost stopped.
    trade_off
        The trade-off; None where there is no plan.
    currency_code
        Money of every amount, ISO 4217.
    """

    termination: Termination
    trade_off: TradeOff | None
    currency_code: str

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object for :func:`json.dumps`."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepAxis:
    """One number of a grid, and what it is set to.

    Attributes
    ----------
    target
        What is set, as in a scenario: ``resource.kuryk-port.capacity``.
    amounts
        What it is set to, point after point: ``500``, ``+30%``, ``x1.5``.
    periods
        Periods in which it changes; none is all.
    """

    target: str
    amounts: tuple[str, ...]
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """What comes of one point of a grid.

    Attributes
    ----------
    amounts
        What each number is set to.
    total_cost
        Least cost; None without a plan, and so are the figures below.
    served_t, unserved_t
        Gross tonnes that move, and that are left.
    transit_days
        Mean days in legs and transfers, each tonne counting alike; None where nothing
        moves.
    emissions_t
        Tonnes of CO2 equivalent; None where a leg that carries something does not state
        its factor.
    is_interpolated
        Whether the plan is a mixture of those of other points, proven to cost least.
    termination
        Why the solve stopped; None where there was none.
    reason, message, problems
        Why it could not be planned; empty where it was.
    """

    amounts: tuple[str, ...]
    total_cost: Decimal | None
    served_t: float | None
    unserved_t: float | None
    transit_days: float | None
    emissions_t: float | None
    is_interpolated: bool
    termination: Termination | None
    reason: str
    message: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptRows:
    """Some rows of a grid, as they come.

    Attributes
    ----------
    position
        Place of the first of them among all, from 0; the last number changes fastest.
    row_count
        How many there are in all.
    rows
        The rows.
    currency_code
        Money of every amount, ISO 4217.
    """

    position: int
    row_count: int
    rows: tuple[SweepRow, ...]
    currency_code: str

    def to_json_object(self) -> dict[str, object]:
        """Return the rows as a plain object for :func:`json.dumps`."""
        return json_object_of(self)
