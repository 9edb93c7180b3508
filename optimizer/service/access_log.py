"""One line in the log for each call."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from google.rpc import code_pb2

from optimizer.service.logs import CALL_FACTS
from optimizer.service.reception import Context, Record

logger = logging.getLogger(__name__)


class AccessLog:
    """Writes how each call ended, and never what it asked for or got."""

    @contextmanager
    def watch(self, record: Record, context: Context) -> Iterator[None]:
        """Write a line when the call has ended."""
        del context
        try:
            yield
        finally:
            milliseconds = record.seconds * 1000
            code = code_pb2.Code.Name(record.code)
            logger.info(
                "%s %s %s %.1f ms%s",
                record.request_id,
                record.name,
                " ".join(filter(None, [code, record.reason])),
                milliseconds,
                f" by {record.caller}" if record.caller else "",
                extra={
                    CALL_FACTS: {
                        "method": record.name,
                        "request_id": record.request_id,
                        "code": code,
                        "reason": record.reason,
                        "caller": record.caller,
                        "milliseconds": round(milliseconds, 3),
                    }
                },
            )
