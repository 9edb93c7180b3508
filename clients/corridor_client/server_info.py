"""What a server is and what it allows."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentVersions:
    """Versions of what the server runs on."""

    python: str
    pulp: str
    highs: str
    grpc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """What the server allows.

    Attributes
    ----------
    max_request_bytes, max_response_bytes
        Largest request and answer.
    default_time_limit
        Time that a call gets which sends no deadline.
    max_time_limit
        Longest time limit of a solve; longer deadlines are taken as this.
    max_rows_per_table
        Most rows of one table of a dataset.
    max_imported_datasets
        Most imported datasets that are kept at a time.
    worker_count
        Solves that run at a time; more wait for their turn.
    max_queued_calls
        Most calls that wait, of those with one answer and of those with several; 0
        where the server does not say.
    max_calls_per_minute
        Most calls a minute of each caller; 0 for any number.
    max_operation_time
        Longest time of work in the background; 0 where the server does not say.
    max_worker_memory_mib
        Most memory that the work of one call may take; 0 where only the system limits
        it, or the server does not say.
    """

    max_request_bytes: int
    max_response_bytes: int
    default_time_limit: timedelta
    max_time_limit: timedelta
    max_rows_per_table: int
    max_imported_datasets: int
    worker_count: int
    max_queued_calls: int
    max_calls_per_minute: int
    max_worker_memory_mib: int
    max_operation_time: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerInfo:
    """Versions and limits of a server.

    Attributes
    ----------
    server_version
        Version of the server.
    api_versions
        Packages of the contract that it serves, such as ``corridor.v1``.
    solver
        Name of the solver.
    components
        What it runs on.
    limits
        What it allows.
    """

    server_version: str
    api_versions: tuple[str, ...]
    solver: str
    components: ComponentVersions
    limits: ServerLimits
