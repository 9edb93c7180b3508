"""What is not known beforehand: numbers that are drawn."""

from optimizer.domain.uncertainty.contracts import ContractTerms
from optimizer.domain.uncertainty.distributions import (
    Distribution,
    DistributionKind,
    distribution_of,
)
from optimizer.domain.uncertainty.uncertain import Each, UncertainNumber, Uncertainty

__all__ = [
    "ContractTerms",
    "Distribution",
    "DistributionKind",
    "Each",
    "UncertainNumber",
    "Uncertainty",
    "distribution_of",
]
