"""Datasets to and from the message ``corridor.v1.Dataset``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corridor.v1 import dataset_pb2
from google.protobuf.message import Message

from optimizer.domain.dataset import HEADER_TABLE, ROW_TABLES, Dataset, Table
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.service.convert import Cells, cells_of, fill
from optimizer.tables.cells import CellReader
from optimizer.tables.raw_tables import RawTables
from optimizer.tables.reading import Reading, read_raw_tables
from optimizer.tables.rows import RawRow, row_id_of


def message_of_dataset(dataset: Dataset) -> dataset_pb2.Dataset:
    """Write a dataset as a message, its tables in order."""
    message = dataset_pb2.Dataset()
    currency_code = dataset.header.currency_code
    fill(message.header, dataset.header, currency_code)
    currency_of_tariff = {t.tariff_id: t.currency_code for t in dataset.tariffs}
    for name in ROW_TABLES:
        rows = getattr(message, name)
        for row in dataset.rows(name):
            tariff_id = getattr(row, "tariff_id", "")
            fill(rows.add(), row, currency_of_tariff.get(tariff_id, currency_code))
    return message


def read_dataset_message(message: dataset_pb2.Dataset) -> Reading:
    """Read a dataset from a message, with every problem of its rows.

    The rows count from 1. A message is read as a file is, so both get the same
    problems; what is more, an amount of money must be in the currency of its tariff,
    or else of the dataset.
    """
    tables = RawTables()
    currencies = _Currencies(
        message.header.currency_code,
        {tariff.tariff_id: tariff.currency_code for tariff in message.tariffs},
    )
    if message.HasField("header"):
        header = RawRow(1, cells_of(message.header).values)
        tables.add(HEADER_TABLE, [header], CellReader())
    for name, table in ROW_TABLES.items():
        rows: Sequence[Message] = getattr(message, name)
        cells = [cells_of(row) for row in rows]
        numbered = list(enumerate(cells, start=1))
        tables.add(table, [RawRow(n, row.values) for n, row in numbered], CellReader())
        for number, row in numbered:
            tables.problems.extend(currencies.problems_of(table, number, row))
    return read_raw_tables(tables)


@dataclass(frozen=True)
class _Currencies:
    """Which currency an amount of money must be in.

    Attributes
    ----------
    of_dataset
        The dataset's.
    of_tariff
        Each tariff's, by its id.
    """

    of_dataset: str
    of_tariff: Mapping[str, str]

    def problems_of(self, table: Table, number: int, cells: Cells) -> Iterator[Problem]:
        """Complain about the amounts of a row that are in another currency."""
        for column, given in cells.currency_codes.items():
            expected = self._expected(table, cells)
            if expected is not None and given != expected:
                yield Problem(
                    code=ProblemCode.UNIT_MISMATCH,
                    table=table.name,
                    row=number,
                    row_id=row_id_of(table, cells.values),
                    column=column,
                    value=given[:80],
                    message=f"the amount is in {given or 'no currency'}",
                    remedy=f"give it in {expected}",
                )

    def _expected(self, table: Table, cells: Cells) -> str | None:
        """None where the currency cannot be known, which is a problem of its own."""
        if "tariff_id" in table.record.model_fields:
            return self.of_tariff.get(str(cells.values.get("tariff_id")))
        return self.of_dataset or None
