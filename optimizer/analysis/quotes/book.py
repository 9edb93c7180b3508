"""Quotes from one dataset, its networks and routes kept between them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from optimizer.analysis.charging import Tariffs, charge_of
from optimizer.analysis.ledger import round_money
from optimizer.analysis.quotes.network import FoundRoute, QuoteNetwork
from optimizer.analysis.quotes.quote import (
    Quote,
    QuoteQuery,
    Route,
    Unavailable,
)
from optimizer.analysis.quotes.unavailable import (
    closed,
    nearest_days,
    shut,
    unavailable_tariffs,
    unpriced,
)
from optimizer.domain.closures import closures_on
from optimizer.domain.dataset import Dataset
from optimizer.domain.receipts import Charge
from optimizer.errors import NoTariffInForceError, UnknownRowError
from optimizer.tariff.consignments import Consignment
from optimizer.tariff.price_table import pricing_key
from optimizer.tariff.rate_book import is_in_force
from optimizer.tariff.regimes import chosen_regime, under_regime
from optimizer.tariff.tenders import Tender, tender_of

KEPT_NETWORKS = 64
"""Networks that are kept, one for each commodity and set of prices."""

KEPT_ROUTES = 20_000
"""Answers to searches that are kept."""

KEPT_DAYS = 4096
"""Days of which it is known which others have the same prices."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A route with the exact sum of its receipts."""

    found: FoundRoute
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a query is answered from.

    Attributes
    ----------
    regime_id, tariffs
        Tariffs that hold, and their regime.
    goods, network
        What moves, and where it can go.
    """

    regime_id: str | None
    tariffs: Tariffs
    goods: Consignment
    network: QuoteNetwork


class QuoteBook:
    """Quotes consignments by the tariffs of one dataset.

    Parameters
    ----------
    dataset
        A dataset without errors.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._digest = dataset.digest()
        self._commodities = {c.commodity_id: c for c in dataset.commodities}
        self._nodes = {node.node_id for node in dataset.nodes}
        self._leg_ends = {
            leg.leg_id: (leg.origin_node_id, leg.destination_node_id)
            for leg in dataset.legs
        }
        self._ready: set[tuple[str | None, str, date]] = set()
        self._first_days: dict[object, date] = {}
        self._tariffs = lru_cache(KEPT_NETWORKS)(self._open_tariffs)
        self._pricing_day = lru_cache(KEPT_DAYS)(self._find_pricing_day)
        self._network = lru_cache(KEPT_NETWORKS)(self._open_network)
        self._routes = lru_cache(KEPT_ROUTES)(self._find_routes)

    def quote(self, query: QuoteQuery, regime_id: str | None = None) -> Quote:
        """Quote a consignment.

        Parameters
        ----------
        query
            What is to be quoted.
        regime_id
            Which tariffs hold; None is the dataset's default.

        Returns
        -------
        Quote
            The cheapest routes, or why there is none.

        Raises
        ------
        NoTariffInForceError
            When no tariff of the regime holds on the day.
        UnknownRegimeError
            When the dataset has no such regime.
        UnknownRowError
            When the dataset has no such node or commodity.
        """
        setting = self._setting(query, regime_id)
        ends = (query.origin_node_id, query.destination_node_id)
        found = self._routes(setting.network, *ends, query.route_count)
        priced = self._ranked(found, setting, query)
        unavailable = [
            *unavailable_tariffs(setting.network.lapsed, query.day),
            *unpriced(
                setting.network.problems,
                setting.tariffs,
                setting.goods.commodity,
                query.day,
            ),
        ]
        if not priced:
            unavailable += self._closed(setting, *ends)
        self._note_ready(query, regime_id)
        return Quote(
            dataset_id=self._dataset.header.dataset_id,
            dataset_digest=self._digest,
            regime_id=setting.regime_id,
            currency_code=self._dataset.header.currency_code,
            query=query,
            quantity_unit=setting.goods.commodity.quantity_unit,
            routes=tuple(map(self._route, priced)),
            charges=self._charges(priced[0].found, setting, query) if priced else (),
            unavailable=tuple(unavailable),
        )

    def is_ready(self, query: QuoteQuery, regime_id: str | None = None) -> bool:
        """Whether a query's goods were quoted on its day before, which makes it quick."""
        return (regime_id, query.commodity_id, query.day) in self._ready

    def _note_ready(self, query: QuoteQuery, regime_id: str | None) -> None:
        if len(self._ready) >= KEPT_DAYS:
            self._ready.clear()
        self._ready.add((regime_id, query.commodity_id, query.day))

    def _setting(self, query: QuoteQuery, regime_id: str | None) -> Setting:
        self._require_known(query)
        chosen = chosen_regime(self._dataset, regime_id)
        day = self._pricing_day(chosen, query.day)
        tariffs = self._tariffs(chosen)
        commodity = self._commodities[query.commodity_id]
        goods = Consignment(commodity, query.quantity)
        tender = None
        if tariffs.dataset.volume_discounts:
            goods = replace(goods, tendered_t=goods.mass_t)
            tender = tender_of(tariffs.hauls, commodity, goods.mass_t)
        return Setting(
            regime_id=chosen,
            tariffs=tariffs,
            goods=goods,
            network=self._network(chosen, query.commodity_id, day, tender),
        )

    def _require_known(self, query: QuoteQuery) -> None:
        for node_id in (query.origin_node_id, query.destination_node_id):
            if node_id not in self._nodes:
                table = "nodes"
                raise UnknownRowError(table, node_id, self._nodes)
        if query.commodity_id not in self._commodities:
            table = "commodities"
            raise UnknownRowError(table, query.commodity_id, self._commodities)

    def _open_tariffs(self, regime_id: str | None) -> Tariffs:
        return Tariffs(under_regime(self._dataset, regime_id))

    def _find_pricing_day(self, regime_id: str | None, day: date) -> date:
        """Return the first day met with the same prices and closures."""
        tariffs = self._tariffs(regime_id)
        rows = tariffs.dataset.tariffs
        if not any(is_in_force(tariff, day) for tariff in rows):
            raise NoTariffInForceError(day, *nearest_days(rows, day), regime_id)
        prices = pricing_key(tariffs.dataset, tariffs.exchange, day)
        key = (regime_id, prices, closures_on(tariffs.dataset, day))
        return self._first_days.setdefault(key, day)

    def _open_network(
        self,
        regime_id: str | None,
        commodity_id: str,
        day: date,
        tender: Tender | None,
    ) -> QuoteNetwork:
        commodity = self._commodities[commodity_id]
        return QuoteNetwork(self._tariffs(regime_id), commodity, day, tender)

    def _find_routes(
        self, network: QuoteNetwork, origin: str, destination: str, count: int
    ) -> tuple[FoundRoute, ...]:
        return tuple(network.routes(origin, destination, count))

    def _ranked(
        self, found: tuple[FoundRoute, ...], setting: Setting, query: QuoteQuery
    ) -> list[Priced]:
        """Price routes, and put the cheapest first."""
        goods, tariffs = setting.goods, setting.tariffs
        totals = [r.bill.total(tariffs, goods, query.day) for r in found]
        return sorted(map(Priced, found, totals), key=_rank)

    def _charges(
        self, route: FoundRoute, setting: Setting, query: QuoteQuery
    ) -> tuple[Charge, ...]:
        """Write the receipts of a route."""
        day = query.day
        return tuple(
            charge_of(part, setting.tariffs.receipt(part, setting.goods, day), day)
            for part in route.parts
        )

    def _route(self, priced: Priced) -> Route:
        leg_ids = priced.found.leg_ids
        first, *_ = leg_ids
        starts = [self._leg_ends[first][0]]
        return Route(
            total=round_money(priced.total),
            transit_days=priced.found.journey.transit_days,
            distance_km=priced.found.journey.distance_km,
            leg_ids=leg_ids,
            node_ids=(*starts, *(self._leg_ends[leg][1] for leg in leg_ids)),
        )

    def _closed(
        self, setting: Setting, origin: str, destination: str
    ) -> Iterator[Unavailable]:
        for element in setting.network.shortest_way(origin, destination):
            if not element.is_open_to(setting.goods.commodity.tariff_class):
                yield closed(element, setting.goods.commodity)
            elif setting.network.is_closed(element):
                yield shut(element)


def _rank(priced: Priced) -> tuple[Decimal, float, tuple[str, ...]]:
    found = priced.found
    return priced.total, found.journey.transit_days, found.leg_ids
