"""What a consignment pays from door to door, without planning anything else."""

from optimizer.analysis.quotes.book import QuoteBook
from optimizer.analysis.quotes.quote import (
    Quote,
    QuoteQuery,
    Route,
    Unavailable,
    UnavailableReason,
)

__all__ = [
    "Quote",
    "QuoteBook",
    "QuoteQuery",
    "Route",
    "Unavailable",
    "UnavailableReason",
]
