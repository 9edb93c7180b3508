"""Work that is done when nothing more urgent is."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

NICENESS = 10
"""How far such work steps back: it gets about a tenth of a processor that others want."""


def with_low_priority[T](do: Callable[[], T]) -> T:
    """Do something that yields the processor to all others who want it.

    It is done in a thread of its own, since Linux keeps priorities by thread and lets
    nobody but the administrator raise them again. Elsewhere it is done as usual.
    """
    with ThreadPoolExecutor(1, "low-priority", _step_back) as thread:
        return thread.submit(do).result()


def _step_back() -> None:
    if sys.platform == "linux":
        thread = threading.get_native_id()
        niceness = max(os.getpriority(os.PRIO_PROCESS, thread), NICENESS)
        # Some sandboxes forbid it, which makes it no less worth doing.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, niceness)
