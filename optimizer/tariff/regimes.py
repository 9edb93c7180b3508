"""Regimes: which tariffs hold together."""

from typing import Any

from optimizer.domain.dataset import Dataset
from optimizer.errors import UnknownRegimeError

_TABLES_OF_TARIFFS = (
    "tariffs",
    "rates",
    "tariff_scopes",
    "goods_classes",
    "tariff_distances",
    "haul_rates",
    "coefficients",
    "surcharges",
    "volume_discounts",
)


def chosen_regime(dataset: Dataset, regime_id: str | None) -> str | None:
    """Return the regime that is asked for, or else the default.

    None where the dataset has no regimes, and all its tariffs hold.

    Raises
    ------
    UnknownRegimeError
        When the dataset has no regime of that id.
    """
    known = [regime.regime_id for regime in dataset.regimes]
    if regime_id is not None and regime_id not in known:
        raise UnknownRegimeError(regime_id, known)
    defaults = [r.regime_id for r in dataset.regimes if r.is_default]
    return regime_id or next(iter(defaults), None)


def under_regime(dataset: Dataset, regime_id: str | None) -> Dataset:
    """Return a dataset with the tariffs of one regime alone.

    Parameters
    ----------
    dataset
        All tariffs.
    regime_id
        A regime of the dataset; None leaves the dataset as it is.
    """
    if regime_id is None:
        return dataset
    holding = tuple(r for r in dataset.regime_tariffs if r.regime_id == regime_id)
    tariff_ids = {row.tariff_id for row in holding}
    tables: dict[str, Any] = {"regime_tariffs": holding}
    for name in _TABLES_OF_TARIFFS:
        rows = getattr(dataset, name)
        tables[name] = tuple(row for row in rows if row.tariff_id in tariff_ids)
    return dataset.model_copy(update=tables)
