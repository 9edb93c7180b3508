"""Errors as HTTP says them: a status code, and the status as JSON (AIP-193)."""

import json
import math
from http import HTTPStatus

from google.protobuf import json_format
from google.rpc import code_pb2, error_details_pb2, status_pb2

HTTP_CODES: dict[int, int] = {
    code_pb2.OK: 200,
    code_pb2.CANCELLED: 499,
    code_pb2.UNKNOWN: 500,
    code_pb2.INVALID_ARGUMENT: 400,
    code_pb2.DEADLINE_EXCEEDED: 504,
    code_pb2.NOT_FOUND: 404,
    code_pb2.ALREADY_EXISTS: 409,
    code_pb2.PERMISSION_DENIED: 403,
    code_pb2.UNAUTHENTICATED: 401,
    code_pb2.RESOURCE_EXHAUSTED: 429,
    code_pb2.FAILED_PRECONDITION: 400,
    code_pb2.ABORTED: 409,
    code_pb2.OUT_OF_RANGE: 400,
    code_pb2.UNIMPLEMENTED: 501,
    code_pb2.INTERNAL: 500,
    code_pb2.UNAVAILABLE: 503,
    code_pb2.DATA_LOSS: 500,
}
"""The code of HTTP for each of ``google.rpc.Code``, as its comments say."""


def http_code_of(status: status_pb2.Status) -> int:
    """Return the code of HTTP for a status."""
    return HTTP_CODES.get(status.code, HTTPStatus.INTERNAL_SERVER_ERROR)


def error_of(status: status_pb2.Status, http_code: int) -> bytes:
    """Return a status as JSON, in an object called ``error``."""
    error = {
        "code": http_code,
        "message": status.message,
        "status": code_pb2.Code.Name(status.code),
        "details": [json_format.MessageToDict(detail) for detail in status.details],
    }
    return json.dumps({"error": error}, ensure_ascii=False).encode()


def error_headers_of(status: status_pb2.Status) -> dict[str, str]:
    """Return what headers say of a status: when to try again, how to say who calls."""
    headers: dict[str, str] = {}
    if status.code == code_pb2.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    retry = error_details_pb2.RetryInfo()
    if any(detail.Unpack(retry) for detail in status.details):
        seconds = math.ceil(retry.retry_delay.ToTimedelta().total_seconds())
        headers["Retry-After"] = str(seconds)
    return headers
