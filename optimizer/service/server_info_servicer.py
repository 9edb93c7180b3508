"""ServerInfoService."""

import platform
from datetime import timedelta
from importlib.metadata import version

from corridor.v1 import server_info_service_pb2
from google.protobuf.duration_pb2 import Duration

from optimizer.service.calls import Call, Method
from optimizer.service.limits import (
    DEFAULT_CALL_TIME,
    IMPORTED_COUNT_LIMIT,
    LONGEST_CALL_TIME,
    LONGEST_OPERATION_TIME,
    REQUEST_BYTES_LIMIT,
    RESPONSE_BYTES_LIMIT,
)
from optimizer.service.messages import parse, serialized
from optimizer.service.settings import Settings
from optimizer.tables.raw_tables import ROW_LIMIT

SERVICE = server_info_service_pb2.DESCRIPTOR.services_by_name[
    "ServerInfoService"
].full_name

SOLVER = "HiGHS"


class ServerInfoServicer:
    """Serves ``corridor.v1.ServerInfoService``.

    Parameters
    ----------
    settings
        How the server is started.
    """

    def __init__(self, settings: Settings) -> None:
        self._info = server_info_service_pb2.GetServerInfoResponse(
            server_version=version("corridor-optimizer"),
            api_versions=[server_info_service_pb2.DESCRIPTOR.package],
            solver=SOLVER,
            components=_components(),
            limits=_limits(settings),
        )

    def methods(self) -> dict[str, Method]:
        """Methods of the service by name."""
        return {"GetServerInfo": self.get_server_info}

    async def get_server_info(self, content: bytes, _: Call) -> bytes:
        """Give the versions and limits of the server."""
        parse(server_info_service_pb2.GetServerInfoRequest, content)
        return serialized(self._info)


def _components() -> server_info_service_pb2.ComponentVersions:
    return server_info_service_pb2.ComponentVersions(
        python=platform.python_version(),
        pulp=version("pulp"),
        highs=version("highspy"),
        grpc=version("grpcio"),
    )


def _limits(settings: Settings) -> server_info_service_pb2.ServerLimits:
    return server_info_service_pb2.ServerLimits(
        max_request_bytes=REQUEST_BYTES_LIMIT,
        max_response_bytes=RESPONSE_BYTES_LIMIT,
        default_time_limit=_duration(DEFAULT_CALL_TIME),
        max_time_limit=_duration(LONGEST_CALL_TIME),
        max_rows_per_table=ROW_LIMIT,
        max_imported_datasets=IMPORTED_COUNT_LIMIT,
        worker_count=settings.workers,
        max_queued_calls=settings.queue,
        max_calls_per_minute=settings.rate,
        max_worker_memory_mib=settings.worker_memory_mib,
        max_operation_time=_duration(LONGEST_OPERATION_TIME),
    )


def _duration(time: timedelta) -> Duration:
    duration = Duration()
    duration.FromTimedelta(time)
    return duration
