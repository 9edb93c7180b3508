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
    ├── StoreFullError          STORE_FULL           no room for another import
    ├── DeadlineTooShortError   DEADLINE_TOO_SHORT   too little time is left to start
    ├── DeadlinePassedError     DEADLINE_PASSED      the time of the call was up
    ├── QueueFullError          QUEUE_FULL           too many calls wait already
    ├── WorkerCrashedError      WORKER_CRASHED       the process of the call died
    └── ClusterUnreachableError CLUSTER_UNREACHABLE  the cluster's scheduler is lost

That a plan does not exist is no exception: it is an answer.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
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
        noun = "error" if len(errors) == 1 else "errors"
        super().__init__(f"the dataset has {len(errors)} {noun}{first}")
        self.problems = tuple(problems)


class InvalidScenarioError(OptimizerError):
    """The changes of a scenario cannot be applied to its dataset.

    Attributes
    ----------
    scenario_id
        The scenario; empty where that could not be read.
    problems
        Everything found, each with the number of its change, from 1.
    """

    reason: ClassVar[str] = "INVALID_SCENARIO"

    def __init__(self, scenario_id: str, problems: Sequence["Problem"]) -> None:
        name = f" {scenario_id!r}" if scenario_id else ""
        noun = "problem" if len(problems) == 1 else "problems"
        first = f", the first: {problems[0]}" if problems else ""
        super().__init__(f"the scenario{name} has {len(problems)} {noun}{first}")
        self.scenario_id = scenario_id
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


class UnknownRegimeError(OptimizerError):
    """A regime was asked for that the dataset does not have.

    Attributes
    ----------
    regime_id, known
        What was asked for, and the regimes of the dataset.
    """

    reason: ClassVar[str] = "UNKNOWN_REGIME"

    def __init__(self, regime_id: str, known: Sequence[str]) -> None:
        choices = ", ".join(map(repr, known)) or "none"
        super().__init__(f"the dataset has no regime {regime_id!r}; it has {choices}")
        self.regime_id = regime_id
        self.known = tuple(known)


class UnknownRowError(OptimizerError):
    """A row was asked for that the dataset does not have.

    Attributes
    ----------
    table, row_id
        What was asked for.
    """

    reason: ClassVar[str] = "UNKNOWN_ROW"

    def __init__(self, table: str, row_id: str, known: Collection[str]) -> None:
        near = get_close_matches(row_id, known, n=1, cutoff=0.5)
        hint = (
            f"did you mean {near[0]!r}?" if near else f"it has {len(known)} other rows"
        )
        super().__init__(f"{table!r} of the dataset has no row {row_id!r}; {hint}")
        self.table = table
        self.row_id = row_id


class NoTariffInForceError(OptimizerError):
    """No tariff holds on the day that was asked for.

    Attributes
    ----------
    day
        The day, as in ISO 8601.
    last_day_before, first_day_after
        Nearest days on which one does, as in ISO 8601; empty where there is none.
    """

    reason: ClassVar[str] = "NO_TARIFF_IN_FORCE"

    def __init__(
        self,
        day: date,
        last_day_before: date | None,
        first_day_after: date | None,
        regime_id: str | None,
    ) -> None:
        days = [str(d) for d in (last_day_before, first_day_after) if d is not None]
        whose = "the dataset" if regime_id is None else f"the regime {regime_id!r}"
        near = f"; the nearest days with one: {', '.join(days)}" if days else ""
        super().__init__(f"no tariff of {whose} holds on {day}{near}")
        self.day = str(day)
        self.last_day_before = str(last_day_before or "")
        self.first_day_after = str(first_day_after or "")


class UndividedHaulError(OptimizerError):
    """The terms do not say how the charge of a haul is divided among its carriers.

    Attributes
    ----------
    tariff_id, entry_node_id, exit_node_id
        Haul that is charged for.
    """

    reason: ClassVar[str] = "UNDIVIDED_HAUL"

    def __init__(
        self, tariff_id: str, entry_node_id: str, exit_node_id: str, fault: str
    ) -> None:
        super().__init__(
            f"what {tariff_id!r} charges from {entry_node_id!r} to {exit_node_id!r} "
            f"cannot be divided: {fault}"
        )
        self.tariff_id = tariff_id
        self.entry_node_id = entry_node_id
        self.exit_node_id = exit_node_id


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


