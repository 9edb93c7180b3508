"""Which demands get a discount for volume, and how much."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.volume_discounts import tendered_tonnes
from optimizer.tariff.haul_book import HaulBook


@dataclass(frozen=True, slots=True)
class Tender:
    """A volume that earns a discount.

    Attributes
    ----------
    tendered_t
        Tonnes that count.
    shares
        Tariffs by their ids, and the share of its charges that each takes off; those
        that take off nothing left out.
    """

    tendered_t: Decimal
    shares: tuple[tuple[str, Decimal], ...]


def tenders_of(dataset: Dataset) -> Mapping[str, Tender]:
    """Return the tenders of a dataset that earn a discount, by demand id.

    Parameters
    ----------
    dataset
        Its demands, and the tariffs that hold.
    """
    if not dataset.volume_discounts:
        return {}
    book = HaulBook(dataset)
    commodities = {c.commodity_id: c for c in dataset.commodities}
    tonnes = tendered_tonnes(dataset.demands, dataset.commodities)
    found = (
        (demand.demand_id, commodities[demand.commodity_id])
        for demand in dataset.demands
    )
    tenders = {
        name: tender_of(book, commodity, tonnes[name]) for name, commodity in found
    }
    return {name: tender for name, tender in tenders.items() if tender is not None}


def tender_of(
    book: HaulBook, commodity: Commodity, tendered_t: Decimal
) -> Tender | None:
    """Return what a volume earns; None where that is nothing.

    Parameters
    ----------
    book
        The tariffs that hold.
    commodity
        What moves.
    tendered_t
        Tonnes that are tendered in all, above 0.
    """
    shares = (
        (tariff.tariff_id, book.discount_share(tariff.tariff_id, commodity, tendered_t))
        for tariff in book.tariffs
    )
    earned = tuple(entry for entry in shares if entry[1])
    return Tender(tendered_t, earned) if earned else None
