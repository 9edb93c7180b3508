"""What carriers have agreed on for dividing through charges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from optimizer.tariff.division import DivisionRule


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionTerms:
    """A rule of division with the numbers that it asks for.

    All numbers are finite and at least 0; those that the rule does not ask for are not
    looked at.

    Attributes
    ----------
    rule
        What shares are in proportion to.
    weights
        What a kilometer of a carrier counts, by carrier id; 1 for any other carrier.
    terminal_amounts
        What a carrier takes first for each section of a haul that it runs, in the
        dataset's currency per tonne of gross mass, by carrier id; 0 for any other.
    percents
        Agreed share of a carrier in a haul that it takes part in, in percent, by carrier
        id. Those of the carriers that share a haul add up to 100.
    local_regime_id
        Regime whose charges for a section alone are its local charges. None is the
        regime of the plan, and in a comparison the base.
    """

    rule: DivisionRule = DivisionRule.MILEAGE
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    terminal_amounts: Mapping[str, Decimal] = field(default_factory=dict)
    percents: Mapping[str, Decimal] = field(default_factory=dict)
    local_regime_id: str | None = None

    def __post_init__(self) -> None:
        for column in ("weights", "terminal_amounts", "percents"):
            for carrier_id, number in getattr(self, column).items():
                if not number.is_finite() or number < 0:
                    msg = (
                        f"{column} of {carrier_id!r} is {number}; "
                        "give a finite number of at least 0"
                    )
                    raise ValueError(msg)
