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

    DEMAND_CSV = "DEMAND_CSV"
    """Demands alone, as a long table of origins, destinations, commodities and periods."""

    DEMAND_OMX = "DEMAND_OMX"
    """Demands alone, as an Open Matrix file."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How a form is written, and how the names of such files end."""

    ending: str
    write: Callable[[Dataset], bytes]


def _demand_csv(dataset: Dataset) -> bytes:
    # It loads numpy, which the server itself must not.
    from optimizer.tables.demand_matrices import to_demand_csv  # noqa: PLC0415 - so

    return to_demand_csv(dataset)


def _demand_omx(dataset: Dataset) -> bytes:
    from optimizer.tables.demand_matrices import to_demand_omx  # noqa: PLC0415 - as above

    return to_demand_omx(dataset)


_FORMS = {
    DatasetFormat.CSV_ZIP: _Form(".zip", lambda d: packed(to_csv_files(d))),
    DatasetFormat.JSON: _Form(".json", to_json),
    DatasetFormat.WORKBOOK: _Form(".xlsx", to_workbook),
    DatasetFormat.PARQUET_ZIP: _Form(
        ".parquet.zip", lambda d: packed(to_parquet_files(d))
    ),
    DatasetFormat.GMNS_ZIP: _Form(".gmns.zip", lambda d: packed(to_gmns_files(d))),
    DatasetFormat.DEMAND_CSV: _Form(".demand.csv", _demand_csv),
    DatasetFormat.DEMAND_OMX: _Form(".omx", _demand_omx),
}


WHOLE = tuple(each for each in DatasetFormat if not each.startswith("DEMAND_"))
"""Forms that hold all of a dataset, and read as it again."""


def exported(dataset: Dataset, dataset_format: DatasetFormat) -> tuple[str, bytes]:
    """Write a dataset; return the name of the file and its content.

    Equal datasets give equal bytes, which in :data:`WHOLE` forms read as an equal dataset.
    """
    form = _FORMS[dataset_format]
    return f"{dataset.header.dataset_id}{form.ending}", form.write(dataset)
