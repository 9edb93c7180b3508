"""The charges of a plan: how each comes about, and what all its cargo pays."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from corridor_client import Charge, Plan
from rich.console import RenderableType

from corridor_cli.amounts import money_text, quantity_text
from corridor_cli.charge_lines import charge_rows
from corridor_cli.layout import LISTED_ROWS, Column, number, table_of, title_counting
from corridor_cli.units import Units


@dataclass
class _Paid:
    """What all paths together pay of a charge."""

    charge: Charge
    unit: str
    quantity: float = 0.0

    @property
    def amount(self) -> Decimal:
        receipt = self.charge.receipt
        return Decimal(self.quantity) * receipt.total / receipt.units


def plan_charges_table(plan: Plan, units: Units) -> RenderableType | None:
    """Lay out the dearest charges with their receipts; None without any."""
    paid = _paid(plan, units)
    if not paid:
        return None
    code = plan.currency_code
    columns = (
        Column("Charge"),
        Column("Tariff"),
        Column("How, for one full vehicle or one unit"),
        number(code),
        number("Moved"),
        number(f"{code} in all"),
    )
    rows = (row for entry in paid[:LISTED_ROWS] for row in _rows(entry, code))
    return table_of(title_counting("Charges", paid), columns, rows)


def _paid(plan: Plan, units: Units) -> list[_Paid]:
    """Return what is paid of each charge, the most in all first."""
    paid: dict[int, _Paid] = {}
    for path in plan.paths:
        for position in path.charge_positions:
            charge, unit = plan.charges[position], units[path.demand_id].symbol
            entry = paid.setdefault(position, _Paid(charge, unit))
            entry.quantity += path.quantity
    return sorted(paid.values(), key=lambda entry: -entry.amount)


def _rows(entry: _Paid, code: str) -> Iterator[tuple[str, ...]]:
    *steps, last = charge_rows(entry.charge, entry.unit, code)
    for step in steps:
        yield *step, "", ""
    moved = f"{quantity_text(entry.quantity)} {entry.unit}"
    yield *last, moved, money_text(entry.amount)
