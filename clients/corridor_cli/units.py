"""What the quantities of a plan are counted in, demand by demand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corridor.v1 import dataset_pb2

from corridor_cli.amounts import quantity_text

_SYMBOLS = {
    dataset_pb2.QUANTITY_UNIT_TONNE: "t",
    dataset_pb2.QUANTITY_UNIT_TEU: "TEU",
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
"""Units by demand; empty where the rows of the dataset are not at hand."""

type Quantity = tuple[str, float]
"""A demand and a quantity of it."""


def units_of(dataset: dataset_pb2.Dataset) -> dict[str, Unit]:
    """Look up the unit of each demand by its commodity."""
    of_commodity = {
        commodity.commodity_id: Unit(
            _SYMBOLS.get(commodity.quantity_unit, "units"), commodity.tonnes_per_unit
        )
        for commodity in dataset.commodities
    }
    return {d.demand_id: of_commodity[d.commodity_id] for d in dataset.demands}


def volume_text(quantities: Iterable[Quantity], units: Units) -> str:
    """Sum of quantities, each unit on its own, as in ``1,200 t + 40 TEU``."""
    totals = {unit.symbol: 0.0 for unit in units.values()}
    for demand_id, quantity in quantities:
        totals[units[demand_id].symbol] += quantity
    some = {symbol: total for symbol, total in totals.items() if total}
    sums = (f"{quantity_text(total)} {symbol}" for symbol, total in some.items())
    return " + ".join(sums) or "nothing"


def mass_t(quantities: Iterable[Quantity], units: Units) -> float:
    """Gross mass of quantities in tonnes."""
    return sum(quantity * units[demand_id].tonnes for demand_id, quantity in quantities)
