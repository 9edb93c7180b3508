"""The document that describes the paths to tools: OpenAPI 3.1, made of the contract."""

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any, cast

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from optimizer.service.http.bindings import Binding
from optimizer.service.http.exchange import EVENTS, JSON, REQUEST_TIMEOUT

PATH = "/openapi.json"
"""Where the document is."""

ERROR = "Error"
"""Name of the schema of errors."""

type Schema = dict[str, Any]

_VARIABLE = re.compile(r"\{([a-z_.]+)(?:=([^{}]+))?\}")
_WILD = re.compile(r"\*\*?")

_WHOLE = {"type": "integer", "format": "int32"}
_LONG = {"type": "string", "format": "int64"}
_SCALARS: dict[int, Schema] = {
    FieldDescriptor.TYPE_DOUBLE: {"type": "number", "format": "double"},
    FieldDescriptor.TYPE_FLOAT: {"type": "number", "format": "float"},
    FieldDescriptor.TYPE_INT32: _WHOLE,
    FieldDescriptor.TYPE_UINT32: {**_WHOLE, "minimum": 0},
    FieldDescriptor.TYPE_INT64: _LONG,
    FieldDescriptor.TYPE_UINT64: _LONG,
    FieldDescriptor.TYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.TYPE_STRING: {"type": "string"},
    FieldDescriptor.TYPE_BYTES: {"type": "string", "contentEncoding": "base64"},
}
"""Scalars in the JSON of protobuf."""

_WELL_KNOWN: dict[str, Schema] = {
    "google.protobuf.Duration": {
        "type": "string",
        "pattern": r"^-?[0-9]+(\.[0-9]{1,9})?s$",
    },
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Any": {
        "type": "object",
        "properties": {"@type": {"type": "string"}},
    },
    "google.protobuf.Empty": {"type": "object"},
}
"""Messages that the JSON of protobuf writes in forms of their own."""


