"""Where an error arose, without its text: that may quote what a caller sent."""

import logging
import traceback

from optimizer.service.logs import TRACE


def log_fault(logger: logging.Logger, request_id: str, error: BaseException) -> None:
    """Log that a request failed for a reason that nobody foresaw, and where."""
    facts = {TRACE: trace_of(error)}
    logger.error("request %s failed", request_id, extra=facts)


def trace_of(error: BaseException) -> str:
    """Return the traceback of an error and of those that led to it, each without text."""
    causes: list[BaseException] = []
    last: BaseException | None = error
    while last is not None and last not in causes:
        causes.append(last)
        last = last.__cause__ or last.__context__
    return "\n".join(map(_trace_of_one, reversed(causes)))


def _trace_of_one(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"Traceback (most recent call last):\n{frames}{name}"
