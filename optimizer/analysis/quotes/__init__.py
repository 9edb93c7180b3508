"""What a consignment pays from door to door, without planning anything else."""

from optimizer.analysis.quotes.book import QuoteBook
from optimizer.analysis.quotes.quote import (
    Charge,
    ChargedKind,
    Quote,
    QuoteQuery,
    Receipt,
    Route,
    Unavailable,
    UnavailableReason,
)

__all__ = [
    "Charge",
    "ChargedKind",
    "Quote",
    "QuoteBook",
    "QuoteQuery",
    "Receipt",
    "Route",
    "Unavailable",
    "UnavailableReason",
]
