"""What a tariff charges by the haul: scopes, rates, coefficients and surcharges.

A haul is a stretch of a journey on legs of one tariff's scope, from where cargo enters
the scope to where it leaves it. The charge is one for the whole haul, whatever legs are
used inside.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from optimizer.domain.network import Mode
from optimizer.domain.quantities import (
    CountryCode,
    Id,
    Kilometers,
    MoneyAmount,
    MonthNumber,
    Name,
    Tonnes,
    Unit,
    canonical,
)
from optimizer.domain.record import Record

CodePrefix = Annotated[str, Field(pattern=r"^[0-9]{1,8}$")]
ContainerLength = Annotated[int, Unit("ft")]
Position = Annotated[int, Field(ge=1, le=999)]
Factor = Annotated[
    Decimal,
    Field(gt=0, le=1000, allow_inf_nan=False, decimal_places=9),
    AfterValidator(canonical),
]

CONTAINER_LENGTHS_FT = (20, 30, 40, 45)


class TariffScope(Record):
    """Legs that a tariff charges by the haul: those that fit all columns given.

    The scope of a tariff is what any of its rows selects.
    """

    scope_id: Id
    """Identifies the row."""

    tariff_id: Id
    """Tariff whose scope it belongs to."""

    carrier_id: Id | None = None
    """Legs of this carrier. None is of any."""

    leg_id: Id | None = None
    """This leg. None is any."""

    country_code: CountryCode | None = None
    """Legs that start and end in this country. None is any."""

    mode: Mode | None = None
    """Legs of this mode. None is any."""

    @model_validator(mode="after")
    def _selects_something(self) -> Self:
        columns = (self.carrier_id, self.leg_id, self.country_code, self.mode)
        if all(column is None for column in columns):
            msg = "name a carrier, a leg, a country or a mode"
            raise ValueError(msg)
        return self


class GoodsClass(Record):
    """Goods that a tariff puts into a class, by the first digits of their code.

    The longest prefix that fits decides. What no prefix fits, and all goods of a tariff
    without such rows, keep the commodity's own ``tariff_class``.
    """

    tariff_id: Id
    """Tariff whose classes these are."""

    code_prefix: CodePrefix
    """First digits of Harmonized System or NHM codes; with the tariff it identifies the
    row."""

    tariff_class: Id
    """Class of the goods."""


class TariffDistance(Record):
    """Tariff kilometers between two nodes, the same in both directions.

    Without a row the distance is the shortest over the legs of the tariff's scope.
    """

    tariff_id: Id
    """Tariff that publishes it."""

    from_node_id: Id
    """One end; with the tariff and the other end it identifies the row."""

    to_node_id: Id
    """The other end."""

    distance_km: Kilometers
    """Tariff distance."""


class ChargeObject(StrEnum):
    """What a haul is charged by."""

    TONNE = "TONNE"
    """Chargeable tonnes."""

    WAGON = "WAGON"
    WAGON_METER = "WAGON_METER"
    """Meters of wagon."""

    CONTAINER = "CONTAINER"
    """Boxes of whatever length the row names."""

    TEU = "TEU"


class HaulRate(Record):
    """What one object pays for a haul that fits all columns given.

    The charge is ``fixed`` plus ``per_km`` times the tariff distance. Of the rows that
    fit, those that name both ends win over those that name none, then those that name
    the class, then those that name the container or the loading.
    """

    haul_rate_id: Id
    """Identifies the row."""

    tariff_id: Id
    """Tariff that it belongs to."""

    charge_object: ChargeObject
    """What is charged for."""

    fixed: Annotated[MoneyAmount, Unit("tariff currency per object")] = Decimal(0)
    """Part that does not depend on the distance."""

    per_km: Annotated[MoneyAmount, Unit("tariff currency per object-km")] = Decimal(0)
    """Part that grows with it."""

    tariff_class: Id | None = None
    """Only for goods of this class. None is every class."""

    container_length_ft: ContainerLength | None = None
    """Only for containers of this length: 20, 30, 40 or 45. None is every length, and
    goods without a container."""

    is_empty: bool | None = None
    """Only for empty containers or wagons, or only for loaded ones. None is both."""

    above_km: Kilometers = 0.0
    """Belt: only for tariff distances above this one; a distance of 0 fits 0."""

    to_km: Kilometers | None = None
    """Belt: only up to this distance, itself included. None is without end."""

    above_load_t: Tonnes = 0.0
    """Only for wagons or containers loaded with more than this; 0 fits an empty one."""

    to_load_t: Tonnes | None = None
    """Only up to this load, itself included. None is without end."""

    entry_node_id: Id | None = None
    """Only for hauls that start here. None is anywhere."""

    exit_node_id: Id | None = None
    """Only for hauls that end here. None is anywhere."""

    @model_validator(mode="after")
    def _fits_something(self) -> Self:
        if self.to_km is not None and self.to_km <= self.above_km:
            msg = f"the belt ends at {self.to_km:g} km, not above {self.above_km:g} km"
            raise ValueError(msg)
        if self.to_load_t is not None and self.to_load_t <= self.above_load_t:
            msg = f"loads end at {self.to_load_t:g} t, not above {self.above_load_t:g}"
            raise ValueError(msg)
        if (self.entry_node_id is None) != (self.exit_node_id is None):
            msg = "name both ends of the haul or none"
            raise ValueError(msg)
        require_known_length(self.container_length_ft)
        return self


class Coefficient(Record):
    """A factor on the base charge of hauls that fit all columns given.

    Coefficients of one tariff are applied in the order of their positions; of those at
    one position at most one may fit.
    """

    coefficient_id: Id
    """Identifies the row."""

    tariff_id: Id
    """Tariff that it belongs to."""

    position: Position
    """Place in the order in which coefficients are applied, from 1."""

    factor: Factor
    """What the charge so far is multiplied by, above 0."""

    tariff_class: Id | None = None
    """Only for goods of this class. None is every class."""

    container_length_ft: ContainerLength | None = None
    """Only for containers of this length. None is every length, and no container."""

    is_empty: bool | None = None
    """Only for what is empty, or only for what is loaded. None is both."""

    entry_node_id: Id | None = None
    """Direction: only for hauls that start here. None is anywhere."""

    exit_node_id: Id | None = None
    """Direction: only for hauls that end here. None is anywhere."""

    above_km: Kilometers = 0.0
    """Belt: only above this distance; a distance of 0 fits 0."""

    to_km: Kilometers | None = None
    """Belt: only up to this distance, itself included. None is without end."""

    first_month: MonthNumber | None = None
    """Season: only from this month on. None is all year."""

    last_month: MonthNumber | None = None
    """Season: only up to this month, itself included; before ``first_month`` it runs
    over the new year."""

    @model_validator(mode="after")
    def _fits_something(self) -> Self:
        if self.to_km is not None and self.to_km <= self.above_km:
            msg = f"the belt ends at {self.to_km:g} km, not above {self.above_km:g} km"
            raise ValueError(msg)
        if (self.first_month is None) != (self.last_month is None):
            msg = "name both months of the season or none"
            raise ValueError(msg)
        require_known_length(self.container_length_ft)
        return self


class SurchargeBase(StrEnum):
    """What a surcharge is reckoned from."""

    BASE_PERCENT = "BASE_PERCENT"
    """Percent of the charge after coefficients and minimum."""

    RUNNING_PERCENT = "RUNNING_PERCENT"
    """Percent of that charge and the surcharges before."""

    PER_OBJECT = "PER_OBJECT"
    """Money per charged object."""


class Surcharge(Record):
    """An addition to the charge of a haul, as a line of its own."""

    surcharge_id: Id
    """Identifies the row."""

    tariff_id: Id
    """Tariff that it belongs to."""

    position: Position
    """Place in the order in which surcharges are added, from 1; one each."""

    name: Name
    """What it is for, for people."""

    base: SurchargeBase
    """What it is reckoned from."""

    amount: Annotated[MoneyAmount, Unit("percent, or tariff currency per object")]
    """How much."""

    tariff_class: Id | None = None
    """Only for goods of this class. None is every class."""

    is_empty: bool | None = None
    """Only for what is empty, or only for what is loaded. None is both."""


class Regime(Record):
    """A named choice of tariffs, such as each carrier's own or one for all."""

    regime_id: Id
    """Identifies the regime."""

    name: Name
    """Name for people."""

    is_default: bool = False
    """Whether plans are made under it where none is asked for; of one regime only."""


class RegimeTariff(Record):
    """A tariff that holds under a regime.

    Where several hold for one leg and class, the one of the lowest rank charges. A
    dataset without regimes applies all its tariffs, haul tariffs first.
    """

    regime_id: Id
    """Regime."""

    tariff_id: Id
    """Tariff; with the regime it identifies the row."""

    rank: Position = 1
    """Which one charges, where several tariffs hold: the lowest."""


def require_known_length(container_length_ft: int | None) -> None:
    """Refuse the length of a box that there is not.

    Raises
    ------
    ValueError
        When it is neither None nor one of ``CONTAINER_LENGTHS_FT``.
    """
    if container_length_ft not in (None, *CONTAINER_LENGTHS_FT):
        known = ", ".join(map(str, CONTAINER_LENGTHS_FT))
        msg = f"containers are {known} ft long, not {container_length_ft}"
        raise ValueError(msg)
