"""Arguments and options that several commands take."""

from typing import Annotated

import typer

DatasetArgument = Annotated[
    str,
    typer.Argument(
        metavar="DATASET",
        help=(
            "A stored dataset's name, a path, or - for a file on standard input. It is "
            "a path if it contains a slash, starts with a dot, or ends in .zip, .json or "
            ".xlsx: a folder of CSV files, a zip of one, a workbook, or a JSON file."
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

RequiredServerOption = Annotated[
    str,
    typer.Option(
        "--server",
        metavar="ADDRESS",
        envvar="CORRIDOR_SERVER",
        help="HOST:PORT or unix:PATH of the server.",
    ),
]

LONGEST_TIME_LIMIT = 600.0
"""Longest time limit in seconds that servers grant."""

WIDEST_GAP = 0.1
"""Widest gap that servers take."""

TimeLimitOption = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        min=0.001,
        max=LONGEST_TIME_LIMIT,
        help="Longest time that the solver may take, 10 minutes if not given. A "
        "plan that is cut short says how far from the least cost it may be.",
    ),
]

GapOption = Annotated[
    float | None,
    typer.Option(
        "--gap",
        metavar="SHARE",
        min=0.0,
        max=WIDEST_GAP,
        help="Proven distance from the least cost, as a share of it, at which the "
        "solver may stop, such as 0.001.",
    ),
]

IntegerOption = Annotated[
    bool,
    typer.Option(
        "--integer",
        help="Let voyages and trains run in whole numbers, and serve demands that "
        "are all or nothing in full or not at all.",
    ),
]

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object and nothing else.")
]
