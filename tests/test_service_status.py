"""Errors arrive whole, whatever they say, and never say too much."""

from datetime import timedelta
from decimal import Decimal

import pytest
from google.rpc import code_pb2, error_details_pb2
from hypothesis import given
from hypothesis import strategies as st
from serving import detail_of

from optimizer import errors
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.service.status import (
    CODES,
    MESSAGE_BYTES_LIMIT,
    STATUS_BYTES_LIMIT,
    VIOLATION_LIMIT,
    internal_status,
    pushback_of,
    status_of,
)


def subclasses_of(kind):
    """Every class below another."""
    return [s for c in kind.__subclasses__() for s in (c, *subclasses_of(c))]


def bad_row(number, message="no node is called 'x'"):
    return Problem(
        code=ProblemCode.UNKNOWN_REFERENCE,
        table="legs",
        row=number,
        row_id=f"leg-{number}",
        column="origin_node_id",
        value="x",
        message=message,
        remedy="add the node or correct the id",
    )


def test_every_error_has_a_code():
    """A new error fails here until it is decided how clients see it."""
    assert set(CODES) == set(subclasses_of(errors.OptimizerError))


def test_reasons_are_unique_and_stable_in_form():
    """Programs tell errors apart by the reason alone."""
    reasons = [error.reason for error in CODES]

    assert len(set(reasons)) == len(reasons)
    assert all(r.replace("_", "").isupper() and len(r) <= 63 for r in reasons)


def test_a_status_carries_the_reason_and_the_facts():
    """Facts are attributes of the error under lowerCamelCase names."""
    status = status_of(errors.UnknownDatasetError("datasets/x", ["datasets/y"]))
    info = detail_of(status, error_details_pb2.ErrorInfo)

    assert status.code == code_pb2.NOT_FOUND
    assert (info.reason, info.domain) == ("DATASET_NOT_FOUND", "corridor")
    assert info.metadata == {"name": "datasets/x"}


def test_an_invalid_dataset_lists_its_errors_by_place():
    """A violation names the table, the row as problems count it, and the column."""
    warning = Problem(
        code=ProblemCode.UNUSED_RESOURCE,
        severity=Severity.WARNING,
        message="unused",
        remedy="use it",
    )
    status = status_of(errors.InvalidDatasetError([warning, bad_row(4)]))
    violations = detail_of(status, error_details_pb2.BadRequest).field_violations

    assert [(v.field, v.reason) for v in violations] == [
        ("legs[4].origin_node_id", "UNKNOWN_REFERENCE")
    ]
    assert violations[0].description == (
        "no node is called 'x'; add the node or correct the id"
    )


@given(
    count=st.integers(0, 2000),
    message=st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
)
def test_a_status_is_small_enough_to_arrive(count, message):
    """Trailers above 8 KiB get lost, so the list is cut and says how long it was."""
    error = errors.InvalidDatasetError([bad_row(n, message) for n in range(count)])
    status = status_of(error)
    info = detail_of(status, error_details_pb2.ErrorInfo)
    violations = detail_of(status, error_details_pb2.BadRequest).field_violations

    assert status.ByteSize() <= STATUS_BYTES_LIMIT
    assert len(status.message.encode()) <= MESSAGE_BYTES_LIMIT
    assert len(violations) <= VIOLATION_LIMIT
    if count:
        assert info.metadata == {
            "violationCount": str(count),
            "violationsReturned": str(len(violations)),
        }


def test_a_field_of_the_request_is_a_violation():
    """What is wrong outside of the dataset is told by its path in the request."""
    status = status_of(errors.InvalidRequestError("options.time_limit", "it is 0 s"))
    (violation,) = detail_of(status, error_details_pb2.BadRequest).field_violations

    assert (violation.field, violation.description) == (
        "options.time_limit",
        "options.time_limit: it is 0 s",
    )


def test_an_internal_error_gives_nothing_away_but_its_id():
    """The log has the rest; paths and traces are nobody's business."""
    status = internal_status("abc")

    assert detail_of(status, error_details_pb2.RequestInfo).request_id == "abc"
    assert detail_of(status, error_details_pb2.ErrorInfo).reason == "INTERNAL_ERROR"


@pytest.mark.parametrize(
    ("error", "pushback"),
    [
        (errors.QueueFullError(64, timedelta(seconds=1.25)), "1250"),
        (errors.ResponseTooLargeError(80, 64), "-1"),
        (errors.StoreFullError("32 files"), "-1"),
        (errors.DeadlinePassedError(), None),
    ],
    ids=lambda value: getattr(value, "reason", value),
)
def test_only_who_may_come_back_is_told_when(error, pushback):
    """Clients that try again on their own would else repeat what cannot work."""
    status = status_of(error)
    hint = detail_of(status, error_details_pb2.RetryInfo).retry_delay

    assert pushback_of(status) == pushback
    assert hint.ToMilliseconds() == max(0, int(pushback or 0))


@pytest.mark.parametrize(
    "error",
    [
        errors.AmountTooLargeError(Decimal(10) ** 30),
        errors.WorkerCrashedError(-9),
        errors.QueueFullError(64, timedelta(seconds=1)),
    ],
    ids=lambda error: error.reason,
)
def test_a_message_says_what_to_do(error):
    """A sentence, then what would mend it."""
    assert ";" in status_of(error).message
