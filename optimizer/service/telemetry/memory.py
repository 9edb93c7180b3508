"""How much memory processes take."""

import os
from collections.abc import Iterable
from pathlib import Path


def resident_bytes(process_ids: Iterable[int]) -> int | None:
    """Return the resident memory of processes, those that are gone left out.

    None where the system does not tell.
    """
    root = Path("/proc")
    if not (root / "self" / "statm").exists():
        return None
    return sum(map(_resident, process_ids))


def _resident(process_id: int) -> int:
    try:
        pages = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
