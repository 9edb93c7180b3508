"""The answer to a request for a plan: why the solve stopped, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.plan import Plan, ResourcePeriod
from optimizer.domain.problems import Problem
from optimizer.domain.resources import Measure


class TerminationReason(StrEnum):
    """Why the solve stopped."""

    OPTIMAL = "OPTIMAL"
    """The plan is proven to cost least, to the gap that its certificate states."""

    FEASIBLE = "FEASIBLE"
    """The certificate says how far from the least cost the plan may be: a limit was
    reached, or decisions are whole and the gap is not closed."""

    INFEASIBLE = "INFEASIBLE"
    """No plan serves every demand that must be served; the conflict says why."""

    NO_PLAN_FOUND = "NO_PLAN_FOUND"
    """A limit was reached before any plan was found, or no whole numbers fit over the
    paths that were tried; in fractions there is a plan."""


class Limit(StrEnum):
    """Limit that stopped a solve."""

    TIME = "TIME"


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
    limit: Limit | None = None
    primal_bound: float | None = None
    dual_bound: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRelief:
    """How much more of one capacity would help to serve what must be served."""

    resource_id: str
    period_id: str
    measure: Measure
    capacity: float
    extra: float


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
        The proof in a sentence.
    """

    demand_ids: tuple[str, ...]
    capacities: tuple[ResourcePeriod, ...]
    demand_relief: tuple[DemandRelief, ...]
    capacity_relief: tuple[CapacityRelief, ...]
    detail: str = ""


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
    build_seconds, solve_seconds
        Time to build the program and to solve it. These alone differ between runs.
    """

    state_count: int = 0
    arc_count: int = 0
    variable_count: int = 0
    row_count: int = 0
    iteration_count: int = 0
    build_seconds: float = 0.0
    solve_seconds: float = 0.0


class PlanFormat(StrEnum):
    """Form of a file that is made with a plan."""

    WORKBOOK = "WORKBOOK"
    """The plan as a workbook in Excel's format, with charts."""

    GEOJSON = "GEOJSON"
    """Its legs and nodes for maps."""

    CSV_ZIP = "CSV_ZIP"
    """Its tables, a zip of CSV files."""

    PROGRAM_MPS = "PROGRAM_MPS"
    """The linear program in free MPS."""

    PROGRAM_LP = "PROGRAM_LP"
    """The linear program in the LP format of CPLEX."""

    PROGRAM_NAMES = "PROGRAM_NAMES"
    """What the program's columns and rows stand for, as CSV."""

    PARQUET_ZIP = "PARQUET_ZIP"
    """The plan's tables, a zip of Parquet files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A file that was asked for.

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
