"""What the quantities of a plan are counted in, demand by demand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corridor_client import DemandResult, QuantityUnit

from corridor_cli.amounts import quantity_text

UNIT_SYMBOLS = {
    QuantityUnit.TONNE: "t",
    QuantityUnit.TEU: "TEU",
    QuantityUnit.UNRECOGNIZED: "units",
}


@dataclass(frozen=True)
class Unit:
    """What one unit of a demand is.

    Attributes
    ----------
    symbol
        What follows a quantity.
    tonnes
        Gross mass of one unit.
    """

    symbol: str
    tonnes: float


type Units = Mapping[str, Unit]
"""Units by demand."""

type Quantity = tuple[str, float]
"""A demand and a quantity of it."""


def units_of(demands: Iterable[DemandResult]) -> dict[str, Unit]:
    """Look up the unit of each demand of a plan."""
    return {
        demand.demand_id: Unit(
            UNIT_SYMBOLS[demand.quantity_unit], demand.tonnes_per_unit
        )
        for demand in demands
    }


def volume_text(quantities: Iterable[Quantity], units: Units) -> str:
    """Sum of quantities, each unit on its own, as in ``1,200 t + 40 TEU``."""
    totals = dict.fromkeys(UNIT_SYMBOLS.values(), 0.0)
    for demand_id, quantity in quantities:
        totals[units[demand_id].symbol] += quantity
    some = {symbol: total for symbol, total in totals.items() if total}
    sums = (f"{quantity_text(total)} {symbol}" for symbol, total in some.items())
    return " + ".join(sums) or "nothing"


def mass_t(quantities: Iterable[Quantity], units: Units) -> float:
    """Gross mass of quantities in tonnes."""
    return sum(quantity * units[demand_id].tonnes for demand_id, quantity in quantities)
