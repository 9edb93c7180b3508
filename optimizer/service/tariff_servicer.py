"""TariffService."""

from corridor.v1 import tariff_service_pb2

from optimizer.service.calls import Method
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Workers

SERVICE = tariff_service_pb2.DESCRIPTOR.services_by_name["TariffService"].full_name


class TariffServicer:
    """Serves ``corridor.v1.TariffService``.

    Parameters
    ----------
    workers
        Who works on datasets.
    store
        Datasets that requests may name.
    """

    def __init__(self, workers: Workers, store: DatasetStore) -> None:
        self._workers = workers
        self._store = store

    def methods(self) -> dict[str, Method]:
        """Methods of the service by name."""
        return {}
