"""What a haul pays in the tariff's own money: base, coefficients, minimum and more."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from optimizer.domain.hauls import ChargeObject, SurchargeBase
from optimizer.domain.receipts import ReceiptLine, ReceiptLineKind
from optimizer.domain.tariffs import Tariff, TariffBasis
from optimizer.tariff.adjustments import AdjustmentTable
from optimizer.tariff.consignments import (
    VEHICLE_COLUMN,
    Consignment,
    unknown_column,
)
from optimizer.tariff.discounts import DiscountTable
from optimizer.tariff.haul_rates import BeltRate, Ends, Goods, RateTable
from optimizer.tariff.receipts import Unpriced, UnpricedCode

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Haul:
    """A stretch that is charged at once.

    Attributes
    ----------
    goods
        What the tariff takes the load for.
    ends
        Where it enters and leaves the scope.
    distance_km
        Tariff distance.
    month
        Month of the day on which it is charged, 1 to 12.
    """

    goods: Goods
    ends: Ends
    distance_km: Decimal
    month: int


@dataclass(slots=True)
class Tally:
    """A charge as it grows, line by line.

    Attributes
    ----------
    units
        Quantity of the commodity that pays.
    charge_object, objects
        What is charged by, and how many of it.
    running
        Charge so far.
    lines
        How it came about.
    """

    units: Decimal
    charge_object: ChargeObject
    objects: Decimal
    running: Decimal = _ZERO
    lines: list[ReceiptLine] = field(default_factory=list)

    def add(
        self,
        kind: ReceiptLineKind,
        row_id: str,
        amount: Decimal,
        **numbers: Decimal | None,
    ) -> None:
        """Add an amount to the charge, with the numbers it was made from."""
        self.running += amount
        self.lines.append(ReceiptLine(kind, row_id, amount, self.running, **numbers))


@dataclass(frozen=True, slots=True)
class HaulPricer:
    """Charges hauls by the rows of one tariff.

    The arithmetic is exact only in a context as wide as
    :data:`optimizer.domain.quantities.EXACT`, which the caller sets.

    Attributes
    ----------
    tariff
        The tariff, of a basis that charges by the haul.
    rates, adjustments, discounts
        Its rows.
    """

    tariff: Tariff
    rates: RateTable
    adjustments: AdjustmentTable
    discounts: DiscountTable

    def charge(self, haul: Haul, consignment: Consignment) -> Tally | Unpriced:
        """Return what a consignment pays for a haul, or why that is not known."""
        tally = self._base(haul, consignment)
        if isinstance(tally, Unpriced):
            return tally
        problem = self._multiply(tally, haul) or self._raise(tally, consignment)
        if problem is not None:
            return problem
        self._surcharge(tally, haul.goods)
        self._round(tally)
        if consignment.tendered_t is not None:
            self._discount(tally, haul.goods, consignment.tendered_t)
        return tally

    def _base(self, haul: Haul, consignment: Consignment) -> Tally | Unpriced:
        rates = self._select(haul, consignment)
        if isinstance(rates, Unpriced):
            return rates
        charge_object = rates[0].row.charge_object
        objects = consignment.objects(charge_object, self.tariff)
        if objects is None:
            row_id = rates[0].row.haul_rate_id
            column = unknown_column(consignment.commodity, charge_object)
            return self._unknown(row_id, column)
        tally = Tally(consignment.units, charge_object, objects)
        for rate in rates:
            self._add_base(tally, rate, haul.distance_km)
        return tally

    def _add_base(self, tally: Tally, rate: BeltRate, distance_km: Decimal) -> None:
        row, fixed, charged_km = rate.row, rate.row.fixed, distance_km
        if self.tariff.basis is TariffBasis.MARGINAL_HAUL:
            charged_km = rate.belt.length_below(distance_km)
            fixed = fixed if rate.belt.holds(distance_km) else _ZERO
        tally.add(
            ReceiptLineKind.BASE,
            row.haul_rate_id,
            tally.objects * (fixed + row.per_km * charged_km),
            objects=tally.objects,
            fixed=fixed,
            per_km=row.per_km,
            distance_km=charged_km,
        )

    def _select(
        self, haul: Haul, consignment: Consignment
    ) -> list[BeltRate] | Unpriced:
        load_t: Decimal | None = _ZERO
        if self.rates.asks_for_load(haul.goods, haul.ends):
            load_t = consignment.load_t
        if load_t is None:
            return self._unknown(self.tariff.tariff_id, VEHICLE_COLUMN)
        distance_km = haul.distance_km
        ladders = self.rates.select(haul.goods, haul.ends, load_t, distance_km)
        holding = [rate for ladder in ladders for rate in ladder.holding(distance_km)]
        if len(holding) > 1:
            return self._ambiguous(holding)
        if self.tariff.basis is TariffBasis.HAUL or not holding:
            return holding or self._no_rate(haul)
        belts = [rate for ladder in ladders for rate in ladder.up_to(distance_km)]
        return self._check_belts(belts, haul)

    def _check_belts(
        self, belts: list[BeltRate], haul: Haul
    ) -> list[BeltRate] | Unpriced:
        """Return belts that hold each kilometer once, by the same object."""
        belts.sort(key=lambda rate: (rate.belt.above, rate.row.haul_rate_id))
        if belts[0].belt.above > 0:
            return self._no_rate(haul)
        for near, far in pairwise(belts):
            is_same = near.row.charge_object is far.row.charge_object
            if near.belt.to is None or near.belt.to > far.belt.above or not is_same:
                return self._ambiguous([near, far])
            if near.belt.to < far.belt.above:
                return self._no_rate(haul)
        return belts

    def _multiply(self, tally: Tally, haul: Haul) -> Unpriced | None:
        fitting = self.adjustments.coefficients(
            haul.goods, haul.ends, haul.distance_km, haul.month
        )
        for one, two in pairwise(fitting):
            if one.position == two.position:
                row_ids = (one.coefficient_id, two.coefficient_id)
                code = UnpricedCode.AMBIGUOUS_COEFFICIENT
                return Unpriced(code, self.tariff.tariff_id, row_ids)
        for row in fitting:
            change = tally.running * row.factor - tally.running
            tally.add(
                ReceiptLineKind.COEFFICIENT,
                row.coefficient_id,
                change,
                factor=row.factor,
            )
        return None

    def _raise(self, tally: Tally, consignment: Consignment) -> Unpriced | None:
        least = self.tariff.minimum_charge
        if not least:
            return None
        count = consignment.vehicle_count
        if count is None:
            return self._unknown(self.tariff.tariff_id, VEHICLE_COLUMN)
        missing = count * least - tally.running
        if missing > 0:
            kind, tariff_id = ReceiptLineKind.MINIMUM, self.tariff.tariff_id
            tally.add(kind, tariff_id, missing, objects=count, fixed=least)
        return None

    def _surcharge(self, tally: Tally, goods: Goods) -> None:
        kind, charge = ReceiptLineKind.SURCHARGE, tally.running
        for row in self.adjustments.surcharges(goods):
            if row.base is SurchargeBase.PER_OBJECT:
                amount, objects = row.amount * tally.objects, tally.objects
                tally.add(
                    kind, row.surcharge_id, amount, objects=objects, fixed=row.amount
                )
                continue
            is_running = row.base is SurchargeBase.RUNNING_PERCENT
            factor = row.amount / _HUNDRED
            amount = (tally.running if is_running else charge) * factor
            tally.add(kind, row.surcharge_id, amount, factor=factor)

    def _round(self, tally: Tally) -> None:
        step = self.tariff.money_step
        if not step:
            return
        rest = tally.running % step
        change = step - rest if rest + rest >= step else -rest
        if change:
            kind, tariff_id = ReceiptLineKind.ROUNDING, self.tariff.tariff_id
            tally.add(kind, tariff_id, change, fixed=step)

    def _discount(self, tally: Tally, goods: Goods, tendered_t: Decimal) -> None:
        kind, charge = ReceiptLineKind.DISCOUNT, tally.running
        for tier in self.discounts.tiers(goods.tariff_class, tendered_t):
            amount = -charge * tier.factor
            tally.add(kind, tier.discount_id, amount, factor=tier.factor)

    def _no_rate(self, haul: Haul) -> Unpriced:
        return Unpriced(
            UnpricedCode.NO_RATE,
            self.tariff.tariff_id,
            tariff_class=haul.goods.tariff_class,
            distance_km=haul.distance_km,
        )

    def _ambiguous(self, rates: list[BeltRate]) -> Unpriced:
        row_ids = tuple(sorted(rate.row.haul_rate_id for rate in rates))
        return Unpriced(UnpricedCode.AMBIGUOUS_RATE, self.tariff.tariff_id, row_ids)

    def _unknown(self, row_id: str, column: str) -> Unpriced:
        return Unpriced(
            UnpricedCode.UNKNOWN_OBJECTS,
            self.tariff.tariff_id,
            (row_id,),
            missing_column=column,
        )
