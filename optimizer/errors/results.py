"""Results that cannot be given."""

from decimal import Decimal
from typing import ClassVar

from optimizer.errors.root import OptimizerError


class ResultNotCertifiedError(OptimizerError):
    """A plan failed its own proof and is not returned.

    Attributes
    ----------
    check
        The quantity of the certificate that is too large.
    violation, tolerance
        How large it is, and how large it may be.
    """

    reason: ClassVar[str] = "RESULT_NOT_CERTIFIED"

    def __init__(self, check: str, violation: float, tolerance: float) -> None:
        super().__init__(
            f"the plan's {check} is {violation:.3g}, more than {tolerance:.3g}; "
            "this is a fault of the optimizer, please report the dataset"
        )
        self.check = check
        self.violation = violation
        self.tolerance = tolerance


class SolverFailedError(OptimizerError):
    """The solver stopped without an answer that means anything.

    Attributes
    ----------
    status
        The solver's own word for it.
    """

    reason: ClassVar[str] = "SOLVER_FAILED"

    def __init__(self, status: str) -> None:
        super().__init__(
            f"the solver stopped with {status}; check the dataset for quantities of "
            "very different size and try again"
        )
        self.status = status


class AmountTooLargeError(OptimizerError):
    """An amount of money is larger than a message can hold.

    Attributes
    ----------
    amount
        The amount.
    """

    reason: ClassVar[str] = "AMOUNT_TOO_LARGE"

    def __init__(self, amount: Decimal) -> None:
        super().__init__(
            f"an amount of {amount:.3e} is more than an answer can hold; lower the "
            "volumes, rates or unserved prices of the dataset"
        )
        self.amount = amount


class ResponseTooLargeError(OptimizerError):
    """An answer is larger than the server may send.

    Attributes
    ----------
    size_bytes, limit_bytes
        How large it is, and how large it may be.
    """

    reason: ClassVar[str] = "RESPONSE_TOO_LARGE"

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(
            f"the answer has {size_bytes} bytes, more than {limit_bytes}; plan fewer "
            "demands or periods at a time"
        )
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes
