"""Callers that are gone when their error is ready leave nothing in the log."""

import grpc
import pytest

from optimizer.errors import DeadlinePassedError
from optimizer.service.grpc_calls import handler_of
from optimizer.service.reception import Reception


class OpenGate:
    """Lets everybody in."""

    async def admit(self, _name, _context):
        return ""


class GoneContext:
    """What gRPC gives for a call that its caller just cancelled."""

    def time_remaining(self):
        return 1.0

    async def abort(self, code, _details, _metadata):
        assert code is grpc.StatusCode.DEADLINE_EXCEEDED
        message = "Failed grpc_call_start_batch"
        raise grpc.aio.InternalError(message)


class BrokenContext(GoneContext):
    async def abort(self, _code, details, _metadata):
        raise RuntimeError(details)


async def late(_content, _call):
    raise DeadlinePassedError


async def test_an_error_that_nobody_waits_for_is_dropped():
    """The caller's own deadline ends as the server's does."""
    reception = Reception(OpenGate(), [])
    handler = handler_of(reception, "Late", late)

    assert await handler.unary_unary(b"", GoneContext()) == b""
    assert not reception.running


async def test_other_faults_are_not_hidden():
    handler = handler_of(Reception(OpenGate(), []), "Late", late)

    with pytest.raises(RuntimeError):
        await handler.unary_unary(b"", BrokenContext())
