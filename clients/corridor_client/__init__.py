"""Client library of Corridor: plans for cargo on the Middle Corridor over gRPC.

>>> from corridor_client import Client
>>> with Client.local() as client:  # doctest: +SKIP
...     result = client.optimize_plan("middle-corridor")
"""

from corridor_client.async_client import AsyncClient
from corridor_client.choices import (
    Limit,
    Measure,
    QuantityUnit,
    Severity,
    StepKind,
    TerminationReason,
    UnservedReason,
)
from corridor_client.client import Client
from corridor_client.datasets import DatasetFile, DatasetSource
from corridor_client.errors import (
    CorridorError,
    DatasetExistsError,
    DatasetFileError,
    DatasetNotFoundError,
    DeadlineExceededError,
    InvalidAddressError,
    InvalidDatasetError,
    InvalidRequestError,
    LocalServerError,
    MessageTooLargeError,
    OptimizerNotInstalledError,
    ServerError,
    ServerUnavailableError,
    StoreFullError,
    UnknownServerError,
)
from corridor_client.local_server import LocalServer
from corridor_client.plan import (
    Bottleneck,
    CapacityUse,
    Certificate,
    CostShare,
    DemandResult,
    ElementFlow,
    PathFlow,
    PathStep,
    Plan,
    ResourcePeriod,
    UnservedVolume,
)
from corridor_client.problems import Problem
from corridor_client.results import (
    CapacityRelief,
    Conflict,
    DatasetSummary,
    DemandRelief,
    ImportResult,
    PlanResult,
    RowCount,
    Statistics,
    StoredDataset,
    Termination,
    ValidationResult,
)
from corridor_client.server_info import ComponentVersions, ServerInfo, ServerLimits

__all__ = [
    "AsyncClient",
    "Bottleneck",
    "CapacityRelief",
    "CapacityUse",
    "Certificate",
    "Client",
    "ComponentVersions",
    "Conflict",
    "CorridorError",
    "CostShare",
    "DatasetExistsError",
    "DatasetFile",
    "DatasetFileError",
    "DatasetNotFoundError",
    "DatasetSource",
    "DatasetSummary",
    "DeadlineExceededError",
    "DemandRelief",
    "DemandResult",
    "ElementFlow",
    "ImportResult",
    "InvalidAddressError",
    "InvalidDatasetError",
    "InvalidRequestError",
    "Limit",
    "LocalServer",
    "LocalServerError",
    "Measure",
    "MessageTooLargeError",
    "OptimizerNotInstalledError",
    "PathFlow",
    "PathStep",
    "Plan",
    "PlanResult",
    "Problem",
    "QuantityUnit",
    "ResourcePeriod",
    "RowCount",
    "ServerError",
    "ServerInfo",
    "ServerLimits",
    "ServerUnavailableError",
    "Severity",
    "Statistics",
    "StepKind",
    "StoreFullError",
    "StoredDataset",
    "Termination",
    "TerminationReason",
    "UnknownServerError",
    "UnservedReason",
    "UnservedVolume",
    "ValidationResult",
]
