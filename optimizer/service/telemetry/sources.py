"""What metrics and probes look up when they are asked."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.service.operations.record import State
from optimizer.service.work_watch import Turn


@dataclass(frozen=True, slots=True)
class Sources:
    """Where to look; all but the last answer at once, from any thread.

    Attributes
    ----------
    methods
        Full names of the methods that are served.
    running
        Calls that run.
    waiting_counts
        How many pieces of work wait.
    worker_ids
        Process ids of the workers.
    fault
        Why the server is not ready; empty where it is.
    count_operations
        How many operations are kept in each state.
    """

    methods: Iterable[str]
    running: Collection[str]
    waiting_counts: Callable[[], Mapping[Turn, int]]
    worker_ids: Callable[[], Sequence[int]]
    fault: Callable[[], str]
    count_operations: Callable[[], Awaitable[Mapping[State, int]]]
