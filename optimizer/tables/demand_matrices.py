"""What wants to move as origin-destination matrices, by commodity and period.

Planning tools exchange demand so: as a long table, or as Open Matrix files, which are HDF5.
Both hold demands alone; windows, prices and the network stay behind.

References
----------
.. [1] Open Matrix (OMX) file format, version 0.2.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.domain.dataset import Dataset

COLUMNS = ("origin", "destination", "commodity", "value", "unit", "period")
"""Columns of the long table."""

OMX_VERSION = b"0.2"

LOOKUP = "node_id"
"""Name of the lookup that tells which node a row or column is of."""

NAME_SEPARATOR = "@"
"""Between the commodity and the period in the name of a matrix."""


@dataclass(frozen=True, slots=True, order=True)
class _Relation:
    """What is asked for between two nodes in a period."""

    commodity_id: str
    period_id: str
    origin_node_id: str
    destination_node_id: str


def to_demand_csv(dataset: Dataset) -> bytes:
    """Write one line for each commodity, period, origin and destination.

    Values are volumes in the commodity's unit, ready to move in the period: that of the
    earliest departure, or spread by the demand's monthly shape.
    """
    units = {each.commodity_id: each.quantity_unit for each in dataset.commodities}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for relation, volume in sorted(_volumes(dataset).items()):
        writer.writerow(
            (
                relation.origin_node_id,
                relation.destination_node_id,
                relation.commodity_id,
                volume,
                units[relation.commodity_id],
                relation.period_id,
            )
        )
    return text.getvalue().encode()


def to_demand_omx(dataset: Dataset) -> bytes:
    """Write an Open Matrix file with a matrix for each commodity and period.

    Matrices are called ``COMMODITY@PERIOD``; rows are origins and columns destinations, in
    the order of the lookup ``node_id``. Values are as in :func:`to_demand_csv`.
    """
    import h5py  # noqa: PLC0415 - it is large, and only these files need it

    node_ids = [node.node_id for node in dataset.nodes]
    place = {node_id: number for number, node_id in enumerate(node_ids)}
    shape = (len(node_ids), len(node_ids))
    content = io.BytesIO()
    with h5py.File(content, "w", libver="earliest") as file:
        file.attrs["OMX_VERSION"] = np.bytes_(OMX_VERSION)
        file.attrs["SHAPE"] = np.array(shape, dtype=np.int32)
        matrices = file.create_group("data")
        for name, volumes in sorted(_matrices(dataset).items()):
            matrix = np.zeros(shape)
            for relation, volume in volumes.items():
                row, column = relation.origin_node_id, relation.destination_node_id
                matrix[place[row], place[column]] = volume
            matrices.create_dataset(name, data=matrix, compression="gzip")
        lookups = file.create_group("lookup")
        lookups.create_dataset(LOOKUP, data=np.array(node_ids, dtype="S"))
    return content.getvalue()


def _matrices(dataset: Dataset) -> Mapping[str, dict[_Relation, float]]:
    found: dict[str, dict[_Relation, float]] = defaultdict(dict)
    for relation, volume in _volumes(dataset).items():
        name = f"{relation.commodity_id}{NAME_SEPARATOR}{relation.period_id}"
        found[name][relation] = volume
    return found


def _volumes(dataset: Dataset) -> Mapping[_Relation, float]:
    volumes: dict[_Relation, float] = defaultdict(float)
    for relation, volume in _releases(dataset):
        volumes[relation] += volume
    return volumes


def _releases(dataset: Dataset) -> Iterator[tuple[_Relation, float]]:
    """Yield what becomes ready of each demand in each period."""
    calendar = dataset.calendar()
    for demand in dataset.demands:
        weights = dataset.release_weights(demand)
        whole = sum(weights)
        for period, weight in zip(calendar, weights, strict=True):
            if weight > 0:
                relation = _Relation(
                    demand.commodity_id,
                    period.period_id,
                    demand.origin_node_id,
                    demand.destination_node_id,
                )
                yield relation, demand.volume * weight / whole
