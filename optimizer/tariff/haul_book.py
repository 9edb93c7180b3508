"""Every tariff that charges by the haul, ready to write receipts."""

from datetime import date
from decimal import Decimal, localcontext

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.quantities import EXACT
from optimizer.domain.receipts import ReceiptLineKind
from optimizer.domain.tariffs import Tariff
from optimizer.tariff.consignments import Consignment, one_vehicle
from optimizer.tariff.exchange import ExchangeTable
from optimizer.tariff.haul_charges import Haul, Tally
from optimizer.tariff.haul_distances import HaulDistance
from optimizer.tariff.haul_sheets import HaulSheet, haul_sheets
from optimizer.tariff.rate_book import is_in_force
from optimizer.tariff.receipts import HaulReceipt, Unpriced, UnpricedCode


class HaulBook:
    """The tariffs of a dataset that charge by the haul.

    Methods take the id of such a tariff and raise ``KeyError`` for any other.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._exchange = ExchangeTable(dataset)
        sheets = haul_sheets(dataset)
        self._sheets = {sheet.tariff.tariff_id: sheet for sheet in sheets}

    @property
    def tariffs(self) -> tuple[Tariff, ...]:
        """The tariffs, in the dataset's order."""
        return tuple(sheet.tariff for sheet in self._sheets.values())

    def class_of(self, tariff_id: str, commodity: Commodity) -> str:
        """Return the class that a tariff puts a commodity into."""
        return self._sheets[tariff_id].class_of(commodity)

    def scope(self, tariff_id: str) -> frozenset[str]:
        """Return the ids of the legs that a tariff charges by the haul."""
        return self._sheets[tariff_id].scope

    def distance_km(
        self, tariff_id: str, entry_node_id: str, exit_node_id: str
    ) -> Decimal | None:
        """Return the tariff distance of a haul; None where no way leads there."""
        distances = self._sheets[tariff_id].distances
        distance = distances.between(entry_node_id, exit_node_id)
        return None if distance is None else distance.distance_km

    def discount_share(
        self, tariff_id: str, commodity: Commodity, tendered_t: Decimal
    ) -> Decimal:
        """Return the share of its charges that a tariff takes off for a volume.

        Parameters
        ----------
        tariff_id, commodity
            Who charges, and for what.
        tendered_t
            Tonnes that are tendered in all, above 0.
        """
        sheet = self._sheets[tariff_id]
        return sheet.pricer.discounts.share(sheet.class_of(commodity), tendered_t)

    def covers(self, tariff_id: str, commodity: Commodity) -> bool:
        """Whether any haul rate is for the goods, whatever distance, load and ends."""
        sheet = self._sheets[tariff_id]
        return sheet.pricer.rates.covers(sheet.goods_of(commodity))

    def unit_charge(
        self,
        tariff_id: str,
        entry_node_id: str,
        exit_node_id: str,
        commodity: Commodity,
        day: date,
    ) -> Decimal | None:
        """Return what a unit pays where a full vehicle pays for a haul.

        In the dataset's currency, to 28 digits. None where the tariff has no charge, for
        which :meth:`receipt` gives the reason.
        """
        vehicle = one_vehicle(commodity)
        receipt = self.receipt(tariff_id, entry_node_id, exit_node_id, vehicle, day)
        if isinstance(receipt, Unpriced):
            return None
        return receipt.per_unit

    def receipt(
        self,
        tariff_id: str,
        entry_node_id: str,
        exit_node_id: str,
        consignment: Consignment,
        day: date,
    ) -> HaulReceipt | Unpriced:
        """Write the receipt of a haul, or say why the tariff has no charge for it.

        Parameters
        ----------
        tariff_id
            Tariff that charges.
        entry_node_id, exit_node_id
            Where the haul enters and leaves the tariff's scope.
        consignment
            What moves.
        day
            Day whose season and exchange rate hold, and on which the tariff must.
        """
        sheet = self._sheets[tariff_id]
        tariff = sheet.tariff
        if not is_in_force(tariff, day):
            return Unpriced(
                UnpricedCode.NOT_IN_FORCE,
                tariff_id,
                valid_from=tariff.valid_from,
                valid_to=tariff.valid_to,
            )
        ends = (entry_node_id, exit_node_id)
        distance = sheet.distances.between(*ends)
        if distance is None:
            return Unpriced(UnpricedCode.NOT_CONNECTED, tariff_id)
        quote = self._exchange.quotation(tariff.currency_code, day)
        if quote is None:
            code = UnpricedCode.NO_EXCHANGE_RATE
            return Unpriced(code, tariff_id, currency_code=tariff.currency_code)
        goods = sheet.goods_of(consignment.commodity)
        haul = Haul(goods, ends, distance.distance_km, day.month)
        with localcontext(EXACT):
            tally = sheet.pricer.charge(haul, consignment)
            if isinstance(tally, Unpriced):
                return tally
            return _receipt(sheet, haul, distance, tally, quote)


def _receipt(
    sheet: HaulSheet,
    haul: Haul,
    distance: HaulDistance,
    tally: Tally,
    quote: tuple[date | None, Decimal],
) -> HaulReceipt:
    tariff, amount = sheet.tariff, tally.running
    exchange_date, exchange_rate = quote
    if exchange_date is not None:
        kind, currency_code = ReceiptLineKind.EXCHANGE, tariff.currency_code
        tally.add(kind, currency_code, Decimal(0), factor=exchange_rate)
    return HaulReceipt(
        tariff_id=tariff.tariff_id,
        version=tariff.version,
        carrier_id=tariff.carrier_id,
        entry_node_id=haul.ends[0],
        exit_node_id=haul.ends[1],
        distance_km=distance.distance_km,
        is_published_distance=distance.is_published,
        tariff_class=haul.goods.tariff_class,
        units=tally.units,
        charge_object=tally.charge_object,
        objects=tally.objects,
        lines=tuple(tally.lines),
        currency_code=tariff.currency_code,
        amount=amount,
        exchange_rate=exchange_rate,
        exchange_date=exchange_date,
        total=amount * exchange_rate,
    )
