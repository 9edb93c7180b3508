"""Files that are made with a plan."""

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from corridor.v1 import plan_service_pb2
from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import Plan
from optimizer.domain.plan_result import PlanFile, PlanFormat, PlanResult
from optimizer.errors import InvalidRequestError

if TYPE_CHECKING:
    from optimizer.formulation.state_graph import StateGraph

FIELD = "options.file_formats"

ENDINGS = {
    PlanFormat.WORKBOOK: ".xlsx",
    PlanFormat.GEOJSON: ".geojson",
    PlanFormat.CSV_ZIP: ".zip",
    PlanFormat.PROGRAM_MPS: ".mps",
    PlanFormat.PROGRAM_LP: ".lp",
    PlanFormat.PROGRAM_NAMES: ".names.csv",
    PlanFormat.PARQUET_ZIP: ".parquet.zip",
}
"""How the names of such files end."""

_PREFIX = "PLAN_FORMAT_"


@dataclass(frozen=True, slots=True)
class Made:
    """What files are made of.

    Attributes
    ----------
    graph
        What was solved.
    result
        The answer, without files.
    dataset
        What was asked for, the tariffs of other regimes included.
    options
        How that was asked for.
    """

    graph: "StateGraph"
    result: PlanResult
    dataset: Dataset
    options: plan_service_pb2.PlanOptions


def formats_of(options: plan_service_pb2.PlanOptions) -> tuple[PlanFormat, ...]:
    """Return the forms that are asked for.

    Raises
    ------
    InvalidRequestError
        When one is unknown or asked for twice.
    """
    names = {number: name for name, number in plan_service_pb2.PlanFormat.items()}
    known = {f"{_PREFIX}{each}": each for each in PlanFormat}
    formats = [known.get(names.get(number, "")) for number in options.file_formats]
    if None in formats:
        raise InvalidRequestError(
            FIELD, f"one is none of {', '.join(PlanFormat)}; give some of them"
        )
    if len(set(formats)) < len(formats):
        raise InvalidRequestError(FIELD, "one stands twice; give each once")
    return tuple(each for each in formats if each is not None)


def made_with(options: plan_service_pb2.PlanOptions) -> dict[str, str]:
    """Say which options and versions a plan is made with, by the names of the contract."""
    said = {
        f"options.{field.name}": _in_words(options, field)
        for field in options.DESCRIPTOR.fields
        if field.name != "file_formats"
    }
    packages = {"corridor": "corridor-optimizer", "pulp": "pulp", "highs": "highspy"}
    versions = {f"version.{name}": version(of) for name, of in packages.items()}
    return {**said, **versions, "version.python": platform.python_version()}


def _in_words(options: Message, field: FieldDescriptor) -> str:
    if field.has_presence and not options.HasField(field.name):
        return "not given"
    value = getattr(options, field.name)
    if isinstance(value, Message):
        return json_format.MessageToJson(value, indent=None)
    return str(value)


def files_of(made: Made, formats: tuple[PlanFormat, ...]) -> Iterator[PlanFile]:
    """Make files, those of the plan only where there is one."""
    dataset_id = made.graph.dataset.header.dataset_id
    for each in formats:
        if each in _PROGRAM_WRITERS:
            content = _PROGRAM_WRITERS[each](made)
        elif made.result.plan is not None:
            content = _PLAN_WRITERS[each](made, made.result.plan)
        else:
            continue
        yield PlanFile(
            format=each, filename=f"{dataset_id}{ENDINGS[each]}", content=content
        )


def _workbook(made: Made, plan: Plan) -> bytes:
    from optimizer.tables.plan_workbook import (  # noqa: PLC0415 - few plans need it
        to_plan_workbook,
    )

    return to_plan_workbook(
        made.graph.dataset, made.result, plan, made_with(made.options)
    )


def _geojson(made: Made, plan: Plan) -> bytes:
    from optimizer.tables.plan_geojson import to_geojson  # noqa: PLC0415 - as above

    return to_geojson(made.graph.dataset, plan)


def _csv_zip(made: Made, plan: Plan) -> bytes:
    from optimizer.tables.plan_csv import to_plan_zip  # noqa: PLC0415 - as above

    return to_plan_zip(made.graph.dataset, plan, made_with(made.options))


def _parquet_zip(made: Made, plan: Plan) -> bytes:
    from optimizer.tables.plan_parquet import (  # noqa: PLC0415 - as above
        to_plan_parquet_zip,
    )

    return to_plan_parquet_zip(made.graph.dataset, plan, made_with(made.options))


def _program(made: Made, program_format: str) -> bytes:
    from optimizer.formulation.export import (  # noqa: PLC0415 - see optimizer.service.work
        ProgramFormat,
        written_program,
    )

    comment = (
        f"Dataset {made.dataset.header.dataset_id}, SHA-256 {made.dataset.digest()}"
    )
    return written_program(made.graph, ProgramFormat(program_format), comment)


def _names(made: Made) -> bytes:
    from optimizer.formulation.export import program_names  # noqa: PLC0415 - as above

    return program_names(made.graph)


_PLAN_WRITERS: dict[PlanFormat, Callable[[Made, Plan], bytes]] = {
    PlanFormat.WORKBOOK: _workbook,
    PlanFormat.GEOJSON: _geojson,
    PlanFormat.CSV_ZIP: _csv_zip,
    PlanFormat.PARQUET_ZIP: _parquet_zip,
}

_PROGRAM_WRITERS: dict[PlanFormat, Callable[[Made], bytes]] = {
    PlanFormat.PROGRAM_MPS: lambda made: _program(made, "MPS"),
    PlanFormat.PROGRAM_LP: lambda made: _program(made, "LP"),
    PlanFormat.PROGRAM_NAMES: _names,
}
