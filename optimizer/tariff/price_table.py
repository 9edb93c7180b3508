"""Every charge a plan can need, worked out once per set of tariffs in force."""

from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import DemandEnds
from optimizer.domain.memory import Memory
from optimizer.domain.network import Leg, Node, Transfer
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.tariffs import Rate, RateBasis, Tariff
from optimizer.tariff.adjustments import is_in_season
from optimizer.tariff.exchange import ExchangeTable
from optimizer.tariff.governing import Governing
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.haul_table import DatasetHauls, HaulPrices
from optimizer.tariff.pricing import UnitCharge, multiplicand
from optimizer.tariff.rate_book import (
    Element,
    Offer,
    OfferedRate,
    RateBook,
    Selection,
    element_id,
    is_in_force,
)

type Charges = dict[tuple[str, str], UnitCharge]
"""Charges by element id and commodity id."""


@dataclass(frozen=True)
class PriceTable:
    """Charges of one unit, by element, commodity and period.

    The tariffs and exchange rates of a period's first day hold for the whole period.

    Attributes
    ----------
    freight, handling, storage
        For each period, in the order of time, the charges by leg, transfer or node and
        commodity. What is not there is closed, or for storage not offered. Periods with
        the same tariffs share one object.
    hauls
        For each period, what hauls pay that start in it; legs of theirs have no freight.
    """

    freight: tuple[Charges, ...]
    handling: tuple[Charges, ...]
    storage: tuple[Charges, ...]
    hauls: tuple[HaulPrices, ...]


@dataclass
class _Pricer:
    """Prices the elements of a dataset on one day, noting what it cannot price."""

    dataset: Dataset
    book: RateBook
    exchange: ExchangeTable
    memory: Memory
    problems: dict[tuple[object, ...], Problem] = field(default_factory=dict)

    def charges(
        self,
        elements: tuple[Element, ...],
        day: date,
        governed: Collection[tuple[str, str]] = (),
    ) -> Charges:
        """Price elements on a day, those left out that hauls are charged for."""
        found: Charges = {}
        for element in elements:
            name = element_id(element)
            goods = tuple(
                commodity
                for commodity in open_commodities(self.dataset, element)
                if (name, commodity.commodity_id) not in governed
            )
            offered = self.book.offered(element, day)
            pricing = (element, goods, day, offered, self.exchange)
            key = (price_element, type(element), name, day)
            charges, problems = self.memory.recall_of(key, price_element, *pricing)
            found |= charges
            for problem in problems:
                place = (problem.code, problem.table, problem.row_id, problem.value)
                self.problems.setdefault(place, problem)
        return found


def price_element(
    element: Element,
    goods: tuple[Commodity, ...],
    day: date,
    offered: tuple[OfferedRate, ...],
    exchange: ExchangeTable,
) -> tuple[Charges, list[Problem]]:
    """Price one leg, transfer or node for some commodities on a day.

    Returns
    -------
    tuple[Charges, list[Problem]]
        The charges, and why some are missing.
    """
    charges: Charges = {}
    problems: list[Problem] = []
    name, offer = element_id(element), Offer(offered)
    for commodity in goods:
        selection = offer.select(commodity.tariff_class)
        if selection.offered is None:
            problems += _unselected(element, commodity, day, selection)
            continue
        rate, tariff = selection.offered
        exchange_rate = exchange.rate_on(tariff.currency_code, day)
        times = multiplicand(rate, element, commodity)
        if exchange_rate is None:
            problems.append(_no_exchange_rate(tariff, day))
        if times is None:
            problems.append(_no_wagons(rate, commodity))
        if exchange_rate is not None and times is not None:
            amount = rate.rate * times * exchange_rate
            charge = UnitCharge(rate.rate_id, tariff.carrier_id, amount)
            charges[name, commodity.commodity_id] = charge
    return charges, problems


def _unselected(
    element: Element, commodity: Commodity, day: date, selection: Selection
) -> Iterator[Problem]:
    """Say why no one rate was found; storage need not be offered."""
    if selection.rates:
        yield _ambiguous(selection.rates, element, commodity)
    elif not isinstance(element, Node):
        yield _unpriced(element, commodity, day)


PRICED_TABLES = (
    "nodes",
    "legs",
    "transfers",
    "periods",
    "commodities",
    "tariffs",
    "rates",
    "tariff_scopes",
    "goods_classes",
    "tariff_distances",
    "haul_rates",
    "coefficients",
    "surcharges",
    "regime_tariffs",
    "exchange_rates",
)
"""Tables that charges depend on."""


