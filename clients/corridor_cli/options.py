"""Arguments and options that several commands take."""

from typing import Annotated

import typer

DatasetArgument = Annotated[
    str,
    typer.Argument(
        metavar="DATASET",
        help=(
            "A stored dataset's name, a path, or - for a zip or JSON on standard "
            "input. It is a path if it contains a slash, starts with a dot, or ends "
            "in .zip or .json: a folder of CSV files, a zip of one, or a JSON file."
        ),
    ),
]

ServerOption = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="ADDRESS",
        envvar="CORRIDOR_SERVER",
        help=(
            "HOST:PORT or unix:PATH of a server. Without it, a private one is started "
            "and stopped again."
        ),
    ),
]

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object and nothing else.")
]
