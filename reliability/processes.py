"""What a process holds, as the system sees it; reads ``/proc``, so on Linux alone."""

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MIB = 2**20
"""Bytes."""

_NUMBER = re.compile(r"\d+")
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
    files
        What its open files are, sockets and pipes too, and how many of each.
    """

    memory_mib: float
    thread_count: int
    files: Mapping[str, int]

    @property
    def file_count(self) -> int:
        """How many files it has open."""
        return sum(self.files.values())


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
        files=Counter(map(_kind_of, (folder / "fd").iterdir())),
    )


def _kind_of(descriptor: Path) -> str:
    """Return what an open file is, without the number that tells it from others."""
    try:
        return _NUMBER.sub("", str(descriptor.readlink()))
    except OSError:
        return "closed meanwhile"


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
