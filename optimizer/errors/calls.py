"""Calls that are not done, or not in time."""

from datetime import timedelta
from typing import ClassVar

from optimizer.errors.root import OptimizerError


class DeadlineTooShortError(OptimizerError):
    """The deadline of the call leaves too little time to start a solve.

    Attributes
    ----------
    remaining_ms, minimum_ms
        Milliseconds that are left, and that are needed at least.
    """

    reason: ClassVar[str] = "DEADLINE_TOO_SHORT"

    def __init__(self, remaining: timedelta, minimum: timedelta) -> None:
        self.remaining_ms = round(remaining.total_seconds() * 1000)
        self.minimum_ms = round(minimum.total_seconds() * 1000)
        super().__init__(
            f"{self.remaining_ms} ms are left until the deadline, fewer than the "
            f"{self.minimum_ms} ms that a solve takes at least; set a later deadline"
        )


class DeadlinePassedError(OptimizerError):
    """The time of the call was up before there was an answer."""

    reason: ClassVar[str] = "DEADLINE_PASSED"

    def __init__(self) -> None:
        super().__init__(
            "the time of the call was up before there was an answer; set a later "
            "deadline, or a time limit that leaves room to build the program"
        )


class QueueFullError(OptimizerError):
    """As many calls wait for a worker as may.

    Attributes
    ----------
    queue_limit
        Most calls that may wait.
    retry_after
        Time after which there may be room.
    """

    reason: ClassVar[str] = "QUEUE_FULL"

    def __init__(self, queue_limit: int, retry_after: timedelta) -> None:
        super().__init__(
            f"{queue_limit} calls wait already; try again in "
            f"{retry_after.total_seconds():.1f} s"
        )
        self.queue_limit = queue_limit
        self.retry_after = retry_after


class WorkerCrashedError(OptimizerError):
    """The process that worked on the call died.

    Attributes
    ----------
    exit_code
        Exit code of the process; below 0 the signal that ended it.
    """

    reason: ClassVar[str] = "WORKER_CRASHED"

    def __init__(self, exit_code: int) -> None:
        super().__init__(
            f"the process that worked on the call died with exit code {exit_code}; "
            "try again, and if it happens again, with a smaller dataset"
        )
        self.exit_code = exit_code


class SolverOutOfMemoryError(OptimizerError):
    """The call needed more memory than a worker may take.

    Attributes
    ----------
    limit_mib
        Most memory in MiB; 0 where only the system limits it.
    """

    reason: ClassVar[str] = "SOLVER_OUT_OF_MEMORY"

    def __init__(self, limit_mib: int) -> None:
        allowed = (
            f"the {limit_mib} MiB that a worker may take"
            if limit_mib
            else "the system gives a worker"
        )
        super().__init__(
            f"the call needs more memory than {allowed}; plan fewer demands or periods "
            "at a time, or let workers of the server take more"
        )
        self.limit_mib = limit_mib


class ClusterUnreachableError(OptimizerError):
    """The scheduler of the cluster that the server was given does not answer.

    Attributes
    ----------
    address
        Where it should be.
    cause
        What is known of why.
    """

    reason: ClassVar[str] = "CLUSTER_UNREACHABLE"

    def __init__(self, address: str, cause: str) -> None:
        super().__init__(
            f"the cluster at {address} cannot be reached: {cause}; check that its "
            "scheduler runs, or start the server without it"
        )
        self.address = address
        self.cause = cause
