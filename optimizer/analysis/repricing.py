"""What each step of a journey pays, looked up in the tariffs anew.

Nothing here knows what the solver was told: a plan's cost is what its journeys pay.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Self
from weakref import WeakKeyDictionary

from optimizer.analysis.haul_lines import CostLine, HaulLines, JourneyHaul
from optimizer.analysis.journeys import Journey
from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.emissions import exact_emissions_t_per_t
from optimizer.domain.memory import Memory
from optimizer.domain.network import Leg, Node, Transfer
from optimizer.domain.plan import CostComponent, PathStep, StepKind
from optimizer.domain.quantities import EXACT, exact
from optimizer.formulation.timetable import Timetable
from optimizer.tariff.exchange import ExchangeTable
from optimizer.tariff.price_table import pricing_days
from optimizer.tariff.pricing import multiplicand
from optimizer.tariff.rate_book import (
    Element,
    Offer,
    OfferedRate,
    RateBook,
    element_id,
)


@dataclass(frozen=True, slots=True)
class StepPrice:
    """Money that one unit pays for one step.

    Attributes
    ----------
    lines
        What it pays for what to whom.
    amount
        Their sum, exact.
    """

    lines: tuple[CostLine, ...]
    amount: Decimal

    @classmethod
    def of(cls, *found: CostLine | None) -> Self:
        """Add up the lines that there are."""
        lines = tuple(line for line in found if line is not None)
        with localcontext(EXACT):
            return cls(lines, sum((line.amount for line in lines), start=Decimal(0)))


@dataclass(frozen=True, slots=True)
class JourneyPrice:
    """Money that one unit pays for a journey.

    Attributes
    ----------
    steps
        For each of its steps.
    lines
        In all, by what it is paid for and to whom.
    amount
        The sum, exact.
    """

    steps: tuple[StepPrice, ...]
    lines: tuple[CostLine, ...]
    amount: Decimal


class Repricer:
    """Prices journeys straight from the rows of a dataset.

    Parameters
    ----------
    dataset
        Its rows.
    lines
        What is known of charges in a dataset much like it.
    """

    def __init__(self, dataset: Dataset, lines: Memory | None = None) -> None:
        self._lines = lines or Memory()
        self._book = RateBook(dataset)
        self._carbon_price = dataset.header.carbon_price_per_t
        quoted = dataset.only("exchange_rates")
        self._exchange = self._lines.recall(ExchangeTable, quoted)
        self._timetable = Timetable(dataset)
        calendar = dataset.calendar()
        self._period_index = {p.period_id: i for i, p in enumerate(calendar)}
        days = pricing_days(dataset, (period.start_date for period in calendar))
        self._day_of = {p.period_id: days[p.start_date] for p in calendar}
        self._elements: dict[tuple[StepKind, str], Element] = {
            **{(StepKind.LEG, leg.leg_id): leg for leg in dataset.legs},
            **{(StepKind.TRANSFER, t.transfer_id): t for t in dataset.transfers},
            **{(StepKind.WAIT, node.node_id): node for node in dataset.nodes},
        }
        self._hauls = HaulLines(dataset, self._book, self._day_of)
        self._prices: dict[tuple[StepKind, str, str, str | date], StepPrice] = {}
        self._journeys: WeakKeyDictionary[Journey, JourneyPrice] = WeakKeyDictionary()

    def price(self, journey: Journey) -> JourneyPrice:
        """Return what a unit pays for a journey.

        Raises
        ------
        LookupError
            When no tariff prices a step, which a plan never contains.
        """
        known = self._journeys.get(journey)
        if known is None:
            known = self._journeys[journey] = self._price_journey(journey)
        return known

    def hauls(self, journey: Journey) -> list[JourneyHaul]:
        """Return the hauls of a journey, each of which is charged for at once."""
        return self._hauls.hauls(journey)

    def _price_journey(self, journey: Journey) -> JourneyPrice:
        steps = self._step_prices(journey)
        sums: dict[tuple[CostComponent, str], Decimal] = {}
        with localcontext(EXACT):
            for step in steps:
                for line in step.lines:
                    key = (line.component, line.carrier_id)
                    sums[key] = sums.get(key, _ZERO) + line.amount
            lines = tuple(CostLine(*key, amount) for key, amount in sums.items())
            return JourneyPrice(steps, lines, sum(sums.values(), start=_ZERO))

    def _step_prices(self, journey: Journey) -> tuple[StepPrice, ...]:
        """Price each step; the charge of a haul is spread over its legs."""
        of_hauls, commodity = self._hauls.lines(journey), journey.commodity
        return tuple(
            StepPrice.of(
                of_hauls[index],
                self._time_value(step, commodity),
                self._carbon(step, commodity),
            )
            if index in of_hauls
            else self._step_price(step, commodity)
            for index, step in enumerate(journey.steps)
        )

    def _step_price(self, step: PathStep, commodity: Commodity) -> StepPrice:
        # What moves pays the same in all periods with the same tariffs; what stands
        # pays by the length of its period.
        period_id = step.departure_period_id
        when = period_id if step.kind in _STANDING else self._day_of[period_id]
        key = (step.kind, step.element_id, commodity.commodity_id, when)
        known = self._prices.get(key)
        if known is None:
            charge = self._charge(step, commodity)
            known = StepPrice.of(
                charge,
                self._time_value(step, commodity),
                self._carbon(step, commodity),
            )
            self._prices[key] = known
        return known

    def _charge(self, step: PathStep, commodity: Commodity) -> CostLine | None:
        if step.kind is StepKind.HOLD:
            return None
        element = self._elements[step.kind, step.element_id]
        day = self._day_of[step.departure_period_id]
        line = self._lines.recall_of(
            (unit_line, step.kind, step.element_id, commodity.commodity_id, day),
            unit_line,
            *(element, commodity, day, self._book.offered(element, day)),
            self._exchange,
        )
        if step.kind is StepKind.WAIT:
            return replace(line, amount=line.amount * self._standing_days(step))
        return line

    def _time_value(self, step: PathStep, commodity: Commodity) -> CostLine | None:
        if commodity.time_value_per_unit_day == 0:
            return None
        element = self._elements.get((step.kind, step.element_id))
        transit_days = getattr(element, "transit_days", None)
        days = (
            self._standing_days(step) if transit_days is None else exact(transit_days)
        )
        amount = commodity.time_value_per_unit_day * days
        return CostLine(CostComponent.TIME_VALUE, "", amount)

    def _carbon(self, step: PathStep, commodity: Commodity) -> CostLine | None:
        if self._carbon_price == 0 or step.kind is not StepKind.LEG:
            return None
        leg = self._elements[step.kind, step.element_id]
        if not isinstance(leg, Leg):
            return None
        mass_t = exact(commodity.tonnes_per_unit)
        amount = exact_emissions_t_per_t(leg) * mass_t * self._carbon_price
        return CostLine(CostComponent.CARBON, "", amount)

    def _standing_days(self, step: PathStep) -> Decimal:
        period = self._period_index[step.departure_period_id]
        return exact(self._timetable.days_to_next(period))


def unit_line(
    element: Element,
    commodity: Commodity,
    day: date,
    offered: tuple[OfferedRate, ...],
    exchange: ExchangeTable,
) -> CostLine:
    """Return what a unit pays for one leg or transfer, or for a day at a node.

    Raises
    ------
    LookupError
        When no tariff prices it, which a plan never contains.
    """
    chosen = Offer(offered).select(commodity.tariff_class).offered
    if chosen is None:
        msg = f"nothing prices {element_id(element)!r} on {day}"
        raise LookupError(msg)
    rate, tariff = chosen
    times = multiplicand(rate, element, commodity)
    exchange_rate = exchange.rate_on(tariff.currency_code, day)
    if times is None or exchange_rate is None:
        msg = f"the rate {rate.rate_id!r} cannot be applied on {day}"
        raise LookupError(msg)
    amount = rate.rate * times * exchange_rate
    return CostLine(_COMPONENTS[type(element)], tariff.carrier_id, amount)


_ZERO = Decimal(0)

_STANDING = frozenset({StepKind.WAIT, StepKind.HOLD})

_COMPONENTS = {
    Leg: CostComponent.FREIGHT,
    Transfer: CostComponent.HANDLING,
    Node: CostComponent.STORAGE,
}
