"""Exchange rates: which one holds on a day."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal

from optimizer.domain.dataset import Dataset


class ExchangeTable:
    """Exchange rates into the dataset's currency, by currency and day."""

    def __init__(self, dataset: Dataset) -> None:
        self._own = dataset.header.currency_code
        self._quotes: dict[str, list[tuple[date, Decimal]]] = {}
        for row in dataset.exchange_rates:
            quotes = self._quotes.setdefault(row.currency_code, [])
            quotes.append((row.quote_date, row.rate))
        for quotes in self._quotes.values():
            quotes.sort()

    def rate_on(self, currency_code: str, day: date) -> Decimal | None:
        """Return what one unit of a currency is worth on a day.

        The latest quotation on or before the day holds; 1 for the dataset's own
        currency; None when there is no quotation yet.
        """
        quote = self.quotation(currency_code, day)
        return None if quote is None else quote[1]

    def quotation(
        self, currency_code: str, day: date
    ) -> tuple[date | None, Decimal] | None:
        """Return what one unit of a currency is worth on a day, and since when.

        1 without a day for the dataset's own currency; None when there is no quotation
        yet.
        """
        if currency_code == self._own:
            return None, Decimal(1)
        return self.quote_on(currency_code, day)

    def quote_on(self, currency_code: str, day: date) -> tuple[date, Decimal] | None:
        """Return the latest quotation on or before a day, with its own day.

        None when there is none yet.
        """
        quotes = self._quotes.get(currency_code, [])
        position = bisect_right(quotes, day, key=lambda quote: quote[0])
        return quotes[position - 1] if position else None
