"""What is moved."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from optimizer.domain.hauls import ContainerLength, require_known_length
from optimizer.domain.quantities import (
    Id,
    MoneyAmount,
    Name,
    PositiveQuantity,
    Quantity,
    Unit,
)
from optimizer.domain.record import Record
from optimizer.domain.resources import Measure


class QuantityUnit(StrEnum):
    """What one unit of a commodity is."""

    TONNE = "TONNE"
    TEU = "TEU"


class Commodity(Record):
    """What is moved, and how much room one unit of it takes."""

    commodity_id: Id
    """Identifies the commodity."""

    name: Name
    """Name for people."""

    quantity_unit: QuantityUnit
    """What volumes and flows of the commodity are counted in."""

    tonnes_per_unit: Annotated[PositiveQuantity, Unit("t per unit")]
    """Gross mass of one unit; 1 where the unit is a tonne."""

    teu_per_unit: Annotated[Quantity, Unit("TEU per unit")] | None = None
    """TEU in one unit, 0 where it takes none. None is unknown: the commodity cannot
    use what is limited or charged by TEU."""

    wagons_per_unit: Annotated[Quantity, Unit("wagons per unit")] | None = None
    """Railway wagons for one unit, 0 where it takes none. None is unknown: the
    commodity cannot use what is limited or charged by wagon."""

    tariff_class: Id
    """Class that rates and open legs name."""

    hs_code: Annotated[str, Field(pattern=r"^[0-9]{2,8}$")] | None = None
    """Harmonized System or NHM code, 2 to 8 digits. None is unstated."""

    container_length_ft: ContainerLength | None = None
    """Length of the box: 20, 30, 40 or 45; TEU per unit are then above 0. None is
    without a container."""

    is_empty: bool = False
    """Whether what moves is the empty container or wagon."""

    wagon_length_m: Annotated[PositiveQuantity, Unit("m")] | None = None
    """Length of a wagon that carries it, over buffers. None is unknown: the commodity
    cannot use what is charged by wagon meter."""

    time_value_per_unit_day: Annotated[MoneyAmount, Unit("money per unit-day")] = (
        Decimal(0)
    )
    """What a day in transit or in store costs the owner, in the dataset's currency."""

    @model_validator(mode="after")
    def _counts_its_own_unit_as_one(self) -> Self:
        own = {
            QuantityUnit.TONNE: self.tonnes_per_unit,
            QuantityUnit.TEU: self.teu_per_unit,
        }[self.quantity_unit]
        if own != 1:
            msg = (
                f"a unit is one {self.quantity_unit}, "
                f"so {self.quantity_unit.lower()}s per unit must be 1, got {own}"
            )
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _counts_its_containers(self) -> Self:
        require_known_length(self.container_length_ft)
        if self.container_length_ft is not None and not self.teu_per_unit:
            msg = "what goes in containers takes TEU, so TEU per unit must be above 0"
            raise ValueError(msg)
        return self

    def per_unit(self, measure: Measure) -> float | None:
        """How much of a cargo measure one unit holds; None when that is unknown."""
        return {
            Measure.TONNE: self.tonnes_per_unit,
            Measure.TEU: self.teu_per_unit,
            Measure.WAGON: self.wagons_per_unit,
        }.get(measure)
