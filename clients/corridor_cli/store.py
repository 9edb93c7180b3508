"""``corridor store``: datasets, scenarios and uncertainties that a server keeps."""

from pathlib import Path
from typing import Annotated

import typer
from corridor_client import DatasetFile, InvalidRequestError, ScenarioFile
from corridor_client.datasets import NAME_PREFIX
from rich.console import RenderableType
from rich.text import Text

from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.options import JsonOption, RequiredServerOption
from corridor_cli.problem_report import problem_table
from corridor_cli.progress import phases
from corridor_cli.store_report import document_object, document_table, version_table
from corridor_cli.terminal import print_blocks, print_json, standard_output

NameArgument = Annotated[
    str, typer.Argument(metavar="DATASET", help="Name of a stored dataset.")
]

KindOption = Annotated[
    str,
    typer.Option(
        "--as", metavar="KIND", help="What the document is: scenario or uncertainty."
    ),
]

ReplaceOption = Annotated[
    bool,
    typer.Option("--replace", help="Let it take the place of one of the same name."),
]


def import_(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="A folder of CSV files, a zip of one, a workbook, a JSON file, or - "
            "for a file on standard input.",
        ),
    ],
    *,
    server: RequiredServerOption,
    replace: ReplaceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Have a server keep the dataset at PATH, and print the name that it gets.

    Each import is a version of its own, named with its digest by "corridor store
    versions". A dataset with errors is not kept; its problems are printed.
    """
    with reporting(as_json=as_json), hinting(dataset):
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("importing")
            result = client.import_dataset(_file(dataset), replace=replace)
        if as_json:
            print_json(result.to_json_object())
        else:
            blocks = [problem_table(result.problems)] if result.problems else []
            if result.name:
                name = result.name.removeprefix(NAME_PREFIX)
                blocks.append(Text(f"{name}@{result.digest}"))
            print_blocks(blocks, standard_output())
    if not result.name:
        raise typer.Exit(ExitCode.BAD_INPUT)


def versions(
    dataset: NameArgument, *, server: RequiredServerOption, as_json: JsonOption = False
) -> None:
    """List the versions of DATASET, the current one first."""
    with reporting(as_json=as_json):
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("listing")
            found = client.list_dataset_versions(dataset)
        if as_json:
            print_json({"versions": [version.to_json_object() for version in found]})
        else:
            print_blocks([version_table(found)], standard_output())


def delete(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET", help="Its name, or NAME@DIGEST for one version."
        ),
    ],
    *,
    server: RequiredServerOption,
) -> None:
    """Forget an imported dataset and what is beside it, or one of its versions."""
    with (
        reporting(),
        phases() as show_phase,
        connection(server, show_phase) as client,
    ):
        show_phase("deleting")
        client.delete_dataset(dataset)


def add(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: NameArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML or JSON.")],
    *,
    kind: KindOption,
    server: RequiredServerOption,
    replace: ReplaceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Keep a scenario or an uncertainty beside DATASET, and print its id.

    Calls then name it as they name what is shipped with the dataset. One with errors is
    not kept; its problems are printed.
    """
    with reporting(as_json=as_json):
        document = _document(file)
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("storing")
            result = client.store_document(
                dataset, kind.upper(), document, replace=replace
            )
        if as_json:
            print_json(result.to_json_object())
        else:
            blocks: list[RenderableType] = [Text(result.document_id)]
            if result.problems:
                blocks = [problem_table(result.problems)]
            print_blocks(blocks, standard_output())
    if not result.document_id:
        raise typer.Exit(ExitCode.BAD_INPUT)


def documents(
    dataset: NameArgument, *, server: RequiredServerOption, as_json: JsonOption = False
) -> None:
    """List the scenarios and uncertainties beside DATASET."""
    with reporting(as_json=as_json):
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("listing")
            found = client.list_documents(dataset)
        if as_json:
            print_json({"documents": [document_object(each) for each in found]})
        else:
            print_blocks([document_table(found)], standard_output())


def remove(
    dataset: NameArgument,
    document_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of the document.")
    ],
    *,
    kind: KindOption,
    server: RequiredServerOption,
) -> None:
    """Forget a scenario or an uncertainty that was stored beside DATASET."""
    with (
        reporting(),
        phases() as show_phase,
        connection(server, show_phase) as client,
    ):
        show_phase("removing")
        client.delete_document(dataset, kind.upper(), document_id)


def _file(dataset: str) -> Path | DatasetFile:
    source = source_of(dataset)
    if isinstance(source, DatasetFile):
        return source
    msg = f"{dataset!r} is the name of a stored dataset; give a path, as in ./{dataset}"
    raise InvalidRequestError(msg)


def _document(file: Path) -> ScenarioFile:
    try:
        return ScenarioFile(file.name, file.read_bytes())
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror}; give a YAML or JSON file"
        raise InvalidRequestError(msg) from error
