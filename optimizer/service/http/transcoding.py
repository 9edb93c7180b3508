"""From JSON, paths and queries to messages, and from messages to JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import NoReturn, cast

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from optimizer.errors import InvalidRequestError
from optimizer.service.http.bindings import Binding

BODY = "body"
"""What the body of a request is called in errors."""

_WELL_KNOWN = "google.protobuf."

type Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def request_of(
    binding: Binding,
    given: Mapping[str, str],
    query: Iterable[tuple[str, str]],
    body: bytes,
) -> bytes:
    """Return the request that a path, a query and a body make.

    Raises
    ------
    InvalidRequestError
        When one of them does not fit the contract.
    """
    content = _body_of(binding, body)
    for field, text in [*_query_of(binding, query), *given.items()]:
        _put(content, binding.request_type, field, text)
    message = binding.request_type()
    place = BODY if binding.takes_body else "query"
    try:
        json_format.ParseDict(content, message)
        return message.SerializeToString()
    except (json_format.Error, TypeError, RecursionError) as error:
        raise InvalidRequestError(place, _told(error)) from error
    except ValueError as error:
        cause = f"a value does not fit its field: {_told(error)}"
        raise InvalidRequestError(place, cause) from error


def json_of(message: Message) -> bytes:
    """Return a message as JSON: names in lowerCamelCase, unset fields left out."""
    text = json_format.MessageToJson(message, indent=None, ensure_ascii=False)
    return text.encode()


def _told(error: Exception) -> str:
    """Say in our words what went wrong where the interpreter's are of no use."""
    text = " ".join(str(error).split())
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, TypeError):
        return "a value is of another type than its field"
    return text


def _body_of(binding: Binding, body: bytes) -> dict[str, Json]:
    if not binding.takes_body:
        if body:
            raise InvalidRequestError(BODY, "there is none here; leave it out")
        return {}
    try:
        content = json.loads(
            body or b"{}", parse_constant=_refuse, object_pairs_hook=_without_twins
        )
    except (ValueError, RecursionError) as error:
        raise InvalidRequestError(BODY, f"it is no JSON: {_told(error)}") from error
    if not isinstance(content, dict):
        raise InvalidRequestError(BODY, "give a JSON object")
    return content


def _refuse(constant: str) -> NoReturn:
    msg = f"{constant} is no number of JSON"
    raise ValueError(msg)


def _without_twins(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        msg = "an object has the same name twice"
        raise ValueError(msg)
    return found


def _query_of(
    binding: Binding, query: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    pairs = list(query)
    for name, _ in pairs:
        if binding.takes_body:
            raise InvalidRequestError(name, "the body has every field; put it there")
        if name in binding.fields:
            raise InvalidRequestError(name, "the path gives it; leave it out")
    return pairs


def _put(
    content: dict[str, Json], kind: type[Message], field_path: str, text: str
) -> None:
    """Put the text of one field, perhaps of a message in it, where it belongs."""
    first, _, rest = field_path.partition(".")
    field = _field_of(kind, first, field_path)
    inner = field.message_type
    if rest:
        if inner is None or field.is_repeated:
            raise InvalidRequestError(field_path, "there is no such field")
        place = content.setdefault(field.json_name, {})
        if isinstance(place, dict):
            _put(place, GetMessageClass(inner), rest, text)
        return
    if inner is not None and not inner.full_name.startswith(_WELL_KNOWN):
        raise InvalidRequestError(field_path, "it is no single value; name its fields")
    # A name of the contract in a body stands for the same field as its JSON name.
    written = first if first in content else field.json_name
    value = _value_of(field, field_path, text)
    if field.is_repeated:
        values = content.setdefault(written, [])
        if isinstance(values, list):
            values.append(value)
    elif content.get(written, value) != value:
        raise InvalidRequestError(field_path, "it is given twice; give it once")
    else:
        content[written] = value


def _field_of(kind: type[Message], name: str, field_path: str) -> FieldDescriptor:
    for field in kind.DESCRIPTOR.fields:
        if name in {field.name, field.json_name}:
            # The types of protobuf name the same class twice.
            return cast("FieldDescriptor", field)
    raise InvalidRequestError(field_path, "there is no such field")


def _value_of(field: FieldDescriptor, field_path: str, text: str) -> Json:
    if field.cpp_type != FieldDescriptor.CPPTYPE_BOOL:
        return text
    if text not in {"true", "false"}:
        raise InvalidRequestError(field_path, "write true or false")
    return text == "true"
