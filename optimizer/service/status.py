"""Errors as ``google.rpc.Status``, small enough to always arrive.

What goes wrong rides in the trailer of the answer, which a client with default
settings reads up to 8 KiB; so problems are cut off at fifty and at 6 KiB.
"""

from datetime import timedelta

from google.rpc import code_pb2, error_details_pb2, status_pb2

from optimizer import errors
from optimizer.domain.problems import Problem, Severity

DOMAIN = "corridor"
"""Domain of every reason."""

STATUS_BYTES_LIMIT = 6 * 2**10
"""Most bytes of a serialized status."""

MESSAGE_BYTES_LIMIT = 512
"""Most bytes of its message."""

VIOLATION_LIMIT = 50
"""Most problems in it."""

FRAME_BYTES = 200
"""Most bytes around the details of a status: their types, and the two counts."""

FIELD_BYTES = 4
"""Most bytes around one violation: its tag and its length."""

TEXT_LIMIT = 300
"""Most characters of a problem's description or of a fact about an error."""

CODES: dict[type[errors.OptimizerError], int] = {
    errors.InvalidDatasetError: code_pb2.INVALID_ARGUMENT,
    errors.InvalidScenarioError: code_pb2.INVALID_ARGUMENT,
    errors.InvalidRequestError: code_pb2.INVALID_ARGUMENT,
    errors.UnknownDatasetError: code_pb2.NOT_FOUND,
    errors.UnknownRegimeError: code_pb2.NOT_FOUND,
    errors.UnknownRowError: code_pb2.NOT_FOUND,
    errors.NoTariffInForceError: code_pb2.OUT_OF_RANGE,
    errors.UndividedHaulError: code_pb2.INVALID_ARGUMENT,
    errors.ResultNotCertifiedError: code_pb2.INTERNAL,
    errors.SolverFailedError: code_pb2.INTERNAL,
    errors.AmountTooLargeError: code_pb2.INVALID_ARGUMENT,
    errors.ResponseTooLargeError: code_pb2.RESOURCE_EXHAUSTED,
    errors.DatasetExistsError: code_pb2.ALREADY_EXISTS,
    errors.DocumentExistsError: code_pb2.ALREADY_EXISTS,
    errors.DatasetShippedError: code_pb2.FAILED_PRECONDITION,
    errors.StoreFullError: code_pb2.RESOURCE_EXHAUSTED,
    errors.DeadlineTooShortError: code_pb2.DEADLINE_EXCEEDED,
    errors.DeadlinePassedError: code_pb2.DEADLINE_EXCEEDED,
    errors.QueueFullError: code_pb2.RESOURCE_EXHAUSTED,
    errors.CredentialsMissingError: code_pb2.UNAUTHENTICATED,
    errors.TokenInvalidError: code_pb2.UNAUTHENTICATED,
    errors.TokenExpiredError: code_pb2.UNAUTHENTICATED,
    errors.ScopeMissingError: code_pb2.PERMISSION_DENIED,
    errors.RateLimitedError: code_pb2.RESOURCE_EXHAUSTED,
    errors.OperationNotFoundError: code_pb2.NOT_FOUND,
    errors.OperationNotDoneError: code_pb2.FAILED_PRECONDITION,
    errors.OperationCancelledError: code_pb2.CANCELLED,
    errors.OperationAbandonedError: code_pb2.INTERNAL,
    errors.RequestIdReusedError: code_pb2.ALREADY_EXISTS,
    errors.DatabaseUnavailableError: code_pb2.UNAVAILABLE,
    errors.DatabaseTooNewError: code_pb2.FAILED_PRECONDITION,
    errors.SolverOutOfMemoryError: code_pb2.RESOURCE_EXHAUSTED,
    errors.WorkerCrashedError: code_pb2.INTERNAL,
    errors.ClusterUnreachableError: code_pb2.UNAVAILABLE,
}
"""The gRPC code of each error."""


