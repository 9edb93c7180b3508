"""Calls that come by gRPC: their way to the reception, and how errors go back."""

import grpc
from google.rpc import status_pb2
from grpc_status import rpc_status

from optimizer.service.calls import Method, Stream
from optimizer.service.reception import Reception, Record
from optimizer.service.status import pushback_of

PUSHBACK = "grpc-retry-pushback-ms"
"""Metadata by which a server says when a call may be tried again."""

type GrpcContext = grpc.aio.ServicerContext[bytes, bytes]


def handler_of(
    reception: Reception, name: str, method: Method | Stream
) -> "grpc.RpcMethodHandler[bytes, bytes]":
    """Make what gRPC calls for a method.

    Parameters
    ----------
    reception
        Where its calls go.
    name
        Full name of the method.
    method
        The method.
    """

    async def handle(content: bytes, context: GrpcContext) -> bytes:
        answer = await reception.answer(Record(name), method, content, context)
        if isinstance(answer, bytes):
            return answer
        return await abort(context, answer)

    if isinstance(method, Stream):

        async def stream(content: bytes, context: GrpcContext) -> None:
            await handle(content, context)

        return grpc.unary_stream_rpc_method_handler(stream)
    return grpc.unary_unary_rpc_method_handler(handle)


async def abort(context: GrpcContext, status: status_pb2.Status) -> bytes:
    """Answer with an error, unless the caller is gone at that very moment."""
    rich = rpc_status.to_status(status)
    metadata = tuple(rich.trailing_metadata or ())
    pushback = pushback_of(status)
    if pushback is not None:
        metadata = (*metadata, (PUSHBACK, pushback))
    try:
        return await context.abort(rich.code, rich.details, metadata)
    except grpc.aio.InternalError:
        return b""
