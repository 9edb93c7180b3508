"""A worker that wants too much memory is told from one that dies of something else."""

import signal
import subprocess
import sys

import pytest
from google.rpc import error_details_pb2, status_pb2
from serving import detail_of

from optimizer.service.memory_cap import (
    OUT_OF_MEMORY,
    died_of_memory,
    is_out_of_memory,
)
from optimizer.service.work import outcome_of


def run_out():
    raise MemoryError


def run_out_somewhere_below():
    try:
        run_out()
    except MemoryError:
        message = "the table cannot be read"
        raise ValueError(message) from None


def test_running_out_of_memory_has_a_reason_of_its_own():
    """An internal error would have people look for a fault of the server."""
    outcome = outcome_of("id", run_out)
    status = status_pb2.Status.FromString(outcome.status)

    assert outcome.is_out_of_memory
    assert detail_of(status, error_details_pb2.ErrorInfo).reason == (
        "SOLVER_OUT_OF_MEMORY"
    )


def test_what_follows_from_it_counts_too():
    """Libraries turn it into errors of their own."""
    assert outcome_of("id", run_out_somewhere_below).is_out_of_memory
    assert not is_out_of_memory(ValueError())


@pytest.mark.parametrize(
    ("exit_code", "limit_mib", "is_memory"),
    [
        (OUT_OF_MEMORY, 512, True),  # Python was told
        (-signal.SIGABRT, 512, True),  # a library of C++ or Rust was
        (-signal.SIGABRT, 0, False),  # there was no cap to run into
        (-signal.SIGKILL, 512, False),  # somebody ended it
        (1, 512, False),
    ],
)
def test_the_exit_code_tells(exit_code, limit_mib, is_memory):
    """The call gets an error that says what to do."""
    assert died_of_memory(exit_code, limit_mib) is is_memory


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds to the cap")
def test_a_process_cannot_take_more_than_its_cap():
    """What is asked for beyond it fails in the process, not in its neighbors."""
    code = (
        "from optimizer.service.memory_cap import cap_memory; cap_memory(128)\n"
        "kept = bytearray(64 * 2**20)\n"
        "try: bytearray(128 * 2**20)\n"
        "except MemoryError: print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "refused"
