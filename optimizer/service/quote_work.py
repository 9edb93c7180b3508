"""The work of quoting, done by workers."""

from functools import lru_cache
from typing import TYPE_CHECKING

from corridor.v1 import quote_pb2, tariff_service_pb2

from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import Severity
from optimizer.errors import InvalidDatasetError, InvalidRequestError, OptimizerError
from optimizer.service.dataset_sources import NamedSource, read_named, read_requested
from optimizer.service.messages import parse, serialized
from optimizer.service.quote_messages import message_of_quote, query_of, regime_of
from optimizer.service.status import status_of
from optimizer.tables.reading import Reading

if TYPE_CHECKING:
    from optimizer.analysis.quotes import Quote, QuoteBook

MOST_QUERIES = 1000
"""Most queries of one batch."""

KEPT_BOOKS = 4
"""Stored datasets of which a worker keeps what it found for quotes."""


def quote(content: bytes, named: NamedSource | None) -> bytes:
    """Answer a QuoteRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    request = parse(tariff_service_pb2.QuoteRequest, content)
    return response_of(_quoted(request.query, _book_of(request, named)))


def batch_quote(content: bytes, named: NamedSource | None) -> bytes:
    """Answer a BatchQuoteRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    request = parse(tariff_service_pb2.BatchQuoteRequest, content)
    if not 1 <= len(request.queries) <= MOST_QUERIES:
        field, count = "queries", len(request.queries)
        raise InvalidRequestError(
            field, f"there are {count}; give from 1 to {MOST_QUERIES:,}"
        )
    book = _book_of(request, named)
    results = [_result(query, book) for query in request.queries]
    return serialized(tariff_service_pb2.BatchQuoteResponse(results=results))


def response_of(quote: "Quote") -> bytes:
    """Write a QuoteResponse."""
    response = tariff_service_pb2.QuoteResponse(quote=message_of_quote(quote))
    return serialized(response)


def sound_dataset(source: NamedSource) -> Dataset:
    """Read a stored dataset.

    Raises
    ------
    InvalidDatasetError
        When it has errors.
    """
    return _sound(read_named(source))


def _result(
    query: quote_pb2.QuoteQuery, book: "QuoteBook"
) -> tariff_service_pb2.QuoteResult:
    try:
        found = message_of_quote(_quoted(query, book))
    except OptimizerError as error:
        return tariff_service_pb2.QuoteResult(error=status_of(error))
    return tariff_service_pb2.QuoteResult(quote=found)


def _quoted(query: quote_pb2.QuoteQuery, book: "QuoteBook") -> "Quote":
    return book.quote(query_of(query), regime_of(query))


def _book_of(
    request: tariff_service_pb2.QuoteRequest | tariff_service_pb2.BatchQuoteRequest,
    named: NamedSource | None,
) -> "QuoteBook":
    from optimizer.analysis.quotes import QuoteBook  # noqa: PLC0415 - see optimizer.service.work

    if named is not None:
        return _named_book(named)
    return QuoteBook(_sound(read_requested(request, named)))


@lru_cache(maxsize=KEPT_BOOKS)
def _named_book(source: NamedSource) -> "QuoteBook":
    from optimizer.analysis.quotes import QuoteBook  # noqa: PLC0415 - see optimizer.service.work

    return QuoteBook(sound_dataset(source))


def _sound(reading: Reading) -> Dataset:
    from optimizer.analysis.preparing import check  # noqa: PLC0415 - see optimizer.service.work

    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    problems = reading.place(check(reading.dataset))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InvalidDatasetError(problems)
    return reading.dataset
