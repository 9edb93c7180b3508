"""The network of one commodity on one day, ready to find routes in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from optimizer.analysis.charging import Calendar, Part, Tariffs
from optimizer.analysis.haul_lines import HaulLines
from optimizer.analysis.journeys import Journey, Journeys
from optimizer.analysis.quotes.bill import Bill
from optimizer.analysis.ways import Ways
from optimizer.domain.calendar import Period
from optimizer.domain.closures import closed_legs, closed_transfers, closures_on
from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import DemandEnds
from optimizer.domain.network import Leg, Transfer
from optimizer.domain.plan import StepKind
from optimizer.domain.problems import Problem
from optimizer.domain.tariffs import Tariff
from optimizer.formulation.costs import arc_costs
from optimizer.formulation.lanes import scale_hauls
from optimizer.formulation.layout import Layout, lay_out
from optimizer.formulation.places import (
    Gate,
    LinkKind,
    Place,
    links_of,
    places_of,
)
from optimizer.tariff.haul_table import haul_networks
from optimizer.tariff.price_table import price
from optimizer.tariff.tenders import Tender
from optimizer.tariff.validity import lapsed

_NOTHING = Decimal(0)

KEPT_TREES = 256
"""Destinations whose tree of cheapest ways is kept."""


QUICKER = 1e-7
"""What a day counts in money per unit beside charges: of routes that are charged the
same, as hauls over other legs often are, the quicker comes first."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundRoute:
    """A journey with the legs that tell it from others, and what is charged for."""

    journey: Journey
    leg_ids: tuple[str, ...]
    parts: tuple[Part, ...]
    bill: Bill


class QuoteNetwork:
    """Where one commodity can go on one day, from any node to any other.

    It is the state graph of a plan with a single period, so that a quote and a plan
    know the same ways at the same prices; time is worth nothing here, because a quote
    is what is charged.

    Parameters
    ----------
    tariffs
        The tariffs that hold, of a dataset without errors.
    commodity
        What moves.
    day
        Whose prices hold.
    tender
        What earns the consignment discounts; None where nothing does.

    Attributes
    ----------
    problems
        What is open to the commodity but has no price.
    lapsed
        Tariffs with prices for the commodity that do not hold on the day.
    """

    def __init__(
        self,
        tariffs: Tariffs,
        commodity: Commodity,
        day: date,
        tender: Tender | None = None,
    ) -> None:
        timeless = commodity.model_copy(update={"time_value_per_unit_day": _NOTHING})
        self._tariffs = tariffs
        self.lapsed = tuple(_lapsed(tariffs, commodity, day))
        self._tendered_t = None if tender is None else tender.tendered_t
        self._dataset = _on_one_day(tariffs.dataset, timeless, day)
        self._layout, self.problems, costs = _laid_out(self._dataset, tender)
        layout = self._layout
        tails, heads = layout.tails.tolist(), layout.heads.tolist()
        self._places = {place: state for state, place in enumerate(layout.places)}
        self._nodes = [place.node_id for place in layout.places]
        days = (layout.links[link].transit_days for link in layout.arc_links.tolist())
        lasting = [c + QUICKER * d for c, d in zip(costs, days, strict=True)]
        arcs = zip(tails, heads, lasting, strict=True)
        self._ways = Ways(arcs, len(self._nodes))
        self._journeys = Journeys(self._dataset, layout)
        starts = {period.period_id: day for period in self._dataset.periods}
        self._calendar = Calendar(first_days=starts, standing_days={})
        self._lines = HaulLines(self._dataset, tariffs.rates, starts, tariffs.hauls)
        self._costs_to = lru_cache(KEPT_TREES)(self._ways.costs_to)

    def routes(self, origin: str, destination: str, count: int) -> list[FoundRoute]:
        """Return the cheapest routes between two nodes that differ in their legs.

        Parameters
        ----------
        origin, destination
            Ids of two nodes.
        count
            Most routes to return, at least 1.
        """
        source = self._places.get(Place(origin, Gate.ORIGIN))
        sink = self._places.get(Place(destination, Gate.DESTINATION))
        if source is None or sink is None:
            return []
        found: dict[tuple[str, ...], FoundRoute] = {}
        for arcs in self._in_order(source, sink):
            (journey,) = self._journeys.along([(0, self._tendered_t, arcs)])
            leg_ids = tuple(
                s.element_id for s in journey.steps if s.kind is StepKind.LEG
            )
            if leg_ids not in found:
                parts = self._tariffs.parts(journey, self._lines, self._calendar)
                found[leg_ids] = FoundRoute(journey, leg_ids, parts, Bill.of(parts))
            if len(found) == count:
                break
        return list(found.values())

    def _in_order(self, source: int, sink: int) -> Iterator[tuple[int, ...]]:
        """Yield the cheapest way, then it and others that pass each node once.

        Only tariffs that are cheaper over a detour bring the cheapest back to a node.
        """
        costs_to = self._costs_to(sink)
        states = range(len(self._nodes))
        yield from islice(self._ways.in_order(source, sink, costs_to, states), 1)
        yield from self._ways.in_order(source, sink, costs_to, self._nodes)

    def is_closed(self, element: Leg | Transfer) -> bool:
        """Whether a leg or transfer is closed on the day."""
        (period,) = self._dataset.periods
        if isinstance(element, Leg):
            return element.leg_id in closed_legs(self._dataset).get(
                period.period_id, ()
            )
        closed = closed_transfers(self._dataset).get(period.period_id, ())
        return element.transfer_id in closed

    def shortest_way(self, origin: str, destination: str) -> list[Leg | Transfer]:
        """Return the legs and transfers of the shortest way, be they open or not.

        Empty where the network does not join the nodes.
        """
        anywhere = DemandEnds.everywhere(self._dataset.nodes, self._dataset.commodities)
        places = places_of(self._dataset, anywhere)
        links = links_of(self._dataset, places, with_time=False)
        lengths_km = [
            (x.tail, x.head, _length_km(self._dataset, x.kind, x.element))
            for x in links
        ]
        ways = Ways(lengths_km, len(places))
        source = places.index(Place(origin, Gate.ORIGIN))
        sink = places.index(Place(destination, Gate.DESTINATION))
        states = range(len(places))
        way = next(ways.in_order(source, sink, ways.costs_to(sink), states), ())
        chosen = [links[index] for index in way]
        return [
            self._dataset.legs[link.element]
            if link.kind is LinkKind.LEG
            else self._dataset.transfers[link.element]
            for link in chosen
            if link.kind in (LinkKind.LEG, LinkKind.TRANSFER)
        ]


