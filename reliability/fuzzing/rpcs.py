"""Every method that a server must answer, read off the descriptors of the contract."""

import importlib
import pkgutil
from dataclasses import dataclass
from types import ModuleType
from typing import Any, cast

from corridor import v1
from google.longrunning import operations_pb2
from google.protobuf.descriptor import FieldDescriptor, FileDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass


@dataclass(frozen=True, slots=True)
class Rpc:
    """A method.

    Attributes
    ----------
    name
        Full name, as in ``corridor.v1.PlanService/OptimizePlan``.
    request, response
        Its messages.
    is_stream
        Whether it answers several times.
    """

    name: str
    request: type[Message]
    response: type[Message]
    is_stream: bool

    @property
    def path(self) -> str:
        """Return where it is called."""
        return f"/{self.name}"


def fields_of(message: Message) -> list[FieldDescriptor]:
    """Return the fields of a message."""
    return list(cast("Any", message.DESCRIPTOR).fields)


def every_rpc() -> tuple[Rpc, ...]:
    """Return the methods of the contract and of operations, sorted by name.

    One that is added to the contract is among them without being named anywhere.
    """
    modules = [*_contract(), operations_pb2]
    rpcs = [rpc for module in modules for rpc in _rpcs_in(module.DESCRIPTOR)]
    return tuple(sorted(rpcs, key=lambda rpc: rpc.name))


def _contract() -> list[ModuleType]:
    names = [module.name for module in pkgutil.iter_modules(v1.__path__)]
    files = [name for name in names if name.endswith("_pb2")]
    return [importlib.import_module(f"corridor.v1.{name}") for name in files]


def _rpcs_in(file: FileDescriptor) -> list[Rpc]:
    return [
        Rpc(
            name=f"{service.full_name}/{method.name}",
            request=GetMessageClass(method.input_type),
            response=GetMessageClass(method.output_type),
            is_stream=method.server_streaming,
        )
        for service in file.services_by_name.values()
        for method in service.methods
    ]
