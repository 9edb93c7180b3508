"""What is found out about a call while it is answered, for whoever keeps its history.

Workers note facts of their work, which come back with what it gave; the server notes them
for the call that the work was for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_noted: ContextVar[dict[str, str] | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[dict[str, str]]:
    """Gather what is noted within the block, in the tasks that it starts too."""
    facts: dict[str, str] = {}
    token = _noted.set(facts)
    try:
        yield facts
    finally:
        _noted.reset(token)


def note(**facts: str) -> None:
    """Note facts, where anybody gathers them."""
    noted = _noted.get()
    if noted is not None:
        noted.update(facts)
