"""Capacity that is booked before it is known what will be needed."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.scenarios import Target


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """On what terms the capacity of some resources can be booked.

    Attributes
    ----------
    target
        Resources, each of which gets a contract of its own: the same share of its
        capacity in all periods.
    price
        What a unit of its measure costs that is booked, in the dataset's currency.
    spot
        What a unit costs that is not booked and is had on the day; None where what is
        not booked cannot be had.
    """

    target: Target
    price: Decimal
    spot: Decimal | None = None
