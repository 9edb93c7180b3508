"""What the calls answer."""

from dataclasses import dataclass
from datetime import timedelta

from corridor.v1 import dataset_pb2

from corridor_client.choices import (
    Limit,
    Measure,
    PlanFormat,
    QuantityUnit,
    Severity,
    TerminationReason,
)
from corridor_client.json_object import json_object_of
from corridor_client.plan import Plan, ResourcePeriod
from corridor_client.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    """Why a solve stopped and what is known about the least cost.

    Attributes
    ----------
    reason
        Why it stopped.
    limit
        Limit that stopped it, None where none did.
    primal_bound
        Cost of the plan, the least cost is at most this; None without a plan.
    dual_bound
        Proven lower bound of the least cost; None where nothing is proven.
    detail
        A sentence for people. Not stable.
    """

    reason: TerminationReason
    limit: Limit | None
    primal_bound: float | None
    dual_bound: float | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRelief:
    """How much less of one demand would have to be served.

    Attributes
    ----------
    demand_id
        Which demand.
    quantity
        How much less, above 0.
    quantity_unit
        What it is counted in.
    """

    demand_id: str
    quantity: float
    quantity_unit: QuantityUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRelief:
    """How much more of one capacity would help to serve what must be served.

    Attributes
    ----------
    resource_id, period_id
        Which capacity.
    measure
        What it is counted in.
    capacity
        Most that fits today.
    extra
        How much more would have to fit, above 0.
    """

    resource_id: str
    period_id: str
    measure: Measure
    capacity: float
    extra: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Why no plan serves every demand that must be served.

    Attributes
    ----------
    demand_ids
        Demands that cannot all be served.
    capacities
        Capacities that cannot hold them; empty where a demand has no path at all.
    demand_relief
        Least volume, in tonnes over all demands, whose release makes a plan possible.
    capacity_relief
        Extra capacities that make a plan possible, least in the sum of shares of the
        capacities themselves; empty where no capacity helps.
    detail
        The proof in a sentence. Not stable.
    """

    demand_ids: tuple[str, ...]
    capacities: tuple[ResourcePeriod, ...]
    demand_relief: tuple[DemandRelief, ...]
    capacity_relief: tuple[CapacityRelief, ...]
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Size of the program and work of the solver.

    Attributes
    ----------
    state_count, arc_count
        States and arcs of the state graph.
    variable_count, row_count
        Columns and rows of the program.
    iteration_count
        Iterations of the solver.
    build_time, solve_time
        Time to build the program and to solve it. These alone differ between runs.
    """

    state_count: int
    arc_count: int
    variable_count: int
    row_count: int
    iteration_count: int
    build_time: timedelta
    solve_time: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A file that was asked for with a plan.

    Attributes
    ----------
    format
        Its form.
    filename
        What to call it.
    content
        The file.
    """

    format: PlanFormat
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """The answer to a request for a plan.

    Attributes
    ----------
    termination
        Why the solve stopped.
    plan
        The certified plan; None unless the reason is OPTIMAL or FEASIBLE.
    conflict
        With INFEASIBLE, what cannot hold together; None otherwise.
    warnings
        What is hardly as meant in the dataset.
    statistics
        Size and work.
    files
        What was asked for, in that order; files of the plan are left out without one.
    """

    termination: Termination
    plan: Plan | None
    conflict: Conflict | None
    warnings: tuple[Problem, ...]
    statistics: Statistics
    files: tuple[PlanFile, ...] = ()

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object for :func:`json.dumps`.

        Members are named as the attributes. Money is a decimal string with at least
        two decimals in ``plan.currency_code``, a time a number in ``..._seconds``.
        """
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """How many rows one table has; the header is not counted."""

    table: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationResult:
    """What a check of a dataset found.

    Attributes
    ----------
    problems
        Every problem, errors and warnings, in the order of tables and rows.
    dataset_id
        Identifies the dataset; empty where none could be read.
    digest
        SHA-256 of the dataset's canonical form, 64 hexadecimal digits; empty where
        none could be read.
    row_counts
        Rows of each table, in the order of the tables; empty where none could be read.
    """

    problems: tuple[Problem, ...]
    dataset_id: str
    digest: str
    row_counts: tuple[RowCount, ...]

    @property
    def is_valid(self) -> bool:
        """Whether the dataset can be planned: it has warnings at most."""
        return all(p.severity is Severity.WARNING for p in self.problems)

    def to_json_object(self) -> dict[str, object]:
        """Return the findings as a plain object, members named as the attributes."""
        return {"is_valid": self.is_valid, **json_object_of(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What was imported.

    Attributes
    ----------
    name
        Name under which the dataset is kept; empty where it has errors and is not.
    digest
        SHA-256 of the dataset's canonical form; empty where none could be read.
    problems
        Every problem, errors and warnings, in the order of tables and rows.
    row_counts
        Rows of each table, in the order of the tables; empty where none could be read.
    """

    name: str
    digest: str
    problems: tuple[Problem, ...]
    row_counts: tuple[RowCount, ...]

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object, members named as the attributes."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetSummary:
    """A stored dataset in few words.

    Attributes
    ----------
    name
        ``datasets/`` and its ``dataset_id``.
    dataset_id
        Identifies the dataset.
    title
        Title for people.
    digest
        SHA-256 of the dataset's canonical form, 64 hexadecimal digits.
    currency_code
        Currency of its costs, ISO 4217.
    row_counts
        Rows of each table, in the order of the tables.
    """

    name: str
    dataset_id: str
    title: str
    digest: str
    currency_code: str
    row_counts: tuple[RowCount, ...]

    def to_json_object(self) -> dict[str, object]:
        """Return the summary as a plain object, members named as the attributes."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetPage:
    """Some of the stored datasets, and the token for those that follow."""

    datasets: tuple[DatasetSummary, ...]
    next_page_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDataset:
    """A stored dataset with all its rows.

    Attributes
    ----------
    dataset
        The message: copy it, change rows and give it to ``optimize_plan``.
    digest
        SHA-256 of the dataset's canonical form, 64 hexadecimal digits.
    """

    dataset: dataset_pb2.Dataset
    digest: str
