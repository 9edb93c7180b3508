"""TariffService."""

from corridor.v1 import regime_comparison_pb2, tariff_check_pb2, tariff_service_pb2

from optimizer.service import quote_work, regime_work, tariff_check_work
from optimizer.service.calls import Call, Method
from optimizer.service.messages import parse
from optimizer.service.quote_desk import QuoteDesk
from optimizer.service.requests import named_source
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Workers

BATCH_BYTES_LIMIT = 512 * 2**10
"""A larger request for a batch does not name its dataset but brings it."""

SERVICE = tariff_service_pb2.DESCRIPTOR.services_by_name["TariffService"].full_name


class TariffServicer:
    """Serves ``corridor.v1.TariffService``.

    Parameters
    ----------
    workers
        Who works on datasets.
    store
        Datasets that requests may name.
    """

    def __init__(self, workers: Workers, store: DatasetStore) -> None:
        self._workers = workers
        self._store = store
        self._desk = QuoteDesk(workers)

    def methods(self) -> dict[str, Method]:
        """Methods of the service by name."""
        return {
            "Quote": self.quote,
            "BatchQuote": self.batch_quote,
            "CheckTariffs": self.check_tariffs,
            "CompareRegimes": self.compare_regimes,
        }

    async def quote(self, content: bytes, call: Call) -> bytes:
        """Quote one consignment."""
        kind = tariff_service_pb2.QuoteRequest
        named = await named_source(kind, content, self._store)
        if named is None:
            return await self._workers.run(
                call.request_id, quote_work.quote, content, named
            )
        query = parse(kind, content).query
        return await self._desk.answer(query, named, call.request_id)

    async def batch_quote(self, content: bytes, call: Call) -> bytes:
        """Quote many consignments, each on its own."""
        kind = tariff_service_pb2.BatchQuoteRequest
        limit = BATCH_BYTES_LIMIT
        source = await named_source(kind, content, self._store, bytes_limit=limit)
        return await self._workers.run(
            call.request_id, quote_work.batch_quote, content, source
        )

    async def check_tariffs(self, content: bytes, call: Call) -> bytes:
        """List what is odd about tariffs that charge by the haul."""
        kind = tariff_check_pb2.CheckTariffsRequest
        named = await named_source(kind, content, self._store)
        return await self._workers.run(
            call.request_id, tariff_check_work.check_tariffs, content, named
        )

    async def compare_regimes(self, content: bytes, call: Call) -> bytes:
        """Plan under two regimes, unless the deadline leaves too little time."""
        kind = regime_comparison_pb2.CompareRegimesRequest
        named = await named_source(kind, content, self._store)
        call.deadline.solve_time()
        return await self._workers.run(
            call.request_id, regime_work.compare_regimes, content, named, call.deadline
        )
