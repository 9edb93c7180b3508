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
    REQUEST_BYTES_LIMIT,
    RESPONSE_BYTES_LIMIT,
)
from optimizer.service.messages import parse, serialized
from optimizer.tables.raw_tables import ROW_LIMIT

SERVICE = server_info_service_pb2.DESCRIPTOR.services_by_name[
    "ServerInfoService"
].full_name

SOLVER = "HiGHS"


class ServerInfoServicer:
    """Serves ``corridor.v1.ServerInfoService``.

    Parameters
    ----------
    worker_count
        Solves that run at a time.
    queue_limit
        Most calls that wait.
    calls_per_minute
        Most calls a minute of each caller; 0 for any number.
    """

    def __init__(
        self, worker_count: int, queue_limit: int, calls_per_minute: int
    ) -> None:
        self._info = server_info_service_pb2.GetServerInfoResponse(
            server_version=version("corridor-optimizer"),
            api_versions=[server_info_service_pb2.DESCRIPTOR.package],
            solver=SOLVER,
            components=_components(),
            limits=_limits(worker_count, queue_limit, calls_per_minute),
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


def _limits(
    worker_count: int, queue_limit: int, calls_per_minute: int
) -> server_info_service_pb2.ServerLimits:
    return server_info_service_pb2.ServerLimits(
        max_request_bytes=REQUEST_BYTES_LIMIT,
        max_response_bytes=RESPONSE_BYTES_LIMIT,
        default_time_limit=_duration(DEFAULT_CALL_TIME),
        max_time_limit=_duration(LONGEST_CALL_TIME),
        max_rows_per_table=ROW_LIMIT,
        max_imported_datasets=IMPORTED_COUNT_LIMIT,
        worker_count=worker_count,
        max_queued_calls=queue_limit,
        max_calls_per_minute=calls_per_minute,
    )


def _duration(time: timedelta) -> Duration:
    duration = Duration()
    duration.FromTimedelta(time)
    return duration
