"""From bytes to messages and back."""

from google.protobuf.message import DecodeError, Message

from optimizer.errors import InvalidRequestError, ResponseTooLargeError
from optimizer.service.limits import RESPONSE_BYTES_LIMIT


def parse[M: Message](kind: type[M], content: bytes) -> M:
    """Read a request.

    Raises
    ------
    InvalidRequestError
        When the bytes are no such message.
    """
    try:
        return kind.FromString(content)
    except DecodeError as error:
        field = "request"
        message = f"it is no {kind.DESCRIPTOR.full_name}"
        raise InvalidRequestError(field, message) from error


def serialized(response: Message) -> bytes:
    """Write an answer.

    Raises
    ------
    ResponseTooLargeError
        When it is larger than the server may send.
    """
    require_sendable(response)
    return response.SerializeToString()


def require_sendable(response: Message) -> None:
    """Refuse an answer that is too large.

    Raises
    ------
    ResponseTooLargeError
        When it is larger than the server may send.
    """
    size_bytes = response.ByteSize()
    if size_bytes > RESPONSE_BYTES_LIMIT:
        raise ResponseTooLargeError(size_bytes, RESPONSE_BYTES_LIMIT)
