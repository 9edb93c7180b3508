"""The forms in which a dataset can be written, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from optimizer.domain.dataset import Dataset
from optimizer.tables.gmns import to_gmns_files
from optimizer.tables.parquet_tables import to_parquet_files
from optimizer.tables.workbook_writing import to_workbook
from optimizer.tables.writing import packed, to_csv_files, to_json


class DatasetFormat(StrEnum):
    """Form of a dataset's file."""

    CSV_ZIP = "CSV_ZIP"
    """A zip of CSV files, one per table."""

    JSON = "JSON"
    """A JSON object with a list per table."""

    WORKBOOK = "WORKBOOK"
    """A workbook in Excel's format, one sheet per table, with instructions."""

    PARQUET_ZIP = "PARQUET_ZIP"
    """A zip of Parquet files, one per table."""

    GMNS_ZIP = "GMNS_ZIP"
    """A zip with nodes and links as GMNS has them, and the other tables as CSV."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How a form is written, and how the names of such files end."""

    ending: str
    write: Callable[[Dataset], bytes]


_FORMS = {
    DatasetFormat.CSV_ZIP: _Form(".zip", lambda d: packed(to_csv_files(d))),
    DatasetFormat.JSON: _Form(".json", to_json),
    DatasetFormat.WORKBOOK: _Form(".xlsx", to_workbook),
    DatasetFormat.PARQUET_ZIP: _Form(
        ".parquet.zip", lambda d: packed(to_parquet_files(d))
    ),
    DatasetFormat.GMNS_ZIP: _Form(".gmns.zip", lambda d: packed(to_gmns_files(d))),
}


def exported(dataset: Dataset, dataset_format: DatasetFormat) -> tuple[str, bytes]:
    """Write a dataset; return the name of the file and its content.

    Equal datasets give equal bytes, which read as an equal dataset again.
    """
    form = _FORMS[dataset_format]
    return f"{dataset.header.dataset_id}{form.ending}", form.write(dataset)
