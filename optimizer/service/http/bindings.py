"""Which method a request of HTTP calls, as the annotations of the contract say."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from google.api import annotations_pb2, http_pb2
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

VERBS = ("get", "put", "post", "delete", "patch")

EVERY_FIELD = "*"
"""Body of a binding whose request is the body."""

UNANNOTATED = {
    "google.longrunning.Operations/WaitOperation": http_pb2.HttpRule(
        post="/v1/{name=operations/**}:wait", body=EVERY_FIELD
    )
}
"""Methods of others that have no annotation, and the one that is theirs here."""

_VARIABLE = re.compile(r"\{([a-z_.]+)(?:=([^{}]+))?\}")
_WILD = {"*": "[^/]+", "**": ".+"}


@dataclass(frozen=True, slots=True)
class Binding:
    """How one method is called over HTTP.

    Attributes
    ----------
    name
        Full name of the method, as in ``corridor.v1.PlanService/OptimizePlan``.
    verb
        In capitals, as in ``POST``.
    template
        The path, as in ``/v1/{name=datasets/*}``.
    pattern
        Matches paths as they are sent, a group for each of ``fields``.
    fields
        Fields of the request that the path gives.
    takes_body
        Whether the body is the request; otherwise the query gives its other fields.
    request_type, answer_type
        Messages of the method.
    """

    name: str
    verb: str
    template: str
    pattern: re.Pattern[str]
    fields: tuple[str, ...]
    takes_body: bool
    request_type: type[Message]
    answer_type: type[Message]

    def fields_in(self, path: str) -> dict[str, str] | None:
        """Return the fields that a path gives; None where it is another path.

        Raises
        ------
        UnicodeDecodeError
            When what is escaped in it is no UTF-8.
        """
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        values = (unquote(value, errors="strict") for value in found.groups())
        return dict(zip(self.fields, values, strict=True))


def bindings_of(method_names: Iterable[str]) -> tuple[Binding, ...]:
    """Return how methods are called over HTTP, by their full names."""
    return tuple(binding_of(name) for name in method_names)


def binding_of(name: str) -> Binding:
    """Return how a method is called over HTTP.

    Raises
    ------
    LookupError
        When the contract does not say.
    """
    method = descriptor_pool.Default().FindMethodByName(name.replace("/", "."))
    rule = _rule_of(name, method)
    verb = rule.WhichOneof("pattern")
    if verb not in VERBS:
        msg = f"{name} has no path; annotate it with google.api.http"
        raise LookupError(msg)
    template = str(getattr(rule, verb))
    return Binding(
        name=name,
        verb=verb.upper(),
        template=template,
        pattern=re.compile("".join(_pattern_of(template))),
        fields=tuple(field for field, _ in _VARIABLE.findall(template)),
        takes_body=rule.body == EVERY_FIELD,
        request_type=message_factory.GetMessageClass(method.input_type),
        answer_type=message_factory.GetMessageClass(method.output_type),
    )


def _rule_of(name: str, method: MethodDescriptor) -> http_pb2.HttpRule:
    options = method.GetOptions()
    if options.HasExtension(annotations_pb2.http):
        return options.Extensions[annotations_pb2.http]
    return UNANNOTATED.get(name, http_pb2.HttpRule())


def _pattern_of(template: str) -> Iterator[str]:
    end = 0
    for variable in _VARIABLE.finditer(template):
        yield re.escape(template[end : variable.start()])
        parts = (variable[2] or "*").split("/")
        yield f"({'/'.join(_WILD.get(part, re.escape(part)) for part in parts)})"
        end = variable.end()
    yield re.escape(template[end:])
