"""What a consignment pays on a route, receipt by receipt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property

from optimizer.analysis.haul_lines import HaulLines, JourneyHaul
from optimizer.analysis.journeys import Journey
from optimizer.analysis.quotes.quote import Charge, ChargedKind, Receipt
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg, Transfer
from optimizer.domain.plan import StepKind
from optimizer.domain.quantities import EXACT
from optimizer.tariff.consignments import Consignment
from optimizer.tariff.exchange import ExchangeTable
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.rate_book import RateBook
from optimizer.tariff.rate_receipts import rate_receipt
from optimizer.tariff.receipts import HaulReceipt

type Part = JourneyHaul | Leg | Transfer
"""What has one charge."""


@dataclass(frozen=True)
class Tariffs:
    """The tariffs of one regime, opened once.

    Attributes
    ----------
    dataset
        Whose they are.
    """

    dataset: Dataset

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

    def parts(self, journey: Journey, lines: HaulLines) -> tuple[Part, ...]:
        """Return what a journey is charged for, in the order of travel."""
        hauls = lines.hauls(journey) if self.hauls.tariffs else []
        first = {haul.legs[0][0]: haul for haul in hauls}
        inside = {index for haul in hauls for index, _ in haul.legs}
        parts: list[Part] = []
        for index, step in enumerate(journey.steps):
            if index in first:
                parts.append(first[index])
            elif index not in inside:
                parts.append(self.elements[step.kind, step.element_id])
        return tuple(parts)

    def receipt(
        self, part: Part, consignment: Consignment, day: date, pricing_day: date
    ) -> Receipt:
        """Write the receipt of a consignment for a haul, a leg or a transfer.

        Parameters
        ----------
        part
            What is charged for.
        consignment
            What moves.
        day
            Day of departure.
        pricing_day
            A day with the same prices.

        Raises
        ------
        LookupError
            When no tariff prices it, which a route never contains.
        """
        if not isinstance(part, JourneyHaul):
            offered = self.rates.offered(part, pricing_day)
            return rate_receipt(part, consignment, day, offered, self.exchange)
        receipt = self.hauls.receipt(part.tariff_id, *part.ends, consignment, day)
        if isinstance(receipt, HaulReceipt):
            return receipt
        msg = f"{part.tariff_id!r} does not price {part.ends}: {receipt.code}"
        raise LookupError(msg)


def charge_of(part: Part, receipt: Receipt) -> Charge:
    """Say what a receipt is for."""
    match part:
        case JourneyHaul():
            kind, ends = ChargedKind.HAUL, part.ends
            element_ids = tuple(leg.leg_id for _, leg in part.legs)
        case Leg():
            kind, element_ids = ChargedKind.LEG, (part.leg_id,)
            ends = part.origin_node_id, part.destination_node_id
        case Transfer():
            kind, element_ids = ChargedKind.TRANSFER, (part.transfer_id,)
            ends = part.node_id, part.node_id
    return Charge(
        kind=kind,
        element_ids=element_ids,
        from_node_id=ends[0],
        to_node_id=ends[1],
        receipt=receipt,
    )


def total_of(receipts: Iterable[Receipt]) -> Decimal:
    """Add up receipts in the dataset's currency, exact."""
    with localcontext(EXACT):
        return sum((receipt.total for receipt in receipts), start=Decimal(0))
