"""Where Prometheus fetches metrics, and probes ask: plain HTTP, for no public."""

import asyncio
import logging
import socket
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import TimeoutError as TooLateError
from http import HTTPStatus
from socketserver import TCPServer, ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app

from optimizer.service.addresses import host_and_port
from optimizer.service.listen_faults import listen_fault_of
from optimizer.service.listening import CannotListenError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LOOP_SECONDS = 2.0
"""Time within which the server must do something that is asked of it, to be alive."""

_TEXT = ("Content-Type", "text/plain; charset=utf-8")

logger = logging.getLogger(__name__)


class AdminServer:
    """Serves ``/metrics``, ``/healthz`` and ``/readyz`` in threads of its own.

    Parameters
    ----------
    address
        ``HOST:PORT``.
    registry
        The metrics.
    fault
        Says why the server is not ready; empty where it is.

    Raises
    ------
    CannotListenError
        When the address cannot be listened on.
    """

    def __init__(
        self, address: str, registry: CollectorRegistry, fault: Callable[[], str]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._metrics = make_wsgi_app(registry)
        self._fault = fault
        host, port = host_and_port(address)
        server_type = _SixServer if ":" in host else _Server
        try:
            self._server = make_server(host, port, self._answer, server_type, _Quiet)
        except OSError as error:
            raise CannotListenError(address, listen_fault_of(address)) from error
        logger.info(
            "metrics and probes at http://%s:%d",
            f"[{host}]" if ":" in host else host,
            self._server.server_port,
        )
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Listen no more."""
        await asyncio.to_thread(self._server.shutdown)
        self._server.server_close()

    def _answer(
        self, environment: "WSGIEnvironment", start: "StartResponse"
    ) -> Iterable[bytes]:
        path = environment.get("PATH_INFO", "")
        if path == "/metrics":
            metrics: Iterable[bytes] = self._metrics(environment, start)
            return metrics
        if path == "/healthz":
            fault = "" if self._is_alive() else "the server does nothing any more"
        elif path == "/readyz":
            fault = self._fault()
        else:
            start(_line(HTTPStatus.NOT_FOUND), [_TEXT])
            return [b"there are /metrics, /healthz and /readyz\n"]
        status = HTTPStatus.SERVICE_UNAVAILABLE if fault else HTTPStatus.OK
        start(_line(status), [_TEXT])
        return [f"{fault or 'ok'}\n".encode()]

    def _is_alive(self) -> bool:
        """Whether the loop that answers calls still turns."""
        try:
            turn = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop)
            turn.result(LOOP_SECONDS)
        except (RuntimeError, TooLateError):
            return False
        return True


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    # A second server on the same port would take half of the questions.
    allow_reuse_port = False

    def server_bind(self) -> None:
        """Bind, without asking a name server what this machine is called."""
        TCPServer.server_bind(self)
        self.server_name = str(self.server_address[0])
        self.server_port = self.server_address[1]
        self.setup_environ()

    def handle_error(self, _: object, client_address: object) -> None:
        """Log what goes wrong, such as a probe that does not wait for its answer."""
        logger.info("%s got no answer: %r", client_address, sys.exception())


class _SixServer(_Server):
    address_family = socket.AF_INET6


class _Quiet(WSGIRequestHandler):
    timeout = 10

    def log_message(self, *_: object) -> None:
        """Say nothing: probes come every few seconds."""


def _line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"
