"""How much memory a worker may take, and how to tell that it wanted more.

The cap is the system's own limit of a process's data (``RLIMIT_DATA``): what it has mapped to
write to, so it counts what is used, not the address space that libraries reserve. Linux alone
holds processes to it; elsewhere nothing is capped.
"""

import os
import signal
import sys

OUT_OF_MEMORY = 71
"""Exit code of a worker that ended because it ran into its cap."""

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Environment of a worker. Each further thread of linear algebra would take 80 MiB of the cap,
on a large machine all of it, and there is a worker for each processor."""

_MIB = 2**20


def cap_memory(limit_mib: int) -> None:
    """Let this process take no more memory than that, where the system can hold it to it.

    Parameters
    ----------
    limit_mib
        Most memory in MiB; 0 is no cap of our own.
    """
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    if limit_mib and sys.platform == "linux":
        import resource  # noqa: PLC0415 - not every system has it

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = limit_mib * _MIB
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether an error is, or follows from, memory that could not be had."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False


def died_of_memory(exit_code: int, limit_mib: int) -> bool:
    """Whether a worker that ended wanted more memory than it could have.

    Libraries of C++ and Rust end the process when memory cannot be had, which Python is
    not told of; they do so by ``SIGABRT``, and a worker with a cap does for hardly
    anything else.
    """
    is_aborted = exit_code == -signal.SIGABRT
    return exit_code == OUT_OF_MEMORY or (is_aborted and bool(limit_mib))
