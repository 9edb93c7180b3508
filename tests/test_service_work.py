"""Work answers whatever happens, and waits in a queue that is not endless."""

from datetime import timedelta

import pytest
from google.rpc import error_details_pb2, status_pb2
from serving import detail_of

from optimizer.errors import QueueFullError, UnknownDatasetError
from optimizer.service import calls
from optimizer.service.calls import Call
from optimizer.service.deadlines import Deadline
from optimizer.service.messages import serialized
from optimizer.service.work import Outcome, outcome_of
from optimizer.service.workers import CallFailedError

PRIVATE = "somewhere on a disk"


def reason_in(content):
    """Reason of a serialized status, which must keep the secret."""
    assert PRIVATE.encode() not in content
    status = status_pb2.Status.FromString(content)
    return detail_of(status, error_details_pb2.ErrorInfo).reason


def fail(error):
    raise error


def test_work_that_succeeds_gives_its_value():
    """No status is made for it."""
    assert outcome_of("id", int, "7") == Outcome(value=7)


def test_work_that_is_refused_gives_the_reason():
    """A deliberate error is told as it is."""
    outcome = outcome_of("id", fail, UnknownDatasetError("x", []))

    assert reason_in(outcome.status) == "DATASET_NOT_FOUND"


def test_work_that_breaks_gives_an_internal_error(caplog):
    """The log has the trace, the caller only the id to look for; neither has the text."""
    outcome = outcome_of("id-7", fail, ZeroDivisionError(PRIVATE))

    assert reason_in(outcome.status) == "INTERNAL_ERROR"
    (said,) = caplog.records
    assert PRIVATE not in said.getMessage() + said.trace
    assert "in fail\n    raise error\nbuiltins.ZeroDivisionError" in said.trace
    assert "id-7" in said.getMessage()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ZeroDivisionError(PRIVATE), "INTERNAL_ERROR"),
        (TimeoutError(), "DEADLINE_PASSED"),
        (UnknownDatasetError("x", []), "DATASET_NOT_FOUND"),
        (
            CallFailedError(
                outcome_of("id", fail, QueueFullError(1, timedelta(seconds=1))).status
            ),
            "QUEUE_FULL",
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else type(value).__name__,
)
async def test_a_call_answers_every_error_with_a_status(error, reason):
    """No exception of ours reaches gRPC, which would send its text."""

    async def method(_content, _call):
        raise error

    answer = await calls.answer_of(method, b"", Call("id", Deadline.after(1)))

    assert reason_in(answer.SerializeToString()) == reason


def test_an_answer_beyond_the_limit_is_an_error(monkeypatch):
    """The transport would refuse it with a text that helps nobody."""
    monkeypatch.setattr("optimizer.service.messages.RESPONSE_BYTES_LIMIT", 3)
    large = status_pb2.Status(message="long")

    outcome = outcome_of("id", serialized, large)

    assert reason_in(outcome.status) == "RESPONSE_TOO_LARGE"
