"""``corridor validate``: whether a dataset can be planned, and every problem of it."""

import typer

from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.options import DatasetArgument, JsonOption, ServerOption
from corridor_cli.problem_report import validation_report
from corridor_cli.progress import phases
from corridor_cli.terminal import print_blocks, print_json, standard_output


def validate(
    dataset: DatasetArgument,
    *,
    server: ServerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check DATASET and list every problem with its place and remedy.

    The first 50 problems are shown and the rest counted; --json prints them all. Exits
    with 2 when the dataset cannot be planned.
    """
    with reporting(as_json=as_json), hinting(dataset):
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("checking")
                result = client.validate_dataset(source)
        if as_json:
            print_json(result.to_json_object())
        else:
            print_blocks(validation_report(result), standard_output())
    if not result.is_valid:
        raise typer.Exit(ExitCode.BAD_INPUT)
