"""What is logged, and where."""

import asyncio
import logging


def configure_logging() -> None:
    """Log to standard error, in the server and in each of its workers."""
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s",
    )
    logging.getLogger("grpc._cython.cygrpc").addFilter(_is_no_cancellation)


def _is_no_cancellation(record: logging.LogRecord) -> bool:
    """Pass over what gRPC says of calls that it cancels itself when a server stops.

    It takes the cancellation for an unhandled exception; the call has its own line.
    """
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, asyncio.CancelledError)
