"""One call: what it is asked with, and how whatever goes wrong becomes a status."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from google.rpc import status_pb2

from optimizer.errors import DeadlinePassedError, OptimizerError
from optimizer.service.deadlines import Deadline
from optimizer.service.status import internal_status, status_of
from optimizer.service.traces import log_fault
from optimizer.service.workers import CallFailedError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes
    ----------
    request_id
        Identifies it in the log.
    deadline
        When its answer must be there.
    """

    request_id: str
    deadline: Deadline


type Method = Callable[[bytes, Call], Awaitable[bytes]]
"""From the bytes of a request to the bytes of its answer."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A method that answers several times.

    Attributes
    ----------
    answers
        From the bytes of a request to the bytes of its answers.
    """

    answers: Callable[[bytes, Call], AsyncGenerator[bytes]]


async def answer_of(
    method: Method, content: bytes, call: Call
) -> bytes | status_pb2.Status:
    """Answer a call before its deadline; whatever goes wrong becomes a status."""
    try:
        async with asyncio.timeout(call.deadline.remaining().total_seconds()):
            return await method(content, call)
    except CallFailedError as error:
        return status_pb2.Status.FromString(error.status)
    except TimeoutError:
        return status_of(DeadlinePassedError())
    except OptimizerError as error:
        return status_of(error)
    except Exception as error:
        # Not logger.exception: the text of the error is not for the log.
        log_fault(logger, call.request_id, error)
        return internal_status(call.request_id)
