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


@dataclass(frozen=True, slots=True)
class _Written:
    """A flow with the total that it was written from."""

    total: _Total
    flow: ElementFlow


class FlowBook:
    """Adds journeys up; what did not change since the last plan is not written anew."""

    def __init__(self) -> None:
        self._known: dict[PathStep, dict[str, _Written]] = {}

    def flows(self, itineraries: list[Itinerary]) -> tuple[ElementFlow, ...]:
        """Return what moves by kind, element, period and demand, in that order."""
        totals = _totals(itineraries)
        known, self._known = self._known, {}
        flows = []
        for step in sorted(totals, key=_order):
            before, after = known.get(step, {}), {}
            for demand_id, total in sorted(totals[step].items()):
                written = before.get(demand_id)
                if written is None or written.total != total:
                    written = _Written(total, _flow(step, demand_id, total))
                after[demand_id] = written
                flows.append(written.flow)
            self._known[step] = after
        return tuple(flows)


def _totals(itineraries: list[Itinerary]) -> dict[PathStep, dict[str, _Total]]:
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
    return by_step


def _flow(step: PathStep, demand_id: str, total: _Total) -> ElementFlow:
    return ElementFlow(
        kind=step.kind,
        element_id=step.element_id,
        demand_id=demand_id,
        period_id=step.departure_period_id,
        quantity=math.fsum(total.quantities),
        cost=round_money(total.cost),
    )


def _order(step: PathStep) -> tuple[int, str, str]:
    return _KIND_ORDER[step.kind], step.element_id, step.departure_period_id
