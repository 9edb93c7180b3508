"""What is logged, how, and where."""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

CALL_FACTS = "call"
"""Attribute of a log record that holds what is known of a call."""


TRACE = "trace"
"""Attribute of a log record that says where something broke."""


class LogFormat(StrEnum):
    """How a line of the log is written.

    Attributes
    ----------
    TEXT
        For people.
    JSON
        One JSON object a line, for programs.
    """

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """What is too unimportant to be logged: whatever is below the level."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class LogStyle:
    """How a process logs.

    Attributes
    ----------
    format
        How a line is written.
    level
        What is logged.
    """

    format: LogFormat = LogFormat.TEXT
    level: LogLevel = LogLevel.INFO


class JsonFormatter(logging.Formatter):
    """Writes a log record as one JSON object, its time in UTC by RFC 3339."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, with the facts of its call where it has any."""
        when = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "process": record.process,
            "logger": record.name,
            "message": record.getMessage(),
        }
        facts = getattr(record, CALL_FACTS, None)
        if isinstance(facts, Mapping):
            line.update(facts)
        trace = getattr(record, TRACE, "")
        if record.exc_info:
            trace = self.formatException(record.exc_info)
        if trace:
            line["traceback"] = trace
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """Writes a log record for people: a line, and below it where something broke."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        trace = getattr(record, TRACE, "")
        return "\n".join(filter(None, [super().format(record), trace]))


_TEXT = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"


def configure_logging(style: LogStyle) -> None:
    """Log to standard error, in the server and in each of its workers."""
    stream = logging.StreamHandler()
    is_json = style.format is LogFormat.JSON
    stream.setFormatter(JsonFormatter() if is_json else TextFormatter(_TEXT))
    logging.basicConfig(level=style.level.upper(), handlers=[stream])
    logging.captureWarnings(capture=True)
    logging.getLogger("grpc._cython.cygrpc").addFilter(_is_no_cancellation)


def _is_no_cancellation(record: logging.LogRecord) -> bool:
    """Pass over what gRPC says of calls that it cancels itself when a server stops.

    It takes the cancellation for an unhandled exception; the call has its own line.
    """
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, asyncio.CancelledError)
