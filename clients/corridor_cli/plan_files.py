"""Files that ``corridor solve`` writes beside what it prints."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from corridor_client import InvalidRequestError, PlanFormat, PlanResult

from corridor_cli.written_files import require_free, write_whole

FORMAT_OF_ENDING = {
    ".names.csv": PlanFormat.PROGRAM_NAMES,
    ".parquet.zip": PlanFormat.PARQUET_ZIP,
    ".xlsx": PlanFormat.WORKBOOK,
    ".geojson": PlanFormat.GEOJSON,
    ".zip": PlanFormat.CSV_ZIP,
    ".mps": PlanFormat.PROGRAM_MPS,
    ".lp": PlanFormat.PROGRAM_LP,
}
"""Form of a file by the end of its name; the first that fits counts."""

OutOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Also write a file, whose ending says which: .xlsx a workbook with charts, "
        ".geojson legs and nodes for maps, .zip the plan's tables as CSV, .parquet.zip as "
        "Parquet, .mps or .lp the linear program, .names.csv what its names stand for. May be given several times.",
    ),
]


def formats_of(
    files: Sequence[Path], *, background: bool, force: bool
) -> list[PlanFormat]:
    """Return which forms are asked for, once all files can be written.

    Raises
    ------
    InvalidRequestError
        When one cannot, or two are of the same form.
    """
    if files and background:
        msg = (
            "--out needs the plan, which --background does not wait for; leave one out"
        )
        raise InvalidRequestError(msg)
    formats = [_format_of(file) for file in files]
    for file, each in zip(files, formats, strict=True):
        if formats.count(each) > 1:
            msg = f"--out {file}: two files are of the same form; give one of each"
            raise InvalidRequestError(msg)
        require_free(file, force=force)
    return formats


def write_files(files: Sequence[Path], result: PlanResult) -> list[Path]:
    """Write what was made; return those of a plan that there is not.

    Raises
    ------
    InvalidRequestError
        When one cannot be written.
    """
    made = {file.format: file.content for file in result.files}
    left = []
    for path in files:
        content = made.get(_format_of(path))
        if content is None:
            left.append(path)
        else:
            write_whole(path, content)
    return left


def _format_of(path: Path) -> PlanFormat:
    for ending, plan_format in FORMAT_OF_ENDING.items():
        if path.name.lower().endswith(ending):
            return plan_format
    msg = f"--out {path}: name a file that ends in {', '.join(FORMAT_OF_ENDING)}"
    raise InvalidRequestError(msg)
