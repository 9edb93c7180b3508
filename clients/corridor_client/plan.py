"""A plan: what a solve yields.

Quantities are in the commodity's unit. Money is in the dataset's currency. Costs are
rounded to the cent and each breakdown adds up to the total; prices per unit are rounded
to a millionth.
"""

from dataclasses import dataclass
from decimal import Decimal

from corridor_client.charges import Charge
from corridor_client.choices import Measure, QuantityUnit, StepKind, UnservedReason
from corridor_client.plots import PlanPlots


@dataclass(frozen=True, slots=True, kw_only=True)
class CostShare:
    """One line of a breakdown of the total cost.

    Attributes
    ----------
    key
        The component (FREIGHT, HANDLING, STORAGE, RUNS, TIME_VALUE, CARBON,
        UNSERVED), carrier or
        country; empty for cost that no carrier earns.
    cost
        Its share of the total.
    """

    key: str
    cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One step of a path.

    Attributes
    ----------
    kind
        What the cargo does.
    element_id
        The leg, the transfer, or for WAIT and HOLD the node.
    departure_period_id
        Period in which the step starts and takes its capacity.
    arrival_period_id
        Period in which it ends.
    """

    kind: StepKind
    element_id: str
    departure_period_id: str
    arrival_period_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFlow:
    """Quantity of one demand that takes one path.

    Attributes
    ----------
    demand_id
        Demand whose volume moves.
    quantity
        How much, above 0.
    cost_per_unit
        Charges and time value of one unit along the path.
    transit_days
        Days in legs and transfers, waiting for a later period not included.
    distance_km
        Sum of the legs' distances.
    steps
        Legs, transfers and waits in the order of travel.
    charge_positions
        What it is charged for, in the order of travel: positions in the plan's
        ``charges``; empty where receipts were not asked for.
    """

    demand_id: str
    quantity: float
    cost_per_unit: Decimal
    transit_days: float
    distance_km: float
    steps: tuple[PathStep, ...]
    charge_positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementFlow:
    """Quantity of one demand on one leg, transfer or wait that starts in one period.

    Attributes
    ----------
    kind
        What ``element_id`` names.
    element_id
        The leg, the transfer, or for WAIT and HOLD the node.
    demand_id
        Demand whose volume moves.
    period_id
        Period in which it starts.
    quantity
        How much, above 0.
    cost
        Charges and time value of the flow, rounded on its own: the sum over flows may
        differ from a component by some cents.
    """

    kind: StepKind
    element_id: str
    demand_id: str
    period_id: str
    quantity: float
    cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePeriod:
    """The capacity of one resource in one period."""

    resource_id: str
    period_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnservedVolume:
    """Volume of a demand that the plan leaves unserved.

    Attributes
    ----------
    demand_id
        Demand it belongs to.
    quantity
        How much, above 0.
    cost
        Quantity times the unserved price.
    reason
        Why.
    cheapest_path_cost_per_unit
        Cost per unit of the cheapest path if no capacity were short; None without one.
    exhausted
        With CAPACITY_EXHAUSTED, the capacities on that path that are full and scarce,
        the dearest first.
    """

    demand_id: str
    quantity: float
    cost: Decimal
    reason: UnservedReason
    cheapest_path_cost_per_unit: Decimal | None
    exhausted: tuple[ResourcePeriod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityUse:
    """How much of one capacity the plan uses, and what more of it would be worth.

    Attributes
    ----------
    resource_id, period_id
        Which capacity.
    measure
        What it is counted in.
    capacity
        Most that fits.
    used
        What the plan uses.
    utilization
        ``used / capacity``, 0 to 1; 1 where a capacity of 0 is all there is.
    shadow_price
        Fall in total cost per extra unit of the measure, never negative. Where runs are
        decided on in whole numbers, it holds for the runs that were decided on.
    runs
        Voyages or trains that run, a fraction unless they are decided on in whole
        numbers; None where capacity does not come in runs.
    """

    resource_id: str
    period_id: str
    measure: Measure
    capacity: float
    used: float
    utilization: float
    shadow_price: Decimal
    runs: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """A capacity with a positive shadow price.

    Attributes
    ----------
    resource_id, period_id
        Which capacity.
    measure
        What it is counted in.
    shadow_price
        Fall in total cost per extra unit of the measure, above 0.
    value_of_one_percent
        Fall in total cost if the capacity grew by a hundredth of itself, by which
        bottlenecks of different measures are ranked. It holds at the margin.
    """

    resource_id: str
    period_id: str
    measure: Measure
    shadow_price: Decimal
    value_of_one_percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandResult:
    """What the plan means for one demand.

    Attributes
    ----------
    demand_id
        Which demand.
    commodity_id
        What moves.
    quantity_unit
        What all quantities of the demand, wherever they stand, are counted in.
    tonnes_per_unit
        Gross mass of one unit.
    served, unserved
        Quantities that add up to its volume.
    marginal_cost_per_unit
        What one more unit of it would cost, scarce capacity included; the mean over
        its releases where it becomes ready in several periods.
    """

    demand_id: str
    commodity_id: str
    quantity_unit: QuantityUnit
    tonnes_per_unit: float
    served: float
    unserved: float
    marginal_cost_per_unit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Proof, computed without the solver, that a plan is feasible and costs least.

    Of a plan that a limit cut short it proves how far from the least cost it may be.

    Attributes
    ----------
    total_cost
        Cost re-priced from the tariffs along every path, before rounding to the cent;
        to nine decimals.
    objective_error
        Relative difference between that and the solver's objective.
    capacity_violation
        Largest overload of a capacity, relative to it.
    demand_violation
        Largest mismatch of served plus unserved against a volume, relative to it.
    dual_bound
        Lower bound of the least cost that the shadow prices prove by shortest paths.
    relative_gap
        ``(total_cost - dual_bound) / max(1, |total_cost|)``.
    tolerance
        What the objective error, the two violations and the gap may be at most.
    """

    total_cost: Decimal
    objective_error: float
    capacity_violation: float
    demand_violation: float
    dual_bound: float
    relative_gap: float
    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Flows, what they cost, and what limits them. Every list has a stated order.

    Attributes
    ----------
    dataset_id, dataset_digest
        What was planned.
    regime_id
        Regime whose tariffs held; None where the dataset has none.
    currency_code
        Money of every cost and price, ISO 4217.
    total_cost
        Sum of the components.
    cost_by_component, cost_by_carrier, cost_by_country
        Breakdowns, each adding up to the total, by key. The charge of a haul stands
        under the carrier of its tariff.
    revenue_by_carrier
        What carriers earn by freight, handling and storage, the charges of hauls divided
        among the carriers of their legs; empty where no division was asked for.
    emissions_t
        Tonnes of CO2 equivalent of all that moves; None where a leg that carries
        something does not state its factor.
    paths
        By demand, then the larger quantity first.
    flows
        By kind, element, period and demand.
    demands
        By demand.
    unserved
        By demand.
    capacities
        By resource and period.
    bottlenecks
        The most valuable first.
    certificate
        The proof.
    charges
        With their receipts, in the order in which paths first pay them: for a haul the
        receipt of one full vehicle, and else of one unit. A path pays its quantity
        times ``total / units`` of each. Empty where receipts were not asked for.
    """

    dataset_id: str
    dataset_digest: str
    regime_id: str | None
    currency_code: str
    total_cost: Decimal
    cost_by_component: tuple[CostShare, ...]
    cost_by_carrier: tuple[CostShare, ...]
    cost_by_country: tuple[CostShare, ...]
    revenue_by_carrier: tuple[CostShare, ...]
    emissions_t: float | None
    paths: tuple[PathFlow, ...]
    flows: tuple[ElementFlow, ...]
    demands: tuple[DemandResult, ...]
    unserved: tuple[UnservedVolume, ...]
    capacities: tuple[CapacityUse, ...]
    bottlenecks: tuple[Bottleneck, ...]
    certificate: Certificate
    charges: tuple[Charge, ...]

    @property
    def plot(self) -> PlanPlots:
        """Charts of the plan; drawing needs ``corridor-client[report]``."""
        return PlanPlots(self)