def openapi_of(bindings: Iterable[Binding], streams: frozenset[str]) -> bytes:
    """Write the document.

    Parameters
    ----------
    bindings
        How methods are called.
    streams
        Full names of those that answer several times.

    Returns
    -------
    bytes
        JSON; the same contract gives the same bytes.
    """
    schemas = _Schemas()
    paths: dict[str, Schema] = {}
    for binding in bindings:
        template = _path_of(binding)
        operation = _operation_of(binding, schemas, is_stream=binding.name in streams)
        paths.setdefault(template, {})[binding.verb.lower()] = operation
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Corridor",
            "version": version("corridor-optimizer"),
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {**schemas.found, ERROR: _error_schema()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        # A server may ask for none.
        "security": [{}, {"token": []}],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()


class _Schemas:
    """Schemas of messages and enumerations, each made once and referred to."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = {}

    def of_message(self, message: Descriptor) -> Schema:
        """Return a reference to the schema of a message."""
        known = _WELL_KNOWN.get(message.full_name)
        if known is not None:
            return known
        if message.full_name not in self.found:
            schema = self.found[message.full_name] = _described_whole(message)
            schema["type"] = "object"
            schema["properties"] = {
                field.json_name: self.of_field(field) for field in message.fields
            }
        return {"$ref": f"#/components/schemas/{message.full_name}"}

    def of_field(self, field: FieldDescriptor) -> Schema:
        """Return the schema of a field, with what the contract says of it."""
        entry = field.message_type
        if entry is not None and entry.GetOptions().map_entry:
            values = self._of_value(entry.fields_by_name["value"])
            schema: Schema = {"type": "object", "additionalProperties": values}
        elif field.is_repeated:
            schema = {"type": "array", "items": self._of_value(field)}
        else:
            schema = self._of_value(field)
        return {**schema, **_described(field.full_name)}

    def _of_value(self, field: FieldDescriptor) -> Schema:
        if field.message_type is not None:
            return self.of_message(field.message_type)
        if field.enum_type is not None:
            return self._of_choices(field.enum_type)
        return dict(_SCALARS[field.type])

    def _of_choices(self, choices: EnumDescriptor) -> Schema:
        name = choices.full_name
        if name not in self.found:
            names = [value.name for value in choices.values]
            schema = {"type": "string", "enum": names, **_described(name)}
            self.found[name] = schema
        return {"$ref": f"#/components/schemas/{name}"}


def _operation_of(binding: Binding, schemas: _Schemas, *, is_stream: bool) -> Schema:
    full_name = binding.name.replace("/", ".")
    request: type[Message] = binding.request_type
    operation: Schema = {
        "operationId": full_name,
        "tags": [binding.name.partition("/")[0]],
        **_described(full_name),
        "parameters": [*_parameters_of(binding, schemas), _timeout()],
        "responses": {
            "200": _answer_of(
                schemas.of_message(_descriptor(binding.answer_type)),
                is_stream=is_stream,
            ),
            "default": {
                "description": "An error.",
                "content": {
                    JSON: {"schema": {"$ref": f"#/components/schemas/{ERROR}"}}
                },
            },
        },
    }
    if binding.takes_body:
        schema = schemas.of_message(_descriptor(request))
        operation["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": schema}},
        }
    return operation


def _answer_of(schema: Schema, *, is_stream: bool) -> Schema:
    if not is_stream:
        return {"description": "The answer.", "content": {JSON: {"schema": schema}}}
    described = "Server-sent events: the data of each is a message of this schema."
    return {"description": described, "content": {EVENTS: {"schema": schema}}}


def _parameters_of(binding: Binding, schemas: _Schemas) -> Iterable[Schema]:
    """Yield what the path gives, and the query where there is no body."""
    fields = {field.name: field for field in _descriptor(binding.request_type).fields}
    for match in _VARIABLE.finditer(binding.template):
        pattern = match[2] or "*"
        if _WILD.search(pattern):
            before = _WILD.split(pattern)[0]
            described = f"What follows `{before}` in `{match[1]}`." if before else ""
            parameter = {"name": match[1], "in": "path", "required": True}
            yield {**parameter, "description": described, "schema": {"type": "string"}}
    if binding.takes_body:
        return
    for name, field in fields.items():
        if name not in binding.fields and field.message_type is None:
            schema = schemas.of_field(field)
            yield {"name": field.json_name, "in": "query", "schema": schema}


def _timeout() -> Schema:
    return {
        "name": REQUEST_TIMEOUT,
        "in": "header",
        "description": "Deadline of the call in seconds.",
        "schema": {"type": "number", "exclusiveMinimum": 0},
    }


def _path_of(binding: Binding) -> str:
    """Write a path as OpenAPI has it: a variable within each wild part."""

    def shown(match: re.Match[str]) -> str:
        return _WILD.sub(f"{{{match[1]}}}", match[2] or "*")

    return _VARIABLE.sub(shown, binding.template)


def _error_schema() -> Schema:
    members = {
        "code": {**_WHOLE, "description": "Code of HTTP."},
        "status": {"type": "string", "description": "Name of the code of gRPC."},
        "message": {"type": "string", "description": "What is wrong, for people."},
        "details": {"type": "array", "items": _WELL_KNOWN["google.protobuf.Any"]},
    }
    error = {"type": "object", "properties": members, "required": sorted(members)}
    return {"type": "object", "properties": {"error": error}, "required": ["error"]}


def _described(full_name: str) -> Schema:
    comment = _comments().get(full_name, "")
    return {"description": comment} if comment else {}


def _described_whole(message: Descriptor) -> Schema:
    """Describe a message, and which of its fields exclude each other."""
    told = [_comments().get(message.full_name, "")]
    for choice in message.oneofs:
        # Protobuf makes one with such a name for each optional field.
        if not choice.name.startswith("_"):
            names = ", ".join(f"`{field.json_name}`" for field in choice.fields)
            told.append(f"At most one of {names} is set.")
            told.append(_comments().get(choice.full_name, ""))
    description = " ".join(filter(None, told))
    return {"description": description} if description else {}


def _descriptor(message: type[Message]) -> Descriptor:
    return cast("Descriptor", message.DESCRIPTOR)


@cache
def _comments() -> dict[str, str]:
    """Read what the contract says of its parts, by full name."""
    text = files("corridor.v1").joinpath("comments.json").read_text("utf-8")
    comments: dict[str, str] = json.loads(text)
    return comments
