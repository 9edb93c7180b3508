"""Every deliberate exception of the client, with its stable reason.

::

    CorridorError
    ├── InvalidAddressError         INVALID_ADDRESS          no server has that address
    ├── DatasetFileError            DATASET_FILE             a file cannot be read
    ├── CredentialsFileError        CREDENTIALS_FILE         a key cannot be read
    ├── InvalidDatasetError         INVALID_DATASET          it cannot be planned
    ├── InvalidRequestError         INVALID_REQUEST          an argument is refused
    ├── DatasetNotFoundError        DATASET_NOT_FOUND        no stored one has the name
    ├── DatasetExistsError          DATASET_EXISTS           the name is taken
    ├── StoreFullError              STORE_FULL               no room for another import
    ├── OperationNotFoundError      OPERATION_NOT_FOUND      no operation has the name
    ├── OperationNotDoneError       OPERATION_NOT_DONE       it has not ended
    ├── OperationCancelledError     OPERATION_CANCELLED      it was cancelled
    ├── MessageTooLargeError        MESSAGE_TOO_LARGE        beyond the size limits
    ├── DeadlineExceededError       DEADLINE_EXCEEDED        no answer came in time
    ├── OptimizerNotInstalledError  OPTIMIZER_NOT_INSTALLED  no server to start here
    ├── LocalServerError            LOCAL_SERVER_FAILED      the private one failed
    ├── UnauthenticatedError        UNAUTHENTICATED          who calls is not known
    ├── PermissionDeniedError       PERMISSION_DENIED        the caller may not do that
    ├── ServerUnavailableError      SERVER_UNAVAILABLE       no server takes the call
    │   └── RateLimitedError        RATE_LIMITED             the caller calls too often
    ├── ServerError                 SERVER_ERROR             the server failed
    └── UnknownServerError          UNKNOWN_SERVER           not as the contract has it

Where the server gives a reason of its own, that one stands in ``reason``. That a plan
does not exist is no exception: it is an answer.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import grpc

from corridor_client.problems import Problem


class CorridorError(Exception):
    """Root of the tree; never raised itself.

    Attributes
    ----------
    reason
        Stable name of the cause, for programs: the server's where it gave one, else
        that of the class.
    code
        Status that the call ended with; None where no call was made.
    """

    reason: str = "CORRIDOR_ERROR"

    def __init__(
        self, message: str, *, reason: str = "", code: grpc.StatusCode | None = None
    ) -> None:
        super().__init__(message)
        self.reason = reason or type(self).reason
        self.code = code


class InvalidAddressError(CorridorError):
    """No server can have the address.

    Attributes
    ----------
    address
        The address as it was given.
    """

    reason = "INVALID_ADDRESS"

    def __init__(self, address: str) -> None:
        super().__init__(
            f"{address!r} is not the address of a server; write HOST:PORT, such as "
            "localhost:50051, or unix:PATH"
        )
        self.address = address


class DatasetFileError(CorridorError):
    """A dataset's file or folder is missing or cannot be read.

    Attributes
    ----------
    path
        The file or folder that was looked for.
    """

    reason = "DATASET_FILE"

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(
            f"{path}: {fault}; give a folder of CSV files, a .zip of one, an .xlsx "
            "workbook, or a .json file"
        )
        self.path = path


class CredentialsFileError(CorridorError):
    """A file with certificates or a key is missing or cannot be read.

    Attributes
    ----------
    path
        The file that was looked for.
    """

    reason = "CREDENTIALS_FILE"

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path}: {fault}; give a PEM file")
        self.path = path


class InvalidDatasetError(CorridorError):
    """The dataset cannot be planned because of what stands in its rows.

    Attributes
    ----------
    problems
        The first of its errors; ``validate_dataset`` gives every problem in full.
    problem_count
        How many errors there are in all.
    """

    reason = "INVALID_DATASET"

    def __init__(
        self,
        message: str,
        *,
        problems: Sequence[Problem] = (),
        problem_count: int = 0,
        reason: str = "",
        code: grpc.StatusCode | None = None,
    ) -> None:
        super().__init__(message, reason=reason, code=code)
        self.problems = tuple(problems)
        self.problem_count = max(problem_count, len(self.problems))


class InvalidRequestError(CorridorError):
    """An argument of the call, outside the dataset, is refused."""

    reason = "INVALID_REQUEST"


class DatasetNotFoundError(CorridorError):
    """No stored dataset has the name."""

    reason = "DATASET_NOT_FOUND"


class DatasetExistsError(CorridorError):
    """The name of an imported dataset is taken."""

    reason = "DATASET_EXISTS"


class StoreFullError(CorridorError):
    """The server keeps as many imported datasets as it can."""

    reason = "STORE_FULL"


class OperationNotFoundError(CorridorError):
    """No operation has the name."""

    reason = "OPERATION_NOT_FOUND"


class OperationNotDoneError(CorridorError):
    """An operation has not ended."""

    reason = "OPERATION_NOT_DONE"


class OperationCancelledError(CorridorError):
    """An operation was cancelled."""

    reason = "OPERATION_CANCELLED"


class MessageTooLargeError(CorridorError):
    """A request or an answer is larger than a message may be."""

    reason = "MESSAGE_TOO_LARGE"


class DeadlineExceededError(CorridorError):
    """No answer came in the time that the call had."""

    reason = "DEADLINE_EXCEEDED"


class OptimizerNotInstalledError(CorridorError):
    """The optimizer is not installed beside the client, so no server can be started."""

    reason = "OPTIMIZER_NOT_INSTALLED"

    def __init__(self) -> None:
        super().__init__(
            "no server can be started here because the optimizer is not installed; "
            "install corridor-optimizer into the same environment, or give the "
            "address of a server"
        )


class LocalServerError(CorridorError):
    """The private server did not start.

    Attributes
    ----------
    log
        The end of what it wrote to standard error; empty for nothing.
    """

    reason = "LOCAL_SERVER_FAILED"

    def __init__(self, message: str, *, log: str = "") -> None:
        super().__init__(f"{message}; it wrote:\n{log}" if log else message)
        self.log = log


class ServerUnavailableError(CorridorError):
    """No server answers at the address, or it takes no calls now.

    Attributes
    ----------
    retry_after
        Time after which a busy server may take the call; None where it did not say.
    """

    reason = "SERVER_UNAVAILABLE"

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        code: grpc.StatusCode | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message, reason=reason, code=code)
        self.retry_after = retry_after


class RateLimitedError(ServerUnavailableError):
    """The caller makes more calls than it may.

    Attributes
    ----------
    retry_after
        Time after which the next call is let in.
    """

    reason = "RATE_LIMITED"


class UnauthenticatedError(CorridorError):
    """The server wants to know who calls: the token is missing, not good, or too old."""

    reason = "UNAUTHENTICATED"


class PermissionDeniedError(CorridorError):
    """The server knows who calls, and that it may not make the call."""

    reason = "PERMISSION_DENIED"


class ServerError(CorridorError):
    """The server failed; the request may be in order."""

    reason = "SERVER_ERROR"


class UnknownServerError(CorridorError):
    """What answers does not keep to the contract as this client knows it."""

    reason = "UNKNOWN_SERVER"
