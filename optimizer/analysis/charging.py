"""What goods pay on a journey, receipt by receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from optimizer.analysis.haul_lines import HaulLines, JourneyHaul
from optimizer.analysis.journeys import Journey
from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg, Node, Transfer
from optimizer.domain.plan import PathStep, StepKind
from optimizer.domain.receipts import Charge, ChargedKind, Receipt
from optimizer.tariff.consignments import Consignment
from optimizer.tariff.exchange import ExchangeTable
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.rate_book import Element, RateBook, element_id
from optimizer.tariff.rate_receipts import AppliedRate, Quotation, applied_rate
from optimizer.tariff.receipts import HaulReceipt


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A leg, a transfer or a stay that is charged by itself.

    Attributes
    ----------
    element
        The leg or transfer; of a stay its node.
    day
        Day whose prices hold.
    applied
        The rate that was found for it.
    """

    element: Element
    day: date
    applied: AppliedRate


type Part = JourneyHaul | Stretch
"""What has one charge."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that charges go by, period by period.

    Attributes
    ----------
    first_days
        First day of each period, whose prices hold for what departs in it.
    standing_days
        Days for which goods stay that wait for the next period; none where none wait.
    """

    first_days: Mapping[str, date]
    standing_days: Mapping[str, Decimal]


@dataclass(frozen=True)
class Tariffs:
    """The tariffs of one regime, opened once.

    Attributes
    ----------
    dataset
        Whose they are.
    """

    dataset: Dataset
    _stretches: dict[tuple[type, str, str, date], Stretch] = field(
        default_factory=dict, compare=False
    )

    @cached_property
    def rates(self) -> RateBook:
        """Those that charge by leg, transfer and store."""
        return RateBook(self.dataset)

    @cached_property
    def hauls(self) -> HaulBook:
        """Those that charge by the haul."""
        return HaulBook(self.dataset)

    @cached_property
    def exchange(self) -> ExchangeTable:
        """The exchange rates."""
        return ExchangeTable(self.dataset)

    @cached_property
    def elements(self) -> Mapping[tuple[StepKind, str], Element]:
        """Legs, transfers and nodes by what is done there and their id."""
        return {
            **{(StepKind.LEG, leg.leg_id): leg for leg in self.dataset.legs},
            **{(StepKind.TRANSFER, t.transfer_id): t for t in self.dataset.transfers},
            **{(StepKind.WAIT, node.node_id): node for node in self.dataset.nodes},
        }

    def parts(
        self, journey: Journey, lines: HaulLines, calendar: Calendar
    ) -> tuple[Part, ...]:
        """Return what a journey is charged for, in the order of travel.

        Parameters
        ----------
        journey
            What the goods do.
        lines
            Finds hauls.
        calendar
            Days whose tariffs hold.

        Raises
        ------
        LookupError
            When no tariff prices a step, which a plan or route never contains.
        """
        hauls = lines.hauls(journey) if self.hauls.tariffs else []
        first = {haul.legs[0][0]: haul for haul in hauls}
        inside = {index for haul in hauls for index, _ in haul.legs}
        parts: list[Part] = []
        for index, step in enumerate(journey.steps):
            if index in first:
                parts.append(first[index])
            elif index not in inside and step.kind is not StepKind.HOLD:
                parts.append(self._stretch(step, journey.commodity, calendar))
        return tuple(parts)

    def _stretch(
        self, step: PathStep, commodity: Commodity, calendar: Calendar
    ) -> Stretch:
        """Find the rate of a step, once for all journeys with it."""
        element = self.elements[step.kind, step.element_id]
        period_id = step.departure_period_id
        day = calendar.first_days[period_id]
        key = (type(element), element_id(element), commodity.commodity_id, day)
        known = self._stretches.get(key)
        if known is None:
            offered = self.rates.offered(element, day)
            days = calendar.standing_days.get(period_id)
            applied = applied_rate(element, commodity, offered, days)
            known = self._stretches[key] = Stretch(element, day, applied)
        return known

    def quotation(self, currency_code: str, day: date) -> Quotation:
        """Return what one unit of a currency is worth on a day, and since when.

        Raises
        ------
        LookupError
            When it is not quoted yet, which the check of a dataset refuses.
        """
        quotation = self.exchange.quotation(currency_code, day)
        if quotation is None:
            msg = f"no exchange rate of {currency_code} is known on {day}"
            raise LookupError(msg)
        return quotation

    def receipt(self, part: Part, consignment: Consignment, day: date) -> Receipt:
        """Write the receipt of a consignment for a part of its journey.

        Parameters
        ----------
        part
            What is charged for.
        consignment
            What moves.
        day
            Day of departure, on which the rate of the part must hold.

        Raises
        ------
        LookupError
            When no tariff prices it, which a plan or route never contains.
        """
        if isinstance(part, Stretch):
            quotation = self.quotation(part.applied.tariff.currency_code, day)
            return part.applied.receipt(consignment.units, quotation)
        receipt = self.hauls.receipt(part.tariff_id, *part.ends, consignment, day)
        if isinstance(receipt, HaulReceipt):
            return receipt
        msg = f"{part.tariff_id!r} does not price {part.ends}: {receipt.code}"
        raise LookupError(msg)


def charge_of(part: Part, receipt: Receipt, day: date) -> Charge:
    """Say what a receipt is for.

    Parameters
    ----------
    part
        What is charged for.
    receipt
        Its receipt.
    day
        Day whose prices hold.
    """
    match part:
        case JourneyHaul():
            kind, ends = ChargedKind.HAUL, part.ends
            element_ids = tuple(leg.leg_id for _, leg in part.legs)
        case Stretch(Leg() as leg):
            kind, element_ids = ChargedKind.LEG, (leg.leg_id,)
            ends = leg.origin_node_id, leg.destination_node_id
        case Stretch(Transfer() as transfer):
            kind, element_ids = ChargedKind.TRANSFER, (transfer.transfer_id,)
            ends = transfer.node_id, transfer.node_id
        case Stretch(Node() as node):
            kind, element_ids = ChargedKind.WAIT, (node.node_id,)
            ends = node.node_id, node.node_id
    return Charge(
        kind=kind,
        element_ids=element_ids,
        from_node_id=ends[0],
        to_node_id=ends[1],
        day=day,
        receipt=receipt,
    )
