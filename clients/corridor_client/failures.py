"""What a failed call means: statuses of gRPC turned into the client's errors."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from corridor_client import errors
from corridor_client.choices import Severity
from corridor_client.problems import Problem

ERROR_OF_REASON: dict[str, type[errors.CorridorError]] = {
    "INVALID_DATASET": errors.InvalidDatasetError,
    "AMOUNT_TOO_LARGE": errors.InvalidDatasetError,
    "INVALID_REQUEST": errors.InvalidRequestError,
    "INVALID_SCENARIO": errors.InvalidRequestError,
    "UNKNOWN_REGIME": errors.InvalidRequestError,
    "UNKNOWN_ROW": errors.InvalidRequestError,
    "NO_TARIFF_IN_FORCE": errors.InvalidRequestError,
    "UNDIVIDED_HAUL": errors.InvalidRequestError,
    "INVALID_PAGE_TOKEN": errors.InvalidRequestError,
    "DATASET_NOT_FOUND": errors.DatasetNotFoundError,
    "DATASET_EXISTS": errors.DatasetExistsError,
    "DOCUMENT_EXISTS": errors.DatasetExistsError,
    "DATASET_SHIPPED": errors.InvalidRequestError,
    "STORE_FULL": errors.StoreFullError,
    "CREDENTIALS_MISSING": errors.UnauthenticatedError,
    "TOKEN_INVALID": errors.UnauthenticatedError,
    "TOKEN_EXPIRED": errors.UnauthenticatedError,
    "SCOPE_MISSING": errors.PermissionDeniedError,
    "RATE_LIMITED": errors.RateLimitedError,
    "OPERATION_NOT_FOUND": errors.OperationNotFoundError,
    "OPERATION_NOT_DONE": errors.OperationNotDoneError,
    "OPERATION_CANCELLED": errors.OperationCancelledError,
    "OPERATION_ABANDONED": errors.ServerError,
    "REQUEST_ID_REUSED": errors.InvalidRequestError,
    "DATABASE_UNAVAILABLE": errors.ServerUnavailableError,
    "DATABASE_TOO_NEW": errors.ServerError,
    "RESPONSE_TOO_LARGE": errors.MessageTooLargeError,
    "DEADLINE_TOO_SHORT": errors.DeadlineExceededError,
    "DEADLINE_PASSED": errors.DeadlineExceededError,
    "QUEUE_FULL": errors.ServerUnavailableError,
    "CLUSTER_UNREACHABLE": errors.ServerUnavailableError,
    "SOLVER_OUT_OF_MEMORY": errors.ServerError,
    "WORKER_CRASHED": errors.ServerError,
    "RESULT_NOT_CERTIFIED": errors.ServerError,
    "SOLVER_FAILED": errors.ServerError,
    "INTERNAL_ERROR": errors.ServerError,
}
"""The error for each reason that the server gives."""


@dataclass(frozen=True)
class Meaning:
    """What a status means that comes without a reason of the server.

    Attributes
    ----------
    error_type
        The error it becomes.
    fault
        What is wrong, for people; the details of the status follow.
    remedy
        What to do next.
    """

    error_type: type[errors.CorridorError]
    fault: str
    remedy: str


_REFUSED = Meaning(
    errors.InvalidRequestError,
    "the server refuses the call",
    "change the argument that is named",
)
_AWAY = Meaning(
    errors.ServerUnavailableError,
    "no server takes the call",
    "check the address and that the server runs, then try again",
)
_FAILED = Meaning(
    errors.ServerError,
    "the server failed",
    "try again, and if it fails again, look into the server's log",
)
_STRANGE = Meaning(
    errors.UnknownServerError,
    "the answer is not in the contract",
    "check that the address is a Corridor server's, and update the client",
)

MEANING_OF_CODE: dict[grpc.StatusCode, Meaning] = {
    grpc.StatusCode.CANCELLED: _AWAY,
    grpc.StatusCode.UNKNOWN: _STRANGE,
    grpc.StatusCode.INVALID_ARGUMENT: _REFUSED,
    grpc.StatusCode.DEADLINE_EXCEEDED: Meaning(
        errors.DeadlineExceededError,
        "no answer came in time",
        "allow more time, or send a smaller dataset",
    ),
    grpc.StatusCode.NOT_FOUND: _STRANGE,
    grpc.StatusCode.ALREADY_EXISTS: _REFUSED,
    grpc.StatusCode.PERMISSION_DENIED: Meaning(
        errors.PermissionDeniedError,
        "the call is not allowed",
        "ask whoever runs the server for a token that allows it",
    ),
    grpc.StatusCode.UNAUTHENTICATED: Meaning(
        errors.UnauthenticatedError,
        "the server wants to know who calls",
        "give a token that it accepts",
    ),
    grpc.StatusCode.RESOURCE_EXHAUSTED: _AWAY,
    grpc.StatusCode.FAILED_PRECONDITION: _REFUSED,
    grpc.StatusCode.ABORTED: _FAILED,
    grpc.StatusCode.UNIMPLEMENTED: _STRANGE,
    grpc.StatusCode.OUT_OF_RANGE: _REFUSED,
    grpc.StatusCode.INTERNAL: _FAILED,
    grpc.StatusCode.UNAVAILABLE: _AWAY,
    grpc.StatusCode.DATA_LOSS: _FAILED,
}
"""What each status means that comes without a reason of the server."""

_TOO_LARGE = Meaning(
    errors.MessageTooLargeError,
    "a message is larger than it may be",
    "send a folder of CSV files or a zip, which are packed, or plan fewer demands or "
    "periods at a time",
)

_INSECURE = Meaning(
    errors.ServerUnavailableError,
    "no secure connection comes about",
    "check that the server's certificate is of one of the roots and bears the host of the "
    "address, and that the client has a certificate where the server asks for one",
)

_CUT = Meaning(
    errors.ServerUnavailableError,
    "the connection was cut",
    "see whether the server has ended, and whether it asks for TLS or for a certificate "
    "of the client, then try again",
)

# So does the text of a connection that does not come about.
_NO_HANDSHAKE = re.compile("handshake|certificate|ssl|tls", re.IGNORECASE)

# A server that ends says so, or does not; one that wants TLS just hangs up on plaintext.
_NO_CONNECTION = re.compile(
    "socket closed|connection reset|broken pipe|goaway|stream removed", re.IGNORECASE
)

# gRPC itself answers for messages beyond the limits, and only its text tells.
_LARGER_THAN_MAX = re.compile("larger than max", re.IGNORECASE)

_VIOLATION_FIELD = re.compile(
    r"(?P<table>\w+)(?:\[(?P<row>\d+)\])?(?:\.(?P<column>.+))?"
)


@dataclass(frozen=True)
class Explanation:
    """What the server says about an error, beside the status.

    Attributes
    ----------
    reason
        Stable name of the cause; empty where the server said nothing.
    facts
        Facts about the cause.
    problems
        The first errors of an invalid dataset.
    retry_after
        When to try again; None where the server did not say.
    """

    reason: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    retry_after: timedelta | None = None


def error_of(failure: grpc.RpcError, address: str) -> errors.CorridorError:
    """Turn a failed call into the error that the caller gets.

    Parameters
    ----------
    failure
        What the channel raised.
    address
        Address of the server, for the message.
    """
    # What either kind of channel raises is a call as well.
    call = cast("grpc.Call", failure)
    code, details = call.code(), call.details() or ""
    meaning = MEANING_OF_CODE.get(code, _STRANGE)
    explanation = _explanation_of(call)
    if explanation.reason:
        kind = ERROR_OF_REASON.get(explanation.reason, meaning.error_type)
        return _explained(kind, details, explanation, code)
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and _LARGER_THAN_MAX.search(details):
        meaning = _TOO_LARGE
    if code is grpc.StatusCode.UNAVAILABLE and _NO_HANDSHAKE.search(details):
        meaning = _INSECURE
    elif code is grpc.StatusCode.UNAVAILABLE and _NO_CONNECTION.search(details):
        meaning = _CUT
    message = f"{meaning.fault} ({address}: {details or code.name}); {meaning.remedy}"
    return meaning.error_type(message, code=code)


def is_away(failure: grpc.RpcError) -> bool:
    """Whether a call failed because nobody was there, not because somebody said so.

    A server that ends cancels the calls that it has no time for any more.
    """
    call = cast("grpc.Call", failure)
    is_gone = call.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}
    return is_gone and not _explanation_of(call).reason


def error_of_status(status: status_pb2.Status) -> errors.CorridorError:
    """Turn the status of one part of an answer into an error."""
    code = _CODES.get(status.code, grpc.StatusCode.UNKNOWN)
    explanation = _explanation_in(status.details)
    meaning = MEANING_OF_CODE.get(code, _STRANGE)
    kind = ERROR_OF_REASON.get(explanation.reason, meaning.error_type)
    return _explained(kind, status.message, explanation, code)


_CODES: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}


def _explained(
    error_type: type[errors.CorridorError],
    message: str,
    explanation: Explanation,
    code: grpc.StatusCode,
) -> errors.CorridorError:
    reason = explanation.reason
    if issubclass(error_type, errors.ServerUnavailableError):
        retry_after = explanation.retry_after
        return error_type(message, reason=reason, code=code, retry_after=retry_after)
    if not issubclass(error_type, errors.InvalidDatasetError):
        return error_type(message, reason=reason, code=code)
    count = explanation.facts.get("violationCount", "")
    return error_type(
        message,
        problems=explanation.problems,
        problem_count=int(count) if count.isdecimal() else 0,
        reason=reason,
        code=code,
    )


def _explanation_of(call: grpc.Call) -> Explanation:
    try:
        status = rpc_status.from_call(call)
    except (ValueError, DecodeError):
        # Details that contradict the status explain nothing.
        return Explanation()
    return _explanation_in(status.details if status else ())


def _explanation_in(details: Iterable[Any]) -> Explanation:
    info, bad_request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    retry, retry_after = error_details_pb2.RetryInfo(), None
    for detail in details:
        if detail.Unpack(retry):
            retry_after = retry.retry_delay.ToTimedelta()
        elif not detail.Unpack(info):
            detail.Unpack(bad_request)
    problems = tuple(_problems_of(bad_request))
    return Explanation(info.reason, dict(info.metadata), problems, retry_after)


def _problems_of(bad_request: error_details_pb2.BadRequest) -> Iterator[Problem]:
    for violation in bad_request.field_violations:
        place = _VIOLATION_FIELD.fullmatch(violation.field)
        message, _, remedy = violation.description.partition("; ")
        yield Problem(
            code=violation.reason,
            severity=Severity.ERROR,
            table=(place["table"] if place else violation.field),
            row=int(place["row"]) if place and place["row"] else None,
            row_id="",
            column=(place["column"] or "") if place else "",
            value="",
            message=message,
            remedy=remedy,
        )
