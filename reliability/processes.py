"""What a process holds, as the system sees it; reads ``/proc``, so on Linux alone."""

import os
from dataclasses import dataclass
from pathlib import Path

MIB = 2**20
"""Bytes."""

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Holding:
    """What a process holds at a time.

    Attributes
    ----------
    memory_mib
        Memory that is its and in use.
    thread_count
        Its threads.
    file_count
        Its open files, sockets and pipes.
    """

    memory_mib: float
    thread_count: int
    file_count: int


def holding_of(process_id: int) -> Holding:
    """Read what a process holds.

    Raises
    ------
    OSError
        When it has ended.
    """
    folder = Path(f"/proc/{process_id}")
    pages = int((folder / "statm").read_text().split()[1])
    return Holding(
        memory_mib=pages * _PAGE_BYTES / MIB,
        thread_count=sum(1 for _ in (folder / "task").iterdir()),
        file_count=sum(1 for _ in (folder / "fd").iterdir()),
    )


def largest_memory_mib(process_ids: set[int]) -> float:
    """Return the memory of the largest of some processes; 0 where none lives."""
    largest = 0.0
    for process_id in process_ids:
        try:
            largest = max(largest, holding_of(process_id).memory_mib)
        except OSError:
            # It ended since it was listed.
            continue
    return largest
