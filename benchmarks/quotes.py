"""Quotes of a server that is asked as fast as it answers."""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from corridor.v1 import quote_pb2, tariff_service_pb2

from benchmarks import WrongAnswerError
from benchmarks.reference_dataset import read_reference
from benchmarks.settings import Settings
from benchmarks.targets import (
    BATCH_QUOTE_RATE,
    QUOTE_P99,
    QUOTE_RATE,
    Measured,
    Report,
)
from optimizer.domain.dataset import Dataset

SINGLE_CALLS = 4000
BATCH_CALLS = 120
BATCH_SIZE = 50
CALLERS = (1, 2, 4)
"""How many wait for an answer at a time; the targets take two, one a core."""

MILLISECOND = 1000
READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Load:
    """What came of asking as fast as answers come.

    Attributes
    ----------
    rate
        Answers a second.
    middle_ms, slow_ms
        Milliseconds within which half and 99 of 100 answers came.
    """

    rate: float
    middle_ms: float
    slow_ms: float


def run(settings: Settings) -> Report:
    """Ask a server for quotes, one at a time and in batches, each different.

    The first round is not measured: networks and routes are found in it.

    Raises
    ------
    WrongAnswerError
        When an answer has no route.
    """
    dataset = read_reference()
    single = _single_requests(dataset, 20 if settings.smoke else SINGLE_CALLS)
    batches = _batch_requests(dataset, 2 if settings.smoke else BATCH_CALLS)
    with _server(os.cpu_count() or 1) as address:
        yield f"{'method':<12}{'callers':>8}{'quotes a second':>17}{'p50 ms':>9}{'p99 ms':>9}"
        for callers in CALLERS:
            load = asyncio.run(_asked(address, "Quote", single, callers))
            yield _line("Quote", callers, load, 1)
            if callers == 2:
                yield Measured(QUOTE_RATE, load.rate)
                yield Measured(QUOTE_P99, load.slow_ms)
        for callers in CALLERS:
            load = asyncio.run(_asked(address, "BatchQuote", batches, callers))
            yield _line("BatchQuote", callers, load, BATCH_SIZE)
            if callers == 2:
                yield Measured(BATCH_QUOTE_RATE, load.rate * BATCH_SIZE)


def _line(method: str, callers: int, load: Load, size: int) -> str:
    return (
        f"{method:<12}{callers:>8}{load.rate * size:>17,.0f}"
        f"{load.middle_ms:>9.2f}{load.slow_ms:>9.2f}"
    )


@contextmanager
def _server(worker_count: int) -> Iterator[str]:
    """Run a server in processes of its own; yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"unix:{Path(folder) / 'server.sock'}"
        command = [sys.executable, "-m", "optimizer", "serve"]
        command += ["--address", address, "--database", "memory"]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--workers", str(worker_count)], stdout=log, stderr=log
            )
        try:
            with grpc.insecure_channel(address) as channel:
                grpc.channel_ready_future(channel).result(timeout=READY_SECONDS)
            yield address
        finally:
            process.terminate()
            process.wait()


def _queries(dataset: Dataset, count: int) -> list[quote_pb2.QuoteQuery]:
    """Draw queries between the ends of demands, of any quantity and day of the year."""
    draw = random.Random(1)  # noqa: S311 - a load, not secrets
    queries = []
    for _ in range(count):
        demand = draw.choice(dataset.demands)
        query = quote_pb2.QuoteQuery(
            origin_node_id=demand.origin_node_id,
            destination_node_id=demand.destination_node_id,
            commodity_id=demand.commodity_id,
            regime_id=draw.choice(dataset.regimes).regime_id,
        )
        query.quantity.value = str(draw.randint(1, 5_000))
        query.day.year, query.day.month = 2025, draw.randint(1, 12)
        query.day.day = draw.randint(1, 28)
        queries.append(query)
    return queries


def _single_requests(dataset: Dataset, count: int) -> list[bytes]:
    name = f"datasets/{dataset.header.dataset_id}"
    return [
        tariff_service_pb2.QuoteRequest(
            dataset_name=name, query=query
        ).SerializeToString()
        for query in _queries(dataset, count)
    ]


def _batch_requests(dataset: Dataset, count: int) -> list[bytes]:
    name = f"datasets/{dataset.header.dataset_id}"
    queries = _queries(dataset, count * BATCH_SIZE)
    return [
        tariff_service_pb2.BatchQuoteRequest(
            dataset_name=name, queries=queries[first : first + BATCH_SIZE]
        ).SerializeToString()
        for first in range(0, len(queries), BATCH_SIZE)
    ]


async def _asked(
    address: str, method: str, requests: Sequence[bytes], callers: int
) -> Load:
    """Send requests twice, so many at a time, and time the second round."""
    async with grpc.aio.insecure_channel(address) as channel:
        ask: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(
            f"/corridor.v1.TariffService/{method}"
        )
        seconds: list[float] = []
        elapsed = 0.0
        for _round in range(2):
            seconds.clear()
            waiting = iter(requests)

            async def call(waiting: Iterator[bytes] = waiting) -> None:
                for request in waiting:
                    started = time.perf_counter()
                    answer = await ask(request)
                    seconds.append(time.perf_counter() - started)
                    _require_route(method, answer)

            started = time.perf_counter()
            await asyncio.gather(*(call() for _ in range(callers)))
            elapsed = time.perf_counter() - started
    slow = sorted(seconds)[min(len(seconds) - 1, int(0.99 * len(seconds)))]
    middle = statistics.median(seconds)
    return Load(len(requests) / elapsed, middle * MILLISECOND, slow * MILLISECOND)


def _require_route(method: str, answer: bytes) -> None:
    """Look into few answers: reading all would take the time of asking."""
    if random.random() > 0.01:  # noqa: S311 - one in a hundred
        return
    if method == "Quote":
        quotes = [tariff_service_pb2.QuoteResponse.FromString(answer).quote]
    else:
        results = tariff_service_pb2.BatchQuoteResponse.FromString(answer).results
        quotes = [result.quote for result in results]
    if not all(quote.routes for quote in quotes):
        msg = "a quote has no route"
        raise WrongAnswerError(msg)
