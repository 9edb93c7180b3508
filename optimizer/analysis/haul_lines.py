"""What the hauls of a journey pay, told from its legs alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

from optimizer.analysis.journeys import Journey
from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Leg
from optimizer.domain.plan import CostComponent, StepKind
from optimizer.domain.quantities import EXACT, exact
from optimizer.tariff.consignments import QUOTIENT, one_vehicle
from optimizer.tariff.governing import Governing
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.rate_book import RateBook
from optimizer.tariff.receipts import HaulReceipt


@dataclass(frozen=True, slots=True)
class CostLine:
    """Money that one unit pays for one step.

    Attributes
    ----------
    component
        What it is paid for.
    carrier_id
        Who earns it; empty where nobody does.
    amount
        Money of the dataset's currency per unit, exact.
    """

    component: CostComponent
    carrier_id: str
    amount: Decimal


@dataclass
class JourneyHaul:
    """A run of legs that one tariff charges for, whatever is done between them.

    Attributes
    ----------
    tariff_id
        Tariff that charges.
    day
        Day whose prices hold: that of the first leg's period.
    legs
        Position among the journey's steps, and leg, of each of its legs.
    """

    tariff_id: str
    day: date
    legs: list[tuple[int, Leg]] = field(default_factory=list)

    @property
    def ends(self) -> tuple[str, str]:
        """Nodes where it starts and ends."""
        return self.legs[0][1].origin_node_id, self.legs[-1][1].destination_node_id


class HaulLines:
    """Finds the hauls of journeys and looks up what they pay.

    Parameters
    ----------
    dataset
        Rows of legs and tariffs.
    rates
        The tariffs that charge leg by leg.
    day_of
        Day whose prices hold, by period id.
    book
        The tariffs that charge by the haul; None opens them.
    """

    def __init__(
        self,
        dataset: Dataset,
        rates: RateBook,
        day_of: Mapping[str, date],
        book: HaulBook | None = None,
    ) -> None:
        self._book = HaulBook(dataset) if book is None else book
        self._governing = Governing(dataset, self._book, rates)
        self._day_of = day_of
        self._legs = {leg.leg_id: leg for leg in dataset.legs}
        self._tariffs: dict[tuple[str, date], dict[str, str]] = {}
        self._receipts: dict[tuple[object, ...], HaulReceipt] = {}

    def lines(self, journey: Journey) -> dict[int, CostLine]:
        """Return what each leg of a haul bears of its charge, by the step's position.

        The charge is spread by distance; what rounding leaves goes to the last leg.

        Raises
        ------
        LookupError
            When a tariff does not price a haul, which a plan never contains.
        """
        if not self._book.tariffs:
            return {}
        return {
            index: line
            for haul in self.hauls(journey)
            for index, line in self._spread(haul, journey)
        }

    def hauls(self, journey: Journey) -> list[JourneyHaul]:
        """Return the hauls of a journey in their order.

        Transfers and waits do not end a haul; a leg of another tariff does.
        """
        hauls: list[JourneyHaul] = []
        is_inside = False
        for index, step in enumerate(journey.steps):
            if step.kind is not StepKind.LEG:
                continue
            leg, day = (
                self._legs[step.element_id],
                self._day_of[step.departure_period_id],
            )
            if is_inside and self._charges(hauls[-1], journey.commodity, leg):
                hauls[-1].legs.append((index, leg))
                continue
            tariff_id = self._tariffs_on(journey.commodity, day).get(leg.leg_id)
            is_inside = tariff_id is not None
            if tariff_id is not None:
                hauls.append(JourneyHaul(tariff_id, day, [(index, leg)]))
        return hauls

    def receipt(self, haul: JourneyHaul, journey: Journey) -> HaulReceipt:
        """Write the receipt of one vehicle, once for all journeys with the haul."""
        goods = (journey.commodity.commodity_id, journey.tendered_t)
        key = (*goods, haul.tariff_id, haul.ends, haul.day)
        known = self._receipts.get(key)
        if known is None:
            known = self._receipts[key] = self._written(haul, journey)
        return known

    def _written(self, haul: JourneyHaul, journey: Journey) -> HaulReceipt:
        vehicle = one_vehicle(journey.commodity, journey.tendered_t)
        receipt = self._book.receipt(haul.tariff_id, *haul.ends, vehicle, haul.day)
        if isinstance(receipt, HaulReceipt):
            return receipt
        ends, code = haul.ends, receipt.code
        msg = f"{haul.tariff_id!r} does not price {ends} on {haul.day}: {code}"
        raise LookupError(msg)

    def _spread(
        self, haul: JourneyHaul, journey: Journey
    ) -> Iterator[tuple[int, CostLine]]:
        receipt = self.receipt(haul, journey)
        left = receipt.per_unit
        distances_km = [exact(leg.distance_km) for _, leg in haul.legs]
        with localcontext(EXACT):
            whole, per_unit = sum(distances_km), left
            for (index, _), distance_km in zip(haul.legs, distances_km, strict=True):
                is_last = index == haul.legs[-1][0]
                share = QUOTIENT.divide(distance_km, whole) if whole else Decimal(0)
                amount = left if is_last else QUOTIENT.multiply(per_unit, share)
                left -= amount
                line = CostLine(CostComponent.FREIGHT, receipt.carrier_id, amount)
                yield index, line

    def _charges(self, haul: JourneyHaul, commodity: Commodity, leg: Leg) -> bool:
        tariffs = self._tariffs_on(commodity, haul.day)
        return tariffs.get(leg.leg_id) == haul.tariff_id

    def _tariffs_on(self, commodity: Commodity, day: date) -> dict[str, str]:
        key = (commodity.commodity_id, day)
        if key not in self._tariffs:
            self._tariffs[key] = self._governing.haul_tariffs(commodity, day)
        return self._tariffs[key]
