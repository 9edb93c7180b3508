"""The services that a server has, and the methods of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.service import (
    dataset_servicer,
    plan_servicer,
    plan_stream_servicer,
    scenario_servicer,
    sensitivity_servicer,
    server_info_servicer,
    simulation_servicer,
    tariff_servicer,
)
from optimizer.service.calls import Method, Stream
from optimizer.service.document_servicer import DocumentServicer
from optimizer.service.operations import servicer as operations_servicer
from optimizer.service.operations.office import Office
from optimizer.service.operations.starting import Starter
from optimizer.service.parallel import Crew
from optimizer.service.runs import servicer as runs_servicer
from optimizer.service.settings import Settings
from optimizer.service.storage.opening import Storage
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Staff, Workers

type Methods = Mapping[str, Method | Stream]
"""Methods by name."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What services work with.

    Attributes
    ----------
    workers
        Who does the work.
    storage
        Where the server keeps things.
    store
        Datasets that requests may name.
    crew
        Who does the pieces of large calls; None leaves them to the workers.
    """

    workers: Workers
    storage: Storage
    store: DatasetStore
    crew: Crew | None


def background_methods(parts: Parts) -> Methods:
    """Return what can be done in the background, by full name of the method."""
    services = _planning_services(parts, parts.workers.background)
    return {
        f"{service}/{name}": method
        for service, methods in services.items()
        for name, method in methods.items()
    }


def methods_by_service(
    parts: Parts, office: Office, settings: Settings
) -> Mapping[str, Methods]:
    """Return the methods of every service by full name of the service."""
    workers, store = parts.workers, parts.store
    scenarios = scenario_servicer.ScenarioServicer(workers, store, parts.crew)
    info = server_info_servicer.ServerInfoServicer(settings)
    datasets = dataset_servicer.DatasetServicer(workers, store)
    tariffs = tariff_servicer.TariffServicer(workers, store)
    services: dict[str, dict[str, Method | Stream]] = {
        **_planning_services(parts, workers),
        dataset_servicer.SERVICE: {
            **datasets.methods(),
            **DocumentServicer(workers, store).methods(),
        },
        tariff_servicer.SERVICE: {**tariffs.methods()},
        scenario_servicer.SERVICE: {**scenarios.methods()},
        runs_servicer.SERVICE: {**runs_servicer.RunServicer(parts.storage).methods()},
        operations_servicer.SERVICE: {
            **operations_servicer.OperationsServicer(office).methods()
        },
        server_info_servicer.SERVICE: {**info.methods()},
    }
    streams = plan_stream_servicer.PlanStreamServicer(workers, store)
    services[plan_servicer.SERVICE].update(streams.methods())
    for path, method in Starter(office, store).methods().items():
        service, _, name = path.partition("/")
        services[service][name] = method
    return services


def _planning_services(
    parts: Parts, staff: Staff
) -> dict[str, dict[str, Method | Stream]]:
    """Make the services some of whose methods can be done in the background."""
    plans = plan_servicer.PlanServicer(staff, parts.store)
    sensitivity = sensitivity_servicer.SensitivityServicer(
        staff, parts.store, parts.crew
    )
    simulation = simulation_servicer.SimulationServicer(staff, parts.store, parts.crew)
    return {
        plan_servicer.SERVICE: {**plans.methods()},
        sensitivity_servicer.SERVICE: sensitivity.methods(),
        simulation_servicer.SERVICE: simulation.methods(),
    }
