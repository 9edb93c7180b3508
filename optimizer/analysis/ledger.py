"""The cost of a plan, entry by entry, and breakdowns that add up to the cent."""

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext

from optimizer.analysis.itineraries import Itinerary
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import CostComponent, CostShare
from optimizer.domain.quantities import EXACT, exact

CENT = Decimal("0.01")
PRICE_STEP = Decimal("0.000001")
"""To what prices per unit are rounded."""

_ZERO = Decimal(0)


class Ledger:
    """Exact cost by component and carrier."""

    def __init__(self) -> None:
        self._entries: dict[tuple[CostComponent, str], Decimal] = {}

    @property
    def total(self) -> Decimal:
        """Sum of all entries, not rounded."""
        with localcontext(EXACT):
            return sum(self._entries.values(), start=Decimal(0))

    def add(self, component: CostComponent, carrier_id: str, amount: Decimal) -> None:
        """Add an amount to what a carrier earns, or nobody where the id is empty."""
        key = (component, carrier_id)
        self._entries[key] = EXACT.add(self._entries.get(key, _ZERO), amount)

    def shares(
        self, key_of: Callable[[CostComponent, str], str]
    ) -> tuple[CostShare, ...]:
        """Break the total down by any property of the entries.

        Shares are rounded to the cent by the largest remainder, so that they add up to
        the rounded total.
        """
        sums: dict[str, Decimal] = {}
        with localcontext(EXACT):
            for (component, carrier_id), amount in self._entries.items():
                key = key_of(component, carrier_id)
                sums[key] = sums.get(key, Decimal(0)) + amount
        rounded = apportion(sums)
        return tuple(CostShare(key=key, cost=rounded[key]) for key in sorted(rounded))


def apportion(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Round amounts to the cent so that they add up to their rounded sum.

    Each is rounded down, and the cents that are missing go to the largest remainders,
    of equal ones to the first by key (Hamilton's method).

    Parameters
    ----------
    amounts
        Amounts of at least 0 by key.
    """
    with localcontext(EXACT):
        total = round_money(sum(amounts.values(), start=Decimal(0)))
        floors = {k: a.quantize(CENT, rounding=ROUND_FLOOR) for k, a in amounts.items()}
        missing = int((total - sum(floors.values(), start=Decimal(0))) / CENT)
        by_remainder = sorted(amounts, key=lambda k: (floors[k] - amounts[k], k))
        lucky = set(by_remainder[:missing])
        return {k: f + CENT if k in lucky else f for k, f in floors.items()}


def round_money(amount: Decimal) -> Decimal:
    """Round to the cent, half to even."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN, context=EXACT)


def round_price(price: Decimal | float) -> Decimal:
    """Round a price per unit to a millionth, half to even."""
    number = price if isinstance(price, Decimal) else exact(float(price))
    return number.quantize(PRICE_STEP, rounding=ROUND_HALF_EVEN, context=EXACT)


def times(quantity: float, amount: Decimal) -> Decimal:
    """Multiply a quantity by money per unit, without rounding."""
    return EXACT.multiply(exact(quantity), amount)


def write_ledger(
    dataset: Dataset,
    itineraries: Iterable[Itinerary],
    unserved: Mapping[str, float],
    runs: Mapping[tuple[str, str], float],
) -> Ledger:
    """Enter what all journeys pay, what is left unserved, and what runs cost.

    Parameters
    ----------
    dataset
        Unserved prices and costs of runs.
    itineraries
        What moves, and what it pays.
    unserved
        Quantity left unserved by demand id.
    runs
        Runs by resource id and period id.
    """
    ledger = Ledger()
    for resource in dataset.resources:
        if resource.run_cost is not None:
            count = math.fsum(
                n for key, n in runs.items() if key[0] == resource.resource_id
            )
            ledger.add(CostComponent.RUNS, "", times(count, resource.run_cost))
    with localcontext(EXACT):
        for itinerary in itineraries:
            for line in itinerary.price.lines:
                amount = itinerary.exact_quantity * line.amount
                ledger.add(line.component, line.carrier_id, amount)
    for demand in dataset.demands:
        quantity = unserved.get(demand.demand_id, 0.0)
        if demand.unserved_price_per_unit is not None and quantity > 0:
            amount = times(quantity, demand.unserved_price_per_unit)
            ledger.add(CostComponent.UNSERVED, "", amount)
    return ledger
