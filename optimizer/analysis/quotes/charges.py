"""What a consignment pays on a route, receipt by receipt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Self

from optimizer.analysis.haul_lines import HaulLines, JourneyHaul
from optimizer.analysis.journeys import Journey
from optimizer.analysis.quotes.quote import Charge, ChargedKind, Receipt
from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg, Transfer
from optimizer.domain.plan import StepKind
from optimizer.domain.quantities import EXACT
from optimizer.tariff.consignments import Consignment
from optimizer.tariff.exchange import ExchangeTable
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.rate_book import RateBook, element_id
from optimizer.tariff.rate_receipts import AppliedRate, applied_rate
from optimizer.tariff.receipts import HaulReceipt


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A leg or transfer that is charged by itself.

    Attributes
    ----------
    element
        The leg or transfer.
    applied
        The rate that was found for it.
    """

    element: Leg | Transfer
    applied: AppliedRate


type Part = JourneyHaul | Stretch
"""What has one charge."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a route is charged for, in short.

    Attributes
    ----------
    hauls
        Its hauls, whose charges are not in proportion to the quantity.
    per_unit
        What a unit pays for all else, by currency, exact.
    """

    hauls: tuple[JourneyHaul, ...]
    per_unit: dict[str, Decimal]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Self:
        """Add up the parts of a route."""
        hauls, per_unit = [], dict[str, Decimal]()
        for part in parts:
            if isinstance(part, JourneyHaul):
                hauls.append(part)
                continue
            code = part.applied.tariff.currency_code
            before = per_unit.get(code, Decimal(0))
            per_unit[code] = EXACT.add(before, part.applied.per_unit)
        return cls(tuple(hauls), per_unit)


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
    def elements(self) -> Mapping[tuple[StepKind, str], Leg | Transfer]:
        """Legs and transfers by their kind and id."""
        legs = {(StepKind.LEG, leg.leg_id): leg for leg in self.dataset.legs}
        transfers = {
            (StepKind.TRANSFER, t.transfer_id): t for t in self.dataset.transfers
        }
        return {**legs, **transfers}

    def parts(self, journey: Journey, lines: HaulLines, day: date) -> tuple[Part, ...]:
        """Return what a journey is charged for, in the order of travel.

        Parameters
        ----------
        journey
            What the goods do.
        lines
            Finds hauls.
        day
            Day whose tariffs hold.
        """
        hauls = lines.hauls(journey) if self.hauls.tariffs else []
        first = {haul.legs[0][0]: haul for haul in hauls}
        inside = {index for haul in hauls for index, _ in haul.legs}
        parts: list[Part] = []
        for index, step in enumerate(journey.steps):
            if index in first:
                parts.append(first[index])
            elif index not in inside:
                element = self.elements[step.kind, step.element_id]
                parts.append(self._stretch(element, journey.commodity, day))
        return tuple(parts)

    def _stretch(
        self, element: Leg | Transfer, commodity: Commodity, day: date
    ) -> Stretch:
        """Find the rate of a leg or transfer, once for all routes over it."""
        key = (type(element), element_id(element), commodity.commodity_id, day)
        known = self._stretches.get(key)
        if known is None:
            offered = self.rates.offered(element, day)
            applied = applied_rate(element, commodity, offered)
            known = self._stretches[key] = Stretch(element, applied)
        return known

    def receipt(self, part: Part, consignment: Consignment, day: date) -> Receipt:
        """Write the receipt of a consignment for a haul, a leg or a transfer.

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
            When no tariff prices it, which a route never contains.
        """
        if isinstance(part, Stretch):
            currency_code = part.applied.tariff.currency_code
            quotation = self.exchange.quotation(currency_code, day)
            if quotation is not None:
                return part.applied.receipt(consignment.units, quotation)
            msg = f"no exchange rate of {currency_code} is known on {day}"
            raise LookupError(msg)
        receipt = self.hauls.receipt(part.tariff_id, *part.ends, consignment, day)
        if isinstance(receipt, HaulReceipt):
            return receipt
        msg = f"{part.tariff_id!r} does not price {part.ends}: {receipt.code}"
        raise LookupError(msg)

    def total(self, bill: Bill, consignment: Consignment, day: date) -> Decimal:
        """Return what a consignment pays, in the dataset's currency.

        Exact: what the receipts add up to, without writing those that are in proportion
        to the quantity.

        Parameters
        ----------
        bill
            What is charged for.
        consignment
            What moves.
        day
            Day of departure.
        """
        total = Decimal(0)
        with localcontext(EXACT):
            for haul in bill.hauls:
                total += self.receipt(haul, consignment, day).total
            for code, amount in bill.per_unit.items():
                rate = self.exchange.rate_on(code, day)
                if rate is None:
                    msg = f"no exchange rate of {code} is known on {day}"
                    raise LookupError(msg)
                total += amount * rate * consignment.units
        return total


def charge_of(part: Part, receipt: Receipt) -> Charge:
    """Say what a receipt is for."""
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
    return Charge(
        kind=kind,
        element_ids=element_ids,
        from_node_id=ends[0],
        to_node_id=ends[1],
        receipt=receipt,
    )
