"""Receipts line by line, each with its numbers."""

from collections.abc import Iterator
from decimal import Decimal

from corridor_client import (
    Charge,
    ChargedKind,
    ChargedObject,
    Receipt,
    ReceiptLine,
    ReceiptLineKind,
)

_OBJECTS = {
    ChargedObject.TONNE: "t",
    ChargedObject.WAGON: "wagons",
    ChargedObject.WAGON_METER: "m of wagon",
    ChargedObject.CONTAINER: "containers",
    ChargedObject.TEU: "TEU",
}

PLACES = 9
"""Most digits after the point; quotients such as loads of wagons have more."""

type ChargeRow = tuple[str, str, str, str]
"""What is charged for, the tariff, a step of the receipt, and the charge or nothing."""


def charge_rows(charge: Charge, unit: str, currency_code: str) -> Iterator[ChargeRow]:
    """Yield a row for each line of a charge's receipt; the last has the charge.

    Parameters
    ----------
    charge
        What to show.
    unit
        Name of the commodity's unit.
    currency_code
        Currency that the charge comes to.
    """
    receipt = charge.receipt
    tariff = " ".join(part for part in (receipt.tariff_id, receipt.version) if part)
    steps = [_how(line, receipt, unit, currency_code) for line in receipt.lines]
    amounts = [""] * (len(steps) - 1) + [f"{receipt.total:,.4f}"]
    heads = [(charge_name(charge), tariff)] + [("", "")] * (len(steps) - 1)
    for (name, payee), how, amount in zip(heads, steps, amounts, strict=True):
        yield name, payee, how, amount


def charge_name(charge: Charge) -> str:
    """Say where a charge is paid: the ends of a haul, or else what is passed."""
    if charge.kind is ChargedKind.HAUL:
        return f"{charge.from_node_id} to {charge.to_node_id}"
    return " ".join(charge.element_ids)


def _how(line: ReceiptLine, receipt: Receipt, unit: str, own: str) -> str:
    """Write what a line of a receipt does, with its numbers."""
    code = receipt.currency_code
    match line.kind:
        case ReceiptLineKind.BASE:
            text = f"{_base(line, receipt, unit)} = {plain_number(line.amount)} {code}"
        case ReceiptLineKind.COEFFICIENT:
            text = f"x {_said(line.factor)} = {plain_number(line.running)} {code}"
        case ReceiptLineKind.MINIMUM:
            least = f"{_said(line.objects)} x {_said(line.fixed)}"
            text = f"at least {least} = {plain_number(line.running)} {code}"
        case ReceiptLineKind.SURCHARGE:
            added = _surcharge(line)
            text = f"+ {added} = {plain_number(line.amount)} {code}"
        case ReceiptLineKind.ROUNDING:
            step = _said(line.fixed)
            text = f"rounded to {step} = {plain_number(line.running)} {code}"
        case ReceiptLineKind.DISCOUNT:
            share = plain_number((line.factor or Decimal(0)) * 100)
            text = f"- {share} % for the volume = {plain_number(line.amount)} {code}"
        case ReceiptLineKind.EXCHANGE:
            rate = _said(line.factor)
            return f"at {rate} {own} per {code} of {receipt.exchange_date}"
        case _:
            text = f"{plain_number(line.amount)} {code}"
    return f"{text} ({line.row_id})"


def _base(line: ReceiptLine, receipt: Receipt, unit: str) -> str:
    name = _OBJECTS.get(receipt.charged_object, unit)
    objects = f"{_said(line.objects)} {name}"
    per_km = line.per_km or None
    way = f"{_said(line.distance_km)} km x {_said(per_km)}"
    if line.days is not None:
        return f"{objects} x {_said(line.fixed)} x {plain_number(line.days)} days"
    if per_km is None:
        return f"{objects} x {_said(line.fixed)}"
    if not line.fixed:
        return f"{objects} x {way}"
    return f"{objects} x ({plain_number(line.fixed)} + {way})"


def _surcharge(line: ReceiptLine) -> str:
    if line.factor is not None:
        return f"{plain_number(line.factor * 100)} %"
    return f"{_said(line.objects)} x {_said(line.fixed)}"


def _said(amount: Decimal | None) -> str:
    return "0" if amount is None else plain_number(amount)


def plain_number(amount: Decimal) -> str:
    """Write a number without digits that say nothing, to nine places at most."""
    text = f"{amount:,f}"
    if len(text.partition(".")[2]) > PLACES:
        text = f"{amount:,.{PLACES}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
