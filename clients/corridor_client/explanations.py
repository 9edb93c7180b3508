"""Why demands go where they go."""

from dataclasses import dataclass
from decimal import Decimal

from corridor_client.choices import QuantityUnit
from corridor_client.json_object import json_object_of
from corridor_client.plan import ResourcePeriod
from corridor_client.results import Termination


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRoute:
    """A way that a demand takes or could take.

    Attributes
    ----------
    leg_ids
        Its legs in the order of travel.
    quantity
        How much of the demand takes it, in all periods; 0 where none does.
    cost_per_unit
        Charges, time value and carbon of a unit.
    scarcity_per_unit
        What the scarce capacity that a unit takes is worth.
    dearer_by_per_unit
        By how much it would have to become cheaper to be taken; 0 for what is taken.
    transit_days, distance_km
        Days in legs and transfers, and the sum of the legs' distances.
    scarce
        Scarce capacities that it takes, the dearest first.
    """

    leg_ids: tuple[str, ...]
    quantity: float
    cost_per_unit: Decimal
    scarcity_per_unit: Decimal
    dearer_by_per_unit: Decimal
    transit_days: float
    distance_km: float
    scarce: tuple[ResourcePeriod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandExplanation:
    """Why a demand goes where it goes.

    Attributes
    ----------
    demand_id, commodity_id, quantity_unit
        Which demand, and what it counts.
    served, unserved
        Quantities that add up to its volume.
    unserved_price_per_unit
        What leaving a unit costs; None where all must be served.
    marginal_cost_per_unit
        What one more unit would cost.
    period_id
        Period in which the explained part becomes ready: that of the largest.
    routes
        The cheapest at the plan's prices, the cheapest first.
    """

    demand_id: str
    commodity_id: str
    quantity_unit: QuantityUnit
    served: float
    unserved: float
    unserved_price_per_unit: Decimal | None
    marginal_cost_per_unit: Decimal
    period_id: str
    routes: tuple[ExplainedRoute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationResult:
    """The answer to a request for an explanation.

    Attributes
    ----------
    termination
        Why the solve stopped.
    explanation
        The explanation; None where there is no plan.
    currency_code
        Money of every amount, ISO 4217.
    """

    termination: Termination
    explanation: DemandExplanation | None
    currency_code: str

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object for :func:`json.dumps`."""
        return json_object_of(self)
