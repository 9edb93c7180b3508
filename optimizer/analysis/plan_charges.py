"""The charges of a plan with their receipts, told from its paths alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from optimizer.analysis.charging import Calendar, Part, Stretch, Tariffs, charge_of
from optimizer.analysis.haul_lines import HaulLines
from optimizer.analysis.journeys import Journey, PathJourneys
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import PathFlow, Plan
from optimizer.domain.quantities import exact
from optimizer.domain.receipts import Charge
from optimizer.formulation.timetable import Timetable
from optimizer.tariff.consignments import Consignment, one_vehicle
from optimizer.tariff.regimes import under_regime


def itemized(dataset: Dataset, plan: Plan) -> Plan:
    """Return a plan with its charges listed.

    Receipts are written from the rows of the dataset and the steps of the paths, so they
    do not depend on what the plan was priced with.

    Parameters
    ----------
    dataset
        What was planned, with all its regimes.
    plan
        Its paths and the regime that they pay under.
    """
    charging = _PlanCharging(dataset, plan.regime_id)
    paths = tuple(
        replace(path, charge_positions=charging.positions(path)) for path in plan.paths
    )
    return replace(plan, paths=paths, charges=charging.charges)


type _Key = tuple[object, ...]
"""Tells charges apart."""


class _PlanCharging:
    """Writes each charge of a plan once."""

    def __init__(self, dataset: Dataset, regime_id: str | None) -> None:
        holding = under_regime(dataset, regime_id)
        self._tariffs = Tariffs(holding)
        self._calendar = _calendar_of(holding)
        days, rates = self._calendar.first_days, self._tariffs.rates
        self._lines = HaulLines(holding, rates, days, self._tariffs.hauls)
        self._journeys = PathJourneys(holding)
        self._positions: dict[_Key, int] = {}
        self._charges: list[Charge] = []

    @property
    def charges(self) -> tuple[Charge, ...]:
        """Those written so far."""
        return tuple(self._charges)

    def positions(self, path: PathFlow) -> tuple[int, ...]:
        """Return which charges a path pays."""
        journey = self._journeys.of(path)
        parts = self._tariffs.parts(journey, self._lines, self._calendar)
        return tuple(self._position(part, journey) for part in parts)

    def _position(self, part: Part, journey: Journey) -> int:
        key = _key_of(part, journey)
        if key not in self._positions:
            self._positions[key] = len(self._charges)
            self._charges.append(self._charge(part, journey))
        return self._positions[key]

    def _charge(self, part: Part, journey: Journey) -> Charge:
        goods = (
            Consignment(journey.commodity, Decimal(1))
            if isinstance(part, Stretch)
            else one_vehicle(journey.commodity, journey.tendered_t)
        )
        receipt = self._tariffs.receipt(part, goods, part.day)
        return charge_of(part, receipt, part.day)


def _key_of(part: Part, journey: Journey) -> _Key:
    if isinstance(part, Stretch):
        return (part,)
    leg_ids = tuple(leg.leg_id for _, leg in part.legs)
    goods = (journey.commodity.commodity_id, journey.tendered_t)
    return *goods, part.tariff_id, part.day, leg_ids


def _calendar_of(dataset: Dataset) -> Calendar:
    periods = dataset.calendar()
    timetable = Timetable(dataset)
    first_days: Mapping[str, date] = {p.period_id: p.start_date for p in periods}
    return Calendar(
        first_days=first_days,
        standing_days={
            period.period_id: exact(timetable.days_to_next(index))
            for index, period in enumerate(periods[:-1])
        },
    )
