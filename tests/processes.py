"""What processes are there, read from the system."""

import time
from pathlib import Path

PATIENCE = 30
"""Seconds after which a test gives up waiting."""


def processes_naming(text):
    """Ids of the processes whose command line holds the text, and of their session."""
    leaders = {
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if text.encode() in read(path)
    }
    return {
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if session_of(read(path)) in leaders
    }


def session_of(stat):
    """Session of a process by its line of state; 0 where the process is gone."""
    fields = stat.rpartition(b")")[2].split()
    is_alive = len(fields) > 3 and fields[0] != b"Z"
    return int(fields[3]) if is_alive else 0


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def wait_until(happens):
    """Wait until a function gives something true, and return that."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = happens()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(happens)
