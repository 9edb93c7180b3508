"""The root of all deliberate exceptions."""

from datetime import timedelta
from typing import ClassVar


class OptimizerError(Exception):
    """Root of the tree; never raised itself.

    Attributes
    ----------
    reason
        Stable name of the cause, for programs.
    retry_after
        When the same may succeed; None where that is not known.
    """

    reason: ClassVar[str] = "OPTIMIZER_ERROR"
    retry_after: timedelta | None = None
