"""What is wrong with a request before it is known to be a call."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from google.rpc import code_pb2, error_details_pb2, status_pb2

from optimizer.service.status import DOMAIN


@dataclass(frozen=True, slots=True)
class HttpFault:
    """What is wrong with a request.

    Attributes
    ----------
    http_code
        Code of HTTP.
    code
        Code of ``google.rpc.Code``.
    reason
        Stable reason.
    message
        What is wrong, and what to do about it.
    headers
        What headers say of it.
    """

    http_code: HTTPStatus
    code: int
    reason: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> status_pb2.Status:
        """The same as a status."""
        status = status_pb2.Status(code=self.code, message=self.message)
        info = error_details_pb2.ErrorInfo(reason=self.reason, domain=DOMAIN)
        status.details.add().Pack(info)
        return status

    def allowing(self, verbs: Collection[str]) -> "HttpFault":
        """Return the same, and say which verbs a path takes."""
        return replace(self, headers={"Allow": ", ".join(sorted(verbs))})


NO_SUCH_PATH = HttpFault(
    HTTPStatus.NOT_FOUND,
    code_pb2.NOT_FOUND,
    "NO_SUCH_PATH",
    "no method has this path; docs/http.md lists the paths",
)

WRONG_VERB = HttpFault(
    HTTPStatus.METHOD_NOT_ALLOWED,
    code_pb2.UNIMPLEMENTED,
    "WRONG_VERB",
    "the path is called with another verb, see the header Allow",
)

BODY_TOO_LARGE = HttpFault(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    code_pb2.RESOURCE_EXHAUSTED,
    "BODY_TOO_LARGE",
    "the body is larger than the server takes; send large files by gRPC, where they "
    "are not written as base64",
    {"Connection": "close"},
)

BODY_TOO_SLOW = HttpFault(
    HTTPStatus.REQUEST_TIMEOUT,
    code_pb2.DEADLINE_EXCEEDED,
    "BODY_TOO_SLOW",
    "the body did not come in time; send it again, faster",
    {"Connection": "close"},
)

NO_JSON = HttpFault(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    code_pb2.INVALID_ARGUMENT,
    "NO_JSON",
    "the body is not said to be JSON; send Content-Type: application/json",
)

FAULTS = (NO_SUCH_PATH, WRONG_VERB, BODY_TOO_LARGE, BODY_TOO_SLOW, NO_JSON)
"""All of them."""
