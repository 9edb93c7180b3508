"""How a worker works: in a process of its own, which answers whatever happens.

What workers do may not import grpc, whose threads do not survive the start of a
process; and the server, which names that work, may not load the solver. So the solver
is imported when the work starts.
"""

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import cast

from optimizer.errors import OptimizerError, SolverOutOfMemoryError
from optimizer.service.facts import noting
from optimizer.service.logs import LogStyle, configure_logging
from optimizer.service.memory_cap import OUT_OF_MEMORY, cap_memory, is_out_of_memory
from optimizer.service.process_priority import with_low_priority
from optimizer.service.process_ties import end_with_server, leave_process_group
from optimizer.service.reports import report_to
from optimizer.service.status import internal_status, status_of
from optimizer.service.traces import log_fault

READY = b"ready"
"""What a worker says when it can begin."""

TAKEN_UP = b"taken up"
"""What it says when it has a piece of work, before it does it."""

COLLECTION_THRESHOLDS = (50_000, 20, 20)
"""Objects, and collections of younger ones, after which garbage is collected."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome[T]:
    """What came of a piece of work.

    Attributes
    ----------
    value
        The result; None where there is none.
    status
        Why there is none: a serialized ``google.rpc.Status``, empty where there is one.
    facts
        What was found out on the way, for the history of the call.
    is_out_of_memory
        Whether there is none because memory ran out.
    """

    value: T | None = None
    status: bytes = b""
    facts: Mapping[str, str] = field(default_factory=dict)
    is_out_of_memory: bool = False


def leave_out_grpc() -> None:
    """Let the messages of ``google.longrunning`` do without grpc, which they try first."""
    loaded = cast("dict[str, object]", sys.modules)
    # Whoever imports what is None here finds no such module.
    loaded["google.longrunning.operations_grpc_pb2"] = None


def prepare_worker(
    reports_to: Connection, memory_mib: int, log_style: LogStyle, *, is_spare: bool
) -> None:
    """Make a new process ready to work.

    The solver writes to standard output, which belongs to the server. A worker that is
    told to end must do so at once, in the middle of a solve too, so the signal keeps
    the system's own effect. What a plan needs is loaded before it is asked for. A spare
    process yields the processor meanwhile to plans that are being made: it often starts
    because another one was ended, and whoever calls next should not notice.

    Plans are made of very many objects and hardly any cycles, and what is kept to start
    from is looked at in every collection; so garbage is collected seldom.

    Parameters
    ----------
    reports_to
        Where it tells how far it is.
    memory_mib
        Most memory that the process may take, in MiB; 0 leaves it to the system.
    log_style
        How the server logs.
    is_spare
        Whether others can work until it is ready.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl-C is for the server, which then ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    configure_logging(log_style)
    leave_out_grpc()
    report_to(reports_to)
    cap_memory(memory_mib)
    if is_spare:
        with_low_priority(_load_planning)
    else:
        _load_planning()
    gc.freeze()
    gc.set_threshold(*COLLECTION_THRESHOLDS)


def _load_planning() -> None:
    import optimizer.analysis.planning  # noqa: F401, PLC0415 - see the module


def do_pieces(
    connection: Connection,
    reports_to: Connection,
    memory_mib: int,
    log_style: LogStyle,
    is_spare: bool,  # noqa: FBT001 - processes get what they are told by position
) -> None:
    """Be a worker: do one piece of work after the other until the server is gone.

    Parameters
    ----------
    connection
        Brings pieces of work, and takes what comes of them.
    reports_to, memory_mib, log_style, is_spare
        As for :func:`prepare_worker`.
    """
    leave_process_group()
    end_with_server()
    prepare_worker(reports_to, memory_mib, log_style, is_spare=is_spare)
    try:
        connection.send_bytes(READY)
        while True:
            request_id, work, args = connection.recv()
            connection.send_bytes(TAKEN_UP)
            connection.send(worker_outcome_of(request_id, work, *args))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, OSError):
        # The server is gone, or wants this process to go.
        return


def outcome_of[T](request_id: str, work: Callable[..., T], *args: object) -> Outcome[T]:
    """Do a piece of work; whatever goes wrong becomes a status."""
    with noting() as facts:
        outcome = _outcome_of(request_id, work, args)
    return replace(outcome, facts=facts)


def _outcome_of[T](
    request_id: str, work: Callable[..., T], args: tuple[object, ...]
) -> Outcome[T]:
    try:
        return Outcome(value=work(*args))
    except Exception as error:
        if is_out_of_memory(error):
            logger.warning("request %s ran out of memory", request_id)
            status = status_of(SolverOutOfMemoryError(0)).SerializeToString()
            return Outcome(status=status, is_out_of_memory=True)
        if isinstance(error, OptimizerError):
            return Outcome(status=status_of(error).SerializeToString())
        # Not logger.exception: the text of the error is not for the log.
        log_fault(logger, request_id, error)
        return Outcome(status=internal_status(request_id).SerializeToString())


def worker_outcome_of[T](
    request_id: str, work: Callable[..., T], *args: object
) -> Outcome[T]:
    """Do a piece of work as a worker, which ends where memory runs out.

    What is left of the work in such a process is not to be trusted, and its exit code
    says enough.
    """
    outcome = outcome_of(request_id, work, *args)
    if outcome.is_out_of_memory:
        os._exit(OUT_OF_MEMORY)
    return outcome
