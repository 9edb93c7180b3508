"""What is wrong with work in the background."""

from typing import ClassVar

from optimizer.errors.root import OptimizerError


class OperationNotFoundError(OptimizerError):
    """No operation has the name.

    Attributes
    ----------
    operation
        The name.
    """

    reason: ClassVar[str] = "OPERATION_NOT_FOUND"

    def __init__(self, operation: str) -> None:
        super().__init__(
            f"there is no operation {operation!r}, or it ended long ago and is forgotten; "
            "list the operations that there are"
        )
        self.operation = operation


class OperationNotDoneError(OptimizerError):
    """An operation that has not ended cannot be forgotten.

    Attributes
    ----------
    operation
        Its name.
    """

    reason: ClassVar[str] = "OPERATION_NOT_DONE"

    def __init__(self, operation: str) -> None:
        super().__init__(f"{operation} has not ended; cancel it first, or wait for it")
        self.operation = operation


class OperationCancelledError(OptimizerError):
    """An operation was cancelled."""

    reason: ClassVar[str] = "OPERATION_CANCELLED"

    def __init__(self) -> None:
        super().__init__("the operation was cancelled; start another one")


class OperationAbandonedError(OptimizerError):
    """One server after the other was lost while it worked on an operation.

    Attributes
    ----------
    attempt_count
        How many.
    """

    reason: ClassVar[str] = "OPERATION_ABANDONED"

    def __init__(self, attempt_count: int) -> None:
        super().__init__(
            f"{attempt_count} servers were lost while they worked on the operation; look "
            "into their logs, and try with less at a time"
        )
        self.attempt_count = attempt_count


class RequestIdReusedError(OptimizerError):
    """A request id was used for something else.

    Attributes
    ----------
    request_id
        The id.
    operation
        Name of what it was used for.
    """

    reason: ClassVar[str] = "REQUEST_ID_REUSED"

    def __init__(self, request_id: str, operation: str) -> None:
        super().__init__(
            f"{request_id!r} asked for something else, which is {operation}; give each "
            "request an id of its own"
        )
        self.request_id = request_id
        self.operation = operation
