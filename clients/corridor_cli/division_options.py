"""Options that say how through charges are divided."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

import typer
from corridor_client import DivisionRule, DivisionTerms, InvalidRequestError


class Division(StrEnum):
    """Rules of division, as the command line writes them."""

    MILEAGE = "mileage"
    WEIGHTED_MILEAGE = "weighted-mileage"
    LOCAL_RATES = "local-rates"
    TERMINAL_THEN_MILEAGE = "terminal-then-mileage"
    FIXED_PERCENT = "fixed-percent"


DivisionOption = Annotated[
    Division,
    typer.Option(
        "--division",
        help="What the shares of carriers in a through charge are in proportion to: "
        "kilometers, kilometers times the carrier's weight, what each would charge "
        "for its section alone, terminal amounts first and then kilometers, or "
        "agreed percentages.",
    ),
]

PlanDivisionOption = Annotated[
    Division | None,
    typer.Option(
        "--division",
        help="Also tell what each carrier earns, the charges of hauls divided among the "
        "carriers of their legs: in proportion to kilometers, kilometers times the "
        "carrier's weight, what each would charge for its section alone, terminal "
        "amounts first and then kilometers, or agreed percentages.",
    ),
]

WeightOption = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="CARRIER=NUMBER",
        help="What a kilometer of a carrier counts with weighted-mileage, 1 if not "
        "given. May be repeated.",
    ),
]

TerminalOption = Annotated[
    list[str] | None,
    typer.Option(
        "--terminal",
        metavar="CARRIER=AMOUNT",
        help="What a carrier takes first with terminal-then-mileage, in the dataset's "
        "currency per tonne, 0 if not given. May be repeated.",
    ),
]

PercentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--percent",
        metavar="CARRIER=PERCENT",
        help="A carrier's share with fixed-percent of each haul that it shares. May be "
        "repeated.",
    ),
]

LocalRegimeOption = Annotated[
    str | None,
    typer.Option(
        "--local-regime",
        metavar="ID",
        help="Regime whose charges local-rates goes by; the first one if not given.",
    ),
]


def terms_of(
    division: Division,
    *,
    weights: Sequence[str],
    terminals: Sequence[str],
    percents: Sequence[str],
    local_regime: str | None,
) -> DivisionTerms:
    """Read the options as terms.

    Raises
    ------
    InvalidRequestError
        When an option is not written as a carrier and a number, names a carrier twice,
        or belongs to another rule.
    """
    for option, entries, rule in (
        ("--weight", weights, Division.WEIGHTED_MILEAGE),
        ("--terminal", terminals, Division.TERMINAL_THEN_MILEAGE),
        ("--percent", percents, Division.FIXED_PERCENT),
        ("--local-regime", local_regime, Division.LOCAL_RATES),
    ):
        if entries and division is not rule:
            msg = (
                f"{option} says nothing to --division {division}; leave it out, or "
                f"choose --division {rule}"
            )
            raise InvalidRequestError(msg)
    return DivisionTerms(
        rule=DivisionRule[division.name],
        weights=_by_carrier("--weight", weights),
        terminal_amounts=_by_carrier("--terminal", terminals),
        percents=_by_carrier("--percent", percents),
        local_regime_id=local_regime,
    )


def plan_terms_of(
    division: Division | None,
    *,
    weights: Sequence[str],
    terminals: Sequence[str],
    percents: Sequence[str],
    local_regime: str | None,
) -> DivisionTerms | None:
    """Read the options as terms; None where no division is asked for.

    Raises
    ------
    InvalidRequestError
        As :func:`terms_of`, and when an option is given without a division.
    """
    if division is None and not (weights or terminals or percents or local_regime):
        return None
    if division is None:
        msg = "carriers' terms say nothing without a rule; give --division as well"
        raise InvalidRequestError(msg)
    return terms_of(
        division,
        weights=weights,
        terminals=terminals,
        percents=percents,
        local_regime=local_regime,
    )


def _by_carrier(option: str, entries: Sequence[str]) -> dict[str, Decimal]:
    numbers: dict[str, Decimal] = {}
    for entry in entries:
        carrier_id, _, text = entry.partition("=")
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not carrier_id or not number.is_finite() or number < 0:
            msg = (
                f"{option} {entry!r} is no carrier with a number of at least 0; write "
                f"it as in {option} ktz=60"
            )
            raise InvalidRequestError(msg)
        if carrier_id in numbers:
            msg = f"{option} names {carrier_id!r} twice; give one number for it"
            raise InvalidRequestError(msg)
        numbers[carrier_id] = number
    return numbers
