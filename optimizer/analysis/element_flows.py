"""What moves over each leg, transfer and store."""

import math
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from optimizer.analysis.itineraries import Itinerary
from optimizer.analysis.ledger import round_money
from optimizer.domain.plan import ElementFlow, PathStep, StepKind
from optimizer.domain.quantities import EXACT

_KIND_ORDER = {kind: order for order, kind in enumerate(StepKind)}


@dataclass(slots=True)
class _Total:
    """Quantities of one demand that take one step, and what they pay for it."""

    quantities: list[float] = field(default_factory=list)
    cost: Decimal = Decimal(0)


def element_flows(itineraries: list[Itinerary]) -> tuple[ElementFlow, ...]:
    """Add journeys up by kind, element, period and demand, in that order."""
    by_step: dict[PathStep, dict[str, _Total]] = {}
    with localcontext(EXACT):
        for itinerary in itineraries:
            demand_id = itinerary.demand.demand_id
            amount, steps = itinerary.exact_quantity, itinerary.journey.steps
            for step, price in zip(steps, itinerary.price.steps, strict=True):
                totals = by_step.setdefault(step, {})
                total = totals.get(demand_id)
                if total is None:
                    total = totals[demand_id] = _Total()
                total.quantities.append(itinerary.quantity)
                total.cost += amount * price.amount
    return tuple(
        ElementFlow(
            kind=step.kind,
            element_id=step.element_id,
            demand_id=demand_id,
            period_id=step.departure_period_id,
            quantity=math.fsum(total.quantities),
            cost=round_money(total.cost),
        )
        for step in sorted(by_step, key=_order)
        for demand_id, total in sorted(by_step[step].items())
    )


def _order(step: PathStep) -> tuple[int, str, str]:
    return _KIND_ORDER[step.kind], step.element_id, step.departure_period_id
