"""The work of DatasetService, done by workers."""

from dataclasses import dataclass
from typing import Self

from corridor.v1 import dataset_file_pb2, dataset_service_pb2

from optimizer.domain.dataset import ROW_TABLES, TABLES, Dataset
from optimizer.domain.problems import Problem, Severity
from optimizer.errors import InvalidDatasetError, InvalidRequestError
from optimizer.service.dataset_messages import message_of_dataset
from optimizer.service.dataset_sources import (
    FileSource,
    NamedSource,
    name_of,
    read_named,
    read_requested,
)
from optimizer.service.messages import parse, serialized
from optimizer.service.plan_messages import messages_of_problems
from optimizer.tables.exporting import DatasetFormat, exported
from optimizer.tables.reading import Reading
from optimizer.tables.workbook_writing import to_workbook

FORMAT_NUMBERS = {
    DatasetFormat.CSV_ZIP: dataset_file_pb2.DATASET_FORMAT_CSV_ZIP,
    DatasetFormat.JSON: dataset_file_pb2.DATASET_FORMAT_JSON,
    DatasetFormat.WORKBOOK: dataset_file_pb2.DATASET_FORMAT_WORKBOOK,
    DatasetFormat.PARQUET_ZIP: dataset_file_pb2.DATASET_FORMAT_PARQUET_ZIP,
    DatasetFormat.GMNS_ZIP: dataset_file_pb2.DATASET_FORMAT_GMNS_ZIP,
    DatasetFormat.DEMAND_CSV: dataset_file_pb2.DATASET_FORMAT_DEMAND_CSV,
    DatasetFormat.DEMAND_OMX: dataset_file_pb2.DATASET_FORMAT_DEMAND_OMX,
}
"""The formats as messages have them."""


@dataclass(frozen=True, slots=True)
class Description:
    """A dataset in few words.

    Attributes
    ----------
    dataset_id, title, currency_code
        As in its header.
    digest
        As :meth:`optimizer.domain.dataset.Dataset.digest`.
    row_counts
        Rows of each table, in the order of the tables.
    """

    dataset_id: str
    title: str
    currency_code: str
    digest: str
    row_counts: dict[str, int]

    @classmethod
    def of(cls, dataset: Dataset) -> Self:
        """Describe a dataset."""
        return cls(
            dataset_id=dataset.header.dataset_id,
            title=dataset.header.title,
            currency_code=dataset.header.currency_code,
            digest=dataset.digest(),
            row_counts={name: len(dataset.rows(name)) for name in ROW_TABLES},
        )

    def summary(self) -> dataset_service_pb2.DatasetSummary:
        """Write the description as a message."""
        return dataset_service_pb2.DatasetSummary(
            name=name_of(self.dataset_id),
            dataset_id=self.dataset_id,
            title=self.title,
            digest=self.digest,
            currency_code=self.currency_code,
            row_counts=self.row_count_messages(),
        )

    def row_count_messages(self) -> list[dataset_service_pb2.RowCount]:
        """Write the row counts as messages."""
        return [
            dataset_service_pb2.RowCount(table=table, count=count)
            for table, count in self.row_counts.items()
        ]


@dataclass(frozen=True, slots=True)
class Import:
    """What came of importing a file.

    Attributes
    ----------
    response
        The ImportDatasetResponse, serialized.
    description
        The dataset that is to be kept; None where it has errors.
    """

    response: bytes
    description: Description | None


def import_dataset(file: FileSource) -> Import:
    """Read and check a file that is to be kept."""
    reading = file.read()
    problems = _problems_of(reading)
    response = dataset_service_pb2.ImportDatasetResponse(
        problems=messages_of_problems(problems)
    )
    if reading.dataset is None:
        return Import(serialized(response), None)
    description = Description.of(reading.dataset)
    response.digest = description.digest
    response.row_counts.extend(description.row_count_messages())
    if _has_errors(problems):
        return Import(serialized(response), None)
    response.name = name_of(description.dataset_id)
    return Import(serialized(response), description)


def validate_dataset(content: bytes, named: NamedSource | None) -> bytes:
    """Answer a ValidateDatasetRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    request = parse(dataset_service_pb2.ValidateDatasetRequest, content)
    reading = read_requested(request, named)
    response = dataset_service_pb2.ValidateDatasetResponse(
        problems=messages_of_problems(_problems_of(reading))
    )
    if reading.dataset is not None:
        description = Description.of(reading.dataset)
        response.dataset_id = description.dataset_id
        response.digest = description.digest
        response.row_counts.extend(description.row_count_messages())
    return serialized(response)


def describe_dataset(source: NamedSource) -> Description:
    """Describe a dataset that has a name."""
    return Description.of(_sound(read_named(source)))


def get_dataset(source: NamedSource) -> bytes:
    """Answer a GetDatasetRequest for a dataset that has a name."""
    dataset = _sound(read_named(source))
    response = dataset_service_pb2.GetDatasetResponse(
        dataset=message_of_dataset(dataset), digest=dataset.digest()
    )
    return serialized(response)


def export_dataset(content: bytes, named: NamedSource | None) -> bytes:
    """Answer an ExportDatasetRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    request = parse(dataset_service_pb2.ExportDatasetRequest, content)
    dataset_format = _format_of(request)
    dataset = _sound(read_requested(request, named))
    filename, written = exported(dataset, dataset_format)
    file = dataset_file_pb2.DatasetFile(filename=filename, content=written)
    response = dataset_service_pb2.ExportDatasetResponse(
        file=file, digest=dataset.digest()
    )
    return serialized(response)


def get_template() -> bytes:
    """Answer a GetTemplateRequest."""
    file = dataset_file_pb2.DatasetFile(
        filename="template.xlsx", content=to_workbook(None)
    )
    return serialized(dataset_service_pb2.GetTemplateResponse(file=file))


def _format_of(request: dataset_service_pb2.ExportDatasetRequest) -> DatasetFormat:
    known = {number: name for name, number in FORMAT_NUMBERS.items()}
    if request.format not in known:
        names = ", ".join(DatasetFormat)
        field, message = "format", f"it is none of {names}; give one of them"
        raise InvalidRequestError(field, message)
    return known[request.format]


def _sound(reading: Reading) -> Dataset:
    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    return reading.dataset


def _problems_of(reading: Reading) -> list[Problem]:
    """Every problem of a dataset, in the order of tables and rows."""
    from optimizer.analysis.preparing import check  # noqa: PLC0415 - see optimizer.service.work

    if reading.dataset is None:
        return list(reading.problems)
    order = {name: number for number, name in enumerate(TABLES)}
    return sorted(
        reading.place(check(reading.dataset)),
        key=lambda p: (order.get(p.table, -1), p.row or 0, p.column, p.code),
    )


def _has_errors(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
