"""Where an error arose, without its text: that may quote what a caller sent."""

import traceback


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
