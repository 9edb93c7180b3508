"""Which scope each method needs; a method that is not listed is not served."""

from collections.abc import Iterable, Mapping

from optimizer.service.security.scopes import Scope

OPEN = None
"""Stands for methods that everybody may call, as often as they like."""

_PLANS = "corridor.v1.PlanService"
_SCENARIOS = "corridor.v1.ScenarioService"
_SENSITIVITY = "corridor.v1.SensitivityService"
_SIMULATION = "corridor.v1.SimulationService"
_TARIFFS = "corridor.v1.TariffService"
_DATASETS = "corridor.v1.DatasetService"
_OPERATIONS = "google.longrunning.Operations"
_RUNS = "corridor.v1.RunService"
_INFO = "corridor.v1.ServerInfoService"
_HEALTH = "grpc.health.v1.Health"
_REFLECTION = "grpc.reflection.v1alpha.ServerReflection"

REQUIRED_SCOPE: Mapping[str, Scope | None] = {
    f"{_PLANS}/OptimizePlan": Scope.PLAN,
    f"{_PLANS}/StreamPlan": Scope.PLAN,
    f"{_PLANS}/StartPlan": Scope.PLAN,
    f"{_SCENARIOS}/CompareScenarios": Scope.PLAN,
    f"{_SCENARIOS}/ExplainDemand": Scope.PLAN,
    f"{_SENSITIVITY}/StreamRanges": Scope.PLAN,
    f"{_SENSITIVITY}/FindExpansions": Scope.PLAN,
    f"{_SENSITIVITY}/FindTradeOff": Scope.PLAN,
    f"{_SENSITIVITY}/StreamSweep": Scope.PLAN,
    f"{_SENSITIVITY}/StartSweep": Scope.PLAN,
    f"{_SIMULATION}/StreamSimulation": Scope.PLAN,
    f"{_SIMULATION}/FindContracts": Scope.PLAN,
    f"{_SIMULATION}/StartSimulation": Scope.PLAN,
    f"{_TARIFFS}/Quote": Scope.PLAN,
    f"{_TARIFFS}/BatchQuote": Scope.PLAN,
    f"{_TARIFFS}/CheckTariffs": Scope.PLAN,
    f"{_TARIFFS}/CompareRegimes": Scope.PLAN,
    f"{_DATASETS}/ValidateDataset": Scope.PLAN,
    f"{_DATASETS}/ListDatasets": Scope.PLAN,
    f"{_DATASETS}/GetDataset": Scope.PLAN,
    f"{_DATASETS}/ExportDataset": Scope.PLAN,
    f"{_DATASETS}/GetTemplate": Scope.PLAN,
    f"{_DATASETS}/ListDatasetVersions": Scope.PLAN,
    f"{_DATASETS}/ListDocuments": Scope.PLAN,
    f"{_DATASETS}/ImportDataset": Scope.WRITE,
    f"{_DATASETS}/DeleteDataset": Scope.WRITE,
    f"{_DATASETS}/StoreDocument": Scope.WRITE,
    f"{_DATASETS}/DeleteDocument": Scope.WRITE,
    f"{_OPERATIONS}/ListOperations": Scope.PLAN,
    f"{_OPERATIONS}/GetOperation": Scope.PLAN,
    f"{_OPERATIONS}/WaitOperation": Scope.PLAN,
    # Whoever may start work may end it.
    f"{_OPERATIONS}/CancelOperation": Scope.PLAN,
    f"{_OPERATIONS}/DeleteOperation": Scope.WRITE,
    f"{_RUNS}/ListRuns": Scope.PLAN,
    f"{_INFO}/GetServerInfo": OPEN,
    f"{_HEALTH}/Check": OPEN,
    f"{_HEALTH}/List": OPEN,
    f"{_HEALTH}/Watch": OPEN,
    f"{_REFLECTION}/ServerReflectionInfo": Scope.ADMIN,
}
"""The scope that each method needs, by full name of the method."""


class UnlistedMethodError(Exception):
    """A method has no entry in the table, so nobody has said who may call it."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(
            f"no scope is given for {', '.join(sorted(names))}; list it in {__name__}"
        )


def required_scope(name: str) -> Scope | None:
    """Return the scope that a method needs; None for one that is open.

    Raises
    ------
    UnlistedMethodError
        When the method has no entry.
    """
    if name not in REQUIRED_SCOPE:
        raise UnlistedMethodError([name])
    return REQUIRED_SCOPE[name]


def require_entries(names: Iterable[str]) -> None:
    """Make sure that methods have an entry each.

    Raises
    ------
    UnlistedMethodError
        When some have none.
    """
    unlisted = set(names) - REQUIRED_SCOPE.keys()
    if unlisted:
        raise UnlistedMethodError(unlisted)