def _lapsed(tariffs: Tariffs, commodity: Commodity, day: date) -> Iterator[Tariff]:
    classes = (None, commodity.tariff_class)
    rates = tariffs.dataset.rates
    pricing = {rate.tariff_id for rate in rates if rate.tariff_class in classes}
    for tariff in lapsed(tariffs.dataset.tariffs, day):
        if tariff.tariff_id in pricing or tariffs.hauls.covers(
            tariff.tariff_id, commodity
        ):
            yield tariff


def _on_one_day(dataset: Dataset, commodity: Commodity, day: date) -> Dataset:
    period = Period(period_id=day.isoformat(), start_date=day, end_date=day)
    always = {"period_id": None}
    closures = [c.model_copy(update=always) for c in closures_on(dataset, day)]
    header = dataset.header.model_copy(update={"carbon_price_per_t": _NOTHING})
    changes = {
        "header": header,
        "commodities": (commodity,),
        "periods": (period,),
        "closures": tuple(closures),
        "demands": (),
    }
    return dataset.model_copy(update=changes)


def _laid_out(
    dataset: Dataset, tender: Tender | None
) -> tuple[Layout, list[Problem], list[float]]:
    """Return the states and arcs, what is not priced, and what each arc costs."""
    ends = DemandEnds.everywhere(dataset.nodes, dataset.commodities)
    prices, problems = price(dataset, ends)
    layout = lay_out(dataset, ends, haul_networks(prices.hauls))
    costs = arc_costs(dataset, layout, prices)
    scale_hauls(costs, layout, [tender])
    return layout, problems, costs[0].tolist()


def _length_km(dataset: Dataset, kind: LinkKind, element: int) -> float:
    return dataset.legs[element].distance_km if kind is LinkKind.LEG else 0.0
