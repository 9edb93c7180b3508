"""Scenarios, and what comes of comparing them with a base."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Self

from corridor_client.json_object import json_object_of
from corridor_client.plan import Bottleneck, CostShare, ResourcePeriod
from corridor_client.problems import Problem
from corridor_client.results import Termination


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario as it is written down: YAML or JSON.

    Attributes
    ----------
    filename
        What it is called. A scenario without an id takes it, without its ending.
    content
        The bytes.
    """

    filename: str
    content: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file.

        Raises
        ------
        OSError
            When it cannot be read.
        """
        return cls(path.name, path.read_bytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSummary:
    """A plan in a few figures.

    Attributes
    ----------
    total_cost
        What it costs.
    cost_by_component
        Its breakdown, by component.
    revenue_by_carrier
        What carriers earn, through charges divided by kilometers, by carrier.
    served_t, unserved_t
        Gross tonnes that move, and that are left.
    served_teu
        TEU that move, of demands that are counted in them.
    transit_days
        Mean days in legs and transfers, each tonne counting alike; None where nothing
        moves.
    emissions_t
        Tonnes of CO2 equivalent; None where a leg that carries something does not state
        its factor.
    bottlenecks
        Capacities with a positive shadow price, the most valuable first.
    """

    total_cost: Decimal
    cost_by_component: tuple[CostShare, ...]
    revenue_by_carrier: tuple[CostShare, ...]
    served_t: float
    served_teu: float
    unserved_t: float
    transit_days: float | None
    emissions_t: float | None
    bottlenecks: tuple[Bottleneck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFlowChange:
    """A leg that carries more or less than in the base, in gross tonnes."""

    leg_id: str
    base_flow_t: float
    flow_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """How a scenario's plan differs from the base's.

    Attributes
    ----------
    total_cost
        By how much it costs more; below 0 for less.
    served_t
        By how much more is served, in gross tonnes.
    new_bottlenecks, ceased_bottlenecks
        Capacities that became bottlenecks, and that are none any more.
    flows
        Legs that carry more or less, the largest changes first; at most 20.
    """

    total_cost: Decimal
    served_t: float
    new_bottlenecks: tuple[ResourcePeriod, ...]
    ceased_bottlenecks: tuple[ResourcePeriod, ...]
    flows: tuple[LegFlowChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What of the difference in cost is owed to one change of a scenario.

    Attributes
    ----------
    position
        Which change, from 1.
    note
        What it is, for people.
    in_order
        By how much the cost changes when it comes after the changes before it.
    shapley
        The mean over all orders; None where there are more than eight changes, or some
        cannot stand without others. Either adds up to the scenario's difference.
    """

    position: int
    note: str
    in_order: Decimal
    shapley: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRow:
    """What comes of one scenario, or the base.

    Attributes
    ----------
    scenario_id, title
        Which; the base has the dataset's.
    reason, message
        Why it could not be planned, stable and for people; empty where it was planned,
        or proven to have no plan.
    problems
        What is wrong with its changes, where ``row`` is the number of the change, or
        with the dataset that they make.
    termination
        Why the solve stopped; None where there was none.
    summary
        The plan in a few figures; None without one.
    change
        How it differs from the base; None for the base and without a plan of both.
    attributions
        What of the difference in cost is owed to which change, by position.
    """

    scenario_id: str
    title: str
    reason: str
    message: str
    problems: tuple[Problem, ...]
    termination: Termination | None
    summary: PlanSummary | None
    change: PlanChange | None
    attributions: tuple[Attribution, ...]

    def to_json_object(self) -> dict[str, object]:
        """Return the row as a plain object for :func:`json.dumps`."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedScenario:
    """One row of a comparison, as it comes.

    Attributes
    ----------
    position
        0 for the base; for scenarios their place in what was asked for, from 1.
    row_count
        How many rows there are in all.
    row
        The row.
    currency_code
        Money of every row, ISO 4217.
    """

    position: int
    row_count: int
    row: ScenarioRow
    currency_code: str
