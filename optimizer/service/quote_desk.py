"""Quotes from stored datasets, answered by the server itself.

A quote takes less time than handing it to a worker, so the server keeps what it needs
for them. What takes long is done in threads: reading goes to a worker, and opening a
network for goods that were not quoted before holds up no other call for more than the
interpreter's switching interval.
"""

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from corridor.v1 import quote_pb2

from optimizer.service import quote_work
from optimizer.service.dataset_sources import NamedSource
from optimizer.service.quote_messages import query_of, regime_of
from optimizer.service.workers import Workers

if TYPE_CHECKING:
    from optimizer.analysis.quotes import QuoteBook
    from optimizer.domain.dataset import Dataset

KEPT_BOOKS = 4
"""Stored datasets of which the server keeps what it found for quotes."""


class QuoteDesk:
    """Answers queries from books that stay open.

    Parameters
    ----------
    workers
        Who reads datasets.
    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._books: OrderedDict[NamedSource, QuoteBook] = OrderedDict()

    async def answer(
        self, query: quote_pb2.QuoteQuery, source: NamedSource, request_id: str
    ) -> bytes:
        """Answer a query with a QuoteResponse.

        Parameters
        ----------
        query
            What is asked.
        source
            The stored dataset.
        request_id
            Identifies the call in the log.
        """
        book = self._books.get(source)
        if book is None:
            book = await self._open(source, request_id)
        self._books.move_to_end(source)
        asked, regime_id = query_of(query), regime_of(query)
        if book.is_ready(asked, regime_id):
            return quote_work.response_of(book.quote(asked, regime_id))
        quoted = await asyncio.to_thread(book.quote, asked, regime_id)
        return quote_work.response_of(quoted)

    async def _open(self, source: NamedSource, request_id: str) -> "QuoteBook":
        dataset = await self._workers.run(request_id, quote_work.sound_dataset, source)
        book = await asyncio.to_thread(_opened, dataset)
        self._books[source] = book
        while len(self._books) > KEPT_BOOKS:
            self._books.popitem(last=False)
        return book


def _opened(dataset: "Dataset") -> "QuoteBook":
    from optimizer.analysis.quotes import QuoteBook  # noqa: PLC0415 - see optimizer.service.work

    return QuoteBook(dataset)
