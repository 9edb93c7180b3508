"""The rows of a dataset that a report needs beside its plan: places, names, sources."""

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from corridor_client import Client, DatasetFile, DatasetFormat
from corridor_client.datasets import DatasetSource

type Row = Mapping[str, str]
"""Cells of a row by column, as they are written down."""


@dataclass(frozen=True)
class DatasetTables:
    """Rows of every table of a dataset, by the table's name and in their order."""

    rows: Mapping[str, tuple[Row, ...]]

    @classmethod
    def of(cls, client: Client, dataset: DatasetSource) -> "DatasetTables":
        """Ask a server for the rows of a dataset.

        Raises
        ------
        InvalidDatasetError
            When the dataset has errors.
        """
        return cls.read(client.export_dataset(dataset, DatasetFormat.CSV_ZIP))

    @classmethod
    def read(cls, file: DatasetFile) -> "DatasetTables":
        """Read a zip of CSV files, as the server writes it."""
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            names = sorted(n for n in archive.namelist() if n.endswith(".csv"))
            return cls(
                {
                    name.removesuffix(".csv"): tuple(
                        csv.DictReader(io.StringIO(archive.read(name).decode("utf-8")))
                    )
                    for name in names
                }
            )

    @cached_property
    def title(self) -> str:
        """What the dataset is called."""
        rows = self.rows.get("dataset", ())
        return rows[0].get("title", "") if rows else ""

    @cached_property
    def nodes(self) -> Mapping[str, Row]:
        """Nodes by id."""
        return self._by_id("nodes", "node_id")

    def is_placed(self, node_id: str) -> bool:
        """Whether a node has coordinates."""
        node = self.nodes[node_id]
        return bool(node["longitude"] and node["latitude"])

    @cached_property
    def period_ids(self) -> tuple[str, ...]:
        """Periods in their order."""
        periods = self.rows.get("periods", ())
        ordered = sorted(periods, key=lambda period: period["start_date"])
        return tuple(period["period_id"] for period in ordered)

    @cached_property
    def legs(self) -> Mapping[str, Row]:
        """Legs by id."""
        return self._by_id("legs", "leg_id")

    @cached_property
    def transfers(self) -> Mapping[str, Row]:
        """Transfers by id."""
        return self._by_id("transfers", "transfer_id")

    @cached_property
    def demands(self) -> Mapping[str, Row]:
        """Demands by id."""
        return self._by_id("demands", "demand_id")

    @cached_property
    def uses(self) -> tuple[Row, ...]:
        """Which leg, transfer or node takes which resource."""
        return tuple(self.rows.get("resource_uses", ()))

    def name_of(self, table: str, column: str, row_id: str) -> str:
        """Return the name of a row, or its id where it has none."""
        row = self._by_id(table, column).get(row_id, {})
        return row.get("name") or row_id

    def _by_id(self, table: str, column: str) -> Mapping[str, Row]:
        return {row[column]: row for row in self.rows.get(table, ())}
