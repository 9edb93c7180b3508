"""The server: what it serves, where it listens, how it starts and stops."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2

from optimizer.service.access_log import AccessLog
from optimizer.service.addresses import UNIX_PREFIX
from optimizer.service.cluster import Cluster
from optimizer.service.grpc_calls import handler_of
from optimizer.service.health_service import HealthService
from optimizer.service.http.bindings import bindings_of
from optimizer.service.http.listener import HttpListener
from optimizer.service.http.site import Site
from optimizer.service.limits import (
    REQUEST_BYTES_LIMIT,
    RESPONSE_BYTES_LIMIT,
    STOP_GRACE,
)
from optimizer.service.listening import listen
from optimizer.service.logs import LogStyle
from optimizer.service.operations.kinds import kinds_of
from optimizer.service.operations.office import Office
from optimizer.service.readiness import Readiness
from optimizer.service.reception import Reception
from optimizer.service.runs.book import RunBook
from optimizer.service.security.authorization import require_entries
from optimizer.service.security.guarded_methods import GuardedMethods
from optimizer.service.security.securing import security_of
from optimizer.service.services import Parts, background_methods, methods_by_service
from optimizer.service.settings import Settings
from optimizer.service.stopping import Hurry, end_part
from optimizer.service.storage.opening import Storage
from optimizer.service.store import DatasetStore
from optimizer.service.telemetry.sources import Sources
from optimizer.service.telemetry.telemetry import Telemetry
from optimizer.service.workers import Terms, Workers

OPTIONS = (
    ("grpc.max_receive_message_length", REQUEST_BYTES_LIMIT),
    ("grpc.max_send_message_length", RESPONSE_BYTES_LIMIT),
    # Without this, a second server on the same port would take half of the calls.
    ("grpc.so_reuseport", 0),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 15_000),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.max_connection_age_ms", 1_800_000),
    ("grpc.max_connection_age_grace_ms", 300_000),
)

_STANDARD_SERVICES = (
    health_pb2.DESCRIPTOR.services_by_name["Health"],
    reflection_pb2.DESCRIPTOR.services_by_name["ServerReflection"],
)

logger = logging.getLogger(__name__)


class Server:
    """A gRPC server with its workers.

    Parameters
    ----------
    settings
        How to start it.

    Attributes
    ----------
    services
        Methods of each service of the contract, by full name of the service.
    hurry
        Whether its end has to wait for nothing.

    Raises
    ------
    CannotListenError
        When others would reach an address that is not encrypted.
    UnusableFileError
        When a file that secures the server cannot be used.
    CannotTraceError
        When traces are asked for and the package for them is missing.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.hurry = Hurry()
        self._telemetry = Telemetry(settings)
        terms = Terms(
            memory_mib=settings.worker_memory_mib,
            task_limit=settings.worker_tasks,
            log_style=LogStyle(settings.log_format, settings.log_level),
        )
        self._workers = Workers(
            settings.workers, settings.queue, terms, self._telemetry
        )
        self._readiness = Readiness(self._workers)
        scheduler = settings.scheduler
        self._cluster = None if scheduler is None else Cluster(scheduler)
        self._security = security_of(settings)
        gate = self._security.gate
        self._storage = Storage(settings.database)
        self._runs = RunBook(self._storage)
        observers = [*self._telemetry.observers, AccessLog(), self._runs]
        self._reception = Reception(gate, observers)
        store = DatasetStore(settings.datasets, self._storage)
        parts = Parts(self._workers, self._storage, store, self._cluster)
        kinds = kinds_of(background_methods(parts))
        self._office = Office(self._storage, kinds, settings.workers, self._runs)
        self.services = methods_by_service(parts, self._office, settings)
        self._health = HealthService([health.OVERALL_HEALTH, *self.services])
        guarded = GuardedMethods(gate, self.services)
        self._server = grpc.aio.server(interceptors=[guarded], options=OPTIONS)
        self._http: HttpListener | None = None

    @property
    def method_names(self) -> Iterator[str]:
        """Full names of all methods, the standard ones included."""
        for service, methods in self.services.items():
            yield from (f"{service}/{name}" for name in methods)
        for standard in _STANDARD_SERVICES:
            yield from (f"{standard.full_name}/{m.name}" for m in standard.methods)

    async def start(self) -> str:
        """Start to serve; return the address that clients connect to.

        Raises
        ------
        CannotListenError
            When the address cannot be listened on.
        ClusterUnreachableError
            When no scheduler answers where one should.
        UnlistedMethodError
            When nobody has said who may call a method.
        """
        require_entries(self.method_names)
        if self._cluster is not None:
            await self._cluster.start()
        await self._storage.start()
        self._runs.start()
        await self._office.start()
        self._add_services()
        self._add_standard_services()
        address = listen(
            self._server, self._settings.address, self._security.credentials
        )
        self._http = self._http_listener()
        await self._telemetry.start(self._sources())
        await self._server.start()
        self._workers.start()
        if self._http is not None:
            await self._http.start()
        await self._readiness.start(self._health, self.services)
        return address

    async def stop(self) -> None:
        """Say that it goes, let running calls finish for a while, end the workers.

        Calls are taken until whoever routes them to this server has had time to notice.
        What is worked on in the background is given back.
        """
        self._readiness.close()
        await self._health.enter_graceful_shutdown()
        await self.hurry.pause(self._settings.drain_seconds)
        if self._reception.running:
            seconds = STOP_GRACE.total_seconds()
            count = len(self._reception.running)
            logger.info("running calls: %d, waited for at most %g s", count, seconds)
        endings = [self.hurry.end_calls(self._server)]
        if self._http is not None:
            endings.append(self._http.stop(self.hurry))
        await asyncio.gather(*endings)
        await self._readiness.stop()
        await end_part("operations", self._office.stop())
        await end_part("runs", self._runs.stop())
        await end_part("the database", self._storage.stop())
        if self._cluster is not None:
            await end_part("the cluster", self._cluster.stop())
        self._workers.stop()
        await self._telemetry.stop()

    def _http_listener(self) -> HttpListener | None:
        """Listen for HTTP, where that is asked for."""
        address = self._settings.http_address
        if address is None:
            return None
        methods = {
            f"{service}/{name}": method
            for service, named in self.services.items()
            for name, method in named.items()
        }
        site = Site(self._reception, bindings_of(methods), methods)
        return HttpListener(address, site, self._security.certificates)

    def _sources(self) -> Sources:
        """Say where metrics and probes find what they tell."""
        return Sources(
            methods=[
                f"{service}/{name}"
                for service, methods in self.services.items()
                for name in methods
            ],
            running=self._reception.running,
            waiting_counts=lambda: self._workers.admission.waiting_counts,
            worker_ids=lambda: self._workers.process_ids,
            fault=lambda: self._readiness.fault,
            count_operations=self._office.counts,
        )

    def _add_services(self) -> None:
        for service, methods in self.services.items():
            handlers = {
                name: handler_of(self._reception, f"{service}/{name}", method)
                for name, method in methods.items()
            }
            handler = grpc.method_handlers_generic_handler(service, handlers)
            self._server.add_generic_rpc_handlers((handler,))

    def _add_standard_services(self) -> None:
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        names = (*self.services, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)


async def serve(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Serve until the process is told to end.

    Parameters
    ----------
    settings
        How to start.
    on_ready
        Called with the address that clients connect to.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    server = Server(settings)

    def stop() -> None:
        """Let the server end: on the first signal with grace, on the second at once."""
        if stopped.is_set():
            server.hurry.set()
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    address = await server.start()
    try:
        on_ready(address)
        await stopped.wait()
        logger.info("stopping")
    finally:
        await server.stop()
        if address.startswith(UNIX_PREFIX):
            Path(address.removeprefix(UNIX_PREFIX)).unlink(missing_ok=True)
