"""What is wrong with how a call ended, if anything is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from reliability.fuzzing.rpcs import Rpc

DOMAIN = "corridor"
"""Domain of every reason."""

TRANSPORT_CODES = frozenset(
    {
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
    }
)
"""What gRPC itself answers: a deadline that the client notices first, or a message that
is larger than either side takes."""

FAULTS = frozenset({code_pb2.INTERNAL, code_pb2.UNKNOWN, code_pb2.DATA_LOSS})
"""Codes of errors that are the server's own fault."""


class Fault(StrEnum):
    """What can be wrong with how a call ended."""

    INTERNAL = "answered INTERNAL or UNKNOWN"
    NO_REASON = "an error without a reason"
    UNREADABLE = "an answer that cannot be read"
    HUNG = "no answer within the deadline and two seconds"
    GONE = "the server is gone"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a call ended.

    Attributes
    ----------
    outcome
        ``OK``, or the reason of its error, or the code where gRPC itself answered.
    fault
        What is wrong with that; None where nothing is.
    detail
        What was said.
    """

    outcome: str
    fault: Fault | None = None
    detail: str = ""


def verdict_on_error(error: grpc.aio.AioRpcError) -> Verdict:
    """Judge an error."""
    code, said = error.code(), error.details() or ""
    if code is grpc.StatusCode.UNAVAILABLE and not _reason_of(error):
        return Verdict(code.name, Fault.GONE, said)
    reason = _reason_of(error)
    if not reason and code in TRANSPORT_CODES:
        return Verdict(f"{code.name} by gRPC")
    if code.value[0] in FAULTS:
        return Verdict(reason or code.name, Fault.INTERNAL, said)
    if not reason:
        return Verdict(code.name, Fault.NO_REASON, said)
    return Verdict(reason)


def verdict_on_answers(rpc: Rpc, answers: Sequence[bytes]) -> Verdict:
    """Judge answers: errors in them count like those that end calls."""
    for content in answers:
        try:
            answer = rpc.response.FromString(content)
        except DecodeError as error:
            return Verdict("OK", Fault.UNREADABLE, str(error))
        for status in statuses_in(answer):
            if status.code in FAULTS:
                return Verdict("OK", Fault.INTERNAL, status.message)
        if _has_internal_reason(answer):
            return Verdict("OK", Fault.INTERNAL, "a row failed by an internal error")
    return Verdict("OK")


def statuses_in(message: Message) -> Iterator[status_pb2.Status]:
    """Yield the errors in a message, at any depth."""
    if isinstance(message, status_pb2.Status):
        yield message
    for part in _parts_of(message):
        yield from statuses_in(part)


def _has_internal_reason(message: Message) -> bool:
    """Whether a row of it says that it failed for no reason that has a name."""
    reason = getattr(message, "reason", "")
    is_internal = reason in {"INTERNAL_ERROR", "WORKER_CRASHED"}
    return is_internal or any(map(_has_internal_reason, _parts_of(message)))


def _parts_of(message: Message) -> Iterator[Message]:
    for field, value in message.ListFields():
        if field.message_type is None or field.message_type.GetOptions().map_entry:
            continue
        yield from [value] if isinstance(value, Message) else value


def _reason_of(error: grpc.aio.AioRpcError) -> str:
    status = rpc_status.from_call(cast("grpc.Call", error))
    info = error_details_pb2.ErrorInfo()
    for detail in status.details if status else ():
        if detail.Unpack(info) and info.domain == DOMAIN:
            return str(info.reason)
    return ""