class DatasetExistsError(OptimizerError):
    """The name of an imported dataset is taken.

    Attributes
    ----------
    name
        The name.
    is_shipped
        Whether it is a shipped dataset's, which cannot be replaced.
    """

    reason: ClassVar[str] = "DATASET_EXISTS"

    def __init__(self, name: str, *, is_shipped: bool) -> None:
        remedy = (
            "it is shipped and stays as it is, so change the dataset_id"
            if is_shipped
            else "replace it or change the dataset_id"
        )
        super().__init__(f"a dataset is stored as {name!r} already; {remedy}")
        self.name = name
        self.is_shipped = is_shipped


class StoreFullError(OptimizerError):
    """The server keeps as many imported datasets as it can.

    Attributes
    ----------
    limit
        What would be exceeded.
    """

    reason: ClassVar[str] = "STORE_FULL"

    def __init__(self, limit: str) -> None:
        super().__init__(
            f"no more than {limit} of imported datasets are kept; replace one of them, "
            "or send the dataset with each request"
        )
        self.limit = limit


class DeadlineTooShortError(OptimizerError):
    """The deadline of the call leaves too little time to start a solve.

    Attributes
    ----------
    remaining_ms, minimum_ms
        Milliseconds that are left, and that are needed at least.
    """

    reason: ClassVar[str] = "DEADLINE_TOO_SHORT"

    def __init__(self, remaining: timedelta, minimum: timedelta) -> None:
        self.remaining_ms = round(remaining.total_seconds() * 1000)
        self.minimum_ms = round(minimum.total_seconds() * 1000)
        super().__init__(
            f"{self.remaining_ms} ms are left until the deadline, fewer than the "
            f"{self.minimum_ms} ms that a solve takes at least; set a later deadline"
        )


class DeadlinePassedError(OptimizerError):
    """The time of the call was up before there was an answer."""

    reason: ClassVar[str] = "DEADLINE_PASSED"

    def __init__(self) -> None:
        super().__init__(
            "the time of the call was up before there was an answer; set a later "
            "deadline, or a time limit that leaves room to build the program"
        )


class QueueFullError(OptimizerError):
    """As many calls wait for a worker as may.

    Attributes
    ----------
    queue_limit
        Most calls that may wait.
    retry_after
        Time after which there may be room.
    """

    reason: ClassVar[str] = "QUEUE_FULL"

    def __init__(self, queue_limit: int, retry_after: timedelta) -> None:
        super().__init__(
            f"{queue_limit} calls wait already; try again in "
            f"{retry_after.total_seconds():.1f} s"
        )
        self.queue_limit = queue_limit
        self.retry_after = retry_after


class WorkerCrashedError(OptimizerError):
    """The process that worked on the call died.

    Attributes
    ----------
    exit_code
        Exit code of the process; below 0 the signal that ended it.
    """

    reason: ClassVar[str] = "WORKER_CRASHED"

    def __init__(self, exit_code: int) -> None:
        super().__init__(
            f"the process that worked on the call died with exit code {exit_code}; "
            "try again, and if it happens again, with a smaller dataset"
        )
        self.exit_code = exit_code


class ClusterUnreachableError(OptimizerError):
    """The scheduler of the cluster that the server was given does not answer.

    Attributes
    ----------
    address
        Where it should be.
    cause
        What is known of why.
    """

    reason: ClassVar[str] = "CLUSTER_UNREACHABLE"

    def __init__(self, address: str, cause: str) -> None:
        super().__init__(
            f"the cluster at {address} cannot be reached: {cause}; check that its "
            "scheduler runs, or start the server without it"
        )
        self.address = address
        self.cause = cause
