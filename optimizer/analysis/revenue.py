"""What each carrier earns by a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

from optimizer.analysis.haul_shares import HaulDivider
from optimizer.analysis.journeys import PathJourneys
from optimizer.analysis.ledger import CENT
from optimizer.analysis.repricing import Repricer
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import CostComponent, CostShare, PathFlow, Plan
from optimizer.domain.quantities import EXACT, exact
from optimizer.tariff.division import whole_steps
from optimizer.tariff.division_terms import DivisionTerms
from optimizer.tariff.regimes import chosen_regime, under_regime

CHARGES = frozenset(
    {CostComponent.FREIGHT, CostComponent.HANDLING, CostComponent.STORAGE}
)
"""Components of the cost that carriers earn."""


def charges_of(plan: Plan) -> Decimal:
    """Return what a plan's cargo pays to carriers, to the cent."""
    shares = (s.cost for s in plan.cost_by_component if s.key in CHARGES)
    return sum(shares, start=Decimal(0))


def revenue_by_carrier(
    dataset: Dataset, plan: Plan, terms: DivisionTerms
) -> dict[str, Decimal]:
    """Return what each carrier earns by a plan, through charges divided.

    What is charged leg by leg, for handling and for storage goes to the carrier of the
    tariff. The charge of a haul is divided among the carriers of the legs that it uses.
    All is exact until the end, where carriers' sums are rounded by the largest
    remainder.

    Parameters
    ----------
    dataset
        What was planned, with all its regimes.
    plan
        Its flows and the regime that they pay under.
    terms
        How through charges are divided.

    Returns
    -------
    dict[str, Decimal]
        Money by carrier id, in its order, to the cent; it adds up to what the plan's
        cargo pays for freight, handling and storage.

    Raises
    ------
    UndividedHaulError
        When the terms do not say how to divide a charge of the plan.
    """
    earnings = _Earnings(dataset, plan, terms)
    sums: dict[str, Decimal] = {}
    with localcontext(EXACT):
        for path in plan.paths:
            for carrier_id, amount in earnings.by(path):
                sums[carrier_id] = sums.get(carrier_id, Decimal(0)) + amount
    return _to_the_cent(sums, charges_of(plan))


def divided(dataset: Dataset, plan: Plan, terms: DivisionTerms) -> Plan:
    """Return a plan with what each carrier earns by it.

    Parameters
    ----------
    dataset, plan, terms
        As for :func:`revenue_by_carrier`.

    Raises
    ------
    UndividedHaulError
        When the terms do not say how to divide a charge of the plan.
    UnknownRegimeError
        When the dataset has no regime of the terms' local charges.
    """
    chosen_regime(dataset, terms.local_regime_id)
    revenue = revenue_by_carrier(dataset, plan, terms)
    shares = tuple(CostShare(key=key, cost=cost) for key, cost in revenue.items())
    return replace(plan, revenue_by_carrier=shares)


class _Earnings:
    """Who earns what by a path of a plan, exactly."""

    def __init__(self, dataset: Dataset, plan: Plan, terms: DivisionTerms) -> None:
        holding = under_regime(dataset, plan.regime_id)
        self._repricer = Repricer(holding)
        local = self._repricer
        if terms.local_regime_id not in {None, plan.regime_id}:
            local = Repricer(under_regime(dataset, terms.local_regime_id))
        self._divider = HaulDivider(terms, local)
        self._journeys = PathJourneys(holding)

    def by(self, path: PathFlow) -> Iterator[tuple[str, Decimal]]:
        journey, quantity = self._journeys.of(path), exact(path.quantity)
        steps = self._repricer.price(journey).steps
        charges = [
            [line for line in step.lines if line.component in CHARGES] for step in steps
        ]
        for haul in self._repricer.hauls(journey):
            lines = [line for i, _ in haul.legs for line in charges[i]]
            total = sum((line.amount for line in lines), start=Decimal(0))
            charge = EXACT.multiply(quantity, total)
            yield from self._divider.shares(journey, haul, charge, quantity)
            for index, _ in haul.legs:
                charges[index] = []
        for lines in charges:
            for line in lines:
                yield line.carrier_id, EXACT.multiply(quantity, line.amount)


def _to_the_cent(sums: Mapping[str, Decimal], total: Decimal) -> dict[str, Decimal]:
    """Round sums so that they add up to a total that they miss by a cent or two."""
    carrier_ids = sorted(sums)
    cents = int(total / CENT)
    whole = sum(map(Fraction, sums.values()))
    scale = cents / whole if whole else Fraction(0)
    quotas = [Fraction(sums[carrier_id]) * scale for carrier_id in carrier_ids]
    counts = whole_steps(cents, quotas)
    return {
        carrier_id: count * CENT
        for carrier_id, count in zip(carrier_ids, counts, strict=True)
    }
