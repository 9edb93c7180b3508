"""Options of the commands that look at what a plan's numbers are worth."""

from pathlib import Path
from typing import Annotated

import typer
from corridor_client import ScenarioFile

from corridor_cli.compare_scenarios import FILE_ENDINGS, scenario_file

ScenarioOption = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        metavar="ID|FILE",
        help="Make these changes first: a scenario that is stored with the dataset, or "
        "a YAML or JSON file.",
    ),
]

SensitivityRegimeOption = Annotated[
    str | None,
    typer.Option(
        "--regime",
        metavar="ID",
        help="Which of the dataset's tariffs hold; its default if not given.",
    ),
]

UncertaintyOption = Annotated[
    str,
    typer.Option(
        "--uncertainty",
        metavar="ID|FILE",
        help="What is uncertain: stored with the dataset, or a YAML or JSON file.",
    ),
]

PlotOption = Annotated[
    Path | None,
    typer.Option(
        "--plot", metavar="FILE", help="Also draw a chart, to a .png or .svg file."
    ),
]

CsvOption = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help="Also write all rows to a file."),
]


def scenario_of(word: str | None) -> str | ScenarioFile | None:
    """Take a scenario by id, or read its file.

    Raises
    ------
    InvalidRequestError
        When the file cannot be read.
    """
    if word is None or not word.endswith(FILE_ENDINGS):
        return word
    return scenario_file(word)
