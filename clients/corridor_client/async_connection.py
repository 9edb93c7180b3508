"""The connection of a client to await: a channel, and a private server if any."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from types import TracebackType
from typing import Self

import grpc
import grpc.aio
from google.protobuf.message import Message

from corridor_client.calls import Call
from corridor_client.channels import (
    CHANNEL_OPTIONS,
    DEFAULT_TIMEOUT,
    checked_address,
    checked_timeout,
)
from corridor_client.credentials import Credentials, Tls
from corridor_client.failures import error_of
from corridor_client.local_server import LocalServer
from corridor_client.patience import PAUSE, Patience


class AsyncConnection:
    """Makes calls, for clients to say which."""

    def __init__(
        self,
        address: str,
        *,
        timeout: timedelta = DEFAULT_TIMEOUT,
        token: str | None = None,
        tls: Tls | None = None,
        allow_plain_token: bool = False,
    ) -> None:
        self._address = checked_address(address)
        self._timeout = checked_timeout(timeout)
        credentials = Credentials(
            token=token, tls=tls, allow_plain_token=allow_plain_token
        )
        credentials.require_fit(address)
        self._metadata = credentials.metadata
        options = (*CHANNEL_OPTIONS, *credentials.options)
        secured = credentials.for_channel()
        self._channel = (
            grpc.aio.insecure_channel(address, options=options)
            if secured is None
            else grpc.aio.secure_channel(address, secured, options=options)
        )
        self._server: LocalServer | None = None
        self._has_answered = False

    @classmethod
    async def local(cls, *, timeout: timedelta = DEFAULT_TIMEOUT) -> Self:
        """Start a private server and connect to it; closing the client stops it."""
        checked_timeout(timeout)
        server = LocalServer()
        await asyncio.to_thread(server.start)
        client = cls(server.address, timeout=timeout)
        client._server = server
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the connection, and the private server where there is one."""
        await self._channel.close()
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)

    async def _answer[Request: Message, Response: Message, Result](
        self, call: Call[Request, Response, Result]
    ) -> Result:
        method = self._channel.unary_unary(
            call.path,
            request_serializer=type(call.request).SerializeToString,
            response_deserializer=call.response_type.FromString,
        )
        patience = self._patience(call.timeout_seconds(self._timeout))
        while True:
            try:
                response = await method(
                    call.request,
                    timeout=patience.seconds_left,
                    metadata=self._metadata,
                )
            except grpc.RpcError as failure:
                if not patience.outlasts(failure):
                    raise error_of(failure, self._address) from failure
                await asyncio.sleep(PAUSE.total_seconds())
            else:
                self._has_answered = True
                return call.read(response)

    async def _answers[Request: Message, Response: Message, Result](
        self, call: Call[Request, Response, Result]
    ) -> AsyncGenerator[Result]:
        method: grpc.aio.UnaryStreamMultiCallable[Request, Response] = (
            self._channel.unary_stream(
                call.path,
                request_serializer=type(call.request).SerializeToString,
                response_deserializer=call.response_type.FromString,
            )
        )
        patience = self._patience(call.timeout_seconds(self._timeout))
        has_begun = False
        while True:
            responses = method(
                call.request,
                timeout=patience.seconds_left,
                metadata=self._metadata,
            )
            try:
                async for response in responses:
                    self._has_answered = has_begun = True
                    yield call.read(response)
            except grpc.RpcError as failure:
                if has_begun or not patience.outlasts(failure):
                    raise error_of(failure, self._address) from failure
            else:
                return
            finally:
                responses.cancel()
            await asyncio.sleep(PAUSE.total_seconds())

    def _patience(self, seconds: float) -> Patience:
        return Patience(seconds, has_answered=self._has_answered)
