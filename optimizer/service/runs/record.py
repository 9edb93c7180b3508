"""A run as it is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

RETENTION = timedelta(days=90)
"""Time for which a run is kept."""

RUNS_LIMIT = 100_000
"""Most runs that are kept; the oldest go first."""

PLANNING_METHODS = frozenset(
    {
        "corridor.v1.PlanService/OptimizePlan",
        "corridor.v1.PlanService/StreamPlan",
        "corridor.v1.TariffService/CompareRegimes",
        "corridor.v1.ScenarioService/CompareScenarios",
        "corridor.v1.ScenarioService/ExplainDemand",
        "corridor.v1.SensitivityService/StreamRanges",
        "corridor.v1.SensitivityService/FindExpansions",
        "corridor.v1.SensitivityService/FindTradeOff",
        "corridor.v1.SensitivityService/StreamSweep",
        "corridor.v1.SimulationService/StreamSimulation",
        "corridor.v1.SimulationService/FindContracts",
    }
)
"""Methods whose calls are runs, in the foreground or as operations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Something that was planned.

    Attributes
    ----------
    run_id
        Id of the request in the log, or name of the operation.
    method
        Full name of the method.
    caller
        Who asked; empty where that is not known.
    label
        That of the operation; empty for calls.
    dataset_id, dataset_digest
        What was planned; empty where that was not found out.
    code
        Name of the code that it ended with, as in ``google.rpc.Code``.
    reason
        Stable reason of its error; empty where there is none.
    termination
        Why the solve of a plan stopped; empty for other runs.
    total_cost, currency_code
        Cost of a plan as a decimal text, and its currency; empty where there is none.
    ended
        When it ended, in UTC.
    seconds
        How long it took, waiting included.
    """

    run_id: str
    method: str
    code: str
    ended: datetime
    seconds: float
    caller: str = ""
    label: str = ""
    dataset_id: str = ""
    dataset_digest: str = ""
    reason: str = ""
    termination: str = ""
    total_cost: str = ""
    currency_code: str = ""
