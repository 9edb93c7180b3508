"""What if: named lists of typed changes to a base dataset."""

from optimizer.domain.scenarios.amounts import Amount, AmountKind, amount_of
from optimizer.domain.scenarios.applying import Variant, applied, with_change
from optimizer.domain.scenarios.changes import (
    Change,
    Close,
    Fix,
    Forbid,
    Open,
    PutRows,
    Require,
    Reserve,
    Scenario,
    SetQuantity,
    SplitCalendar,
    SwitchRegime,
)
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.targets import Target, target_of

__all__ = [
    "Amount",
    "AmountKind",
    "Change",
    "Close",
    "Fix",
    "Forbid",
    "Open",
    "PutRows",
    "Require",
    "Reserve",
    "Scenario",
    "SetQuantity",
    "SplitCalendar",
    "SwitchRegime",
    "Target",
    "UnusableChangeError",
    "Variant",
    "amount_of",
    "applied",
    "target_of",
    "with_change",
]
