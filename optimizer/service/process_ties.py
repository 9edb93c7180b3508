"""What ties a worker's process to its server's."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""Of ``linux/prctl.h``: the signal that a process gets when its parent ends."""


def leave_process_group() -> None:
    """Get no signals that are sent to the server and all that it started.

    A terminal sends them for Ctrl-C, and supervisors to stop a server, which then still
    finishes what it was asked and needs its workers for it.
    """
    os.setpgid(0, 0)


def end_with_server() -> None:
    """End at once when the server does, in the middle of a solve too. Linux only.

    Elsewhere a worker notices once it has done what it does.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
