"""What is charged for: how many tonnes, wagons, meters or containers a load comes to."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from optimizer.domain.commodities import Commodity
from optimizer.domain.hauls import ChargeObject
from optimizer.domain.quantities import EXACT, MAGNITUDE_LIMIT, canonical, exact
from optimizer.domain.tariffs import Tariff

TEU_OF_LENGTH = {
    20: Decimal(1),
    30: Decimal("1.5"),
    40: Decimal(2),
    45: Decimal("2.25"),
}
"""Twenty-foot equivalents of a container by its length in feet."""

QUOTIENT = Context(prec=28)
"""For what is divided: without the last digits, a number divided and multiplied by the
same is itself again, and its products stay exact."""

KILOGRAM = Decimal("0.001")
"""To what the load of a vehicle is known, in tonnes, as waybills state it."""

VEHICLE_COLUMN = "wagons_per_unit"
"""Column of a commodity without a container that says what a vehicle is."""


@dataclass(frozen=True, slots=True)
class Consignment:
    """A quantity of a commodity that is charged for at once.

    Vehicles are what tariffs set least charges and loads for: the containers where the
    commodity says how long they are, and else the wagons.

    Attributes
    ----------
    commodity
        What moves.
    units
        How much, in the commodity's units, above 0.
    tendered_t
        Tonnes that count towards discounts for volume, above 0; None is too few for any.
    """

    commodity: Commodity
    units: Decimal
    tendered_t: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.units > 0:
            msg = f"a consignment holds more than 0 units, not {self.units}"
            raise ValueError(msg)

    @property
    def vehicle_count(self) -> Decimal | None:
        """Containers or wagons; None where it takes neither, or that is unknown."""
        share = _vehicle_share(self.commodity)
        if share is None:
            return None
        part, whole = share
        return canonical(QUOTIENT.divide(EXACT.multiply(self.units, part), whole))

    @property
    def wagon_count(self) -> Decimal | None:
        """Wagons; None where it takes none, or that is unknown."""
        return self._times(self.commodity.wagons_per_unit)

    @property
    def mass_t(self) -> Decimal:
        """Gross mass in tonnes."""
        return EXACT.multiply(self.units, exact(self.commodity.tonnes_per_unit))

    @property
    def load_t(self) -> Decimal | None:
        """Tonnes in one vehicle, to the kilogram; None where there is no vehicle."""
        return vehicle_load_t(self.commodity)

    def objects(self, charge_object: ChargeObject, tariff: Tariff) -> Decimal | None:
        """Return how many objects a tariff charges for.

        Parameters
        ----------
        charge_object
            What is counted.
        tariff
            For tonnes, sets the least load of a vehicle and the steps it is rounded up
            by.

        Returns
        -------
        Decimal | None
            More than 0. None where the commodity has none or does not say, which
            :func:`unknown_column` explains.
        """
        match charge_object:
            case ChargeObject.TONNE:
                return self._chargeable_t(tariff)
            case ChargeObject.WAGON:
                return self.wagon_count
            case ChargeObject.WAGON_METER:
                length_m, count = self.commodity.wagon_length_m, self.wagon_count
                if length_m is None or count is None:
                    return None
                return EXACT.multiply(count, exact(length_m))
            case ChargeObject.CONTAINER:
                length_ft = self.commodity.container_length_ft
                return None if length_ft is None else self.vehicle_count
            case ChargeObject.TEU:
                return self._times(self.commodity.teu_per_unit)

    def _times(self, per_unit: float | None) -> Decimal | None:
        if not per_unit:
            return None
        return canonical(QUOTIENT.multiply(self.units, exact(per_unit)))

    def _chargeable_t(self, tariff: Tariff) -> Decimal | None:
        if not tariff.minimum_load_t and not tariff.load_step_t:
            return self.mass_t
        load_t, count = self.load_t, self.vehicle_count
        if load_t is None or count is None:
            return None
        charged_t = max(load_t, exact(tariff.minimum_load_t))
        charged_t = _round_up(charged_t, exact(tariff.load_step_t))
        return self.mass_t if charged_t == load_t else EXACT.multiply(count, charged_t)


def one_vehicle(commodity: Commodity, tendered_t: Decimal | None = None) -> Consignment:
    """Return what fills one container, or else one wagon, or else a single unit.

    Parameters
    ----------
    commodity
        What moves.
    tendered_t
        As :attr:`Consignment.tendered_t`, of all that it is a part of.
    """
    share = _vehicle_share(commodity)
    if share is None:
        return Consignment(commodity, Decimal(1), tendered_t)
    part, whole = share
    return Consignment(commodity, EXACT.divide(whole, part), tendered_t)


def vehicle_load_t(commodity: Commodity) -> Decimal | None:
    """Return the tonnes in one container or wagon, to the kilogram.

    None where the commodity takes neither, or does not say.
    """
    share = _vehicle_share(commodity)
    if share is None:
        return None
    part, whole = share
    load_t = EXACT.divide(EXACT.multiply(exact(commodity.tonnes_per_unit), whole), part)
    return load_t.quantize(KILOGRAM, ROUND_HALF_UP, EXACT)


def unknown_column(commodity: Commodity, charge_object: ChargeObject) -> str:
    """Name the column of a commodity without which objects cannot be counted."""
    match charge_object:
        case ChargeObject.TEU:
            return "teu_per_unit"
        case ChargeObject.CONTAINER:
            return "container_length_ft"
        case ChargeObject.WAGON_METER if commodity.wagons_per_unit:
            return "wagon_length_m"
        case _:
            return VEHICLE_COLUMN


def _vehicle_share(commodity: Commodity) -> tuple[Decimal, Decimal] | None:
    """Vehicles that one unit takes, as a numerator and a denominator.

    None where it takes none, or so little that no quantity would fill one.
    """
    length_ft = commodity.container_length_ft
    if length_ft is None:
        per_unit, whole = commodity.wagons_per_unit, Decimal(1)
    else:
        per_unit, whole = commodity.teu_per_unit, TEU_OF_LENGTH[length_ft]
    if per_unit is None or per_unit * MAGNITUDE_LIMIT < 1:
        return None
    return exact(per_unit), whole


def _round_up(load_t: Decimal, step_t: Decimal) -> Decimal:
    if step_t < KILOGRAM:
        return load_t
    whole = EXACT.multiply(EXACT.divide_int(load_t, step_t), step_t)
    return whole if whole == load_t else EXACT.add(whole, step_t)
