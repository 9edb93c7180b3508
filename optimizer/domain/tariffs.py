"""What carriers publish: tariffs, their rates, and exchange rates."""

from datetime import timedelta
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
    Quantity,
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


class TariffBasis(StrEnum):
    """How a tariff turns a journey into charges."""

    LEG = "LEG"
    """Each leg, transfer and stay on its own, by ``rates``."""

    HAUL = "HAUL"
    """Each haul as one, by ``haul_rates``: the row of the belt that holds the tariff
    distance charges for all of it."""

    MARGINAL_HAUL = "MARGINAL_HAUL"
    """Each haul as one: every belt charges for the kilometers that fall into it."""


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

    basis: TariffBasis = TariffBasis.LEG
    """How it turns a journey into charges."""

    version: Name | None = None
    """Edition, for receipts. None is unstated."""

    published_on: Day | None = None
    """Day of publication. None is unstated."""

    notice_days: Annotated[int, Field(ge=0, le=366), Unit("days")] = 0
    """Least days from publication until it may hold."""

    minimum_charge: Annotated[MoneyAmount, Unit("tariff currency")] = Decimal(0)
    """Least charge of a haul, for one wagon or container, before surcharges."""

    minimum_load_t: Annotated[Quantity, Unit("t")] = 0.0
    """Least mass that a wagon or container is charged for, where tonnes are."""

    load_step_t: Annotated[Quantity, Unit("t")] = 0.0
    """Mass is rounded up to whole multiples of this; 0 is not rounded."""

    money_step: Annotated[MoneyAmount, Unit("tariff currency")] = Decimal(0)
    """The charge of a haul is rounded half up to multiples of this; 0 is not."""

    @model_validator(mode="after")
    def _is_announced_in_time(self) -> Self:
        first, said = self.valid_from, self.published_on
        if said is not None and self.notice_days > 0 and first is not None:
            earliest = said + timedelta(days=self.notice_days)
            if first < earliest:
                msg = f"it holds from {first}, but its notice runs until {earliest}"
                raise ValueError(msg)
        return self

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
