"""A span for each call, and within it spans of waiting and of work.

Workers send nothing: what they do is known here by when it began and ended.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from google.rpc import code_pb2
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from optimizer.service.reception import Context, Record
from optimizer.service.telemetry.faults import CannotTraceError
from optimizer.service.telemetry.origin import SERVICE_NAME, origin
from optimizer.service.work_watch import Loss, Turn

SEND_SECONDS = 2.0
"""Longest time of one attempt to send spans."""

LAST_SEND_SECONDS = 3.0
"""Longest time for which the end of the server waits for the last spans to be sent."""

WAIT_SPAN = "corridor.wait"
WORK_SPAN = "corridor.work"

_NANOSECONDS = 1_000_000_000

# Of a server, these alone are errors by the conventions for traces of RPC; the others
# are the caller's.
_SERVER_FAULTS = frozenset(
    {
        code_pb2.UNKNOWN,
        code_pb2.DEADLINE_EXCEEDED,
        code_pb2.UNIMPLEMENTED,
        code_pb2.INTERNAL,
        code_pb2.UNAVAILABLE,
        code_pb2.DATA_LOSS,
    }
)


def exporter_to(endpoint: str) -> SpanExporter:
    """Make what sends spans by OTLP over gRPC.

    Parameters
    ----------
    endpoint
        ``HOST:PORT`` or ``http://HOST:PORT`` for plain text, ``https://HOST:PORT`` for
        TLS.

    Raises
    ------
    CannotTraceError
        When the package for it is missing.
    """
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (  # noqa: PLC0415 - an extra of its own
            OTLPSpanExporter,
        )
    except ImportError as error:
        raise CannotTraceError(endpoint) from error
    url = endpoint if "://" in endpoint else f"http://{endpoint}"
    return OTLPSpanExporter(endpoint=url, timeout=SEND_SECONDS)


class Traces:
    """Follows calls through the server.

    Parameters
    ----------
    exporter
        Where spans are sent.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._provider = TracerProvider(resource=origin(), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(SERVICE_NAME)
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def watch(self, record: Record, context: Context) -> Iterator[None]:
        """Follow a call from its arrival to its end, as part of its caller's trace."""
        service, _, method = record.name.partition("/")
        span = self._tracer.start_span(
            record.name,
            self._propagator.extract(_texts_of(context)),
            SpanKind.SERVER,
            {
                "rpc.system": "grpc",
                "rpc.service": service,
                "rpc.method": method,
                "corridor.request_id": record.request_id,
            },
        )
        try:
            with trace.use_span(
                span, record_exception=False, set_status_on_exception=False
            ):
                yield
        finally:
            span.set_attribute("rpc.grpc.status_code", record.code)
            if record.reason:
                span.set_attribute("corridor.reason", record.reason)
            if record.code in _SERVER_FAULTS:
                span.set_status(Status(StatusCode.ERROR))
            span.end()

    def waited(self, turn: Turn, seconds: float) -> None:
        """Add a span of waiting to the call that is running."""
        self._add(WAIT_SPAN, turn, seconds)

    def worked(self, turn: Turn, seconds: float) -> None:
        """Add a span of work to the call that is running."""
        self._add(WORK_SPAN, turn, seconds)

    def lost(self, loss: Loss) -> None:
        """Say nothing: the call that it is for says how it ended."""

    async def close(self) -> None:
        """Send what is left, unless that takes long."""
        sending = asyncio.create_task(asyncio.to_thread(self._provider.shutdown))
        await asyncio.wait({sending}, timeout=LAST_SEND_SECONDS)
        if not sending.done():
            self._exporter.shutdown()
        await sending

    def _add(self, name: str, turn: Turn, seconds: float) -> None:
        if not trace.get_current_span().get_span_context().is_valid:
            return
        end = time.time_ns()
        start = end - int(seconds * _NANOSECONDS)
        span = self._tracer.start_span(
            name, attributes={"corridor.turn": turn.value}, start_time=start
        )
        span.end(end)


def _texts_of(context: Context) -> dict[str, str]:
    """Return the metadata of a call that are texts."""
    return {
        str(key): value
        for key, value in context.invocation_metadata() or ()
        if isinstance(value, str)
    }
