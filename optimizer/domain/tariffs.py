"""What carriers publish: tariffs, their rates, and exchange rates."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from optimizer.domain.network import Mode
from optimizer.domain.quantities import (
    CurrencyCode,
    Day,
    Id,
    MoneyAmount,
    Name,
    Unit,
    canonical,
)
from optimizer.domain.record import Record


class ChargeKind(StrEnum):
    """What a charge is for."""

    FREIGHT = "FREIGHT"
    """Carriage over a leg."""

    HANDLING = "HANDLING"
    """Work of a transfer."""

    STORAGE = "STORAGE"
    """Waiting at a node, from one period to the next."""


class RateBasis(StrEnum):
    """What a rate multiplies."""

    PER_TONNE = "PER_TONNE"
    PER_TONNE_KM = "PER_TONNE_KM"
    PER_UNIT = "PER_UNIT"
    PER_UNIT_KM = "PER_UNIT_KM"
    PER_WAGON = "PER_WAGON"
    PER_UNIT_DAY = "PER_UNIT_DAY"


BASES_BY_KIND = {
    ChargeKind.FREIGHT: frozenset(
        {
            RateBasis.PER_TONNE,
            RateBasis.PER_TONNE_KM,
            RateBasis.PER_UNIT,
            RateBasis.PER_UNIT_KM,
            RateBasis.PER_WAGON,
        }
    ),
    ChargeKind.HANDLING: frozenset(
        {RateBasis.PER_TONNE, RateBasis.PER_UNIT, RateBasis.PER_WAGON}
    ),
    ChargeKind.STORAGE: frozenset({RateBasis.PER_UNIT_DAY}),
}
"""Bases that make sense for each kind of charge."""


class Tariff(Record):
    """A carrier's published schedule: whose it is, in which money, and when it holds."""

    tariff_id: Id
    """Identifies the tariff."""

    name: Name
    """Name for people."""

    carrier_id: Id
    """Carrier that publishes it and earns its charges."""

    currency_code: CurrencyCode
    """Currency of its rates."""

    valid_from: Day | None = None
    """First day on which it holds. None is always before."""

    valid_to: Day | None = None
    """Last day on which it holds. None is until further notice."""

    @model_validator(mode="after")
    def _holds_on_some_day(self) -> Self:
        first, last = self.valid_from, self.valid_to
        if first is not None and last is not None and last < first:
            msg = f"the tariff ends on {last}, before it starts on {first}"
            raise ValueError(msg)
        return self


class Rate(Record):
    """One number of a tariff, with what it applies to.

    A rate applies to the legs (FREIGHT) or transfers (HANDLING) that the tariff's
    carrier runs, or to waiting at a node (STORAGE), narrowed by the columns that are
    given. Among the rates that apply, the one that names the leg or transfer wins over
    one that names a mode or node, that over one that names neither; then one that names
    the tariff class over one that does not.
    """

    rate_id: Id
    """Identifies the rate."""

    tariff_id: Id
    """Tariff that it belongs to."""

    kind: ChargeKind
    """What the charge is for."""

    leg_id: Id | None = None
    """Only for this leg; FREIGHT only. None is every leg of the carrier."""

    transfer_id: Id | None = None
    """Only for this transfer; HANDLING only. None is every transfer of the carrier."""

    node_id: Id | None = None
    """Only at this node; HANDLING, and required for STORAGE."""

    mode: Mode | None = None
    """Only for legs of this mode; FREIGHT only. None is every mode."""

    tariff_class: Id | None = None
    """Only for commodities of this class. None is every class."""

    basis: RateBasis
    """What the rate multiplies."""

    rate: Annotated[MoneyAmount, Unit("tariff currency per basis")]
    """Money per basis, in the tariff's currency."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.basis not in BASES_BY_KIND[self.kind]:
            known = ", ".join(sorted(BASES_BY_KIND[self.kind]))
            msg = f"a {self.kind} rate takes the bases {known}, not {self.basis}"
            raise ValueError(msg)
        if self.kind is not ChargeKind.FREIGHT and (self.leg_id or self.mode):
            msg = f"a {self.kind} rate cannot name a leg or a mode"
            raise ValueError(msg)
        if self.kind is not ChargeKind.HANDLING and self.transfer_id:
            msg = f"a {self.kind} rate cannot name a transfer"
            raise ValueError(msg)
        if self.kind is ChargeKind.FREIGHT and self.node_id:
            msg = "a FREIGHT rate cannot name a node"
            raise ValueError(msg)
        if self.kind is ChargeKind.STORAGE and not self.node_id:
            msg = "a STORAGE rate must name its node"
            raise ValueError(msg)
        return self


class ExchangeRate(Record):
    """What one unit of a currency was worth on a day.

    The rate used on a date is the latest one on or before it.
    """

    currency_code: CurrencyCode
    """Currency that is converted."""

    quote_date: Day
    """Day of the quotation."""

    rate: Annotated[
        Decimal,
        Field(gt=0, le=Decimal(10) ** 9, allow_inf_nan=False, max_digits=18),
        AfterValidator(canonical),
        Unit("dataset currency per unit"),
    ]
    """Units of the dataset's currency for one unit of ``currency_code``."""
