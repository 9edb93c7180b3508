"""``corridor export`` and ``corridor template``: datasets as files."""

from pathlib import Path
from typing import Annotated

import typer
from corridor_client import DatasetFormat, InvalidRequestError

from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.failures import reporting
from corridor_cli.options import DatasetArgument, ServerOption
from corridor_cli.progress import phases
from corridor_cli.written_files import ForceOption, require_free, write_whole

FORMAT_OF_ENDING = {
    ".parquet.zip": DatasetFormat.PARQUET_ZIP,
    ".gmns.zip": DatasetFormat.GMNS_ZIP,
    ".zip": DatasetFormat.CSV_ZIP,
    ".json": DatasetFormat.JSON,
    ".xlsx": DatasetFormat.WORKBOOK,
    ".demand.csv": DatasetFormat.DEMAND_CSV,
    ".omx": DatasetFormat.DEMAND_OMX,
}
"""Form of a file by the end of its name, the longest first."""

TEMPLATE_ENDING = ".xlsx"


def export(
    dataset: DatasetArgument,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="File to write: .xlsx is a workbook, .zip a zip of CSV files, "
            ".parquet.zip one of Parquet files, .gmns.zip one for GMNS, .json a JSON "
            "object; .demand.csv and .omx are matrices of the demands alone.",
        ),
    ],
    server: ServerOption = None,
    force: ForceOption = False,
) -> None:
    """Write DATASET as a file, which reads as the same dataset again.

    Turns one form into another where DATASET is a file itself.
    """
    with reporting(), hinting(dataset):
        dataset_format = format_of(out)
        require_free(out, force=force)
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("writing")
                file = client.export_dataset(source, dataset_format)
        write_whole(out, file.content)


def template(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Workbook to write, ending in .xlsx.")
    ],
    *,
    server: ServerOption = None,
    force: ForceOption = False,
) -> None:
    """Write a workbook to fill in: its first sheet says how.

    Then check it by "corridor validate ./FILE" and plan it by "corridor solve ./FILE".
    """
    with reporting():
        if file.suffix.lower() != TEMPLATE_ENDING:
            msg = f"{file}: a template is a workbook; name a file that ends in .xlsx"
            raise InvalidRequestError(msg)
        require_free(file, force=force)
        with phases() as show_phase, connection(server, show_phase) as client:
            show_phase("writing")
            content = client.get_template().content
        write_whole(file, content)


def format_of(path: Path) -> DatasetFormat:
    """Return the form that the end of a file's name stands for.

    Raises
    ------
    InvalidRequestError
        When it stands for none.
    """
    for ending, dataset_format in FORMAT_OF_ENDING.items():
        if path.name.lower().endswith(ending):
            return dataset_format
    msg = f"--out {path}: name a file that ends in {', '.join(FORMAT_OF_ENDING)}"
    raise InvalidRequestError(msg)