def status_of(error: errors.OptimizerError) -> status_pb2.Status:
    """Say an error as a status: its code, its reason with facts, and what is wrong."""
    status = status_pb2.Status(
        code=CODES[type(error)], message=_cut(str(error), MESSAGE_BYTES_LIMIT)
    )
    info = error_details_pb2.ErrorInfo(
        reason=error.reason, domain=DOMAIN, metadata=_facts_of(error)
    )
    violations = _violations_of(error)
    if not violations:
        status.details.add().Pack(info)
        if error.retry_after is not None:
            status.details.add().Pack(_retry_info(error.retry_after))
        return status
    room = STATUS_BYTES_LIMIT - status.ByteSize() - info.ByteSize() - FRAME_BYTES
    bad_request = error_details_pb2.BadRequest()
    for violation in violations[:VIOLATION_LIMIT]:
        room -= violation.ByteSize() + FIELD_BYTES
        if room < 0:
            break
        bad_request.field_violations.append(violation)
    info.metadata["violationCount"] = str(len(violations))
    info.metadata["violationsReturned"] = str(len(bad_request.field_violations))
    status.details.add().Pack(info)
    status.details.add().Pack(bad_request)
    return status


def pushback_of(status: status_pb2.Status) -> str | None:
    """Say in milliseconds when stock clients of gRPC may try a refused call again.

    ``-1`` is never; None where the status is left to their own policy.
    """
    if status.code != code_pb2.RESOURCE_EXHAUSTED:
        return None
    retry = error_details_pb2.RetryInfo()
    for detail in status.details:
        if detail.Unpack(retry):
            return str(retry.retry_delay.ToMilliseconds())
    return "-1"


def _retry_info(delay: timedelta) -> error_details_pb2.RetryInfo:
    retry = error_details_pb2.RetryInfo()
    retry.retry_delay.FromMilliseconds(round(delay / timedelta(milliseconds=1)))
    return retry


def internal_status(request_id: str) -> status_pb2.Status:
    """Say that something unforeseen happened, and how to find it in the log."""
    status = status_pb2.Status(
        code=code_pb2.INTERNAL,
        message=f"internal error; the log of the server has it under {request_id}",
    )
    status.details.add().Pack(
        error_details_pb2.ErrorInfo(reason="INTERNAL_ERROR", domain=DOMAIN)
    )
    status.details.add().Pack(error_details_pb2.RequestInfo(request_id=request_id))
    return status


def _violations_of(
    error: errors.OptimizerError,
) -> list[error_details_pb2.BadRequest.FieldViolation]:
    if isinstance(error, errors.InvalidDatasetError | errors.InvalidScenarioError):
        found = (p for p in error.problems if p.severity is Severity.ERROR)
        return [_violation_of(problem) for problem in found]
    if isinstance(error, errors.InvalidRequestError):
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=error.field,
            description=_cut(str(error), TEXT_LIMIT),
            reason=error.reason,
        )
        return [violation]
    return []


def _violation_of(
    problem: Problem,
) -> error_details_pb2.BadRequest.FieldViolation:
    return error_details_pb2.BadRequest.FieldViolation(
        field=_field_of(problem),
        description=_cut(f"{problem.message}; {problem.remedy}", TEXT_LIMIT),
        reason=problem.code,
    )


def _field_of(problem: Problem) -> str:
    """Place of a problem, as in ``legs[4].mode``; rows count as problems count them."""
    row = "" if problem.row is None else f"[{problem.row}]"
    parts = [problem.table + row, problem.column]
    return ".".join(part for part in parts if part)


def _facts_of(error: errors.OptimizerError) -> dict[str, str]:
    """Attributes of an error that are single values, their names in lowerCamelCase."""
    facts = {n: v for n, v in vars(error).items() if isinstance(v, str | int | float)}
    return {
        _camel(name): str(fact).lower()
        if isinstance(fact, bool)
        else _cut(str(fact), TEXT_LIMIT)
        for name, fact in facts.items()
    }


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _cut(text: str, byte_count: int) -> str:
    return text.encode()[:byte_count].decode(errors="ignore")
