"""What comes of comparing scenarios: a row for the base and one for each scenario.

Money is of the dataset's currency, to the cent; a change is the scenario's figure less
the base's.
"""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.plan import Bottleneck, CostShare, ResourcePeriod
from optimizer.domain.plan_result import Termination
from optimizer.domain.problems import Problem


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
    """A leg that carries more or less than in the base.

    Attributes
    ----------
    leg_id
        Which leg.
    base_flow_t, flow_t
        Gross tonnes over all periods in the base and in the scenario.
    """

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
        Capacities that became bottlenecks, and that are none any more, by resource and
        period; where the two have different periods, those of resources that were none
        before, or are none after, in any period.
    flows
        Legs that carry more or less, the largest changes first.
    """

    total_cost: Decimal
    served_t: float
    new_bottlenecks: tuple[ResourcePeriod, ...]
    ceased_bottlenecks: tuple[ResourcePeriod, ...]
    flows: tuple[LegFlowChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What of the change in cost is owed to one change of a scenario.

    Attributes
    ----------
    position
        Which change, from 1.
    note
        What it is, for people.
    in_order
        By how much the cost changes when it comes after the changes before it. Over all
        changes it adds up to the scenario's.
    shapley
        The mean over all orders, which adds up likewise; None where there are too many
        changes, or some of them cannot stand without others.
    """

    position: int
    note: str
    in_order: Decimal
    shapley: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRow:
    """What comes of one scenario.

    Attributes
    ----------
    scenario_id, title
        Which; the base has the dataset's.
    reason
        Why there is no plan to be had: the stable reason of an error; empty where the
        scenario could be planned, or proven to have no plan.
    message
        The same for people; empty likewise.
    problems
        What is wrong with its changes, or with the dataset that they make.
    termination
        Why the solve stopped; None where there was none.
    summary
        The plan; None without one.
    change
        How it differs from the base; None for the base and without a plan.
    attributions
        What of the difference in cost is owed to which change, by position; empty where
        that was not asked for or cannot be told.
    """

    scenario_id: str
    title: str
    reason: str = ""
    message: str = ""
    problems: tuple[Problem, ...] = ()
    termination: Termination | None = None
    summary: PlanSummary | None = None
    change: PlanChange | None = None
    attributions: tuple[Attribution, ...] = ()
