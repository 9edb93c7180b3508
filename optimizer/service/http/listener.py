"""Where HTTP is listened for, in the loop of the server."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from optimizer.service.addresses import host_and_port
from optimizer.service.http.encryption import encryption_of
from optimizer.service.http.patience import PatientProtocol
from optimizer.service.limits import STOP_GRACE
from optimizer.service.listen_faults import listen_fault_of
from optimizer.service.listening import CannotListenError
from optimizer.service.security.certificates import CertificateFiles
from optimizer.service.stopping import Hurry

CONNECTION_LIMIT = 1000
"""Most connections, and most requests, at a time; further ones are told to come later."""

IDLE_SECONDS = 30
"""Time after which a connection between two requests is closed."""

HEADER_BYTES_LIMIT = 2**16
"""Most bytes of the headers of a request."""

_START_SECONDS = 0.01

logger = logging.getLogger(__name__)


class HttpListener:
    """Listens for HTTP.

    Parameters
    ----------
    address
        ``HOST:PORT``.
    site
        What answers.
    certificates
        With what connections are encrypted; None leaves them in plaintext.

    Raises
    ------
    CannotListenError
        When the address cannot be listened on.
    UnusableFileError
        When a file of the certificates cannot be used.
    """

    def __init__(
        self, address: str, site: ASGIApp, certificates: CertificateFiles | None
    ) -> None:
        self._socket = _bound(address)
        config = uvicorn.Config(
            site,
            http=PatientProtocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="warning",
            access_log=False,
            # The address of a caller is that of its connection, whatever it says.
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTION_LIMIT,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=round(STOP_GRACE.total_seconds()),
            h11_max_incomplete_event_size=HEADER_BYTES_LIMIT,
        )
        config.load()
        if certificates is not None:
            config.ssl = encryption_of(certificates)
        self._server = _Server(config)
        host, port = self._socket.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        scheme = "http" if certificates is None else "https"
        self.address = f"{scheme}://{shown}:{port}"

    async def start(self) -> None:
        """Take requests from now on."""
        self._serving = asyncio.create_task(self._server.serve([self._socket]))
        while not self._server.started and not self._serving.done():
            await asyncio.sleep(_START_SECONDS)
        logger.info("JSON over HTTP at %s", self.address)

    async def stop(self, hurry: Hurry) -> None:
        """Take no requests any more, let running ones finish for a while."""
        self._server.should_exit = True
        hurried = asyncio.create_task(hurry.wait())
        await asyncio.wait(
            {self._serving, hurried}, return_when=asyncio.FIRST_COMPLETED
        )
        hurried.cancel()
        self._server.force_exit = True
        await self._serving


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the server as a whole."""
        yield


def _bound(address: str) -> socket.socket:
    host, port = host_and_port(address)
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListenError(address, listen_fault_of(address)) from error
    try:
        # What a server that has ended left behind does not count as taken.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(place)
        found.listen()
    except OSError as error:
        found.close()
        raise CannotListenError(address, listen_fault_of(address)) from error
    return found
