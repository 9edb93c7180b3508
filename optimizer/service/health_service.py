"""Health, with the method that the library leaves out."""

from collections.abc import Iterable

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health, health_pb2

type _Context = grpc.aio.ServicerContext[
    health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse
]


class HealthService(health.aio.HealthServicer):
    """Serves ``grpc.health.v1.Health``.

    The library fails at ``List``, with a traceback in the log for whoever calls it.

    Attributes
    ----------
    names
        The services that it knows of; the empty name is the whole server.
    """

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.names = tuple(names)

    async def List(  # noqa: N802 - the contract's name
        self, _: Message, context: _Context
    ) -> Message:
        """Give the status of every service."""
        statuses = {
            name: await self.Check(health_pb2.HealthCheckRequest(service=name), context)
            for name in self.names
        }
        # The library's types do not know the message.
        response: Message = vars(health_pb2)["HealthListResponse"](statuses=statuses)
        return response
