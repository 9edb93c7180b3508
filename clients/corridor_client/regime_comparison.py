"""What comes of comparing two regimes, and how through charges are divided.

Costs, revenues and payments are money of the dataset's currency, to the cent. The base
is what is compared against; a change is that of the other regime from the base.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from corridor_client.choices import DivisionRule, QuantityUnit
from corridor_client.json_object import json_object_of
from corridor_client.problems import Problem
from corridor_client.results import Termination


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionTerms:
    """How the charge of a through haul is divided among its carriers.

    Numbers are finite and at least 0; a rule does not look at those of others.

    Attributes
    ----------
    rule
        What shares are in proportion to.
    weights
        What a kilometer of a carrier counts, by carrier id; 1 for any other carrier.
    terminal_amounts
        What a carrier takes first for each section of a haul that it runs, in the
        dataset's currency per tonne of gross mass, by carrier id; 0 for any other.
    percents
        Agreed share of a carrier in a haul that it shares, in percent, by carrier id.
        Those of the carriers that share a haul add up to 100.
    local_regime_id
        Regime whose charges for a section alone are its local charges; None is the base.
    """

    rule: DivisionRule = DivisionRule.MILEAGE
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    terminal_amounts: Mapping[str, Decimal] = field(default_factory=dict)
    percents: Mapping[str, Decimal] = field(default_factory=dict)
    local_regime_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentChange:
    """One component of the total cost under both regimes.

    Attributes
    ----------
    component
        FREIGHT, HANDLING, STORAGE, RUNS, TIME_VALUE, CARBON or UNSERVED.
    base_cost, other_cost
        Its share of the total under each.
    """

    component: str
    base_cost: Decimal
    other_cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeChange:
    """What of a demand is served under both regimes.

    Attributes
    ----------
    demand_id
        Which demand.
    quantity_unit
        What its quantities are counted in.
    tonnes_per_unit
        Gross mass of one unit.
    base_served, other_served
        Quantity served under each.
    base_unserved, other_unserved
        Quantity left to the competing routes, whose price is the unserved price.
    won
        Quantity won from the competing routes, negative where it is lost to them; 0
        where it is within the tolerance of the certificates.
    """

    demand_id: str
    quantity_unit: QuantityUnit
    tonnes_per_unit: float
    base_served: float
    other_served: float
    base_unserved: float
    other_unserved: float
    won: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChange:
    """Flow on a leg that is not the same under both regimes.

    Attributes
    ----------
    leg_id
        Which leg.
    base_flow_t, other_flow_t
        Gross tonnes of all demands over all periods under each.
    """

    leg_id: str
    base_flow_t: float
    other_flow_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierGain:
    """What a carrier earns under both regimes, through charges divided.

    Attributes
    ----------
    carrier_id
        Which carrier.
    base_revenue, other_revenue
        What it earns under each. What it spends is not known.
    gain
        The second less the first; negative for a loss.
    """

    carrier_id: str
    base_revenue: Decimal
    other_revenue: Decimal
    gain: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SidePayment:
    """What a carrier gets from the others, or gives them.

    Attributes
    ----------
    carrier_id
        Which carrier.
    amount
        What it gets; negative for what it gives. Never 0.
    """

    carrier_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Side payments that leave no carrier worse off, or why there are none.

    Payments among carriers add up to 0, so what all of them gain together stays what it
    is: where that is below 0, somebody is worse off whatever they pay each other.

    Attributes
    ----------
    exists
        Whether such payments exist, which is whether ``carriers_gain`` is at least 0.
    carriers_gain
        Sum of the carriers' gains.
    payments
        The smallest such payments, by carrier: who loses gets just that, and who gains
        pays in proportion to it. Empty where none exist or none are needed.
    shippers_gain
        Fall of the total cost, all of which is counted to shippers.
    joint_gain
        What carriers and shippers gain together. Charges cancel out: it is the fall of
        what no carrier earns.
    shippers_payment
        What carriers lack together, so the least that shippers would have to pay them
        for none to be worse off; 0 where ``exists``. They gain by it all the same where
        ``joint_gain`` is above 0.
    """

    exists: bool
    carriers_gain: Decimal
    payments: tuple[SidePayment, ...]
    shippers_gain: Decimal
    joint_gain: Decimal
    shippers_payment: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeComparison:
    """The same demands under two regimes. Every list has a stated order.

    Attributes
    ----------
    dataset_id, dataset_digest
        What was planned.
    base_regime_id, other_regime_id
        The regimes.
    rule
        How through charges were divided.
    currency_code
        Money of everything.
    base_total_cost, other_total_cost
        Total cost under each.
    components
        In the order of components.
    demands
        All, by demand.
    flows
        Legs whose flow changes, by leg.
    carriers
        Those that earn anything under either, by carrier.
    settlement
        Side payments among them.
    """

    dataset_id: str
    dataset_digest: str
    base_regime_id: str
    other_regime_id: str
    rule: DivisionRule
    currency_code: str
    base_total_cost: Decimal
    other_total_cost: Decimal
    components: tuple[ComponentChange, ...]
    demands: tuple[VolumeChange, ...]
    flows: tuple[FlowChange, ...]
    carriers: tuple[CarrierGain, ...]
    settlement: Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeComparisonResult:
    """The answer to a request for a comparison.

    Attributes
    ----------
    base_termination, other_termination
        Why each solve stopped.
    comparison
        None where one of the regimes has no plan.
    warnings
        What is hardly as meant in the dataset under either regime.
    """

    base_termination: Termination
    other_termination: Termination
    comparison: RegimeComparison | None
    warnings: tuple[Problem, ...]

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object, members named as the attributes.

        Money is a decimal string in ``comparison.currency_code``.
        """
        return json_object_of(self)
