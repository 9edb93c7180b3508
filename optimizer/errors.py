"""Every deliberate exception, with its stable reason.

::

    OptimizerError
    ├── InvalidDatasetError     INVALID_DATASET      the dataset cannot be planned
    ├── UnknownDatasetError     DATASET_NOT_FOUND    no stored dataset has the name
    ├── InvalidRequestError     INVALID_REQUEST      a field of the request is unusable
    ├── ResultNotCertifiedError RESULT_NOT_CERTIFIED a plan failed its own proof
    └── SolverFailedError       SOLVER_FAILED        the solver gave no usable answer

That a plan does not exist is no exception: it is an answer.
"""

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from optimizer.domain.problems import Problem


class OptimizerError(Exception):
    """Root of the tree; never raised itself.

    Attributes
    ----------
    reason
        Stable name of the cause, for programs.
    """

    reason: ClassVar[str] = "OPTIMIZER_ERROR"


class InvalidDatasetError(OptimizerError):
    """A dataset cannot be planned because of errors in its rows.

    Attributes
    ----------
    problems
        Everything found, errors and warnings.
    """

    reason: ClassVar[str] = "INVALID_DATASET"

    def __init__(self, problems: Sequence["Problem"]) -> None:
        errors = [p for p in problems if p.severity == "ERROR"]
        first = f", the first: {errors[0]}" if errors else ""
        super().__init__(f"the dataset has {len(errors)} errors{first}")
        self.problems = tuple(problems)


class UnknownDatasetError(OptimizerError):
    """No stored dataset has the name.

    Attributes
    ----------
    name
        The name that was asked for.
    """

    reason: ClassVar[str] = "DATASET_NOT_FOUND"

    def __init__(self, name: str, known: Collection[str]) -> None:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        hint = (
            f"did you mean {near[0]!r}?"
            if near
            else f"stored are {', '.join(sorted(known)) or 'none'}"
        )
        super().__init__(f"no dataset is stored as {name!r}; {hint}")
        self.name = name


class InvalidRequestError(OptimizerError):
    """A field of the request, outside the dataset, is missing or unusable.

    Attributes
    ----------
    field
        Path of the field in the request message.
    """

    reason: ClassVar[str] = "INVALID_REQUEST"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


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
