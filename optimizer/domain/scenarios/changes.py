"""Scenarios: named lists of typed changes to a base dataset."""

from dataclasses import dataclass
from datetime import date

from optimizer.domain.record import Record
from optimizer.domain.scenarios.amounts import Amount
from optimizer.domain.scenarios.targets import Target


@dataclass(frozen=True, slots=True)
class SetQuantity:
    """Set or scale a number of all rows that a target selects.

    Attributes
    ----------
    target
        Rows, and which of their numbers.
    amount
        New value, or by how much the old one changes.
    periods
        Periods in which it changes, by id, month (``2025-12``) or day; empty is all.
        Capacities alone differ by period.
    """

    target: Target
    amount: Amount
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Close:
    """Close legs, transfers or nodes, or let a resource hold nothing.

    Attributes
    ----------
    target
        What is closed.
    periods
        When, as for :class:`SetQuantity`; empty is always.
    """

    target: Target
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """Open legs, transfers or nodes that the base closes.

    Attributes
    ----------
    target
        What is opened.
    periods
        When; empty is always.
    """

    target: Target
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forbid:
    """Let some demands not use some legs.

    Attributes
    ----------
    target
        Legs; or nodes, which stands for the legs that start or end there.
    demands
        Which demands.
    """

    target: Target
    demands: Target


@dataclass(frozen=True, slots=True)
class Reserve:
    """Let no demands but some use some legs.

    Attributes
    ----------
    target
        Legs or nodes, as for :class:`Forbid`.
    demands
        The demands that may.
    """

    target: Target
    demands: Target


@dataclass(frozen=True, slots=True)
class Require:
    """Let some demands take no other legs than some.

    Attributes
    ----------
    targets
        Legs that may be used: of a path all of them. Nodes stand for the legs that start
        or end there.
    demands
        Which demands.
    """

    targets: tuple[Target, ...]
    demands: Target


@dataclass(frozen=True, slots=True)
class Fix:
    """Fix a part of some demands to some legs, however dear they are.

    Attributes
    ----------
    targets
        Legs that the part may use, of a path all of them; nodes as for
        :class:`Require`.
    demands
        Which demands.
    amount
        How much of each, above 0 and at most its volume.
    rest_avoids
        Legs or nodes that what remains of them may not use; with a leg that the part
        cannot avoid, the demand's flow over it is exactly the part.
    """

    targets: tuple[Target, ...]
    demands: Target
    amount: Amount
    rest_avoids: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class SwitchRegime:
    """Let the tariffs of another regime hold.

    Attributes
    ----------
    regime_id
        The regime.
    """

    regime_id: str


@dataclass(frozen=True, slots=True)
class PutRows:
    """Add rows, or put rows in the place of those with the same keys.

    Attributes
    ----------
    rows
        Rows of any tables, the header apart.
    """

    rows: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class SplitCalendar:
    """Cut periods into shorter ones.

    Attributes
    ----------
    days
        First days of new periods; empty cuts at the first of every month.
    """

    days: tuple[date, ...] = ()


type Change = (
    SetQuantity
    | Close
    | Open
    | Forbid
    | Reserve
    | Require
    | Fix
    | SwitchRegime
    | PutRows
    | SplitCalendar
)
"""One change to a dataset, or to the regime that it is planned under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named list of changes, applied one after the other.

    Attributes
    ----------
    scenario_id
        Identifies the scenario.
    title
        Title for people.
    description
        What it shows; empty where nothing is said.
    changes
        What differs from the base.
    notes
        What each change stands for, for people, one for each.
    """

    scenario_id: str
    title: str
    description: str = ""
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
