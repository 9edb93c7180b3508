"""Numbers of a dataset that are drawn, and what is done to it before."""

from dataclasses import dataclass
from enum import StrEnum

from optimizer.domain.scenarios import AmountKind, Scenario, Target
from optimizer.domain.uncertainty.contracts import ContractTerms
from optimizer.domain.uncertainty.distributions import Distribution


class Each(StrEnum):
    """What gets a draw of its own."""

    DRAW = "draw"
    """All rows and periods share one."""

    ROW = "row"
    """Each row that the target selects."""

    PERIOD = "period"
    """Each period."""

    ROW_AND_PERIOD = "row and period"
    """Each row in each period."""

    @property
    def is_by_row(self) -> bool:
        """Whether rows differ."""
        return self in (Each.ROW, Each.ROW_AND_PERIOD)

    @property
    def is_by_period(self) -> bool:
        """Whether periods differ."""
        return self in (Each.PERIOD, Each.ROW_AND_PERIOD)


@dataclass(frozen=True, slots=True)
class UncertainNumber:
    """A number of all rows that a target selects, which is drawn.

    Attributes
    ----------
    target
        Rows, and which of their numbers.
    effect
        What is done with what is drawn: it is set, added or multiplied with.
    distribution
        From what it is drawn.
    periods
        Periods in which it changes, as for a change of a scenario; empty is all.
    each
        What gets a draw of its own.
    """

    target: Target
    effect: AmountKind
    distribution: Distribution
    periods: tuple[str, ...] = ()
    each: Each = Each.DRAW


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is not known of a dataset.

    Attributes
    ----------
    before
        Changes that are made in any case, first; its id and title are the uncertainty's.
    numbers
        What is drawn, in the order in which it is applied.
    notes
        What each of them stands for.
    contracts
        On what terms capacity can be booked before anything is drawn.
    """

    before: Scenario
    numbers: tuple[UncertainNumber, ...]
    notes: tuple[str, ...]
    contracts: tuple[ContractTerms, ...] = ()
