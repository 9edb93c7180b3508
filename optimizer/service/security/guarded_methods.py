"""The gate in front of methods that others implement, such as reflection."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import cast

import grpc

from optimizer.errors import OptimizerError
from optimizer.service.grpc_calls import GrpcContext, abort
from optimizer.service.reception import Gate
from optimizer.service.security.authorization import required_scope
from optimizer.service.status import status_of


class GuardedMethods(grpc.aio.ServerInterceptor):
    """Asks the gate before methods that do not ask it themselves.

    Parameters
    ----------
    gate
        Who may call.
    asking_services
        Full names of the services that ask the gate themselves.
    """

    def __init__(self, gate: Gate, asking_services: Collection[str]) -> None:
        self._gate = gate
        self._asking_services = frozenset(asking_services)

    async def intercept_service[Request, Response](
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails],
            Awaitable["grpc.RpcMethodHandler[Request, Response] | None"],
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "grpc.RpcMethodHandler[Request, Response] | None":
        """Return the handler of a method, behind the gate where it needs that."""
        handler = await continuation(handler_call_details)
        name = handler_call_details.method.removeprefix("/")
        service = name.rpartition("/")[0]
        if handler is None or service in self._asking_services:
            return handler
        if required_scope(name) is None:
            return handler
        return self._guarded(name, handler)

    def _guarded[Request, Response](
        self, name: str, handler: "grpc.RpcMethodHandler[Request, Response]"
    ) -> "grpc.RpcMethodHandler[Request, Response]":
        if handler.stream_stream is None:
            msg = f"{name} is not of the kind that can be guarded"
            raise TypeError(msg)
        answers = cast(
            "Callable[[AsyncIterator[Request], GrpcContext], AsyncIterator[Response]]",
            handler.stream_stream,
        )

        async def guarded(
            requests: AsyncIterator[Request], context: GrpcContext
        ) -> AsyncIterator[Response]:
            try:
                await self._gate.admit(name, context)
            except OptimizerError as error:
                await abort(context, status_of(error))
                return
            async for answer in answers(requests, context):
                yield answer

        return grpc.stream_stream_rpc_method_handler(
            guarded,
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )
