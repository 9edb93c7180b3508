"""Which rate applies: the most specific of those in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg, Node, Transfer
from optimizer.domain.tariffs import ChargeKind, Rate, Tariff

type Element = Leg | Transfer | Node
"""What a charge is for: carriage over a leg, a transfer, or waiting at a node."""

type OfferedRate = tuple[Rate, Tariff]
"""A rate with the tariff that it belongs to."""

KIND_OF_ELEMENT = {
    Leg: ChargeKind.FREIGHT,
    Transfer: ChargeKind.HANDLING,
    Node: ChargeKind.STORAGE,
}


def element_id(element: Element) -> str:
    """Id of a leg, transfer or node."""
    match element:
        case Leg():
            return element.leg_id
        case Transfer():
            return element.transfer_id
        case Node():
            return element.node_id


@dataclass(frozen=True)
class Selection:
    """The rates that apply with the same, highest specificity.

    Attributes
    ----------
    best
        None, the one that holds, or several that contradict each other.
    """

    best: tuple[OfferedRate, ...]

    @property
    def offered(self) -> OfferedRate | None:
        """The one rate with its tariff, None when there is none or more than one."""
        return self.best[0] if len(self.best) == 1 else None

    @property
    def rate(self) -> Rate | None:
        """The one rate, None when there is none or more than one."""
        return None if self.offered is None else self.offered[0]

    @property
    def rates(self) -> tuple[Rate, ...]:
        """All of them."""
        return tuple(rate for rate, _ in self.best)


class Offer:
    """The rates that are in force for one element on one day."""

    def __init__(self, offered: tuple[OfferedRate, ...]) -> None:
        self._offered = offered
        self._selections: dict[str, Selection] = {}

    def select(self, tariff_class: str) -> Selection:
        """Select the most specific rates for a tariff class."""
        if tariff_class not in self._selections:
            classes = (None, tariff_class)
            fitting = [o for o in self._offered if o[0].tariff_class in classes]
            best = max((_rank(rate) for rate, _ in fitting), default=None)
            chosen = tuple(o for o in fitting if _rank(o[0]) == best)
            self._selections[tariff_class] = Selection(chosen)
        return self._selections[tariff_class]


class RateBook:
    """The rates of a dataset, found by what they apply to."""

    def __init__(self, dataset: Dataset) -> None:
        self.tariffs = {t.tariff_id: t for t in dataset.tariffs}
        self._offered: dict[tuple[type, str, date], tuple[OfferedRate, ...]] = {}
        self._by_scope: dict[tuple[ChargeKind, str, str | None], list[Rate]] = {}
        for rate in dataset.rates:
            named = rate.leg_id or rate.transfer_id
            key = (rate.kind, self._payee(rate), named)
            self._by_scope.setdefault(key, []).append(rate)

    def _payee(self, rate: Rate) -> str:
        """Return the node for storage, whoever offers it, and else the carrier."""
        if rate.kind is ChargeKind.STORAGE:
            return str(rate.node_id)
        return self.tariffs[rate.tariff_id].carrier_id

    def select(self, element: Element, commodity: Commodity, day: date) -> Selection:
        """Select the most specific rates for a commodity on a day.

        A rate that names the leg or transfer wins over one that names a mode or node,
        that over one that names neither; then one that names the tariff class wins.
        """
        return Offer(self.offered(element, day)).select(commodity.tariff_class)

    def offered(self, element: Element, day: date) -> tuple[OfferedRate, ...]:
        """Return the rates for an element on a day, whatever the tariff class."""
        key = (type(element), element_id(element), day)
        if key not in self._offered:
            self._offered[key] = tuple(
                (rate, tariff)
                for rate, tariff in self.candidates(element)
                if is_in_force(tariff, day)
            )
        return self._offered[key]

    def candidates(self, element: Element) -> Iterator[OfferedRate]:
        """Yield the rates for an element on any day, whatever the tariff class."""
        kind = KIND_OF_ELEMENT[type(element)]
        payee = element.node_id if isinstance(element, Node) else element.carrier_id
        named = self._by_scope.get((kind, payee, element_id(element)), [])
        unnamed = self._by_scope.get((kind, payee, None), [])
        for rate in (*named, *unnamed):
            if _covers(rate, element):
                yield rate, self.tariffs[rate.tariff_id]


def is_in_force(tariff: Tariff, day: date) -> bool:
    """Whether a tariff holds on a day."""
    starts_by = tariff.valid_from is None or tariff.valid_from <= day
    return starts_by and (tariff.valid_to is None or day <= tariff.valid_to)


def _covers(rate: Rate, element: Element) -> bool:
    match element:
        case Leg():
            return rate.leg_id in (None, element.leg_id) and rate.mode in (
                None,
                element.mode,
            )
        case Transfer():
            return rate.transfer_id in (
                None,
                element.transfer_id,
            ) and rate.node_id in (None, element.node_id)
        case Node():
            return True


def _rank(rate: Rate) -> tuple[int, int]:
    if rate.leg_id or rate.transfer_id:
        scope = 2
    else:
        scope = 1 if rate.mode or rate.node_id else 0
    return scope, int(rate.tariff_class is not None)