def price(
    dataset: Dataset, ends: DemandEnds | None = None, memory: Memory | None = None
) -> tuple[PriceTable, list[Problem]]:
    """Price everything that is open, for each period.

    Parameters
    ----------
    dataset
        A dataset whose rows fit together.
    ends
        Where cargo enters and leaves the network; None is as its demands do.
    memory
        What is known of a dataset much like it.

    Returns
    -------
    tuple[PriceTable, list[Problem]]
        The charges, and what could not be priced: without problems, every open leg and
        transfer has a charge for each commodity that may use it.
    """
    memory = memory or Memory()
    book, rates = HaulBook(dataset), RateBook(dataset)
    exchange = memory.recall(ExchangeTable, dataset.only("exchange_rates"))
    pricer = _Pricer(dataset, rates, exchange, memory)
    governing = Governing(dataset, book, rates, pricer.problems)
    ends = DemandEnds.of(dataset.demands) if ends is None else ends
    dataset_hauls = DatasetHauls(dataset, book, governing, ends, pricer.problems)
    calendar = dataset.calendar()
    days = pricing_days(dataset, (period.start_date for period in calendar))
    priced = {}
    for day in dict.fromkeys(days.values()):
        hauls = dataset_hauls.prices(day)
        priced[day] = (
            pricer.charges(dataset.legs, day, hauls.governed),
            pricer.charges(dataset.transfers, day),
            pricer.charges(dataset.nodes, day),
            hauls,
        )
    periods = [priced[days[period.start_date]] for period in calendar]
    return PriceTable(*zip(*periods, strict=True)), list(pricer.problems.values())


def open_commodities(dataset: Dataset, element: Element) -> Iterator[Commodity]:
    """Commodities whose tariff class a leg or transfer is open to; all for a node."""
    for commodity in dataset.commodities:
        if isinstance(element, Node) or element.is_open_to(commodity.tariff_class):
            yield commodity


def pricing_days(dataset: Dataset, days: Iterable[date]) -> dict[date, date]:
    """Map days to the first of them with the same tariffs, seasons and exchange rates."""
    exchange = ExchangeTable(dataset)
    first: dict[object, date] = {}
    return {
        day: first.setdefault(pricing_key(dataset, exchange, day), day) for day in days
    }


def pricing_key(dataset: Dataset, exchange: ExchangeTable, day: date) -> Hashable:
    """Return what is equal for days with the same tariffs, seasons and exchange rates."""
    in_force = [t for t in dataset.tariffs if is_in_force(t, day)]
    currencies = sorted({t.currency_code for t in in_force})
    rates = tuple(exchange.rate_on(currency, day) for currency in currencies)
    seasons = tuple(is_in_season(c, day.month) for c in dataset.coefficients)
    return tuple(t.tariff_id for t in in_force), seasons, rates


def _unpriced(element: Leg | Transfer, commodity: Commodity, day: date) -> Problem:
    is_leg = isinstance(element, Leg)
    return Problem(
        code=ProblemCode.UNPRICED_LEG if is_leg else ProblemCode.UNPRICED_TRANSFER,
        table="legs" if is_leg else "transfers",
        row_id=element_id(element),
        column="tariff_classes",
        value=commodity.tariff_class,
        message=(
            f"no rate of {element.carrier_id!r} in force on {day} prices the tariff "
            f"class {commodity.tariff_class!r} on it"
        ),
        remedy="add a rate, or close it to that class",
    )


def _ambiguous(
    rates: tuple[Rate, ...], element: Element, commodity: Commodity
) -> Problem:
    first, second, *_ = (rate.rate_id for rate in rates)
    return Problem(
        code=ProblemCode.AMBIGUOUS_RATE,
        table="rates",
        row_id=second,
        column="rate_id",
        value=second,
        message=(
            f"it prices {commodity.tariff_class!r} on {element_id(element)!r}, and so "
            f"does {first!r}, equally specific"
        ),
        remedy="remove one, or narrow it by leg, transfer, node, mode or tariff class",
    )


def _no_exchange_rate(tariff: Tariff, day: date) -> Problem:
    return Problem(
        code=ProblemCode.MISSING_EXCHANGE_RATE,
        table="tariffs",
        row_id=tariff.tariff_id,
        column="currency_code",
        value=tariff.currency_code,
        message=(
            f"no exchange rate of {tariff.currency_code} is dated on or before {day}"
        ),
        remedy="add one to exchange_rates",
    )


def _no_wagons(rate: Rate, commodity: Commodity) -> Problem:
    return Problem(
        code=ProblemCode.UNIT_MISMATCH,
        table="commodities",
        row_id=commodity.commodity_id,
        column="wagons_per_unit",
        message=(
            f"the rate {rate.rate_id!r} is {RateBasis.PER_WAGON}, but how many wagons "
            "one unit takes is unknown"
        ),
        remedy="fill it in",
    )
