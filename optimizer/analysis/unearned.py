"""Discounts for volume that a plan takes and does not carry the volume for."""

from collections.abc import Iterator
from decimal import Decimal

from optimizer.analysis.haul_lines import HaulLines
from optimizer.analysis.journeys import PathJourneys
from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.domain.plan import Plan
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.domain.quantities import EXACT, exact
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.rate_book import RateBook
from optimizer.tariff.tenders import tenders_of

_ROUNDING = Decimal("0.000001")
"""Share of a volume that may be missing for rounding."""


def unearned_discounts(dataset: Dataset, plan: Plan) -> Iterator[Problem]:
    """Yield a warning for each discount that is for more than a tariff carries.

    Discounts go by what is tendered, as contracts do, so a plan that takes other ways
    for some of it still pays by them for the rest. One warning is given for each tariff
    and shipper.

    Parameters
    ----------
    dataset
        What was planned, with the tariffs that hold.
    plan
        Its paths.
    """
    tenders = tenders_of(dataset)
    if not tenders:
        return
    book = HaulBook(dataset)
    goods = {c.commodity_id: c for c in dataset.commodities}
    carried = _carried_tonnes(dataset, plan, book)
    for demand in dataset.demands:
        tender = tenders.get(demand.demand_id)
        for tariff_id, share in () if tender is None else tender.shares:
            tonnes = carried.pop((tariff_id, _who(demand)), None)
            if tender is None or tonnes is None:
                continue
            if tonnes < tender.tendered_t * (1 - _ROUNDING):
                commodity = goods[demand.commodity_id]
                earned = book.discount_share(tariff_id, commodity, tonnes)
                amounts = (tender.tendered_t, share, tonnes, earned)
                yield _unearned(demand, tariff_id, *amounts)


def _carried_tonnes(
    dataset: Dataset, plan: Plan, book: HaulBook
) -> dict[tuple[str, tuple[str, str]], Decimal]:
    """Return the tonnes that each tariff carries by the haul, by who sends them."""
    days = {p.period_id: p.start_date for p in dataset.calendar()}
    lines = HaulLines(dataset, RateBook(dataset), days, book)
    journeys = PathJourneys(dataset)
    demands = {demand.demand_id: demand for demand in dataset.demands}
    found: dict[tuple[str, tuple[str, str]], Decimal] = {}
    for path in plan.paths:
        journey = journeys.of(path)
        mass_t = exact(journey.commodity.tonnes_per_unit)
        tonnes = EXACT.multiply(exact(path.quantity), mass_t)
        for tariff_id in {haul.tariff_id for haul in lines.hauls(journey)}:
            key = (tariff_id, _who(demands[path.demand_id]))
            found[key] = EXACT.add(found.get(key, Decimal(0)), tonnes)
    return found


def _who(demand: Demand) -> tuple[str, str]:
    if demand.shipper_id is None:
        return "demand", demand.demand_id
    return "shipper", demand.shipper_id


def _unearned(  # noqa: PLR0913 - what is tendered and carried, each with its share
    demand: Demand,
    tariff_id: str,
    tendered_t: Decimal,
    share: Decimal,
    carried_t: Decimal,
    earned: Decimal,
) -> Problem:
    what, name = _who(demand)
    return Problem(
        code=ProblemCode.UNEARNED_DISCOUNT,
        severity=Severity.WARNING,
        table="demands",
        row_id=demand.demand_id,
        column="volume",
        value=f"{demand.volume:g}",
        message=(
            f"{what} {name!r} tenders {tendered_t:,.0f} t, for which {tariff_id!r} takes "
            f"{share:.2%} off; the plan has it carry {carried_t:,.0f} t, for which it "
            f"would take {earned:.2%}"
        ),
        remedy="tender what the tariff is to carry, or agree on the discount as it is",
    )
