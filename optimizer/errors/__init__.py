"""Every deliberate exception, with its stable reason.

::

    OptimizerError
    ├── InvalidDatasetError     INVALID_DATASET      the dataset cannot be planned
    ├── InvalidScenarioError    INVALID_SCENARIO     a scenario cannot be applied
    ├── UnknownDatasetError     DATASET_NOT_FOUND    no stored dataset has the name
    ├── UnknownRegimeError      UNKNOWN_REGIME       the dataset has no such regime
    ├── UnknownRowError         UNKNOWN_ROW          the dataset has no such node, ...
    ├── NoTariffInForceError    NO_TARIFF_IN_FORCE   no tariff holds on the day
    ├── UndividedHaulError      UNDIVIDED_HAUL       no share follows from the terms
    ├── InvalidRequestError     INVALID_REQUEST      a field of the request is unusable
    ├── ResultNotCertifiedError RESULT_NOT_CERTIFIED a plan failed its own proof
    ├── SolverFailedError       SOLVER_FAILED        the solver gave no usable answer
    ├── AmountTooLargeError     AMOUNT_TOO_LARGE     money beyond what a message holds
    ├── ResponseTooLargeError   RESPONSE_TOO_LARGE   an answer beyond the size limit
    ├── DatasetExistsError      DATASET_EXISTS       the name of an import is taken
    ├── DocumentExistsError     DOCUMENT_EXISTS      the id of a document is taken
    ├── DatasetShippedError     DATASET_SHIPPED      what is shipped stays
    ├── StoreFullError          STORE_FULL           no room for another import
    ├── DeadlineTooShortError   DEADLINE_TOO_SHORT   too little time is left to start
    ├── DeadlinePassedError     DEADLINE_PASSED      the time of the call was up
    ├── QueueFullError          QUEUE_FULL           too many calls wait already
    ├── OperationNotFoundError  OPERATION_NOT_FOUND  no operation has the name
    ├── OperationNotDoneError   OPERATION_NOT_DONE   it cannot be forgotten yet
    ├── OperationCancelledError OPERATION_CANCELLED  somebody cancelled it
    ├── OperationAbandonedError OPERATION_ABANDONED  servers were lost over it
    ├── RequestIdReusedError    REQUEST_ID_REUSED    the id asked for something else
    ├── DatabaseUnavailableError DATABASE_UNAVAILABLE the database does not answer
    ├── DatabaseTooNewError     DATABASE_TOO_NEW     a newer server has changed it
    ├── CredentialsMissingError CREDENTIALS_MISSING  a token is needed
    ├── TokenInvalidError       TOKEN_INVALID        the token is not accepted
    ├── TokenExpiredError       TOKEN_EXPIRED        the token was good once
    ├── ScopeMissingError       SCOPE_MISSING        the token does not allow the call
    ├── RateLimitedError        RATE_LIMITED         the caller calls too often
    ├── WorkerCrashedError      WORKER_CRASHED       the process of the call died
    ├── SolverOutOfMemoryError  SOLVER_OUT_OF_MEMORY the call needs too much memory
    └── ClusterUnreachableError CLUSTER_UNREACHABLE  the cluster's scheduler is lost

That a plan does not exist is no exception: it is an answer.
"""

from optimizer.errors.callers import (
    CredentialsMissingError,
    RateLimitedError,
    ScopeMissingError,
    TokenExpiredError,
    TokenInvalidError,
)
from optimizer.errors.calls import (
    ClusterUnreachableError,
    DeadlinePassedError,
    DeadlineTooShortError,
    QueueFullError,
    SolverOutOfMemoryError,
    WorkerCrashedError,
)
from optimizer.errors.inputs import (
    InvalidDatasetError,
    InvalidRequestError,
    InvalidScenarioError,
    NoTariffInForceError,
    UndividedHaulError,
    UnknownDatasetError,
    UnknownRegimeError,
    UnknownRowError,
)
from optimizer.errors.operations import (
    OperationAbandonedError,
    OperationCancelledError,
    OperationNotDoneError,
    OperationNotFoundError,
    RequestIdReusedError,
)
from optimizer.errors.results import (
    AmountTooLargeError,
    ResponseTooLargeError,
    ResultNotCertifiedError,
    SolverFailedError,
)
from optimizer.errors.root import (
    OptimizerError,
)
from optimizer.errors.storing import (
    DatabaseTooNewError,
    DatabaseUnavailableError,
    DatasetExistsError,
    DatasetShippedError,
    DocumentExistsError,
    StoreFullError,
)

__all__ = [
    "AmountTooLargeError",
    "ClusterUnreachableError",
    "CredentialsMissingError",
    "DatabaseTooNewError",
    "DatabaseUnavailableError",
    "DatasetExistsError",
    "DatasetShippedError",
    "DeadlinePassedError",
    "DeadlineTooShortError",
    "DocumentExistsError",
    "InvalidDatasetError",
    "InvalidRequestError",
    "InvalidScenarioError",
    "NoTariffInForceError",
    "OperationAbandonedError",
    "OperationCancelledError",
    "OperationNotDoneError",
    "OperationNotFoundError",
    "OptimizerError",
    "QueueFullError",
    "RateLimitedError",
    "RequestIdReusedError",
    "ResponseTooLargeError",
    "ResultNotCertifiedError",
    "ScopeMissingError",
    "SolverFailedError",
    "SolverOutOfMemoryError",
    "StoreFullError",
    "TokenExpiredError",
    "TokenInvalidError",
    "UndividedHaulError",
    "UnknownDatasetError",
    "UnknownRegimeError",
    "UnknownRowError",
    "WorkerCrashedError",
]
