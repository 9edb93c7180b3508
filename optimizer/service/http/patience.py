"""How long a caller may take to send a request."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

RECEIVE_SECONDS = 120.0
"""Time in which a request has to be there, head and body, once its connection stands or
its first byte has come. One at the size limit needs 2 Mbit/s. A body that is waited for has
less time, and a reason; this also ends one that goes on after its request was refused."""

_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
)
_INCOMPLETE = frozenset({h11.IDLE, h11.SEND_BODY})


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that gives up on requests which do not come to their end.

    Else a thousand connections that send a byte now and then would take all there are.
    """

    _running_out: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a request."""
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request, or several requests."""
        super().data_received(data)
        if self.conn.their_state in _INCOMPLETE:
            self._expect()
        else:
            self._expect_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        self._expect_no_more()
        super().connection_lost(exc)

    def _expect(self) -> None:
        if self._running_out is None:
            self._running_out = self.loop.call_later(RECEIVE_SECONDS, self._give_up)

    def _expect_no_more(self) -> None:
        if self._running_out is not None:
            self._running_out.cancel()
            self._running_out = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
                self.transport.write(_TOO_SLOW)
            self.transport.close()
